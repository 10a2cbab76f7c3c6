import datetime
import string

import testtools
from hypothesis import example, given
from hypothesis import strategies as st

from heat_mistral.core import schedule

NOW = datetime.datetime(2030, 1, 1, 12, 0, 30)


class PatternTest(testtools.TestCase):
    def test_patterns_that_come_due(self):
        for pattern, due in (
            ('* * * * *', datetime.datetime(2030, 1, 1, 12, 1)),
            ('*/5 * * * *', datetime.datetime(2030, 1, 1, 12, 5)),
            ('30 4 1 * *', datetime.datetime(2030, 2, 1, 4, 30)),
            ('0 0 29 2 *', datetime.datetime(2032, 2, 29)),
            ('0 0 * * sun', datetime.datetime(2030, 1, 6)),
            ('* * * * * 45', datetime.datetime(2030, 1, 1, 12, 0, 45)),
            ('* * * * * */10', datetime.datetime(2030, 1, 1, 12, 0, 40)),
            ('@hourly', datetime.datetime(2030, 1, 1, 13)),
            ('@daily', datetime.datetime(2030, 1, 2)),
        ):
            schedule.check_pattern(pattern)
            self.assertEqual(due, schedule.next_tick(pattern, NOW), pattern)

    def test_patterns_that_never_come_due(self):
        for pattern in (
            '0 0 30 2 *',
            '0 0 31 2 *',
            '0 0 31 4 *',
            '0 0 30 2 * 0',
        ):
            ex = self.assertRaises(
                schedule.ScheduleError, schedule.check_pattern, pattern
            )
            self.assertEqual(
                f'the pattern {pattern!r} never comes due', str(ex)
            )

    def test_what_is_no_pattern(self):
        for pattern in (
            '',
            'x',
            '* * * *',
            '61 * * * *',
            '* 24 * * *',
            '* * 0 * *',
            '* * * * * 60',
            '@noon',
            '*/0 * * * *',
            '5-1-2 * * * *',
            'a b c d e',
            '\0',
            '- - - - -',
        ):
            ex = self.assertRaises(
                schedule.ScheduleError, schedule.check_pattern, pattern
            )
            self.assertIn(f'{pattern!r} is no cron pattern', str(ex))
            self.assertIn('five fields', str(ex))

    def test_which_field_is_wrong_and_what_it_takes(self):
        for pattern, told in (
            ('* * * *', 'it has 4 fields'),
            ('', 'it has 0 fields'),
            ('now', 'it has 1 field;'),
            ('* ' * 8, 'it has 8 fields'),
            ('61 * * * *', "'61' cannot be its minute, which takes 0 to 59"),
            ('*/0 * * * *', "'*/0' cannot be its minute"),
            ('H * * * *', "'H' cannot be its minute"),
            ('* 24 * * *', "'24' cannot be its hour, which takes 0 to 23"),
            ('* * 0 * *', "'0' cannot be its day, which takes 1 to 31"),
            ('* * 1,15w * *', "'1,15w' cannot be its day"),
            ('* * * foo *', "'foo' cannot be its month"),
            ('* * * * 8', "'8' cannot be its weekday, which takes 0 to 7"),
            ('* * * * 5,mon#1', "'5,mon#1' cannot be its weekday"),
            ('* * * * * 60', "'60' cannot be its second"),
            ('* * * * * 0 1', "'1' cannot be its year"),
            ('@noon', 'the words are @hourly, @daily'),
        ):
            ex = self.assertRaises(
                schedule.ScheduleError, schedule.check_pattern, pattern
            )
            self.assertIn(f'{pattern!r} is no cron pattern: {told}', str(ex))

    def test_what_is_a_matter_of_chance(self):
        for pattern in (
            'R * * * *',
            '0 r * * *',
            '0 R(2-5) * * *',
            'R/5 * * * *',
            '* * * * * R',
        ):
            ex = self.assertRaises(
                schedule.ScheduleError, schedule.check_pattern, pattern
            )
            self.assertIn('random field', str(ex))
        schedule.check_pattern('0 3 * mar fri')

    @given(
        st.text(max_size=100)
        | st.text(string.digits + '*/-,?#@LWHR () \t', max_size=100)
        | st.lists(
            st.text(string.digits + '*/-,?#LlWHR', max_size=15),
            min_size=5,
            max_size=7,
        ).map(' '.join)
    )
    @example('0-99999999999 * * * *')
    @example('9' * 92 + ' * * * *')
    @example('9' * 93 + ' * * * *')
    @example('R(0-99999999999) * * * *')
    @example('* * * * ' + ','.join(['1#1'] * 20))
    @example('* * * * * * 2099')
    @example('* * * * * * 1970')
    def test_any_text_is_a_pattern_or_an_error_that_says_so(self, pattern):
        try:
            schedule.check_pattern(pattern)
        except schedule.ScheduleError as ex:
            if len(pattern) > schedule.MAX_PATTERN:
                self.assertIn('at most 100 are accepted', str(ex))
                return
            self.assertIn(repr(pattern), str(ex))
            # No words of croniter's.
            rest = str(ex).replace(repr(pattern), '')
            self.assertNotIn('acceptable', rest)
            self.assertNotIn('Traceback', rest)


