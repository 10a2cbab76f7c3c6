import json

from heat.common import exception

from heat_mistral.tests.unit.support import runs_case
from heat_mistral.tests.unit.support.runs_case import BUSY, DONE, done

KIND = 'OS::Mistral::Execution'


class RunCase(runs_case.RunsCase):
    def execution(self, **properties):
        return self.resource(
            KIND,
            {'workflow': 'make', 'input': {'a': 1}, **properties},
            stack_name=f's{len(self._stacks)}',
            name='e',
        )

    def made(self, **properties):
        return self.run_action(self.execution(**properties), 'create')

    def inputs(self, name=None):
        return [
            json.loads(body['input']) for body in self.started(name).values()
        ]

    def again(self, rsrc, **properties):
        """Update it as Heat does after an engine has died."""
        self.engine_dies(rsrc)
        return self.updated(rsrc, **properties)


class LifeTest(RunCase):
    def test_create_runs_the_workflow_and_waits(self):
        self.mistral.plays('make', BUSY, BUSY, done(x={'y': [1, 2]}))
        rsrc = self.made()
        (run_id,) = self.started('make')
        self.assertEqual((rsrc.CREATE, rsrc.COMPLETE), rsrc.state)
        self.assertEqual(run_id, rsrc.FnGetRefId())
        self.assertEqual(2, rsrc.FnGetAtt('output', 'x', 'y', 1))
        self.assertEqual([{'a': 1}], self.inputs())

    def test_workflow_may_be_a_map(self):
        self.made(
            workflow={
                'name': 'make',
                'input': {'a': 0, 'b': 2},
                'params': {'env': {'k': 'v'}},
            }
        )
        (run,) = self.started().values()
        self.assertEqual({'a': 1, 'b': 2}, json.loads(run['input']))
        self.assertEqual({'env': {'k': 'v'}}, json.loads(run['params']))

    def test_only_asked_actions_run(self):
        rsrc = self.made()
        for action in ('suspend', 'resume', 'check', 'delete'):
            self.run_action(rsrc, action)
        self.assertEqual(['make'], self.names())

    def names(self):
        return [
            self.mistral.workflows[body['workflow_id']]['name']
            for body in self.started().values()
        ]

    def test_each_action_has_a_workflow_of_its_own_or_the_resources(self):
        rsrc = self.made(
            actions={
                'UPDATE': {'workflow': 'change'},
                'SUSPEND': {'input': {'s': 1}},
                'RESUME': {},
                'DELETE': {'workflow': 'drop', 'input': {'d': 1}},
            }
        )
        self.updated(rsrc, input={'a': 2})
        for action in ('suspend', 'resume', 'suspend', 'resume', 'delete'):
            self.run_action(rsrc, action)
        self.assertEqual(
            ['make', 'change', 'make', 'make', 'make', 'make', 'drop'],
            self.names(),
        )
        self.assertEqual(
            [{'a': 1}, {}, {'s': 1}, {'a': 2}, {'s': 1}, {'a': 2}, {'d': 1}],
            self.inputs(),
        )

    def test_only_a_deletion_may_run_one(self):
        rsrc = self.made(
            workflow=None, actions={'DELETE': {'workflow': 'drop'}}
        )
        self.assertEqual([], self.names())
        self.assertIsNone(rsrc.FnGetAtt('state'))
        self.run_action(rsrc, 'delete')
        self.assertEqual(['drop'], self.names())
        self.assertEqual({}, self.mistral.executions)

    def test_the_oldest_runs_make_room(self):
        rsrc = self.made(run_on_update='always', keep=2)
        for _time in range(4):
            self.updated(rsrc)
        self.assertEqual(5, len(self.started()))
        self.assertEqual(
            list(self.started())[-2:], list(self.mistral.executions)
        )
        self.run_action(rsrc, 'delete')
        self.assertEqual({}, self.mistral.executions)

    def test_a_repeated_suspend_runs_again_where_resume_runs_nothing(self):
        rsrc = self.made(actions={'SUSPEND': {'workflow': 'rest'}})
        for action in ('suspend', 'resume') * 2:
            self.run_action(rsrc, action)
        self.assertEqual(2, len(self.started('rest')))

    def test_no_request_may_hang_for_long(self):
        self.mistral.plays('make', BUSY, DONE)
        self.run_action(self.made(), 'delete')
        self.assertEqual(
            {60.0}, {request.timeout for request in self.http.request_history}
        )


