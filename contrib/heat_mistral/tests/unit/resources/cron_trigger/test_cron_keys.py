"""The key of the URL that runs of a trigger tell: never without the other."""

import itertools
import json
from unittest import mock

from heat.common import exception
from keystoneauth1 import exceptions as ka_exceptions

from heat_mistral.heat_support import hooks
from heat_mistral.resources.cron_trigger.reconciler import (
    CronTriggerReconciler,
)
from heat_mistral.tests.unit.resources.cron_trigger import test_cron_trigger


class KeysTest(test_cron_trigger.CronTriggerCase):
    def setUp(self):
        super().setUp()
        keystone = self.stub_keystoneclient()
        blob = json.dumps(
            {'access': keystone.creds.access, 'secret': keystone.creds.secret}
        )
        # Heat's fake has no such client.
        keystone.domain_admin_client = mock.Mock(
            **{'credentials.get.return_value': mock.Mock(blob=blob)}
        )

    def told_url(self):
        """The URL that the only trigger tells; None if it tells nobody."""
        told = json.loads(self.only()['workflow_params']).get('notify')
        return told and told[-1]['url']

    def keystone_fails(self, rsrc, method, number=1):
        real = getattr(rsrc.keystone(), method)
        answers = itertools.chain([ka_exceptions.Forbidden] * number)

        def call(*args, **kwargs):
            for fails in answers:
                raise fails('no')
            return real(*args, **kwargs)

        patch = mock.patch.object(rsrc.keystone(), method, call)
        patch.start()
        self.addCleanup(patch.stop)

    def fails(self, act, *args, **kwargs):
        return str(
            self.assertRaises(exception.ResourceFailure, act, *args, **kwargs)
        )

    def dies_and_goes_on(self, make):
        """Let an engine die at each change of the records in turn.

        :param make: of a number, a resource and an action of it that is done
            again where it was cut short.
        """
        for number in itertools.count():
            rsrc, act = make(number)
            died = self.dies(rsrc, act, number)
            if died:
                rsrc._data = None
                act()
            self.assertEqual(hooks.url(rsrc), self.told_url())
            self.assertTrue(rsrc.handle_delete()())
            self.assertEqual({}, self.mistral.triggers)
            if not died:
                break
        self.assertGreater(number, 5)

    def test_an_engine_dies_anywhere_in_a_creation(self):
        def make(number):
            rsrc = self.trigger(notify='failures', name=f'n{number}')
            rsrc.store()
            return rsrc, lambda: self.assertTrue(rsrc.handle_create()())

        self.dies_and_goes_on(make)

    def test_where_no_key_is_made_the_schedule_stays(self):
        rsrc = self.made()
        row = self.only()
        self.keystone_fails(rsrc, 'create_stack_domain_user_keypair', 10)
        self.fails(self.changed, rsrc, notify='failures')
        self.assertIs(row, self.only())
        self.assertIsNone(self.told_url())

    def test_no_key_is_left_where_the_user_cannot_be_deleted(self):
        rsrc = self.made(notify='failures')
        self.keystone_fails(rsrc, 'delete_stack_domain_user')
        self.fails(self.run_action, rsrc, 'delete')
        self.assertIsNone(hooks.url(rsrc))
        self.run_action(rsrc, 'delete')
        self.assertEqual((rsrc.DELETE, rsrc.COMPLETE), rsrc.state)

    def adopted(self, before):
        return self.run_action(
            self.trigger(notify='failures'), 'adopt', before.prepare_abandon()
        )

    def test_one_that_was_abandoned_tells_its_new_resource(self):
        before = self.made(notify='failures', name='kept')
        old_url = self.told_url()
        rsrc = self.adopted(before)
        self.assertNotEqual(old_url, self.told_url())
        self.assertEqual(hooks.url(rsrc), self.told_url())
        self.assertEqual('kept', self.only()['name'])
        self.run_action(rsrc, 'check')

    def test_also_where_an_engine_dies_meanwhile(self):
        def make(number):
            before = self.made(notify='failures', name=f'n{number}')
            with mock.patch.object(CronTriggerReconciler, 'adopt'):
                rsrc = self.adopted(before)
            return rsrc, lambda: rsrc._reconciler.adopt('its own')

        self.dies_and_goes_on(make)

    def test_a_suspended_one_stays_so(self):
        before = self.made(notify='failures')
        self.run_action(before, 'suspend')
        self.adopted(before)
        self.assertEqual({}, self.mistral.triggers)
