import dataclasses
import datetime
import itertools
import json

from heat.common import exception
from heat.engine import resource, stack
from oslo_utils import fixture as time_fixture

from heat_mistral.tests.unit.support import resource_case

WORKFLOW = """
    nightly:
      input: [a: 1]
      tasks:
        t: {action: std.noop}
    """
KIND = 'OS::Mistral::CronTrigger'


class CronTriggerCase(resource_case.ResourceTestCase):
    def setUp(self):
        super().setUp()
        self.created(WORKFLOW)
        self.target = 'stk.w.nightly'
        self._numbers = itertools.count()

    def trigger(self, **properties):
        properties = {
            'workflow': self.target,
            'pattern': '0 3 * * *',
            **properties,
        }
        return self.resource(
            KIND,
            {
                key: value
                for key, value in properties.items()
                if value is not None
            },
            stack_name=f'cron{next(self._numbers)}',
            name='c',
        )

    def made(self, **properties):
        return self.run_action(self.trigger(**properties), 'create')

    def changed(self, rsrc, **properties):
        return self.updated(rsrc, **properties)

    def only(self):
        (row,) = self.mistral.triggers.values()
        return row

    def changes(self, before):
        return [
            line.split('/')[0]
            for line in self.mistral.log[before:]
            if not line.startswith('GET')
        ]


class CreateTest(CronTriggerCase):
    def test_from_a_name(self):
        rsrc = self.made(name='mine')
        self.assertEqual(
            ('mine', 'stk.w.nightly', '0 3 * * *'),
            (
                self.only()['name'],
                self.only()['workflow_name'],
                self.only()['pattern'],
            ),
        )
        self.assertEqual('mine', rsrc.FnGetRefId())

    def test_no_name_of_ours_is_longer_than_mistrals_column(self):
        names = [
            self.run_action(
                self.resource(
                    KIND,
                    {'workflow': self.target, 'pattern': f'{n} 3 * * *'},
                    f'long{n}',
                    'c' * 250,
                ),
                'create',
            ).FnGetRefId()
            for n in range(2)
        ]
        self.assertEqual([200, 200], [len(name) for name in names])
        self.assertNotEqual(*names)

    def test_from_an_id(self):
        identifier = self.mistral.named(self.target)['id']
        self.made(workflow=identifier)
        self.assertEqual(identifier, self.only()['workflow_id'])

    def test_from_a_map(self):
        self.made(
            workflow={
                'name': self.target,
                'input': {'a': 2},
                'params': {'env': {'b': 3}},
            }
        )
        self.assertEqual({'a': 2}, json.loads(self.only()['workflow_input']))
        self.assertEqual(
            {'env': {'b': 3}}, json.loads(self.only()['workflow_params'])
        )

    def test_nothing_as_the_workflow_is_an_error(self):
        rsrc = self.trigger(workflow={'name': None})
        rsrc.validate()
        ex = self.assertRaises(
            exception.ResourceFailure, self.run_action, rsrc, 'create'
        )
        self.assertIn('resources.c: workflow is empty; if it', str(ex))

    def test_a_workflow_that_does_not_exist(self):
        ex = self.assertRaises(
            exception.ResourceFailure, self.made, workflow='nobody'
        )
        self.assertIn('workflow: there is no workflow nobody; ', str(ex))

    def test_a_name_that_is_taken(self):
        self.made(name='mine')
        theirs = self.only()['id']
        ex = self.assertRaises(
            exception.ResourceFailure, self.made, name='mine'
        )
        self.assertIn(f'taken by cron trigger {theirs}', str(ex))

    def test_a_lost_reply_makes_no_second_one(self):
        self.mistral.fail('POST /cron_triggers', after=True)
        rsrc = self.made(name='mine')
        self.assertEqual(self.only()['id'], rsrc.data()['current'])

    def test_a_lost_reply_about_one_without_a_pattern(self):
        self.mistral.fail('POST /cron_triggers', after=True)
        rsrc = self.made(pattern=None, first_time='2100-01-01 00:00')
        self.assertEqual(self.only()['id'], rsrc.data()['current'])

    def test_first_time_is_sent_while_it_is_ahead(self):
        self.made(first_time='2100-01-01 00:00')
        self.assertEqual(
            '2100-01-01 00:00', self.only()['first_execution_time']
        )

    def test_a_first_time_that_has_passed_leaves_the_pattern(self):
        self.made(first_time='2020-01-01 00:00')
        self.assertIsNone(self.only()['first_execution_time'])

    def test_a_first_time_that_has_passed_with_no_pattern(self):
        ex = self.assertRaises(
            exception.ResourceFailure,
            self.made,
            pattern=None,
            first_time='2020-01-01 00:00',
        )
        self.assertIn('more than a minute ahead', str(ex))