class AttributesTest(RunCase):
    def test_all_of_them(self):
        rsrc = self.made()
        (run_id,) = self.started()
        self.mistral.task(run_id, 'a', 'SUCCESS')
        self.mistral.task(run_id, 'b', 'ERROR', 'no space\nTraceback')
        self.mistral.executions[run_id].update(
            state_info='well',
            created_at='2026-01-01 00:00:00',
            updated_at='2026-01-01 00:01:05',
        )
        self.assertEqual(
            {
                'id': run_id,
                'workflow_name': 'make',
                'state': 'SUCCESS',
                'state_info': 'well',
                'duration': 65,
                'output': {},
                'progress': {'done': 1, 'running': 0, 'failed': 1, 'total': 2},
            },
            {
                name: rsrc.FnGetAtt(name)
                for name in (
                    'id',
                    'workflow_name',
                    'state',
                    'state_info',
                    'duration',
                    'output',
                    'progress',
                )
            },
        )
        self.assertEqual(
            [('a', 'SUCCESS', None), ('b', 'ERROR', 'no space')],
            [
                (task['name'], task['state'], task['error'])
                for task in rsrc.FnGetAtt('tasks')
            ],
        )

    def test_the_output_outlives_the_execution(self):
        self.mistral.plays('make', done(x='y' * 100_000))
        rsrc = self.made()
        self.mistral.executions.clear()
        self.assertEqual('y' * 100_000, rsrc.FnGetAtt('output', 'x'))
        self.assertEqual('SUCCESS', rsrc.FnGetAtt('state'))
        self.assertIsNone(rsrc.FnGetAtt('duration'))

    def test_they_are_live_while_it_runs(self):
        self.mistral.plays('make', *[BUSY] * 8)
        rsrc = self.execution()
        self.until_it_waits(rsrc)
        self.assertEqual('RUNNING', rsrc.FnGetAtt('state'))


class UpdateTest(RunCase):
    def test_what_has_not_changed_does_not_run(self):
        rsrc = self.made()
        self.updated(rsrc, keep=3, timeout=5, description='other words')
        self.assertEqual([{'a': 1}], self.inputs())
        self.updated(rsrc, input={'a': 2})
        self.assertEqual([{'a': 1}, {'a': 2}], self.inputs())

    def test_an_action_of_its_own_runs_where_it_changes(self):
        rsrc = self.made(actions={'UPDATE': {'workflow': 'change'}})
        self.updated(
            rsrc, actions={'UPDATE': {'workflow': 'change', 'input': {'b': 1}}}
        )
        self.updated(
            rsrc,
            actions={
                'UPDATE': {'workflow': 'change', 'input': {'b': 1}},
                'DELETE': {'workflow': 'drop'},
            },
        )
        self.assertEqual([{'b': 1}], self.inputs('change'))

    def test_never_and_always(self):
        rsrc = self.made(run_on_update='never')
        self.updated(rsrc, input={'a': 2})
        self.assertEqual(1, len(self.started()))
        self.updated(rsrc, run_on_update='always')
        self.updated(rsrc)
        self.assertEqual(3, len(self.started()))

    def test_a_create_that_failed_comes_first(self):
        self.mistral.plays('make', {'state': 'ERROR'})
        rsrc = self.execution(
            run_on_update='never', actions={'UPDATE': {'workflow': 'change'}}
        )
        self.fails(rsrc, 'create')
        self.mistral.plays('make', DONE)
        self.updated(rsrc, input={'a': 2})
        self.assertEqual([{'a': 1}, {'a': 2}], self.inputs('make'))
        self.assertEqual({}, self.started('change'))

    def test_a_failed_update_is_undone_by_a_run(self):
        rsrc = self.made()
        self.mistral.plays('make', {'state': 'ERROR'})
        self.assertRaises(
            exception.ResourceFailure, self.updated, rsrc, input={'a': 2}
        )
        self.mistral.plays('make', DONE)
        self.updated(rsrc, input={'a': 1})
        self.assertEqual([{'a': 1}, {'a': 2}, {'a': 1}], self.inputs())

    def test_a_failed_one_is_not_replaced(self):
        rsrc = self.made()
        rsrc.state_set(rsrc.CHECK, rsrc.FAILED, 'as somebody says')
        self.updated(rsrc)
        self.assertEqual((rsrc.UPDATE, rsrc.COMPLETE), rsrc.state)
        self.assertEqual(1, len(self.started()))


