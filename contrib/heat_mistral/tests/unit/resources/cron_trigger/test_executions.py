"""What triggers have started is found with few requests, however many."""

import datetime
from unittest import mock
from urllib import parse

import fixtures
from heat.engine import resource
from oslo_config import cfg
from oslo_utils import timeutils

from heat_mistral.runs import trigger_executions
from heat_mistral.tests.unit.resources.cron_trigger import test_cron_trigger


class ExecutionsCase(test_cron_trigger.CronTriggerCase):
    def setUp(self):
        super().setUp()
        self._now = datetime.datetime(2026, 1, 1, 12)
        self.useFixture(
            fixtures.MockPatchObject(timeutils, 'utcnow', lambda: self._now)
        )
        self._minutes = 0

    def passes(self, **span):
        self._now += datetime.timedelta(**span)

    def changed_again(self, rsrc):
        """Make another trigger; the one before settles meanwhile."""
        self._minutes = (self._minutes + 1) % 60
        self.passes(minutes=11)
        self.changed(rsrc, pattern=f'{self._minutes} 3 * * *')

    def fired(self, rsrc):
        return self.mistral.run(
            self.mistral.named(self.target)['id'],
            description=rsrc.data()['current'],
        )['id']

    def known(self, rsrc):
        return [key for key in rsrc.data() if key.startswith('trigger.')]

    def lists(self, before):
        """Queries of lists of executions."""
        return [
            dict(parse.parse_qsl(query))
            for line, query in zip(
                self.mistral.log[before:],
                self.mistral.queries[before:],
                strict=True,
            )
            if line == 'GET /executions'
        ]


class ForgetTest(ExecutionsCase):
    def test_triggers_that_started_nothing_are_forgotten(self):
        rsrc = self.made()
        for _ in range(12):
            self.changed_again(rsrc)
        # The one that is there, and the one that has just been replaced.
        self.assertEqual(2, len(self.known(rsrc)))

    def test_so_are_those_whose_executions_have_gone(self):
        rsrc = self.made()
        for _ in range(5):
            self.fired(rsrc)
            self.changed_again(rsrc)
        self.assertEqual(6, len(self.known(rsrc)))
        self.mistral.executions.clear()
        self.changed_again(rsrc)
        self.assertEqual(2, len(self.known(rsrc)))

    def test_one_whose_executions_are_there_is_not(self):
        rsrc = self.made()
        runs = []
        for _ in range(12):
            runs.append(self.fired(rsrc))
            self.changed_again(rsrc)
        shown = [run['id'] for run in rsrc.FnGetAtt('executions')]
        self.assertEqual(runs[::-1], shown)
        self.run_action(rsrc, 'delete')
        self.assertEqual({}, self.mistral.executions)

    def test_a_change_looks_for_a_few_only(self):
        rsrc = self.made()
        for _ in range(13):
            self.fired(rsrc)
            self.changed_again(rsrc)
        before = len(self.mistral.log)
        self.changed_again(rsrc)
        asked = self.lists(before)
        self.assertEqual(10, len(asked))
        self.assertEqual({'1'}, {query['limit'] for query in asked})

    def test_one_that_was_just_replaced_may_start_something_yet(self):
        rsrc = self.made()
        first = rsrc.data()['current']
        self.changed(rsrc, pattern='1 3 * * *')
        self.passes(minutes=1)
        self.changed(rsrc, pattern='2 3 * * *')
        self.assertIn(f'trigger.{first}', rsrc.data())

    def test_what_an_earlier_release_left_is_forgotten_later(self):
        rsrc = self.made()
        rsrc.data_set('trigger.before', 'a name')
        self.changed_again(rsrc)
        self.assertIn('trigger.before', rsrc.data())
        self.changed_again(rsrc)
        self.assertNotIn('trigger.before', rsrc.data())

    def test_that_they_cannot_be_looked_for_fails_no_change(self):
        rsrc = self.made()
        self.changed_again(rsrc)
        for status in (403, 500, 503):
            self.mistral.fail('GET /executions', status=status)
            self.changed_again(rsrc)
            self.assertEqual((rsrc.UPDATE, rsrc.COMPLETE), rsrc.state)
        self.changed_again(rsrc)
        self.assertEqual(2, len(self.known(rsrc)))


class ListTest(ExecutionsCase):
    def test_as_many_rows_as_are_shown_are_fetched(self):
        cfg.CONF.set_override('listed_executions', 3, group='clients_mistral')
        rsrc = self.made()
        runs = []
        for _ in range(5):
            runs += [self.fired(rsrc), self.fired(rsrc)]
            self.changed_again(rsrc)
        before = len(self.mistral.log)
        shown = [run['id'] for run in rsrc.FnGetAtt('executions')]
        self.assertEqual(runs[:-4:-1], shown)
        # The latest trigger has started nothing yet.
        self.assertEqual(
            ['3', '3', '1'], [query['limit'] for query in self.lists(before)]
        )

    def test_the_requests_are_bounded(self):
        self.useFixture(
            fixtures.MockPatchObject(trigger_executions, 'TRIGGERS_SHOWN', 5)
        )
        rsrc = self.made()
        for _ in range(7):
            self.fired(rsrc)
            self.changed_again(rsrc)
        before = len(self.mistral.log)
        shown = rsrc.FnGetAtt('executions')
        self.assertEqual(4, len(shown))
        self.assertEqual(5, len(self.lists(before)))


class DeleteTest(ExecutionsCase):
    def test_a_step_goes_on_where_the_one_before_has_ended(self):
        rsrc = self.made()
        for _ in range(10):
            self.fired(rsrc)
            self.changed_again(rsrc)
        # Each request takes a second, and a step five.
        clock = mock.patch('time.monotonic', side_effect=self.clock())
        work = rsrc.handle_delete()
        for _ in range(100):
            with clock:
                if work():
                    break
        self.assertEqual({}, self.mistral.executions)
        self.assertEqual([], self.known(rsrc))

    def clock(self):
        start = len(self.mistral.log)
        while True:
            yield float(len(self.mistral.log) - start)

    def test_heat_is_told_to_wait_for_whole_seconds(self):
        rsrc = self.made()
        self.only()['next_execution_time'] = '2026-01-01 12:00:01'
        delay = self.assertRaises(resource.PollDelay, rsrc.handle_delete())
        # Heat takes anything else for 1.
        self.assertIs(int, type(delay.period))
        self.assertEqual(3, delay.period)
