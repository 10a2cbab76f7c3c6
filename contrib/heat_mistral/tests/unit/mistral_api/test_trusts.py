"""A Mistral up to 22 that cannot make a trust: what to change is told."""

from mistralclient.api.base import APIException

from heat_mistral.tests.unit.support import cloud

ID = '01234567-89ab-cdef-0123-456789abcdef'
# Mistral 21, under the token of a trust, and without /v3.
OF_A_TRUST = (
    'Authorization failed: You are not authorized to perform the requested '
    'action: Using trust-scoped token to create another token. Create a new '
    'trust-scoped token instead. (HTTP 403) (Request-ID: req-9244599a)'
)
NO_VERSION = 'Authorization failed: Not Found (HTTP 404) (Request-ID: req-39)'


class TrustsTest(cloud.MistralTestCase):
    def said_of(self, answer, status=500):
        """What a person reads, who makes triggers of both kinds."""
        for kind in ('cron', 'event'):
            self.answer(
                'POST',
                f'/{kind}_triggers',
                status_code=status,
                json={'faultstring': answer},
            )
        mistral = self.plugin.mistral()
        cron = self.assertRaises(
            APIException,
            mistral.cron_triggers.create,
            *('t', ID, {}, {}, '* * * * *', None, None),
        )
        event = self.assertRaises(
            APIException,
            mistral.event_triggers.create,
            *('t', 'x', 't', 'e', ID, {}, {}),
        )
        self.assertEqual((status, status), (cron.error_code, event.error_code))
        self.assertEqual(str(cron), str(event))
        return str(cron)

    def test_a_token_of_a_trust(self):
        said = self.said_of(OF_A_TRUST)
        self.assertIn('Mistral 23 can', said)
        self.assertIn('reauthentication_auth_method', said)
        self.assertIn(OF_A_TRUST, said)

    def test_a_keystone_without_its_version(self):
        said = self.said_of(NO_VERSION)
        self.assertIn('www_authenticate_uri', said)
        self.assertIn('/v3', said)

    def test_another_refusal_is_told_as_it_is(self):
        for status, told in (
            (404, 'Workflow not found'),
            (500, 'Authorization failed: no such project'),
            (400, 'Using trust-scoped token'),
        ):
            self.assertEqual(told, self.said_of(told, status))