class UpdateTest(CronTriggerCase):
    def test_what_another_update_did_while_this_one_waited_counts(self):
        rsrc = self.made()
        again = stack.Stack.load(self.context(), rsrc.stack.id)
        waiting = again['c']
        self.assertEqual(rsrc.data(), waiting.data())
        self.changed(rsrc, pattern='0 4 * * *')
        self.changed(waiting, pattern='0 4 * * *')
        self.assertEqual('0 4 * * *', self.only()['pattern'])

    def test_every_property_can_be_changed(self):
        rsrc = self.made(name='mine')
        for prop, value, key, seen in (
            ('name', 'other', 'name', 'other'),
            ('pattern', '0 4 * * *', 'pattern', '0 4 * * *'),
            ('count', 5, 'remaining_executions', 5),
            (
                'first_time',
                '2100-01-01 00:00',
                'first_execution_time',
                '2100-01-01 00:00',
            ),
            (
                'workflow',
                {'name': self.target, 'input': {'a': 9}},
                'workflow_input',
                '{"a": 9}',
            ),
        ):
            self.changed(rsrc, **{prop: value})
            self.assertEqual(seen, self.only()[key], prop)
            self.assertEqual((rsrc.UPDATE, rsrc.COMPLETE), rsrc.state)

    def test_a_change_deletes_before_it_makes(self):
        rsrc = self.made(name='mine')
        before = len(self.mistral.log)
        self.changed(rsrc, pattern='0 4 * * *')
        self.assertEqual(['DELETE ', 'POST '], self.changes(before))

    def test_a_refused_change_puts_the_old_one_back(self):
        rsrc = self.made(name='mine', count=3)
        self.only()['remaining_executions'] = 2
        ex = self.assertRaises(
            exception.ResourceFailure, self.changed, rsrc, workflow='nobody'
        )
        self.assertIn('stays as it was', str(ex))
        self.assertEqual(
            ('stk.w.nightly', 2),
            (
                self.only()['workflow_name'],
                self.only()['remaining_executions'],
            ),
        )

    def test_what_has_run_does_not_run_again(self):
        rsrc = self.made(count=5)
        self.only()['remaining_executions'] = 2
        self.changed(rsrc, pattern='0 4 * * *')
        self.assertEqual(2, self.only()['remaining_executions'])

    def test_a_new_count_starts_anew(self):
        rsrc = self.made(count=5)
        self.only()['remaining_executions'] = 2
        self.changed(rsrc, count=7)
        self.assertEqual(7, self.only()['remaining_executions'])

    def test_a_finished_one_stays_finished(self):
        rsrc = self.made(count=1)
        self.mistral.triggers.clear()
        self.changed(rsrc, pattern='0 4 * * *')
        self.assertEqual({}, self.mistral.triggers)
        self.changed(rsrc, count=2)
        self.assertEqual(2, self.only()['remaining_executions'])

    def test_what_mistral_need_not_know_changes_nothing_there(self):
        rsrc = self.made()
        before = len(self.mistral.log)
        self.changed(rsrc, keep_executions=True)
        self.assertEqual([], self.changes(before))

    def test_a_reply_lost_half_way_makes_no_second_one(self):
        rsrc = self.made(name='mine')
        self.mistral.fail('POST /cron_triggers', after=True)
        self.changed(rsrc, pattern='0 4 * * *')
        self.assertEqual('0 4 * * *', self.only()['pattern'])

    def test_what_a_failed_update_made_is_changed_by_the_next(self):
        rsrc = self.made(name='mine')
        self.mistral.fail(
            'POST /cron_triggers', status=500, text='boom', after=True
        )
        self.assertRaises(
            exception.ResourceFailure, self.changed, rsrc, pattern='0 4 * * *'
        )
        self.changed(rsrc, pattern='0 5 * * *')
        self.assertEqual('0 5 * * *', self.only()['pattern'])

    def test_what_a_failed_update_made_is_changed_back(self):
        rsrc = self.made(name='mine', count=3)
        self.mistral.fail(
            'POST /cron_triggers', status=500, text='boom', after=True
        )
        self.assertRaises(
            exception.ResourceFailure,
            self.changed,
            rsrc,
            name='other',
            count=9,
        )
        self.changed(rsrc, name='mine', count=3)
        self.assertEqual(
            ('mine', 3),
            (self.only()['name'], self.only()['remaining_executions']),
        )

    def test_one_that_could_not_be_put_back_has_not_finished(self):
        rsrc = self.made(count=3)
        self.only()['remaining_executions'] = 2
        for _ in range(2):
            self.mistral.fail('POST /cron_triggers', status=400, text='no')
        self.assertRaises(
            exception.ResourceFailure, self.changed, rsrc, pattern='0 4 * * *'
        )
        self.assertEqual({}, self.mistral.triggers)
        self.changed(rsrc, pattern='0 5 * * *')
        self.assertEqual(2, self.only()['remaining_executions'])

    def test_what_ran_once_runs_for_ever_when_given_a_pattern(self):
        rsrc = self.made(pattern=None, first_time='2100-01-01 00:00')
        self.assertEqual(1, self.only()['remaining_executions'])
        self.changed(rsrc, pattern='0 4 * * *')
        self.assertIsNone(self.only()['remaining_executions'])

    def test_a_tick_that_is_close_is_waited_for(self):
        rsrc = self.made()
        self.only()['next_execution_time'] = '2026-01-01 03:00:00'
        clock = self.useFixture(
            time_fixture.TimeFixture(datetime.datetime(2026, 1, 1, 2, 59, 58))
        )
        reconciler = rsrc._reconciler
        old = rsrc._desired(rsrc.properties)
        new = dataclasses.replace(old, pattern='0 4 * * *')
        self.assertRaises(resource.PollDelay, reconciler.update, old, new)
        clock.advance_time_seconds(10)
        self.only()['next_execution_time'] = '2026-01-02 03:00:00'
        self.assertTrue(reconciler.update(old, new))


