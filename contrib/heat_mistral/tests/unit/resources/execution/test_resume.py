"""Runs that go on where they failed, whatever becomes of the requests."""

from unittest import mock

from heat.common import exception

from heat_mistral.runs import resumption
from heat_mistral.tests.unit.resources.execution.test_execution import RunCase
from heat_mistral.tests.unit.support.runs_case import BUSY, DONE

REPORT = 'Failure caused by error in tasks: {}\n\n  {}'


class ResumeCase(RunCase):
    def setUp(self):
        super().setUp()
        # What is waited for, without waiting.
        self.now = 1000.0
        patch = mock.patch('time.time', side_effect=lambda: self.now)
        patch.start()
        self.addCleanup(patch.stop)

    def failed(self, *tasks, **properties):
        """A resource whose run has failed in these tasks.

        :returns: it, its execution's row, and ids of the tasks.
        """
        self.mistral.plays('make', {'state': 'RUNNING'})
        rsrc = self.execution(on_failure='resume', **properties)
        self.until_it_waits(rsrc)
        (run,) = self.mistral.executions.values()
        ids = [self.mistral.failed_task(run['id'], t, 'oh') for t in tasks]
        self.mistral.task(run['id'], 'done', 'SUCCESS')
        self.fail(run)
        self.engine_dies(rsrc)
        self.fails(rsrc, 'check')
        self.mistral.log.clear()
        return rsrc, run, ids

    def fail(self, run):
        failed = [
            row
            for row in self.mistral.tasks.values()
            if row['workflow_execution_id'] == run['id']
            and row['state'] == 'ERROR'
        ]
        run.update(
            state='ERROR',
            state_info=REPORT.format(
                ', '.join(row['name'] for row in failed),
                '\n  '.join(
                    f'{row["name"]} [task_ex_id={row["id"]}] -> oh'
                    for row in failed
                ),
            ),
        )

    def will_end(self, run):
        """What runs again will succeed when it is asked for."""
        self.mistral._playing[run['id']] = [{}, {}, DONE]

    def run_again(self):
        return self.mistral.requests('PUT /tasks')


class GoesOnTest(ResumeCase):
    def test_only_what_failed_runs_again(self):
        rsrc, run, (one, two) = self.failed('one', 'two')
        self.will_end(run)
        self.updated(rsrc)
        self.assertEqual((rsrc.UPDATE, rsrc.COMPLETE), rsrc.state)
        self.assertEqual(
            [f'PUT /tasks/{one}', f'PUT /tasks/{two}'], self.run_again()
        )
        self.assertEqual([], self.mistral.requests('POST /executions'))
        self.assertEqual(['one', 'two'], rsrc.FnGetAtt('resumed_tasks'))
        told = ''.join(self.events(rsrc))
        self.assertIn('task one runs again', told)
        self.assertIn('task two runs again', told)
        self.assertNotIn('rerun', rsrc.data())

    def test_the_same_action_again_goes_on_as_well(self):
        rsrc = self.made(
            on_failure='resume', actions={'SUSPEND': {'workflow': 'rest'}}
        )
        self.mistral.plays('rest', {'state': 'ERROR', 'state_info': 'no'})
        self.fails(rsrc, 'suspend')
        run = list(self.mistral.executions.values())[-1]
        task = self.mistral.failed_task(run['id'], 'a', 'oh')
        self.fail(run)
        self.will_end(run)
        self.run_action(rsrc, 'suspend')
        self.assertEqual([f'PUT /tasks/{task}'], self.run_again())
        self.assertEqual(1, len(self.started('rest')))

    def test_by_default_all_of_it_runs_anew(self):
        rsrc, _run, _ids = self.failed('one')
        self.mistral.plays('make', DONE)
        self.updated(rsrc, on_failure='rerun')
        self.assertEqual([], self.run_again())
        self.assertEqual(1, len(self.mistral.requests('POST /executions')))
        self.assertEqual([], rsrc.FnGetAtt('resumed_tasks'))

    def test_what_mistral_refused_to_start_is_started(self):
        self.mistral.fail('POST /executions', 400, 'no')
        rsrc = self.execution(on_failure='resume')
        self.fails(rsrc, 'create')
        self.updated(rsrc)
        self.assertEqual(1, len(self.mistral.executions))

    def test_nothing_runs_again_where_something_cannot_go_on(self):
        rsrc, run, (one,) = self.failed('one')
        two = self.mistral.failed_task(run['id'], 'two', 'oh')
        self.mistral.tasks[two].update(
            type='ACTION', runtime_context='{"with_items": {"count": 2}}'
        )
        for state in ('SUCCESS', 'ERROR'):
            self.mistral.action_run(
                'std.http', state, task_execution_id=two, accepted=True
            )
        self.fail(run)
        why = self.fails(rsrc, 'update', rsrc.t)
        self.assertIn('1 of the 2 items of task two have succeeded', why)
        self.assertEqual([], self.run_again())

    def test_a_purged_run_is_told(self):
        rsrc, run, _ids = self.failed('one')
        del self.mistral.executions[run['id']]
        why = self.fails(rsrc, 'update', rsrc.t)
        self.assertIn('has been deleted in Mistral', why)
        self.assertIn('on_failure: rerun', why)
        self.assertEqual([], self.mistral.requests('POST'))

    def vanishes(self, rsrc, action):
        """Its run is gone from Mistral before its end was seen."""
        runner = self.until_it_waits(rsrc, action)
        self.mistral.executions.clear()
        self.assertRaises(
            exception.ResourceFailure, runner.run_to_completion, None
        )
        self.mistral.log.clear()

    def test_one_that_has_vanished_is_not_begun_anew(self):
        for when in ('on_change', 'always'):
            self.mistral.plays('make', *[BUSY] * 9)
            rsrc = self.execution(on_failure='resume', run_on_update=when)
            self.vanishes(rsrc, 'create')
            why = self.fails(rsrc, 'update', rsrc.t)
            self.assertIn('has been deleted in Mistral', why)
            self.assertIn('on_failure: rerun', why)
            self.assertEqual([], self.mistral.requests('POST'))
        self.mistral.plays('make', DONE)
        self.updated(rsrc, on_failure='rerun')
        self.assertEqual(1, len(self.mistral.requests('POST')))

    def test_nor_is_one_of_another_action(self):
        rsrc = self.made(
            on_failure='resume', actions={'SUSPEND': {'workflow': 'rest'}}
        )
        self.mistral.plays('rest', *[BUSY] * 9)
        self.vanishes(rsrc, 'suspend')
        self.assertIn(
            'has been deleted in Mistral', self.fails(rsrc, 'suspend')
        )
        self.assertEqual([], self.mistral.requests('POST'))

    def test_but_one_of_a_deletion_is_and_an_event_tells(self):
        rsrc = self.made(
            on_failure='resume', actions={'DELETE': {'workflow': 'rest'}}
        )
        self.mistral.plays('rest', *[BUSY] * 9)
        self.vanishes(rsrc, 'delete')
        self.mistral.plays('rest', DONE)
        self.run_action(rsrc, 'delete')
        self.assertEqual(1, len(self.mistral.requests('POST')))
        self.assertIn(
            'has been deleted in Mistral', ''.join(self.events(rsrc))
        )

    def test_a_deletion_whose_run_cannot_go_on_runs_anew(self):
        rsrc = self.made(
            on_failure='resume', actions={'DELETE': {'workflow': 'rest'}}
        )
        self.mistral.plays('rest', {'state': 'CANCELLED', 'state_info': 'no'})
        self.fails(rsrc, 'delete')
        self.assertEqual(1, len(self.started('rest')))
        self.mistral.plays('rest', DONE)
        self.run_action(rsrc, 'delete')
        self.assertEqual((rsrc.DELETE, rsrc.COMPLETE), rsrc.state)
        self.assertEqual(2, len(self.mistral.requests('POST /executions')) - 1)
        self.assertIn('cannot go on', ''.join(self.events(rsrc)))

    def test_a_changed_definition_is_told(self):
        rsrc, run, _ids = self.failed('one')
        self.mistral.workflows[run['workflow_id']]['updated_at'] = (
            '2027-01-01 00:00:00'
        )
        self.assertIn(
            'workflow make changed since it began',
            self.fails(rsrc, 'update', rsrc.t),
        )
        self.assertEqual([], self.run_again())


