import dataclasses
import datetime
import uuid

import testtools

from heat_mistral.core import signal_limits
from heat_mistral.core.execution import mark, signal_mark
from heat_mistral.core.signal_limits import Exceeded, Limits, Served, Start

NOW = datetime.datetime(2026, 1, 1, 12)


def signal(nonce='f' * 16, asked='a' * 12):
    return signal_mark.SignalMark(asked, nonce)


def run(number, state='SUCCESS', age=3600, asked='a' * 12, nonce='0' * 16):
    return signal_limits.seen(
        f'id-{number}',
        state,
        str(NOW - datetime.timedelta(seconds=age)),
        signal_mark.SignalMark(asked, nonce, 'c' * 16, number),
    )


def decide(limits, *runs, sent=None):
    return signal_limits.decide(limits, runs, sent or signal(), NOW)


class RunningTest(testtools.TestCase):
    def test_the_first_run(self):
        self.assertEqual(Start(1), decide(Limits(running=1)))

    def test_the_next_number_is_that_after_the_highest_there_is(self):
        """However the rows stand, which are of one second."""
        self.assertEqual(
            Start(8), decide(Limits(running=1), run(6), run(7), run(3))
        )

    def test_an_unfinished_run_is_in_the_way(self):
        for state in ('IDLE', 'RUNNING', 'PAUSED'):
            found = decide(Limits(running=1), run(2), run(1, state))
            self.assertEqual('id-1', found.run.id)
            self.assertIn(f'execution id-1 is {state} since 2026', found.why)
            self.assertIn('allow 1 unfinished run', found.why)

    def test_more_than_one_may_be_allowed(self):
        two = Limits(running=2)
        self.assertEqual(Start(10), decide(two, run(9), run(1, 'RUNNING')))
        found = decide(two, run(9, 'RUNNING'), run(1, 'RUNNING'))
        self.assertEqual('id-9', found.run.id)
        self.assertIn('2 unfinished runs', found.why)

    def test_more_may_run_than_are_allowed_now(self):
        self.assertIsInstance(
            decide(Limits(running=1), run(1, 'RUNNING'), run(2, 'RUNNING')),
            Exceeded,
        )

    def test_without_the_limit_any_number_may_run(self):
        self.assertEqual(
            Start(2), decide(Limits(cooldown=60), run(1, 'RUNNING'))
        )


class CooldownTest(testtools.TestCase):
    def test_no_other_starts_in_time(self):
        limits = Limits(cooldown=60)
        for age, starts in ((0, False), (60, False), (61, True)):
            found = decide(limits, run(1, age=age))
            self.assertEqual(starts, isinstance(found, Start), age)
        found = decide(limits, run(2, age=10), run(1, age=100))
        self.assertIn('execution id-2 (SUCCESS) was started at', found.why)
        self.assertIn('for 60 s, until 2026-01-01 12:00:51 UTC', found.why)

    def test_a_start_that_cannot_be_read_may_have_been_just_now(self):
        for told in (None, '', 'yesterday', 7, '0001-01-01 00:00:00+14:00'):
            seen = signal_limits.seen('x', 'SUCCESS', told, None, 4)
            ex = self.assertRaises(
                signal_limits.UnknownStart, decide, Limits(cooldown=60), seen
            )
            self.assertIn('execution x no created_at', str(ex))
            self.assertEqual(Start(5), decide(Limits(running=1), seen))

    def test_it_is_read_however_it_is_written(self):
        for told in (
            '2026-01-01 11:59:50',
            '2026-01-01 11:59:50.123456',
            '2026-01-01T11:59:50Z',
            '2026-01-01T11:59:50.123456+00:00',
            '2026-01-01T13:59:50+02:00',
        ):
            seen = signal_limits.seen('x', 'SUCCESS', told, None, 4)
            found = decide(Limits(cooldown=60), seen)
            self.assertIn('until 2026-01-01 12:00:51 UTC', found.why)