class LifeTest(CronTriggerCase):
    def test_suspend_stops_it_and_resume_brings_it_back(self):
        rsrc = self.made(name='mine', count=5)
        self.only()['remaining_executions'] = 2
        self.run_action(rsrc, 'suspend')
        self.assertEqual({}, self.mistral.triggers)
        self.assertEqual(2, rsrc.FnGetAtt('remaining_executions'))
        self.run_action(rsrc, 'resume')
        self.assertEqual(
            ('mine', 2),
            (self.only()['name'], self.only()['remaining_executions']),
        )

    def test_a_reply_lost_at_resume_makes_no_second_one(self):
        rsrc = self.made(name='mine')
        self.run_action(rsrc, 'suspend')
        self.mistral.fail('POST /cron_triggers', after=True)
        self.run_action(rsrc, 'resume')
        self.assertEqual(self.only()['id'], rsrc.data()['current'])

    def test_resume_does_not_make_a_finished_one_again(self):
        rsrc = self.made(count=1)
        self.mistral.triggers.clear()
        self.run_action(rsrc, 'suspend')
        self.run_action(rsrc, 'resume')
        self.assertEqual({}, self.mistral.triggers)

    def test_check_of_a_suspended_one(self):
        rsrc = self.made()
        self.run_action(rsrc, 'suspend')
        self.run_action(rsrc, 'check')
        # Heat resumes what is suspended only.
        self.run_action(rsrc, 'suspend')
        self.run_action(rsrc, 'resume')
        self.run_action(rsrc, 'check')
        self.mistral.triggers.clear()
        self.assertRaises(
            exception.ResourceFailure, self.run_action, rsrc, 'check'
        )

    def test_a_suspended_one_can_be_deleted(self):
        rsrc = self.made()
        self.run_action(rsrc, 'suspend')
        self.run_action(rsrc, 'delete')
        self.assertEqual((rsrc.DELETE, rsrc.COMPLETE), rsrc.state)

    def test_check_finds_one_that_is_gone_and_an_update_mends_it(self):
        rsrc = self.made(name='mine')
        self.run_action(rsrc, 'check')
        self.mistral.triggers.clear()
        ex = self.assertRaises(
            exception.ResourceFailure, self.run_action, rsrc, 'check'
        )
        self.assertIn('mine is gone', str(ex))
        self.changed(rsrc)
        self.assertEqual('mine', self.only()['name'])

    def test_a_suspension_that_failed_can_be_undone_by_an_update(self):
        rsrc = self.made(name='mine')
        self.mistral.fail('DELETE /cron_triggers', status=500, text='boom')
        self.assertRaises(
            exception.ResourceFailure, self.run_action, rsrc, 'suspend'
        )
        self.changed(rsrc, pattern='0 4 * * *')
        self.assertEqual('0 4 * * *', self.only()['pattern'])

    def test_check_finds_what_a_failed_update_made(self):
        rsrc = self.made(name='mine')
        self.mistral.fail(
            'POST /cron_triggers', status=500, text='boom', after=True
        )
        self.assertRaises(
            exception.ResourceFailure, self.changed, rsrc, pattern='0 4 * * *'
        )
        ex = self.assertRaises(
            exception.ResourceFailure, self.run_action, rsrc, 'check'
        )
        self.assertIn('an update wanted it that failed', str(ex))

    def test_check_finds_nothing_wrong_with_a_finished_one(self):
        rsrc = self.made(count=1)
        self.mistral.triggers.clear()
        self.run_action(rsrc, 'check')
        self.assertEqual((rsrc.CHECK, rsrc.COMPLETE), rsrc.state)


