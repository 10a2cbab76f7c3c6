"""The way to Mistral."""

from keystoneauth1 import exceptions as keystone
from keystoneauth1 import session
from mistralclient.api.base import APIException

from heat_mistral.actions import cloud as cloud_
from heat_mistral.actions import connection
from heat_mistral.actions.model import ActionsError
from heat_mistral.tests.unit.support import cloud


class ConnectionTest(cloud.MistralTestCase):
    def way(self, body=None, region=cloud.REGION, interface=None, **more):
        auth = cloud.auth(body or cloud.token())
        return cloud_.Cloud(
            session.Session(auth=auth, **more), region, interface
        )

    def url(self, way):
        client = connection.mistral(way).actions._client
        return client.actions.http_client.base_url

    def test_where_it_is(self):
        for region, interface, url in (
            (cloud.REGION, None, cloud.URL),
            (None, 'public', cloud.URL),
            (cloud.REGION, 'internal', cloud.INTERNAL_URL),
            (cloud.OTHER_REGION, 'public', cloud.OTHER_REGION_URL),
        ):
            way = self.way(region=region, interface=interface)
            self.assertEqual(url, self.url(way))

    def test_it_is_not_there(self):
        for way in (
            self.way(region='Nowhere'),
            self.way(cloud.token(public=None)),
        ):
            ex = self.assertRaises(ActionsError, connection.mistral, way)
            self.assertIn('there is no way to Mistral', str(ex))

    def test_no_text_is_taken_for_a_file(self):
        api = connection.mistral(self.way())
        for manager in ('workflows', 'actions', 'code_sources'):
            self.assertTrue(
                getattr(api.actions._client, manager).enforce_raw_definitions
            )

    def test_an_answer_is_not_waited_for_for_ever(self):
        way = self.way()
        connection.mistral(way)
        self.assertEqual(60, way.session.timeout)
        way = self.way(timeout=5)
        connection.mistral(way)
        self.assertEqual(5, way.session.timeout)

    def test_refusals(self):
        for error, words in (
            (APIException(403, 'Operation forbidden'), 'administrators'),
            (APIException(400, 'no'), 'Mistral refuses: no'),
            (APIException(503, 'away'), 'Run the command again'),
            (keystone.ConnectFailure('x'), 'Run the command again'),
            (keystone.Unauthorized('who?'), 'no way to Mistral: who?'),
        ):
            told = connection.refusal(error)
            self.assertIn(words, told)
            self.assertNotIn('\n', told)
        self.assertIsNone(connection.refusal(ValueError('x')))