class TakeUpTest(RunCase):
    """What an engine has left behind."""

    def left(self, *plot, **properties):
        """A resource whose create was under way when the engine died."""
        self.mistral.plays('make', *[BUSY] * 4, *plot)
        rsrc = self.execution(**properties)
        self.until_it_waits(rsrc)
        return rsrc

    def test_a_run_that_goes_on_is_waited_for(self):
        rsrc = self.left(BUSY, BUSY, BUSY, done(x=1))
        self.again(rsrc)
        self.assertEqual(1, len(self.started()))
        self.assertEqual(1, rsrc.FnGetAtt('output', 'x'))

    def test_one_that_goes_on_and_then_fails_is_a_failure(self):
        rsrc = self.left(BUSY, BUSY, BUSY, {'state': 'ERROR'})
        self.assertRaises(exception.ResourceFailure, self.again, rsrc)
        self.assertEqual(1, len(self.started()))

    def test_one_that_has_failed_meanwhile_is_run_again(self):
        rsrc = self.left({'state': 'ERROR'})
        (run,) = self.mistral.executions.values()
        run['state'] = 'ERROR'
        self.mistral.plays('make', DONE)
        self.mistral._playing.clear()
        self.again(rsrc)
        self.assertEqual(2, len(self.started()))

    def test_one_that_has_vanished_is_not_started_again(self):
        rsrc = self.left()
        self.mistral.executions.clear()
        for _time in range(2):
            ex = self.assertRaises(exception.ResourceFailure, self.again, rsrc)
            self.assertIn('deleted in Mistral before its end', str(ex))
        self.assertEqual(1, len(self.started()))
        self.mistral.plays('make', DONE)
        self.updated(rsrc, input={'a': 2})
        self.assertEqual([{'a': 1}, {'a': 2}], self.inputs())

    def test_always_does_not_run_what_is_taken_up(self):
        rsrc = self.left(BUSY, DONE, run_on_update='always')
        self.again(rsrc)
        self.assertEqual(1, len(self.started()))
        self.updated(rsrc)
        self.assertEqual(2, len(self.started()))

    def test_one_for_something_else_gives_way(self):
        rsrc = self.left(*[BUSY] * 90)
        (first,) = self.started()
        self.mistral.plays('make', DONE)
        self.again(rsrc, input={'a': 2})
        self.assertEqual('CANCELLED', self.mistral.executions[first]['state'])
        self.assertEqual(
            'cancelled by Heat: another run takes its place',
            self.mistral.executions[first]['state_info'],
        )
        self.assertEqual([{'a': 1}, {'a': 2}], self.inputs())

    def test_or_goes_on_beside_the_new_one(self):
        rsrc = self.left(*[BUSY] * 90, on_cancel='leave')
        (first,) = self.started()
        self.mistral.plays('make', DONE)
        self.again(rsrc, input={'a': 2})
        self.assertEqual('RUNNING', self.mistral.executions[first]['state'])
        self.assertEqual(2, len(self.started()))
        self.run_action(rsrc, 'delete')
        self.assertEqual({}, self.mistral.executions)

    def test_a_newer_update_stops_what_it_does_not_want(self):
        for on_cancel, state in (
            ('cancel', 'CANCELLED'),
            ('leave', 'RUNNING'),
        ):
            rsrc = self.left(*[BUSY] * 90, on_cancel=on_cancel)
            rsrc.handle_preempt()
            self.assertEqual('RUNNING', self.state_of(rsrc))
            rsrc.stack.defn._resource_defns['e'] = rsrc.t.freeze(
                properties=dict(rsrc.t._properties, input={'a': 2})
            )
            rsrc.handle_preempt()
            self.assertEqual(state, self.state_of(rsrc))

    def state_of(self, rsrc):
        return self.mistral.executions[rsrc.resource_id]['state']

    def test_a_lost_reply_to_a_run_for_delete(self):
        rsrc = self.made(actions={'DELETE': {'workflow': 'drop'}})
        self.mistral.fail('POST /executions', after=True)
        self.mistral.fail('DELETE /executions', 400, 'no')
        self.fails(rsrc, 'delete')
        self.run_action(rsrc, 'delete')
        self.assertEqual(1, len(self.started('drop')))
        self.assertEqual({}, self.mistral.executions)


