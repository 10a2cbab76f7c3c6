import json

from heat.common import exception
from heat.engine import resource
from heat.engine.resources.openstack.mistral import (
    external_resource as in_tree,
)
from heat.objects import resource_data

from heat_mistral.tests.unit.support.external_resource_case import (
    ExternalResourceCase,
)
from heat_mistral.tests.unit.support.runs_case import ACTIONS, BUSY, DONE, done


class LifeTest(ExternalResourceCase):
    def test_the_id_is_what_the_workflow_gives(self):
        self.mistral.plays('make', BUSY, done(resource_id='x' * 300))
        rsrc = self.made()
        self.assertEqual('x' * 255, rsrc.FnGetRefId())

    def test_the_id_is_else_that_of_the_first_execution(self):
        rsrc = self.made()
        (run_id,) = self.started('make')
        self.assertEqual(run_id, rsrc.FnGetRefId())
        self.updated(rsrc, input={'a': 2})
        self.assertEqual(run_id, rsrc.FnGetRefId())

    def test_a_later_workflow_may_give_another_id(self):
        rsrc = self.made()
        self.mistral.plays('change', done(resource_id=7))
        self.updated(rsrc, input={'a': 2})
        self.assertEqual('7', rsrc.FnGetRefId())

    def test_outputs_are_merged_and_passed_on(self):
        self.mistral.plays('make', done(a={'b': [1, 2]}, c=1))
        self.mistral.plays('change', done(c=2))
        rsrc = self.made()
        self.assertIsNone(self.env('make'))
        self.assertEqual(2, rsrc.FnGetAtt('output', 'a', 'b', 1))
        self.updated(rsrc, input={'a': 2})
        self.assertEqual(
            {'heat_extresource_data': {'a': {'b': [1, 2]}, 'c': 1}},
            self.env('change'),
        )
        self.assertEqual({'a': {'b': [1, 2]}, 'c': 2}, rsrc.FnGetAtt('output'))

    def test_what_is_shown_is_the_last_execution_as_mistral_has_it(self):
        self.mistral.plays('make', done(a=1))
        self.mistral.plays('change', done(c=2))
        rsrc = self.made()
        self.updated(rsrc, input={'a': 2})
        self.assertEqual('{"c": 2}', rsrc.FnGetAtt('show')['output'])

    def test_each_action_runs_its_workflow(self):
        rsrc = self.made()
        for action in ('suspend', 'resume', 'delete'):
            self.run_action(rsrc, action)
        self.assertEqual(
            ['make', 'rest', 'wake', 'drop'],
            [
                self.mistral.workflows[body['workflow_id']]['name']
                for body in self.started().values()
            ],
        )

    def test_it_can_be_suspended_again_and_again(self):
        for only in (ACTIONS, ('CREATE', 'SUSPEND')):
            before = len(self.started('rest'))
            rsrc = self.made(only)
            for action in ('suspend', 'resume') * 2:
                self.run_action(rsrc, action)
            self.assertEqual(before + 2, len(self.started('rest')))

    def test_an_action_without_a_workflow_does_nothing(self):
        rsrc = self.made(())
        self.assertEqual('e', rsrc.FnGetRefId())
        self.assertIsNone(rsrc.FnGetAtt('output'))
        self.updated(rsrc, input={'a': 2})
        for action in ('suspend', 'resume', 'check', 'delete'):
            self.run_action(rsrc, action)
        self.assertEqual({}, self.started())

    def test_an_execution_says_whose_it_is(self):
        rsrc = self.made(description='for the night')
        (run,) = self.started().values()
        mark = json.loads(run['description'])
        self.assertEqual(rsrc.data()['owner'], mark['triggered_by']['id'])
        self.assertEqual('for the night', mark['description'])

    def test_input_and_params_are_kept_encrypted(self):
        rsrc = self.made(input={'password': 'secret'})
        row = resource_data.ResourceData.get_by_key(
            rsrc.context, rsrc.id, 'run'
        )
        self.assertTrue(row.redact)
        self.assertNotIn('secret', row.value)

    def test_an_output_may_be_longer_than_a_column(self):
        self.mistral.plays('make', done(text='x' * 200_000))
        self.mistral.plays('change', done(text='y' * 100_000, more=1))
        self.mistral.plays('rest', done(text='short'))
        rsrc = self.made(input={'long': 'z' * 100_000})
        self.assertEqual({'text': 'x' * 200_000}, rsrc.FnGetAtt('output'))
        self.updated(rsrc, input={'a': 2})
        self.assertEqual(
            {'text': 'y' * 100_000, 'more': 1}, rsrc.FnGetAtt('output')
        )
        self.assertTrue(
            all(len(value) < 65_536 for value in rsrc.data().values())
        )
        self.run_action(rsrc, 'suspend')
        self.assertEqual(
            '{"text": "short", "more": 1}', rsrc.data()['outputs']
        )
        self.assertEqual(
            [], [key for key in rsrc.data() if key.startswith('outputs.')]
        )


