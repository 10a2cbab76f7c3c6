"""Updates that observe reality: --converge, and observe_on_update."""

from heat.common import exception
from oslo_config import cfg

from heat_mistral.tests.unit.resources.cron_trigger import test_cron_trigger


class ConvergeTest(test_cron_trigger.CronTriggerCase):
    def setUp(self):
        super().setUp()
        cfg.CONF.set_override('observe_on_update', True)

    def test_a_finished_one_is_not_run_once_more(self):
        for properties in (
            {'count': 1},
            {'pattern': None, 'first_time': '2100-01-01 00:00'},
        ):
            rsrc = self.made(**properties)
            self.mistral.triggers.clear()
            before = len(self.mistral.log)
            self.changed(rsrc)
            self.changed(rsrc, keep_executions=True)
            self.assertEqual([], self.changes(before))
            self.assertEqual({}, self.mistral.triggers)

    def test_one_that_somebody_deleted_is_repaired(self):
        rsrc = self.made(name='mine')
        uuid = rsrc.uuid
        self.mistral.triggers.clear()
        self.changed(rsrc)
        self.assertEqual((rsrc.UPDATE, rsrc.COMPLETE), rsrc.state)
        self.assertEqual('mine', self.only()['name'])
        self.assertEqual(self.only()['id'], rsrc.data()['current'])
        self.assertEqual(uuid, rsrc.uuid)

    def test_one_that_is_as_it_should_be_is_left_alone(self):
        rsrc = self.made(count=5)
        self.only()['remaining_executions'] = 2
        before = len(self.mistral.log)
        self.changed(rsrc)
        self.assertEqual((rsrc.CREATE, rsrc.COMPLETE), rsrc.state)
        self.assertEqual([], self.changes(before))

    def test_mistral_away_is_no_reason_to_change_anything(self):
        rsrc = self.made()
        self.mistral.fail('GET /cron_triggers', status=500, text='boom')
        self.changed(rsrc)
        self.assertEqual((rsrc.CREATE, rsrc.COMPLETE), rsrc.state)

    def test_one_that_could_not_be_made_is_not_replaced(self):
        self.made(name='mine')
        theirs = self.only()
        for properties, why in (
            ({'name': 'mine'}, 'taken by cron trigger'),
            ({'name': 'new', 'workflow': {'name': None}}, 'is empty'),
            ({'name': 'new', 'workflow': 'nobody'}, 'no workflow nobody'),
        ):
            rsrc = self.trigger(**properties)
            ex = self.assertRaises(
                exception.ResourceFailure, self.run_action, rsrc, 'create'
            )
            self.assertIn(why, str(ex))
            self.assertIsNotNone(rsrc.resource_id)
            self.assertIsNone(rsrc.FnGetAtt('remaining_executions'))
            # In place, since Heat raises UpdateReplace otherwise.
            self.changed(rsrc, name='other', workflow=self.target)
            self.assertEqual('other', rsrc.FnGetRefId())
            self.run_action(rsrc, 'delete')
            # What has the name is somebody else's all the while.
            self.assertIs(theirs, self.only())

    def test_a_name_that_is_taken_is_not_taken_over_later(self):
        self.made(name='mine')
        theirs = self.only()
        rsrc = self.trigger(name='mine')
        self.assertRaises(
            exception.ResourceFailure, self.run_action, rsrc, 'create'
        )
        self.assertIsNone(rsrc.FnGetAtt('next_execution_time'))
        self.assertEqual([], rsrc.FnGetAtt('executions'))
        self.assertRaises(exception.ResourceFailure, self.changed, rsrc)
        self.assertRaises(
            exception.ResourceFailure, self.run_action, rsrc, 'check'
        )
        self.run_action(rsrc, 'delete')
        self.assertIs(theirs, self.only())