class DeleteTest(CronTriggerCase):
    def test_takes_what_it_started_with_it(self):
        rsrc = self.made()
        workflow = self.mistral.named(self.target)['id']
        for identifier in [*rsrc.data(), 'somebody']:
            self.mistral.run(
                workflow, description=identifier.replace('trigger.', '')
            )
        self.run_action(rsrc, 'delete')
        self.assertEqual({}, self.mistral.triggers)
        left = [row['description'] for row in self.mistral.executions.values()]
        self.assertIn('somebody', left)
        self.assertNotIn(rsrc.data()['current'], left)

    def test_of_a_finished_one_is_no_error(self):
        rsrc = self.made(count=1)
        self.mistral.triggers.clear()
        self.run_action(rsrc, 'delete')
        self.assertEqual((rsrc.DELETE, rsrc.COMPLETE), rsrc.state)

    def test_leaves_a_trigger_of_somebody_else(self):
        self.made(name='mine')
        rsrc = self.trigger(name='mine')
        self.assertRaises(
            exception.ResourceFailure, self.run_action, rsrc, 'create'
        )
        self.run_action(rsrc, 'delete')
        self.assertEqual('mine', self.only()['name'])

    def test_leaves_one_of_somebody_else_that_is_just_the_same(self):
        self.made(name='mine')
        rsrc = self.trigger(name='mine')
        self.mistral.fail('POST /cron_triggers')
        self.assertRaises(
            exception.ResourceFailure, self.run_action, rsrc, 'create'
        )
        self.run_action(rsrc, 'delete')
        self.assertEqual('mine', self.only()['name'])


class AttributeTest(CronTriggerCase):
    def test_live_values(self):
        rsrc = self.made(count=3)
        self.assertEqual(3, rsrc.FnGetAtt('remaining_executions'))
        self.only()['remaining_executions'] = 1
        self.assertEqual(1, rsrc.FnGetAtt('remaining_executions'))
        self.assertEqual(
            '2100-01-01 00:00:00', rsrc.FnGetAtt('next_execution_time')
        )

    def test_after_the_last_run(self):
        rsrc = self.made(count=1)
        self.mistral.triggers.clear()
        self.assertEqual(0, rsrc.FnGetAtt('remaining_executions'))
        self.assertIsNone(rsrc.FnGetAtt('next_execution_time'))

    def test_executions(self):
        rsrc = self.made()
        run = self.mistral.run(
            self.mistral.named(self.target)['id'],
            description=rsrc.data()['current'],
        )
        self.assertEqual(
            [run['id']], [shown['id'] for shown in rsrc.FnGetAtt('executions')]
        )

    def test_the_mirror_template_has_the_workflow(self):
        shown = type(self.trigger()).resource_to_template(KIND, 'hot')
        self.assertEqual('json', shown['parameters']['workflow']['type'])
