"""Resources that Heat's own plugin has made: a name, and no records."""

import json

from heat.common import exception

from heat_mistral.tests.unit.resources.cron_trigger import test_cron_trigger
from heat_mistral.tests.unit.support import resource_case

TEXT = """
version: '2.0'
%s:
  input: [who]
  tasks: {t: {action: std.noop}}
"""
TASKS = [{'name': 't', 'action': 'std.noop'}]


class TakingOverTest(resource_case.ResourceTestCase):
    def setUp(self):
        super().setUp()
        self.rsrc = self.in_tree('theirs')

    def in_tree(self, name, **properties):
        """A resource as Heat's own plugin leaves it."""
        rsrc = self.workflow(
            None,
            name=name,
            type='direct',
            input={'who': 'x'},
            tasks=TASKS,
            **properties,
        )
        rsrc.client().workflows.create(TEXT % name)
        rsrc.store()
        rsrc._create_user()
        rsrc.resource_id_set(name)
        rsrc.state_set(rsrc.CREATE, rsrc.COMPLETE)
        self.mistral.log.clear()
        return rsrc

    def run_by_heats_plugin(self, *states):
        """Executions as that plugin starts and lists them."""
        row = self.mistral.named(self.rsrc.resource_id)
        ids = [
            self.mistral.run(row['id'], state=state)['id'] for state in states
        ]
        self.rsrc.data_set('executions', ','.join(ids))
        return ids

    def test_a_signal_needs_no_action_before(self):
        self.rsrc.signal({'input': {'who': 'y'}})
        self.rsrc.signal()
        inputs = [
            json.loads(run['input'])
            for run in self.mistral.executions.values()
        ]
        # There are no defaults in that plugin's definitions.
        self.assertEqual([{'who': 'y'}, {'who': 'x'}], inputs)
        self.assertEqual([], self.rsrc.records.former_names())
        self.assertEqual({}, self.rsrc.records.current())

    def test_runs_from_before_the_first_action_are_known_after_it(self):
        self.rsrc.signal()
        self.updated(self.rsrc, description='new')
        self.rsrc.signal()
        self.run_action(self.rsrc, 'delete')
        self.assertEqual({}, self.mistral.executions)

    def test_attributes(self):
        ids = self.run_by_heats_plugin('SUCCESS')
        row = self.mistral.named('theirs')
        self.assertEqual(
            {'theirs': 'theirs'}, self.rsrc.FnGetAtt('available_workflows')
        )
        self.assertEqual(
            {'theirs': row['id']}, self.rsrc.FnGetAtt('workflow_ids')
        )
        self.assertEqual(
            ids, [run['id'] for run in self.rsrc.FnGetAtt('executions')]
        )
        self.assertEqual('theirs', self.rsrc.FnGetAtt('data')['name'])

    def test_an_update_changes_the_workflow_there_is(self):
        row = self.mistral.named('theirs')
        self.updated(self.rsrc, description='new')
        (after,) = self.mistral.workflows.values()
        self.assertIn('new', after['definition'])
        self.assertEqual(row['id'], after['id'])
        self.assertEqual(row['id'], self.rsrc.records.current()['theirs'].id)

    def test_a_change_of_the_name_renames_it(self):
        row = self.mistral.named('theirs')
        self.updated(self.rsrc, name='other')
        self.assertEqual(
            ['other'],
            [found['name'] for found in self.mistral.workflows.values()],
        )
        self.assertEqual(row['id'], self.mistral.named('other')['id'])
        self.assertEqual('other', self.rsrc.FnGetRefId())

    def test_check_finds_it_and_its_absence(self):
        self.run_action(self.rsrc, 'check')
        self.assertEqual(self.rsrc.COMPLETE, self.rsrc.status)
        other = self.in_tree('gone', stack='other')
        del self.mistral.workflows[self.mistral.named('gone')['id']]
        told = str(
            self.assertRaises(
                exception.ResourceFailure, self.run_action, other, 'check'
            )
        )
        self.assertIn('workflow gone is gone', told)

    def test_what_was_deleted_by_hand_is_made_again(self):
        self.mistral.workflows.clear()
        self.updated(self.rsrc, description='new')
        self.assertIsNotNone(self.mistral.named('theirs'))

    def test_deletion_takes_what_that_plugin_listed(self):
        ids = self.run_by_heats_plugin('SUCCESS', 'RUNNING', 'ERROR')
        del self.mistral.executions[ids[2]]  # it has expired
        somebodys = self.mistral.run(self.mistral.named('theirs')['id'])
        self.run_action(self.rsrc, 'delete')
        self.assertEqual({}, self.mistral.workflows)
        self.assertEqual([somebodys['id']], list(self.mistral.executions))

    def test_deletion_after_a_failure_goes_on(self):
        ids = self.run_by_heats_plugin('SUCCESS', 'SUCCESS')
        self.mistral.fail(f'DELETE /executions/{ids[0]}', 403)
        self.assertRaises(
            exception.ResourceFailure, self.run_action, self.rsrc, 'delete'
        )
        self.run_action(self.rsrc, 'delete')
        self.assertEqual({}, self.mistral.executions)
        self.assertEqual({}, self.mistral.workflows)

    def test_where_mistral_is_away_a_signal_is_no_refusal(self):
        for _ in range(30):
            self.mistral.fail('GET /workflows', 503)
        self.assertRaises(exception.Error, self.rsrc.signal)
        self.assertEqual({}, self.mistral.executions)

    def test_another_projects_workflow_of_the_name_is_not_taken(self):
        self.mistral.named('theirs')['project_id'] = 'somebody'
        self.assertEqual({}, self.rsrc.FnGetAtt('available_workflows'))
        self.run_action(self.rsrc, 'delete')
        self.assertIsNotNone(self.mistral.named('theirs'))

    def test_a_delete_that_comes_again_takes_over_nothing(self):
        self.mistral.workflows.clear()
        self.assertTrue(self.rsrc._reconciler.delete())
        row = self.mistral.add('theirs', TEXT % 'theirs')
        self.assertTrue(self.rsrc._reconciler.delete())
        self.assertIn(row['id'], self.mistral.workflows)


