"""Timelines: when what ran, and that all of it is where it can be read."""

import dataclasses
import datetime
import xml.etree.ElementTree as ET

import testtools

from heat_mistral.graph import model, texts, timeline
from heat_mistral.tests.unit.graph import run_samples, samples


def drawn(run):
    return timeline.draw(run, run_samples.NOW)


def bars(root):
    """Title, left end and width of each bar."""
    return [
        (
            group.find('title').text,
            float(group.find('rect').get('x')),
            float(group.find('rect').get('width')),
        )
        for group in root.iter('g')
        if group.get('class', '').startswith('bar')
    ]


def words(root):
    return [each.text for each in root.iter('text')]


class TimelineTest(testtools.TestCase):
    def test_bars_lie_as_the_tasks_did(self):
        found = bars(drawn(run_samples.failed('why')))
        self.assertEqual(
            [
                'download',
                'back_up',
                'drain',
                'install',
                'install',
                'roll_back',
            ],
            [title.split(' ')[0] for title, _, _ in found],
        )
        self.assertEqual(
            'download · SUCCESS · 21 s · from 2030-01-02 03:04:05 UTC',
            found[0][0],
        )
        (_, left, width), (_, after, _), (_, beside, longer) = found[:3]
        self.assertAlmostEqual(left + width, after, delta=0.2)
        self.assertEqual(after, beside)
        # A quarter of the run, which has taken six minutes so far.
        self.assertAlmostEqual(540 * 64 / 360, found[1][2], delta=0.2)
        self.assertGreater(longer, width)
        # What goes on goes on to the right end.
        _, left, width = found[-1]
        self.assertAlmostEqual(750, left + width, delta=0.2)

    def test_a_line_leads_to_what_has_waited(self):
        """For the others of a join, or to be tried again."""
        (line,) = (
            each.get('d')
            for each in drawn(run_samples.failed('why')).iter('path')
            if each.get('class') == 'wait'
        )
        self.assertEqual('M570.0 107H585.0', line)

    def test_words(self):
        found = words(drawn(run_samples.failed('no route to host')))
        for each in (
            'install',
            'ERROR · 40 s · 2 times',
            'no route to host',
            'RUNNING · 1 min 9 s',
            'IDLE',
            '1 min',
            '6 min',
        ):
            self.assertIn(each, found)

    def test_a_run_of_any_length_has_a_few_round_ticks(self):
        for seconds in (0, 1, 7, 59, 61, 3599, 86400, 10**6, 10**8):
            run = run_samples.run('upgrade', 'SUCCESS', ends=seconds)
            ticks = [
                each for each in drawn(run).iter('path') if each.get('class')
            ]
            self.assertTrue(1 <= len(ticks) <= 7, (seconds, len(ticks)))

    def test_clocks_that_differ(self):
        """A task may end after its workflow, or begin before it."""
        run = run_samples.run(
            'upgrade',
            'SUCCESS',
            run_samples.attempt('download', 'SUCCESS', -5, 70),
            run_samples.attempt('back_up', 'SUCCESS', 70, 60),
            ends=50,
        )
        for _, left, width in bars(drawn(run)):
            self.assertGreaterEqual(left, 210)
            self.assertLessEqual(left + width, 753.1)

    def test_many_tasks_and_long_words(self):
        run = run_samples.run(
            'upgrade',
            'ERROR',
            *(
                run_samples.attempt(f'{number}' * 99, 'ERROR', 0, 9, 'x' * 999)
                for number in range(300)
            ),
            ends=9,
        )
        root = drawn(run)
        self.assertEqual(timeline.MOST_ROWS, len(bars(root)))
        self.assertIn('100 more tasks are not shown', words(root))
        bottom = float(root.get('height'))
        for each in root.iter('text'):
            self.assertLess(float(each.get('y')), bottom)
            if each.get('class') in ('start', 'why'):
                end = float(each.get('x')) + texts.width(each.text, 11)
                self.assertLess(end, timeline.WIDTH)

    def test_hostile(self):
        run = run_samples.run('upgrade', 'ERROR', ends=1)
        attempt = model.Attempt(
            samples.NAMED,
            'ERROR',
            run.starts,
            run.starts + datetime.timedelta(seconds=1),
            samples.UNNAMED,
        )
        run = dataclasses.replace(run, attempts=(attempt,))
        text = ET.tostring(drawn(run), encoding='unicode')
        ET.fromstring(text)
        self.assertNotIn('<script', text)
