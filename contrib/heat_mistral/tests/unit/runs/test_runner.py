"""A run that is found again, or stopped, through the resource that has it."""

from unittest import mock

from heat.engine import check_resource, resource, scheduler

from heat_mistral.tests.unit.support.external_resource_case import (
    ExternalResourceCase,
)
from heat_mistral.tests.unit.support.runs_case import BUSY, DONE, done


class PauseTest(ExternalResourceCase):
    def test_a_pause_is_the_reason_and_one_event(self):
        paused = {'state': 'PAUSED'}
        self.mistral.plays('make', BUSY, paused, paused, paused, BUSY, DONE)
        rsrc = self.external()
        runner = self.until_it_waits(rsrc, steps=4)
        self.assertIn('is paused', rsrc.status_reason)
        runner.run_to_completion(None)
        self.assertEqual(
            1, len([text for text in self.events(rsrc) if 'is paused' in text])
        )
        self.assertEqual((rsrc.CREATE, rsrc.COMPLETE), rsrc.state)

    def test_what_was_told_is_not_told_again_after_mistral_was_away(self):
        self.mistral.plays('make', *[BUSY] * 4, DONE)
        rsrc = self.external()
        runner = self.until_it_waits(rsrc)
        self.mistral.fail('GET /executions/', 503, 'away')
        runner.run_to_completion(None)
        told = [
            text
            for text in self.events(rsrc)
            if 'waiting for execution' in text
        ]
        self.assertEqual(1, len(told))


class CancelTest(ExternalResourceCase):
    def test_a_timeout_cancels_the_run(self):
        self.mistral.plays('make', *[BUSY] * 100)
        rsrc = self.external()
        runner = self.until_it_waits(rsrc)
        (run_id,) = self.started()
        self.assertRaises(
            scheduler.Timeout,
            runner._runner.throw,
            scheduler.Timeout(runner, 0),
        )
        run = self.mistral.executions[run_id]
        self.assertEqual('CANCELLED', run['state'])
        self.assertEqual(
            "cancelled by Heat: the stack's time was up", run['state_info']
        )
        self.assertIn(
            "was cancelled by Heat: the stack's time was up",
            self.fails(rsrc, 'check'),
        )
        self.assertIn(
            "ended in CANCELLED by Heat: the stack's time was up",
            self.fails(rsrc, 'check'),
        )
        self.assertRaises(resource.UpdateReplace, self.updated, rsrc)

    def test_a_deletion_stops_the_run_and_then_runs_its_own(self):
        self.mistral.plays('make', *[BUSY] * 100)
        rsrc = self.external(keep_executions=True)
        self.until_it_waits(rsrc)
        self.engine_dies(rsrc)
        self.run_action(rsrc, 'delete')
        states = {
            row['workflow_name']: (row['state'], row['state_info'])
            for row in self.mistral.executions.values()
        }
        self.assertEqual(
            {
                'make': (
                    'CANCELLED',
                    'cancelled by Heat: its resource is deleted',
                ),
                'drop': ('SUCCESS', None),
            },
            states,
        )

    def test_a_deletion_knows_what_a_lost_run_has_made(self):
        self.mistral.plays('make', BUSY, BUSY, BUSY, BUSY, done(made='it'))
        rsrc = self.external()
        self.until_it_waits(rsrc)
        self.engine_dies(rsrc)
        self.mistral.executions[next(iter(self.started()))].update(
            done(made='it')
        )
        self.mistral._playing.clear()
        self.run_action(rsrc, 'delete')
        self.assertEqual(
            {'heat_extresource_data': {'made': 'it'}}, self.env('drop')
        )

    def test_a_second_deletion_goes_on_with_the_run_of_the_first(self):
        rsrc = self.made()
        self.mistral.plays('drop', *[BUSY] * 6, DONE)
        runner = self.until_it_waits(rsrc, 'delete')
        self.assertRaises(
            check_resource.CancelOperation,
            runner._runner.throw,
            check_resource.CancelOperation(),
        )
        self.run_action(rsrc, 'delete')
        self.assertEqual(1, len(self.started('drop')))

    def test_a_deletion_that_times_out_is_stopped(self):
        rsrc = self.made()
        self.mistral.plays('drop', *[BUSY] * 100)
        runner = self.until_it_waits(rsrc, 'delete')
        (run_id,) = self.started('drop')
        self.assertRaises(
            scheduler.Timeout,
            runner._runner.throw,
            scheduler.Timeout(runner, 0),
        )
        self.assertEqual('CANCELLED', self.mistral.executions[run_id]['state'])
        self.mistral.plays('drop', DONE)
        self.run_action(rsrc, 'delete')
        self.assertEqual(2, len(self.started('drop')))

    def test_a_mistral_that_is_away_is_told_of_and_nothing_is_raised(self):
        self.mistral.plays('make', *[BUSY] * 100)
        rsrc = self.external()
        self.until_it_waits(rsrc)
        for action in ('create', 'update', 'suspend', 'resume'):
            with self.away():
                getattr(rsrc, f'handle_{action}_cancel')(None)
        self.assertTold(rsrc)

    def test_nor_is_it_where_a_deletion_times_out(self):
        rsrc = self.made()
        self.mistral.plays('drop', *[BUSY] * 100)
        runner = self.until_it_waits(rsrc, 'delete')
        with self.away():
            self.assertRaises(
                scheduler.Timeout,
                runner._runner.throw,
                scheduler.Timeout(runner, 0),
            )
        self.assertTold(rsrc)