class JoinTest(testtools.TestCase):
    limits = Limits(running=1, joins=True)

    def test_an_unfinished_run_of_the_same_serves(self):
        found = decide(self.limits, run(4, 'RUNNING'))
        self.assertEqual(Served(run(4, 'RUNNING'), joined=True), found)

    def test_one_of_something_else_does_not(self):
        for other in (
            run(4, 'RUNNING', asked='b' * 12),
            signal_limits.seen('id-4', 'RUNNING', None, None, 4),
        ):
            found = decide(self.limits, other)
            self.assertEqual('id-4', found.run.id)
            self.assertIn('asks for another workflow', found.why)

    def test_one_of_other_settings_does_not(self):
        old = signal_mark.SignalMark('a' * 12, '0' * 16, 'c' * 16, 4, 'd' * 8)
        seen = signal_limits.seen(
            'id-4', 'RUNNING', '2026-01-01 12:00:00', old
        )
        sent = dataclasses.replace(signal(), settings='d' * 8)
        self.assertTrue(decide(self.limits, seen, sent=sent).joined)
        for settings in ('e' * 8, ''):
            sent = dataclasses.replace(signal(), settings=settings)
            for limits in (self.limits, Limits(cooldown=600, joins=True)):
                found = decide(limits, seen, sent=sent)
                self.assertIn('have changed since', found.why)

    def test_any_of_several_serves(self):
        found = decide(
            Limits(running=2, joins=True),
            run(5, 'RUNNING', asked='b' * 12),
            run(4, 'RUNNING'),
        )
        self.assertEqual('id-4', found.run.id)
        self.assertTrue(found.joined)

    def test_one_that_has_succeeded_serves_until_the_cooldown_ends(self):
        limits = Limits(cooldown=60, joins=True)
        self.assertTrue(decide(limits, run(1, age=9)).joined)
        for state in ('ERROR', 'CANCELLED'):
            found = decide(limits, run(1, state, age=9))
            self.assertIn('serves no other signal', found.why)
        found = decide(limits, run(1, age=9, asked='b' * 12))
        self.assertIn('cannot join', found.why)


class NonceTest(testtools.TestCase):
    def test_a_run_of_this_signal_serves_whatever_the_limits(self):
        mine = run(3, 'ERROR', age=1, nonce='f' * 16)
        limits = Limits(running=1, cooldown=60)
        self.assertEqual(Served(mine), decide(limits, mine, run(4, 'RUNNING')))

    def test_the_same_id_for_something_else(self):
        mine = run(3, nonce='f' * 16, asked='b' * 12)
        found = decide(Limits(running=1), mine)
        self.assertIn('has started execution id-3, with another', found.why)


class MarkTest(testtools.TestCase):
    def test_it_is_read_as_it_was_written(self):
        for made in (
            signal_mark.SignalMark('a' * 12, 'b' * 16),
            signal_mark.SignalMark('a' * 12, 'b' * 32, 'c' * 16, 10**15),
            signal_mark.SignalMark('a' * 12, 'b' * 32, 'c' * 16, 1, 'd' * 8),
        ):
            self.assertEqual(made, signal_mark.read(str(made)))

    def test_the_longest_fits_into_a_description(self):
        longest = signal_mark.SignalMark(
            'a' * 12, 'b' * 32, 'c' * 16, 10**18 - 1, 'd' * 8
        )
        ids = str(uuid.uuid4()), str(uuid.uuid4())
        made = mark.marker(*ids, 'a resource', 'some words', longest)
        self.assertLessEqual(len(made), mark.DESCRIPTION_LENGTH)
        self.assertEqual(longest, mark.read(made).signal)

    def test_anything_else_is_none(self):
        good = str(signal_mark.SignalMark('a' * 12, 'b' * 16, 'c' * 16, 1))
        for text in (
            None,
            3,
            [good],
            '',
            good + 'x',
            good.upper(),
            good.replace('1', '१'),
            good + '1' * 30,
            '.' * 10**6,
        ):
            self.assertIsNone(signal_mark.read(text))
