"""Requests about sources and the actions that are made of them."""

from mistralclient.api import client as mistral_client
from mistralclient.api.base import APIException

from heat_mistral.mistral_api import api
from heat_mistral.tests.unit.support import cloud, fake_mistral
from heat_mistral.tests.unit.support.lists import AWKWARD, AWKWARD_QUOTED

NO_SUCH = '<html><title>404 Not Found</title></html>'


class SourcesTestCase(cloud.MistralTestCase):
    def setUp(self):
        super().setUp()
        self.mistral = fake_mistral.FakeMistral(self.http)

    @property
    def api(self):
        return self.plugin.mistral()


class CodeSourcesTest(SourcesTestCase):
    def test_a_text_arrives_as_it_is_in_utf8(self):
        source = self.api.code_sources.create('s', 'é = "🙂"\n', '', 'public')
        self.assertEqual(
            'é = "🙂"\n', self.api.code_sources.get(source.id).content
        )
        self.assertEqual(
            'text/plain; charset=utf-8',
            self.requests[0].headers['content-type'],
        )

    def test_names_are_quoted(self):
        self.api.code_sources.create(AWKWARD, 'a', AWKWARD, 'private')
        self.assertEqual(
            f'{cloud.URL}/code_sources?name={AWKWARD_QUOTED}&scope=private'
            f'&namespace={AWKWARD_QUOTED}',
            self.requests[0].url,
        )
        self.assertEqual(
            AWKWARD, self.api.code_sources.named(AWKWARD, AWKWARD).name
        )

    def test_no_file_is_read_whatever_the_client_would_do(self):
        session = self.plugin.client().code_sources.http_client.session
        client = mistral_client.client(mistral_url=cloud.URL, session=session)
        sources = api.MistralApi.over(client, cloud.PROJECT).code_sources
        made = sources.create('s', '/etc/hostname', '', 'private')
        sources.update(made.id, 'file:///etc/hostname', '', 'private')
        self.assertEqual(
            ['/etc/hostname', 'file:///etc/hostname'],
            [r.text for r in self.requests if r.method in ('POST', 'PUT')],
        )

    def test_update_is_by_id_and_sends_what_mistral_would_reset(self):
        made = self.api.code_sources.create('s', 'a', 'n', 'public')
        again = self.api.code_sources.update(made.id, 'b', 'n', 'public')
        self.assertEqual((made.id, 2), (again.id, again.version))
        self.assertEqual(
            f'{cloud.URL}/code_sources?identifier={made.id}&scope=public'
            f'&namespace=n',
            self.requests[-1].url,
        )

    def test_only_the_projects_own_are_found(self):
        self.mistral.add_source('s', '', project_id='theirs')
        self.mistral.add_source('s', '', namespace='n')
        self.assertIsNone(self.api.code_sources.named('s', ''))
        mine = self.mistral.add_source('s', '')
        self.assertEqual(mine['id'], self.api.code_sources.named('s', '').id)

    def test_by_their_beginning(self):
        for name in ('ab', 'cab', 'abc'):
            self.mistral.add_source(name, '', namespace='n')
        found = self.api.code_sources.beginning('ab', 'n')
        self.assertEqual(['ab', 'abc'], [row.name for row in found])

    def test_delete_is_done_when_it_is_gone(self):
        made = self.api.code_sources.create('s', 'a', '', 'private')
        for _time in range(2):
            self.api.code_sources.delete(made.id)
        self.assertEqual({}, self.mistral.sources)

    def test_an_old_mistral(self):
        for call in (
            lambda: self.api.code_sources.named('s', ''),
            lambda: self.api.code_sources.create('s', 'a', '', 'private'),
            lambda: self.api.dynamic_actions.named(['a'], ''),
        ):
            self.mistral.fail('(GET|POST) ', 404, NO_SUCH)
            ex = self.assertRaises(APIException, call)
            self.assertEqual(501, ex.error_code)
            self.assertIn('Mistral 12', ex.error_message)

    def test_a_member_is_told(self):
        self.mistral.fail('POST', 403, 'Operation forbidden')
        ex = self.assertRaises(
            APIException, self.api.code_sources.create, 's', 'a', '', 'public'
        )
        self.assertEqual(
            (403, 'Operation forbidden'), (ex.error_code, ex.error_message)
        )


class DynamicActionsTest(SourcesTestCase):
    def setUp(self):
        super().setUp()
        self.source = self.mistral.add_source('s', 'a')

    def create(self, name, namespace='', scope='public'):
        return self.api.dynamic_actions.create(
            name, 'A', self.source['id'], namespace, scope
        )

    def test_create_says_everything(self):
        self.create('a', 'n')
        self.assertEqual(
            [
                {
                    'name': 'a',
                    'class_name': 'A',
                    'code_source_id': self.source['id'],
                    'namespace': 'n',
                    'scope': 'public',
                }
            ],
            self.bodies(),
        )

    def test_one_is_public_that_was_made_private_all_the_same(self):
        """So do Mistral 21 and 22 make each."""
        add = self.mistral.add_dynamic
        self.mistral.add_dynamic = lambda *args, **kwargs: add(
            *args, **kwargs | {'scope': 'private'}
        )
        self.assertEqual('public', self.create('a').scope)
        (row,) = self.mistral.dynamic.values()
        self.assertEqual('public', row['scope'])

    def test_update_says_everything(self):
        made = self.create('a')
        self.forget()
        self.api.dynamic_actions.update(
            made.id, 'B', self.source['id'], '', 'public'
        )
        self.assertEqual(
            [
                {
                    'id': made.id,
                    'class_name': 'B',
                    'code_source_id': self.source['id'],
                    'namespace': '',
                    'scope': 'public',
                }
            ],
            self.bodies(),
        )

    def test_only_the_projects_own_are_found(self):
        theirs = self.mistral.add_dynamic(
            'a', 'A', self.source, project_id='theirs'
        )
        mine, other = self.create('a'), self.create('b', 'n')
        actions = self.api.dynamic_actions
        found = actions.named(['a', 'b'], '')
        self.assertEqual([mine.id], [row.id for row in found])
        found = actions.of_source(self.source['id'])
        self.assertEqual([mine.id, other.id], [row.id for row in found])
        self.assertEqual('theirs', theirs['project_id'])

    def test_delete_never_sends_a_namespace(self):
        """Mistral 23 answers 500 to one, after 18 seconds."""
        made = self.create('a', 'n')
        for _time in range(2):
            self.api.dynamic_actions.delete(made.id)
        self.assertEqual({}, self.mistral.dynamic)

    def test_a_source_that_is_gone(self):
        self.mistral.sources.clear()
        ex = self.assertRaises(APIException, self.create, 'a')
        self.assertEqual(404, ex.error_code)
