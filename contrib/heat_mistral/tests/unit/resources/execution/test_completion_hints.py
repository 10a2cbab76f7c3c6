"""Hints of Mistral's that a run has ended, and what they cost."""

import json
from unittest import mock

from heat.common import exception
from heat.engine import resource

from heat_mistral.tests.unit.resources.execution import test_follower
from heat_mistral.tests.unit.resources.execution.test_execution import RunCase
from heat_mistral.tests.unit.support.runs_case import BUSY, DONE

ENDS = ['WORKFLOW_SUCCEEDED', 'WORKFLOW_FAILED', 'WORKFLOW_CANCELLED']


class HintCase(RunCase):
    def receivers(self):
        body = list(self.started().values())[-1]
        return json.loads(body['params'])['notify']

    def in_a_pause(self):
        """A resource whose next poll is some seconds away.

        :returns: it, its attempt, and a function that does steps of it.
        """
        self.mistral.plays('make', BUSY)
        rsrc = self.execution(notify=True)
        rsrc.store()
        now = [1000.0]
        patch = mock.patch('time.time', side_effect=lambda: now[0])
        patch.start()
        self.addCleanup(patch.stop)
        attempt = rsrc.handle_create()

        def steps(number):
            for _step in range(number):
                delay = self.assertRaises(
                    resource.PollDelay, rsrc.check_create_complete, attempt
                )
                self.assertEqual(1, delay.period)
                now[0] += 1

        steps(1)
        now[0] += 100
        steps(2)
        self.mistral.log.clear()
        steps(2)
        self.assertEqual([], self.mistral.log)
        return rsrc, attempt, steps


class HintTest(HintCase):
    def test_it_ends_a_pause(self):
        rsrc, attempt, steps = self.in_a_pause()
        rsrc.signal({'id': rsrc.resource_id, 'state': 'SUCCESS'})
        steps(1)  # the run goes on, whatever was said
        self.assertEqual(
            [f'GET /executions/{rsrc.resource_id}'], self.mistral.log
        )
        steps(5)  # it is used up
        self.assertEqual(1, len(self.mistral.log))
        self.mistral.executions[rsrc.resource_id].update(DONE)
        rsrc.signal({'id': rsrc.resource_id, 'state': 'SUCCESS'})
        self.assertTrue(rsrc.check_create_complete(attempt))

    def test_a_flood_costs_no_more_than_polls_and_one_event(self):
        rsrc, _attempt, steps = self.in_a_pause()
        for _time in range(5):
            rsrc.signal({'id': rsrc.resource_id})
        self.assertEqual(
            1, len([text for text in self.events(rsrc) if 'Signal' in text])
        )
        for _time in range(100):
            rsrc.signal({'id': rsrc.resource_id})
            steps(1)
        self.assertLess(len(self.mistral.log), 40)

    def test_one_of_another_run_does_not(self):
        rsrc, _attempt, steps = self.in_a_pause()
        rsrc.signal({'id': 'of a sub-workflow'})
        steps(3)
        self.assertEqual([], self.mistral.log)
        self.assertEqual(
            [], [text for text in self.events(rsrc) if 'Signal' in text]
        )

    def test_one_that_comes_late_does_not_count(self):
        rsrc = self.made(notify=True)
        rsrc.signal({'id': rsrc.resource_id})
        self.assertFalse(rsrc.take_hint())

    def test_what_is_no_notification_is_refused(self):
        rsrc = self.made(notify=True)
        for body in (None, {}, {'id': 1}, ['id']):
            self.assertRaises(
                exception.StackValidationFailed, rsrc._handle_signal, body
            )

    def test_another_action_may_be_told_of_its_run(self):
        rsrc = self.made(notify=True, actions={'SUSPEND': {}})
        self.run_action(rsrc, 'suspend')
        rsrc.signal({'id': rsrc.resource_id})


class ReceiverTest(HintCase):
    def test_it_is_one_more(self):
        own = {'type': 'webhook', 'url': 'http://x.test'}
        rsrc = self.made(notify=True, params={'notify': [own]})
        first, second = self.receivers()
        self.assertEqual(own, first)
        self.assertEqual(ENDS, second['event_types'])
        self.assertIn('/signal/arn', second['url'])
        # What is asked for is the same with and without.
        self.updated(rsrc, notify=False)
        self.assertEqual(1, len(self.started()))
        self.updated(rsrc, notify=False, input={'a': 2})
        self.assertEqual([own], self.receivers())

    def test_the_user_that_signs_comes_and_goes_with_it(self):
        rsrc = self.made()
        self.assertNotIn('user_id', rsrc.data())
        refusal = self.assertRaises(
            exception.StackValidationFailed,
            rsrc.signal,
            {'id': rsrc.resource_id},
        )
        self.assertIn('notify is true', str(refusal))
        self.run_action(rsrc, 'delete')
        self.updated(rsrc := self.made(), notify=True, input={'a': 2})
        self.assertIn('user_id', rsrc.data())
        with mock.patch.object(
            type(rsrc.keystone()), 'delete_stack_domain_user'
        ) as gone:
            self.run_action(rsrc, 'delete')
        self.assertEqual(1, gone.call_count)

    def test_that_of_an_abandoned_stack_is_not_taken_over(self):
        data = self.made(notify=True).prepare_abandon()
        rsrc = self.run_action(self.execution(notify=True), 'adopt', data)
        self.assertNotIn('access_key', rsrc.data())


class HourTest(test_follower.HourCase):
    longest = 1

    def execution(self, **properties):
        return super().execution(notify=True, **properties)

    def test_it_costs_as_many_requests_as_without_hints(self):
        self.hour(lambda run_id: self.mistral.task(run_id, 'long', 'RUNNING'))
        self.assertLess(len(self.mistral.log), 396)
        self.assertGreater(
            len(self.mistral.requests(r'GET /executions/[^/]*$')), 150
        )