class FailureTest(RunCase):
    def test_a_timeout_of_its_own_cancels_the_run(self):
        self.mistral.plays('make', *[BUSY] * 90)
        rsrc = self.execution(timeout=1)
        self.assertIn(
            'did not end within 1 s and was cancelled',
            self.fails(rsrc, 'create'),
        )
        (run,) = self.mistral.executions.values()
        self.assertEqual('CANCELLED', run['state'])
        self.assertEqual(
            'cancelled by Heat: it did not end within 1 s', run['state_info']
        )
        self.assertIn(
            'ended in CANCELLED by Heat: it did not end within 1 s',
            self.fails(rsrc, 'check'),
        )

    def test_a_check_says_why_it_has_failed(self):
        self.mistral.plays('make', {'state': 'ERROR', 'state_info': 'why'})
        rsrc = self.execution()
        self.fails(rsrc, 'create')
        self.assertIn('ended in ERROR: why', self.fails(rsrc, 'check'))

    def test_a_create_that_never_ran_has_nothing_to_undo(self):
        self.mistral.fail('POST /executions', 400, 'Invalid input [a]')
        rsrc = self.execution(actions={'DELETE': {'workflow': 'drop'}})
        self.assertIn('Invalid input [a]', self.fails(rsrc, 'create'))
        self.run_action(rsrc, 'delete')
        self.assertEqual({}, self.started('drop'))

    def test_a_failed_create_is_undone(self):
        self.mistral.plays('make', {'state': 'ERROR'})
        rsrc = self.execution(actions={'DELETE': {'workflow': 'drop'}})
        self.fails(rsrc, 'create')
        self.run_action(rsrc, 'delete')
        self.assertEqual(1, len(self.started('drop')))

    def test_a_create_of_which_only_mistral_knows_is_undone(self):
        rsrc = self.execution(actions={'DELETE': {'workflow': 'drop'}})
        self.mistral.fail('POST /executions', after=True)
        self.until_it_waits(rsrc, steps=1)
        (run,) = self.mistral.executions.values()
        run.update(DONE)
        self.engine_dies(rsrc)
        self.run_action(rsrc, 'delete')
        self.assertEqual(1, len(self.started('drop')))
        self.assertEqual(1, len(self.started('make')))

    def test_a_failed_run_for_delete_stays_and_is_tried_again(self):
        rsrc = self.made(actions={'DELETE': {'workflow': 'drop'}})
        self.mistral.plays('drop', {'state': 'ERROR'})
        self.fails(rsrc, 'delete')
        self.assertIn(
            'drop',
            [row['workflow_name'] for row in self.mistral.executions.values()],
        )
        self.mistral.plays('drop', DONE)
        self.run_action(rsrc, 'delete')
        self.assertEqual(2, len(self.started('drop')))

    def test_a_key_that_is_no_workflows_is_not_ignored(self):
        made = self.resources(
            {
                'v': {
                    'type': 'OS::Heat::Value',
                    'properties': {'value': {'known': 'drop'}},
                },
                'e': {
                    'type': KIND,
                    'properties': {
                        'workflow': 'make',
                        'actions': {
                            'SUSPEND': {
                                'workflow': {
                                    'get_attr': ['v', 'value', 'wrong']
                                }
                            }
                        },
                    },
                },
            }
        )
        self.run_action(made['v'], 'create')
        self.assertIn(
            'actions.SUSPEND.workflow is empty',
            self.fails(made['e'], 'create'),
        )
        self.assertEqual({}, self.started())

    def test_what_cannot_be_run_is_refused(self):
        for properties, told in (
            ({'workflow': None}, 'is needed where no action'),
            ({'workflow': ['make']}, 'must be the name or id'),
            ({'params': {'wf_ex_id': 'x'}}, 'param wf_ex_id'),
            (
                {'actions': {'DELETE': {'workflow': {'name': 1}}}},
                'DELETE: "name" must be',
            ),
            (
                {
                    'workflow': None,
                    'actions': {'CREATE': {'workflow': 'make'}, 'DELETE': {}},
                },
                'DELETE: has no workflow',
            ),
            ({'run_on_update': 'often'}, 'often'),
            ({'keep': 0}, 'keep'),
        ):
            rsrc = self.execution(**properties)
            self.assertIn(
                told,
                str(
                    self.assertRaises(
                        exception.StackValidationFailed, rsrc.validate
                    )
                ),
            )