class UpdateTest(ExternalResourceCase):
    def test_the_input_can_become_empty(self):
        rsrc = self.made()
        self.updated(rsrc, input={})
        (run,) = self.started('change').values()
        self.assertEqual('{}', run['input'])

    def test_without_another_input_nothing_runs(self):
        rsrc = self.made()
        self.updated(rsrc, keep_executions=True)
        self.assertEqual({}, self.started('change'))

    def test_always_update(self):
        rsrc = self.made(always_update=True)
        self.updated(rsrc)
        self.updated(rsrc)
        self.assertEqual(2, len(self.started('change')))

    def test_an_input_whose_change_replaces(self):
        rsrc = self.made(replace_on_change_inputs=['a'])
        self.updated(rsrc, input={'a': 1, 'b': 2})
        self.assertRaises(
            resource.UpdateReplace, self.updated, rsrc, input={'a': 2}
        )

    def test_a_failed_one_is_replaced(self):
        for action, name in (('create', 'make'), ('update', 'change')):
            self.mistral.plays(name, {'state': 'ERROR'})
            rsrc = self.external()
            if action == 'create':
                self.fails(rsrc, 'create')
            else:
                self.run_action(rsrc, 'create')
                self.assertRaises(
                    exception.ResourceFailure,
                    self.updated,
                    rsrc,
                    input={'a': 2},
                )
            self.assertRaises(resource.UpdateReplace, self.updated, rsrc)
            self.mistral.plays(name, DONE)

    def test_always_update_mends_a_failed_update(self):
        self.mistral.plays('change', {'state': 'ERROR'})
        rsrc = self.made(always_update=True)
        self.assertRaises(exception.ResourceFailure, self.updated, rsrc)
        self.mistral.plays('change', DONE)
        self.updated(rsrc)
        self.assertEqual((rsrc.UPDATE, rsrc.COMPLETE), rsrc.state)

    def test_an_unhealthy_one_is_replaced(self):
        rsrc = self.made()
        rsrc.state_set(rsrc.CHECK, rsrc.FAILED, 'as somebody says')
        self.assertRaises(resource.UpdateReplace, self.updated, rsrc)

    def test_an_update_that_asked_for_nothing_is_not_a_failed_run(self):
        rsrc = self.made()
        self.mistral.workflows.pop(self.mistral.named('change')['id'])
        self.assertRaises(
            exception.ResourceFailure, self.updated, rsrc, input={'a': 2}
        )
        self.updated(rsrc, input={'a': 1})
        self.assertEqual((rsrc.UPDATE, rsrc.COMPLETE), rsrc.state)
        self.assertEqual(1, len(self.started()))


