"""What an execution resource tells while it waits, and what that costs."""

from unittest import mock

from heat.common import exception
from heat.engine import resource
from heat.objects import resource as resource_object
from heat.objects import stack as stack_object

from heat_mistral.heat_support import events
from heat_mistral.tests.unit.resources.execution.test_execution import RunCase
from heat_mistral.tests.unit.support.runs_case import BUSY, DONE


class HourCase(RunCase):
    longest = 10  # seconds between two looks at it

    def hour(self, change):
        """An hour of a run, by a clock that only waiting moves.

        :param change: called before each poll with the run's id.
        :returns: the resource, and how far apart two polls were at most.
        """
        self.mistral.plays('make', *[BUSY] * 1000)
        rsrc = self.execution()
        rsrc.store()
        now, longest = [1000.0], 0
        with mock.patch('time.time', side_effect=lambda: now[0]):
            attempt = rsrc.handle_create()
            while now[0] < 4600:
                try:
                    rsrc.check_create_complete(attempt)
                except resource.PollDelay as delay:
                    longest = max(longest, delay.period)
                    now[0] += delay.period
                change(rsrc.resource_id)
        self.assertEqual(self.longest, longest)
        return rsrc


class HourTest(HourCase):
    def test_of_one_long_task(self):
        self.hour(lambda run_id: self.mistral.task(run_id, 'long', 'RUNNING'))
        self.assertLess(len(self.mistral.log), 396)
        self.assertGreater(
            len(self.mistral.requests(r'GET /executions/[^/]*$')), 150
        )

    def test_of_tasks_that_follow_each_other_with_pauses(self):
        number = iter(range(10_000))

        def change(run_id):
            self.mistral.task(run_id, f't{next(number)}', 'SUCCESS')

        rsrc = self.hour(change)
        self.assertLess(len(self.mistral.log), 396)
        told = [text for text in self.events(rsrc) if 'task' in text]
        self.assertEqual(50, len(told))

    def test_of_sub_workflows(self):
        below = []

        def change(run_id):
            if not below:
                task = self.mistral.task(
                    run_id, 'fan', 'RUNNING', kind='WORKFLOW'
                )
                below.append(
                    self.mistral.run(
                        self.mistral.named('drop')['id'],
                        task=task,
                        root=run_id,
                    )
                )

        rsrc = self.hour(change)
        self.assertLess(len(self.mistral.log), 396)
        self.assertIn(
            '0 done, 1 running of 1 task (fan); sub-workflows: 1 done',
            rsrc.status_reason,
        )


class TellTest(RunCase):
    def test_a_pause_is_told_once(self):
        paused = {'state': 'PAUSED'}
        self.mistral.plays('make', BUSY, *[paused] * 4, BUSY, DONE)
        rsrc = self.made()
        self.assertEqual(
            1, len([text for text in self.events(rsrc) if 'is paused' in text])
        )

    def test_last_tasks_are_told_before_the_end(self):
        self.mistral.plays('make', BUSY, BUSY, {'state': 'ERROR'})
        rsrc = self.execution()
        runner = self.until_it_waits(rsrc, steps=1)
        (run_id,) = self.started()
        self.mistral.task(run_id, 'x' * 300, 'ERROR')
        self.assertRaises(
            exception.ResourceFailure, runner.run_to_completion, None
        )
        self.assertIn(f'task {"x" * 80} failed', self.events(rsrc))

    def test_a_mistral_that_is_away_is_told_of_a_few_times(self):
        self.mistral.plays('make', *[BUSY] * 90)
        rsrc = self.execution()
        runner = self.until_it_waits(rsrc)
        (run_id,) = self.started()
        self.mistral.task(run_id, 'below', 'RUNNING', kind='WORKFLOW')
        for _step in range(2):
            runner.step()
        for _time in range(40):
            self.mistral.fail('GET /executions', 503, 'away')
            self.mistral.fail('GET /executions', 502, 'far away')
        for _step in range(80):
            runner.step()
        self.assertEqual(
            2, len([text for text in self.events(rsrc) if 'away' in text])
        )

    def test_a_mistral_that_is_away_is_the_reason_while_it_lasts(self):
        self.mistral.plays('make', *[BUSY] * 90)
        rsrc = self.execution()
        runner = self.until_it_waits(rsrc)
        before = self.reason(rsrc)
        self.assertIn('waiting for execution', before)
        for reason in ('away', 'far away', 'far away'):
            self.mistral.fail('GET /executions', 503, reason)
        with mock.patch.object(
            events, 'write_reason', side_effect=events.write_reason
        ) as written:
            seen = []
            while before not in seen:
                runner.step()
                seen.append(self.reason(rsrc))
        away = 'Mistral cannot serve this now, trying again: '
        self.assertEqual(
            [away + 'away', away + 'far away', before],
            list(dict.fromkeys(seen)),
        )
        self.assertEqual(3, written.call_count)
        told = self.events(rsrc)
        self.assertEqual(len(set(told)), len(told))

    def reason(self, rsrc):
        """As others see it."""
        return resource_object.Resource.get_obj(
            rsrc.context, rsrc.id, refresh=True
        ).status_reason

    def test_events_cost_no_thread_where_nobody_listens(self):
        rsrc = self.made()
        with mock.patch.object(rsrc.stack, 'dispatch_event') as dispatched:
            events.tell(rsrc, 'a' * 300)
            self.assertFalse(dispatched.called)
            rsrc.stack.env._built_event_sinks = [object()]
            events.tell(rsrc, 'b')
            self.assertTrue(dispatched.called)
        self.assertIn('a' * 255, self.events(rsrc))


class CancelledTest(RunCase):
    def now(self, rsrc, **values):
        stack_object.Stack.update_by_id(
            rsrc.context,
            rsrc.stack.id,
            dict(values, current_traversal='another'),
        )

    def test_what_cancels_a_run_and_what_does_not(self):
        rsrc = self.made()
        for values, cancelled in (
            ({'action': 'UPDATE', 'status': 'IN_PROGRESS'}, False),
            ({'action': 'ROLLBACK', 'status': 'IN_PROGRESS'}, True),
            ({'action': 'DELETE', 'status': 'IN_PROGRESS'}, True),
            (
                {
                    'action': 'UPDATE',
                    'status': 'FAILED',
                    'status_reason': 'Stack UPDATE cancelled',
                },
                True,
            ),
            # of another resource, in a newer update or in this one
            (
                {
                    'action': 'UPDATE',
                    'status': 'FAILED',
                    'status_reason': 'Resource UPDATE failed: x',
                },
                False,
            ),
        ):
            self.now(rsrc, **values)
            self.assertEqual(cancelled, events.is_cancelled(rsrc), values)