class ExternalTest(RunCase):
    def external(self, *plot):
        workflow = self.mistral.named('make')['id']
        run = self.mistral.run(workflow, state='RUNNING')
        self.mistral._playing[run['id']] = list(plot)
        return self.resource(
            KIND, {'workflow': 'make'}, name='e', external_id=run['id']
        )

    def test_somebody_elses_run_is_waited_for(self):
        rsrc = self.external(BUSY, BUSY, BUSY, done(x=1))
        self.run_action(rsrc, 'create')
        self.assertEqual((rsrc.CHECK, rsrc.COMPLETE), rsrc.state)
        self.assertEqual(1, rsrc.FnGetAtt('output', 'x'))
        for action in ('suspend', 'resume'):
            self.run_action(rsrc, action)
        self.assertEqual({}, self.started())

    def test_its_failure_is_one_of_the_stack(self):
        rsrc = self.external(BUSY, {'state': 'ERROR'})
        self.assertIn('failed', self.fails(rsrc, 'create'))

    def test_an_update_waits_for_one_that_has_failed_and_goes_on(self):
        rsrc = self.external(BUSY, {'state': 'ERROR'})
        self.fails(rsrc, 'create')
        self.assertRaises(
            exception.ResourceFailure, self.run_action, rsrc, 'update', rsrc.t
        )
        (run,) = self.mistral.executions.values()
        self.mistral._playing[run['id']] = [BUSY, BUSY, BUSY, done(x=1)]
        self.run_action(rsrc, 'update', rsrc.t)
        self.assertEqual((rsrc.CHECK, rsrc.COMPLETE), rsrc.state)
        self.assertEqual(1, rsrc.FnGetAtt('output', 'x'))

    def test_it_is_not_stopped(self):
        rsrc = self.external(*[BUSY] * 90)
        self.until_it_waits(rsrc)
        rsrc._stop(None)
        (run,) = self.mistral.executions.values()
        self.assertEqual('RUNNING', run['state'])


class MovingTest(RunCase):
    def test_an_abandoned_one_is_adopted(self):
        self.mistral.plays('make', done(x=1))
        data = self.made().prepare_abandon()
        rsrc = self.run_action(self.execution(), 'adopt', data)
        self.assertEqual(1, rsrc.FnGetAtt('output', 'x'))
        self.updated(rsrc, keep=3)
        self.assertEqual(1, len(self.started()))
        self.run_action(rsrc, 'delete')
        self.assertEqual({}, self.mistral.executions)

    def test_no_property_replaces_it(self):
        rsrc = self.made()
        self.assertEqual(
            [],
            [
                name
                for name, schema in rsrc.properties_schema.items()
                if not schema.update_allowed
            ],
        )
        self.updated(rsrc, workflow='change')
        self.assertEqual(1, len(self.started('change')))