class FailureTest(ExternalResourceCase):
    def test_the_failed_task_of_a_sub_workflow_is_told(self):
        rsrc = self.external()
        self.mistral.plays(
            'make',
            BUSY,
            BUSY,
            BUSY,
            {
                'state': 'ERROR',
                'state_info': 'Failure caused by error in tasks: call\n...',
            },
        )
        runner = self.until_it_waits(rsrc)
        (run_id,) = self.started()
        self.mistral.failed_task(run_id, 'handled', 'not this one')
        call = self.mistral.failed_task(run_id, 'call', 'in the end ...')
        below = self.mistral.run(
            self.mistral.named('drop')['id'], state='ERROR', task=call
        )
        self.mistral.failed_task(below['id'], 'boom', 'no space left\nTrace')
        ex = self.assertRaises(
            exception.ResourceFailure, runner.run_to_completion, None
        )
        self.assertIn(
            f'execution {run_id} of workflow make failed in task '
            f'call > boom: no space left',
            str(ex),
        )
        self.assertNotIn('Trace', str(ex))

    def test_a_cancelled_run_is_told(self):
        self.mistral.plays(
            'make', {'state': 'CANCELLED', 'state_info': 'by the boss'}
        )
        self.assertIn(
            'was cancelled: by the boss', self.fails(self.external(), 'create')
        )

    def test_a_refused_run_is_told(self):
        self.mistral.fail('POST /executions', 400, 'Invalid input [a]')
        rsrc = self.external()
        self.assertIn(
            'workflow make cannot be run: Invalid input [a]',
            self.fails(rsrc, 'create'),
        )
        self.run_action(rsrc, 'delete')
        self.assertEqual({}, self.started('drop'))

    def test_a_workflow_that_is_not_there(self):
        rsrc = self.external()
        self.mistral.workflows.clear()
        self.assertIn(
            'actions.CREATE.workflow: there is no workflow make',
            self.fails(rsrc, 'create'),
        )

    def test_params_that_cannot_be_passed_on(self):
        for action, params, told in (
            ('CREATE', {'wf_ex_id': 'x'}, 'CREATE: param wf_ex_id'),
            ('UPDATE', {'env': 'named'}, 'UPDATE: param env'),
        ):
            rsrc = self.external(
                actions={action: {'workflow': 'make', 'params': params}}
            )
            self.assertIn(
                told,
                str(
                    self.assertRaises(
                        exception.StackValidationFailed, rsrc.validate
                    )
                ),
            )

    def test_a_vanished_run_is_not_started_again(self):
        rsrc = self.external()
        self.mistral.plays('make', BUSY, BUSY, BUSY, BUSY)
        runner = self.until_it_waits(rsrc)
        self.mistral.executions.clear()
        ex = self.assertRaises(
            exception.ResourceFailure, runner.run_to_completion, None
        )
        self.assertIn('deleted in Mistral before its end was seen', str(ex))
        self.assertRaises(resource.UpdateReplace, self.updated, rsrc)
        self.assertEqual(1, len(self.mistral.requests('POST /executions')))

    def test_a_check_tells_of_a_failure_and_hides_none(self):
        self.mistral.plays('make', {'state': 'ERROR'})
        rsrc = self.external()
        self.fails(rsrc, 'create')
        self.assertIn('ended in ERROR', self.fails(rsrc, 'check'))

    def test_a_purged_run_does_not_fail_a_check(self):
        rsrc = self.made()
        self.mistral.executions.clear()
        self.run_action(rsrc, 'check')


class DeleteTest(ExternalResourceCase):
    def test_executions_are_deleted_unless_they_are_kept(self):
        for keep, left in ((False, 0), (True, 2)):
            rsrc = self.made(keep_executions=keep)
            self.run_action(rsrc, 'delete')
            self.assertEqual(left, len(self.mistral.executions))

    def test_a_failed_one_runs_again(self):
        rsrc = self.made()
        self.mistral.plays('drop', {'state': 'ERROR'})
        self.fails(rsrc, 'delete')
        self.mistral.plays('drop', DONE)
        self.run_action(rsrc, 'delete')
        self.assertEqual(2, len(self.started('drop')))

    def test_one_that_succeeded_does_not_run_again(self):
        rsrc = self.made()
        self.mistral.fail('GET /executions$', 400, 'no such filter')
        self.fails(rsrc, 'delete')
        self.run_action(rsrc, 'delete')
        self.assertEqual(1, len(self.started('drop')))
        self.assertEqual({}, self.mistral.executions)