class TriggerTest(test_cron_trigger.CronTriggerCase):
    def in_tree(self, **properties):
        """A trigger as Heat's own plugin leaves it."""
        rsrc = self.trigger(
            name='nightly',
            pattern='0 3 * * *',
            workflow={'name': self.target},
            **properties,
        )
        made = rsrc.client().cron_triggers.create(
            'nightly',
            self.target,
            pattern='0 3 * * *',
            count=properties.get('count'),
        )
        rsrc.store()
        rsrc.resource_id_set('nightly')
        rsrc.state_set(rsrc.CREATE, rsrc.COMPLETE)
        return rsrc, made.id

    def started_by(self, identifier):
        (workflow,) = self.mistral.workflows
        return self.mistral.run(
            workflow,
            description=json.dumps(
                {'triggered_by': {'type': 'cron_trigger', 'id': identifier}}
            ),
        )

    def test_attributes_need_no_action_before(self):
        rsrc, identifier = self.in_tree(count=3)
        run = self.started_by(identifier)
        self.assertEqual(3, rsrc.FnGetAtt('remaining_executions'))
        self.assertEqual(
            [run['id']], [found['id'] for found in rsrc.FnGetAtt('executions')]
        )

    def test_deletion_takes_its_executions(self):
        rsrc, identifier = self.in_tree()
        self.started_by(identifier)
        self.run_action(rsrc, 'delete')
        self.assertEqual({}, self.mistral.triggers)
        self.assertEqual({}, self.mistral.executions)

    def test_a_change_goes_on_from_what_is_left(self):
        rsrc, identifier = self.in_tree(count=3)
        self.mistral.triggers[identifier]['remaining_executions'] = 2
        run = self.started_by(identifier)
        self.updated(rsrc, pattern='0 4 * * *')
        (trigger,) = self.mistral.triggers.values()
        self.assertEqual(
            ('0 4 * * *', 2),
            (trigger['pattern'], trigger['remaining_executions']),
        )
        self.assertEqual(
            [run['id']], [found['id'] for found in rsrc.FnGetAtt('executions')]
        )

    def test_suspended_and_resumed(self):
        rsrc, _ = self.in_tree()
        self.run_action(rsrc, 'suspend')
        self.assertEqual({}, self.mistral.triggers)
        self.run_action(rsrc, 'resume')
        self.assertEqual(1, len(self.mistral.triggers))

    def test_one_that_has_finished_stays_so(self):
        rsrc, _ = self.in_tree(count=3)
        self.mistral.triggers.clear()
        for action in ('check', 'suspend', 'resume'):
            self.run_action(rsrc, action)
        self.assertEqual({}, self.mistral.triggers)

    def test_one_that_is_gone_is_missed(self):
        rsrc, _ = self.in_tree()
        self.mistral.triggers.clear()
        told = str(
            self.assertRaises(
                exception.ResourceFailure, self.run_action, rsrc, 'check'
            )
        )
        self.assertIn('cron trigger nightly is gone', told)


class ExternalTest(resource_case.ResourceTestCase):
    """A workflow that the stack only refers to."""

    TEXT = "version: '2.0'\n%s: {tasks: {t: {action: std.%s}}}\n"

    def theirs(self, name, action='noop'):
        return self.mistral.add(name, self.TEXT % (name, action))

    def checked(self, rsrc):
        self.run_action(rsrc, 'check')
        self.assertEqual((rsrc.CHECK, rsrc.COMPLETE), rsrc.state)

    def external(self, identifier):
        rsrc = self.resource(
            'OS::Mistral::Workflow', {}, external_id=identifier
        )
        return self.run_action(rsrc, 'create')

    def test_its_keeper_may_change_it(self):
        row = self.theirs('theirs')
        rsrc = self.external(row['id'])
        row['definition'] = self.TEXT % ('theirs', 'fail')
        self.checked(rsrc)
        row['name'] = 'renamed'
        row['definition'] = self.TEXT % ('renamed', 'fail')
        self.checked(rsrc)
        self.assertEqual({'renamed': row['id']}, rsrc.FnGetAtt('workflow_ids'))

    def test_its_keeper_may_make_it_again(self):
        before = self.theirs('theirs')
        rsrc = self.external('theirs')
        del self.mistral.workflows[before['id']]
        row = self.theirs('theirs', 'fail')
        self.checked(rsrc)
        rsrc.signal({})
        (run,) = self.mistral.executions.values()
        self.assertEqual(row['id'], run['workflow_id'])

    def test_one_that_is_gone(self):
        row = self.theirs('theirs')
        rsrc = self.external('theirs')
        del self.mistral.workflows[row['id']]
        ex = self.assertRaises(
            exception.ResourceFailure, self.run_action, rsrc, 'check'
        )
        self.assertIn('workflow theirs is gone', str(ex))