class LostAnswersTest(ResumeCase):
    def test_a_request_that_came_through_is_not_repeated(self):
        for status, text in ((None, ''), (504, 'late'), (500, 'timed out')):
            rsrc, run, (one, _two) = self.failed('one', 'two')
            self.mistral.fail(f'PUT /tasks/{one}', status, text, after=True)
            self.will_end(run)
            self.updated(rsrc)
            self.assertEqual(2, len(self.run_again()))
            self.assertEqual(['one', 'two'], rsrc.FnGetAtt('resumed_tasks'))
            self.mistral.executions.clear()

    def test_one_that_came_through_and_failed_again_is_not_repeated(self):
        rsrc, run, (one,) = self.failed('one')
        self.mistral.fail(f'PUT /tasks/{one}', 500, after=True)
        self.fails(rsrc, 'update', rsrc.t)
        self.mistral.task(run['id'], 'one', 'ERROR', 'again')
        self.fail(run)
        self.will_end(run)
        self.updated(rsrc)  # a second try of its own
        self.assertEqual(2, len(self.run_again()))

    def test_one_that_may_still_come_is_waited_for(self):
        rsrc, run, (one,) = self.failed('one')
        self.mistral.fail(f'PUT /tasks/{one}')  # lost on its way, or late
        runner = (
            self.until_it_waits(rsrc, 'update_again', steps=0) if 0 else None
        )
        self.assertIsNone(runner)
        after = rsrc.t.freeze()
        begun = self.now

        def passes(_rsrc, reason, event):
            if 'has not answered' in reason:
                self.now += 5

        with mock.patch.object(
            resumption.events, 'show_reason', side_effect=passes
        ):
            self.will_end(run)
            self.run_action(rsrc, 'update', after)
        self.assertEqual(2, len(self.run_again()))
        self.assertGreaterEqual(self.now - begun, 120)

    def test_an_engine_that_died_is_followed_by_one_that_waits(self):
        rsrc, run, (one,) = self.failed('one')
        self.mistral.fail(f'PUT /tasks/{one}', 500)
        self.fails(rsrc, 'update', rsrc.t)
        self.assertIn('rerun', rsrc.data())
        # It comes late, while the next attempt waits for it.
        seen = []

        def comes(_rsrc, reason, event):
            if 'has not answered' not in reason:
                return
            seen.append(self.now)
            self.mistral.task(run['id'], 'one', 'RUNNING')
            run.update(state='RUNNING')
            self.will_end(run)

        with mock.patch.object(
            resumption.events, 'show_reason', side_effect=comes
        ):
            self.updated(rsrc)
        self.assertEqual(1, len(seen))
        self.assertEqual(1, len(self.run_again()))

    def test_a_refusal_is_no_reason_to_wait(self):
        rsrc, run, (one,) = self.failed('one')
        self.mistral.fail(f'PUT /tasks/{one}', 503)
        self.will_end(run)
        self.updated(rsrc)
        self.assertEqual(2, len(self.run_again()))