class BothWaysTest(ExternalResourceCase):
    """Stacks move between Heat's own type and this one."""

    def test_what_heats_own_type_has_made_is_taken_over(self):
        rsrc = self.external()
        rsrc.store()
        rsrc.resource_id_set('theirs')
        rsrc.data_set('outputs', '{"made": "it"}')
        rsrc._update_stored_properties()
        rsrc.state_set(rsrc.CREATE, rsrc.COMPLETE)
        self.assertEqual('it', rsrc.FnGetAtt('output', 'made'))
        self.updated(rsrc, input={'a': 2})
        self.assertEqual('theirs', rsrc.FnGetRefId())
        self.run_action(rsrc, 'delete')
        for name in ('change', 'drop'):
            self.assertEqual(
                {'heat_extresource_data': {'made': 'it'}}, self.env(name)
            )

    def test_the_execution_that_heats_own_type_has_kept_ends_with_it(self):
        for description, left in (('Heat managed', 0), ('somebodys', 1)):
            run = self.mistral.run(
                next(iter(self.mistral.workflows)), description=description
            )
            rsrc = self.external()
            rsrc.store()
            rsrc.resource_id_set(run['id'])
            rsrc.state_set(rsrc.CREATE, rsrc.COMPLETE)
            self.run_action(rsrc, 'delete')
            self.assertEqual(left, len(self.mistral.executions))

    def test_a_failed_one_of_heats_own_type_is_replaced_and_deleted(self):
        rsrc = self.external()
        rsrc.store()
        rsrc._update_stored_properties()
        rsrc.state_set(rsrc.CREATE, rsrc.FAILED)
        self.assertRaises(resource.UpdateReplace, self.updated, rsrc)
        self.run_action(rsrc, 'delete')
        self.assertEqual(1, len(self.started('drop')))

    def test_heats_own_type_reads_what_ours_has_kept(self):
        self.mistral.plays('make', done(made='it', resource_id='thing'))
        rsrc = self.made()
        theirs = in_tree.MistralExternalResource('e', rsrc.t, rsrc.stack)
        theirs.id, theirs.resource_id = rsrc.id, rsrc.resource_id
        self.assertEqual(
            {'made': 'it', 'resource_id': 'thing'},
            json.loads(theirs._resolve_attribute('output')),
        )

    def test_heats_own_type_takes_over_what_has_run_nothing(self):
        rsrc = self.made(('UPDATE',))
        theirs = in_tree.MistralExternalResource('e', rsrc.t, rsrc.stack)
        theirs.id, theirs.resource_id = rsrc.id, rsrc.resource_id
        self.assertIsNone(theirs._resolve_attribute('output'))

    def test_what_heats_own_type_has_run_meanwhile_counts(self):
        rsrc = self.made()
        rsrc.t = rsrc.t.freeze(
            properties=dict(rsrc.t._properties, input={'a': 2})
        )
        rsrc.reparse()
        rsrc._update_stored_properties()
        rsrc.state_set(rsrc.UPDATE, rsrc.COMPLETE)
        self.updated(rsrc, input={'a': 1})
        self.assertEqual(1, len(self.started('change')))

    def test_a_preview_of_that_writes_nothing(self):
        rsrc = self.made()
        rsrc.t = rsrc.t.freeze(
            properties=dict(rsrc.t._properties, input={'a': 2})
        )
        rsrc.reparse()
        rsrc.state_set(rsrc.UPDATE, rsrc.COMPLETE)
        self.assertTrue(self.previews_without_a_trace(rsrc, input={'a': 3}))

    def test_an_abandoned_one_is_adopted_with_its_outputs(self):
        self.mistral.plays('make', done(made='it'))
        data = self.made().prepare_abandon()
        rsrc = self.external()
        self.run_action(rsrc, 'adopt', data)
        self.assertEqual('it', rsrc.FnGetAtt('output', 'made'))
        self.run_action(rsrc, 'delete')
        self.assertEqual({}, self.mistral.executions)