class CloseTickTest(testtools.TestCase):
    def close(self, pattern, due, now):
        found = schedule.close_tick(pattern, due and at(due), at(now))
        return found and found.strftime('%H:%M:%S')

    def test_one_that_is_due(self):
        self.assertEqual(
            '03:00:00', self.close('0 3 * * *', '03:00:00', '02:59:58')
        )
        self.assertEqual('03:00:00', self.close(None, '03:00:00', '02:59:58'))
        self.assertIsNone(self.close('0 3 * * *', '03:00:00', '02:59:57'))

    def test_one_that_was_picked_before_its_time(self):
        for now in ('02:59:58', '03:00:00', '03:00:02'):
            self.assertEqual(
                '03:00:00', self.close('0 3,4 * * *', '04:00:00', now)
            )
        self.assertIsNone(self.close('0 3,4 * * *', '04:00:00', '03:00:03'))

    def test_one_that_is_late(self):
        self.assertEqual(
            '03:30:00', self.close('0 3 * * *', '03:30:00', '03:30:02')
        )

    def test_a_pattern_that_has_ended(self):
        self.assertIsNone(self.close('0 3 * * * 0 2020', None, '03:00:00'))


def at(time):
    return datetime.datetime.strptime(  # noqa: DTZ007
        f'2030-01-01 {time}', '%Y-%m-%d %H:%M:%S'
    )


class FirstTimeTest(testtools.TestCase):
    def test_mistrals_format(self):
        schedule.check_first_time('2030-01-01 12:00')

    def test_another_format(self):
        for text in (
            '',
            'now',
            '2030-01-01',
            '2030-01-01T12:00',
            '2030-01-01 12:00:00',
            '2030-13-01 12:00',
            '2030-02-30 12:00',
            '2030-01-01 12:00Z',
        ):
            ex = self.assertRaises(
                schedule.ScheduleError, schedule.check_first_time, text
            )
            self.assertIn('YYYY-MM-DD HH:MM', str(ex))

    @given(st.text(max_size=30) | st.text(string.digits + '-: ', max_size=20))
    def test_any_text_is_a_time_or_an_error_that_says_so(self, text):
        try:
            schedule.check_first_time(text)
        except schedule.ScheduleError as ex:
            self.assertIn(repr(text)[:100], str(ex))
        else:
            schedule.first_time_to_send(text, NOW)

    def test_it_is_sent_only_while_a_minute_ahead(self):
        for text, sent in (
            ('2030-01-01 11:00', False),
            ('2030-01-01 12:00', False),
            ('2030-01-01 12:01', False),  # 30 s ahead
            ('2030-01-01 12:02', True),
            ('2031-01-01 00:00', True),
        ):
            self.assertEqual(
                text if sent else None, schedule.first_time_to_send(text, NOW)
            )
        self.assertIsNone(
            schedule.first_time_to_send(
                '2030-01-01 12:01', datetime.datetime(2030, 1, 1, 12, 0)
            )
        )

    def test_none(self):
        self.assertIsNone(schedule.first_time_to_send(None, NOW))