class ExactlyOnceTest(ExternalResourceCase):
    def test_a_lost_reply_starts_no_second_run(self):
        self.mistral.fail('POST /executions', after=True)
        self.mistral.fail('POST /executions', 500, 'MessagingTimeout')
        self.made()
        self.assertEqual(1, len(self.started()))
        self.assertEqual(3, len(self.mistral.requests('POST /executions')))

    def test_a_mistral_that_is_away_is_waited_for(self):
        rsrc = self.external()
        self.mistral.plays('make', *[BUSY] * 5, DONE)
        runner = self.until_it_waits(rsrc)
        for _time in range(12):
            self.mistral.fail('GET /executions/', 503)
        runner.run_to_completion(None)
        self.assertEqual(1, len(self.started()))

    def test_an_engine_that_dies_at_any_moment(self):
        """The next update finishes what was begun, with the same run."""
        moments = 0
        while self.dies_at(moments):
            moments += 1
        self.assertGreater(moments, 6)

    def dies_at(self, moment):
        self.mistral.executions.clear()
        before = set(self.started())
        self.mistral.plays('make', BUSY, BUSY, done(made='it'))
        rsrc = self.external()
        if not self.dies(
            rsrc,
            lambda: self.at_peace(self.run_action, rsrc, 'create'),
            moment,
        ):
            return False
        self.engine_dies(rsrc)
        try:
            self.updated(rsrc)
        except resource.UpdateReplace:
            # Nothing was asked for yet.
            self.assertEqual(before, set(self.started()))
        else:
            self.assertEqual(1, len(set(self.started()) - before))
            self.assertEqual({'made': 'it'}, rsrc.FnGetAtt('output'))
        self.assertEqual({}, self.started('change'))
        return True

    def test_an_update_goes_on_from_a_create_that_is_found_again(self):
        self.mistral.plays('make', *[BUSY] * 6, done(made='it'))
        rsrc = self.external()
        self.until_it_waits(rsrc)
        self.engine_dies(rsrc)
        self.updated(rsrc, input={'a': 2})
        self.assertEqual(1, len(self.started('make')))
        self.assertEqual(
            {'heat_extresource_data': {'made': 'it'}}, self.env('change')
        )

    def test_an_update_that_is_found_again_is_not_run_twice(self):
        rsrc = self.made(always_update=True)
        self.mistral.plays('change', *[BUSY] * 6, DONE)
        after = rsrc.t.freeze(
            properties=dict(rsrc.t._properties, input={'a': 2})
        )
        runner = scheduler.TaskRunner(rsrc.update, after)
        runner.start()
        runner.step()
        self.addCleanup(self.at_peace, runner.cancel)
        self.engine_dies(rsrc)
        self.updated(rsrc, input={'a': 2})
        self.assertEqual(1, len(self.started('change')))

    def test_a_run_of_an_hour_is_polled_fewer_than_400_times(self):
        self.mistral.plays('make', *[BUSY] * 1000)
        rsrc = self.external()
        rsrc.store()
        now = [1000.0]
        with mock.patch('time.time', side_effect=lambda: now[0]):
            attempt = rsrc.handle_create()
            while now[0] < 4600:
                try:
                    rsrc.check_create_complete(attempt)
                except resource.PollDelay as delay:
                    self.assertIsInstance(delay.period, int)
                    now[0] += delay.period
        self.assertLess(len(self.mistral.log), 400)
        self.assertIn('fields', self.mistral.queries[-1])
