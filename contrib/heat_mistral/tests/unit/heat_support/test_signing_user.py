import json
from unittest import mock

from heat.common import exception
from keystoneauth1 import exceptions as ka_exceptions

from heat_mistral.tests.unit.support import resource_case


class SigningUserTest(resource_case.ResourceTestCase):
    def setUp(self):
        super().setUp()
        self.rsrc = self.created('w: {tasks: {t: {action: std.noop}}}')

    def test_a_key_that_was_noted_in_part_is_noted(self):
        url = self.rsrc.signal_url()
        data = dict(self.rsrc.data())
        blob = json.dumps(
            {'access': data['access_key'], 'secret': data['secret_key']}
        )
        # Heat's fake has no such client.
        self.rsrc.keystone().domain_admin_client = mock.Mock(
            **{
                'credentials.get': {
                    data['credential_id']: mock.Mock(blob=blob)
                }.__getitem__
            }
        )
        for missing in (['secret_key'], ['access_key', 'secret_key']):
            for key in missing:
                self.rsrc.data_delete(key)
            self.assertEqual(url, self.rsrc.signal_url())

    def test_the_url_stays(self):
        self.assertEqual(self.rsrc.signal_url(), self.rsrc.signal_url())

    def test_it_is_made_with_the_resource(self):
        """So that the URL is read without asking Keystone."""
        rsrc = self.workflow('w: {tasks: {t: {action: std.noop}}}', 'other')
        rsrc.store()
        for _ in range(2):
            rsrc.make_signer()
        made = dict(rsrc.data())
        rsrc.keystone().create_stack_domain_user_keypair = mock.Mock(
            side_effect=ka_exceptions.ConnectFailure
        )
        self.assertIn(made['access_key'], rsrc.signal_url())
        self.assertEqual(made, rsrc.data())

    def test_a_keystone_that_is_away_makes_an_error_to_read(self):
        for key in ('access_key', 'secret_key', 'credential_id'):
            self.rsrc.data_delete(key)
        self.rsrc.keystone().create_stack_domain_user_keypair = mock.Mock(
            side_effect=ka_exceptions.ConnectFailure('Unable to connect')
        )
        ex = self.assertRaises(exception.Error, self.rsrc.signal_url)
        self.assertEqual(
            'Keystone could not be asked: Unable to connect', str(ex)
        )
        self.assertEqual({}, ex.kwargs)  # as the message bus needs it


class KeystoneAwayTest(resource_case.ResourceTestCase):
    """The actions of a workflow wait for a Keystone that is away."""

    DEFINITION = 'w: {tasks: {t: {action: std.noop}}}'

    def away(self, rsrc, method):
        """Let a request to Keystone fail once."""
        keystone = rsrc.keystone()
        real, errors = (
            getattr(keystone, method),
            [ka_exceptions.ConnectFailure('away')],
        )

        def once(*args, **kwargs):
            if errors:
                raise errors.pop()
            return real(*args, **kwargs)

        self.patchobject(keystone, method, side_effect=once)

    def test_creation(self):
        for method in (
            'create_stack_domain_user',
            'create_stack_domain_user_keypair',
        ):
            rsrc = self.workflow(self.DEFINITION, stack=method)
            self.away(rsrc, method)
            self.run_action(rsrc, 'create')
            self.assertEqual((rsrc.CREATE, rsrc.COMPLETE), rsrc.state)
            self.assertTrue(
                any('trying again: away' in each for each in self.events(rsrc))
            )

    def test_an_update_after_a_creation_that_failed(self):
        rsrc = self.workflow(self.DEFINITION)
        self.mistral.fail('POST /workflows', status=400, text='no')
        self.assertRaises(
            exception.ResourceFailure, self.run_action, rsrc, 'create'
        )
        self.run_action(rsrc, 'update', rsrc.t)
        self.assertIsNotNone(rsrc.data()['secret_key'])

    def test_deletion(self):
        rsrc = self.created(self.DEFINITION)
        self.away(rsrc, 'delete_stack_domain_user')
        self.run_action(rsrc, 'delete')
        self.assertEqual((rsrc.DELETE, rsrc.COMPLETE), rsrc.state)
