"""Which tasks may still come, beside walks through the same definitions."""

import glob
import os
import pathlib
import random

import testtools
from hypothesis import given, settings
from hypothesis import strategies as st

from heat_mistral.core import definition
from heat_mistral.core.execution import course
from heat_mistral.graph import build, model
from heat_mistral.tests.unit.graph import samples

#: What a workflow may do that goes on after a failure, and round and round.
ROUND = """
w:
  task-defaults: {on-error: [tell]}
  tasks:
    a: {on-success: [b: <% $.x %>, c: <% not $.x %>]}
    b: {on-success: [d], on-skip: [s]}
    c: {on-complete: [pause, e]}
    d: {join: all, on-success: [b: <% $.again %>]}
    e: {on-success: [d]}
    s: {}
    tell: {}
    alone: {}
"""


def of(text):
    """The course of a run of the only workflow of a text."""
    (workflow,) = definition.parse(text).workflows.values()
    return course.Course(definition.tasks_of_run(workflow, None))


def row(name, state, processed=None):
    if processed is None:
        processed = state in ('SUCCESS', 'ERROR', 'CANCELLED', 'SKIPPED')
    return {'name': name, 'state': state, 'processed': processed}


class CourseTest(testtools.TestCase):
    def come(self, *rows):
        return ' '.join(sorted(of(ROUND).to_come(rows)))

    def test_before_the_first(self):
        # "s" comes only where a person skips "b".
        self.assertEqual('a alone b c d e tell', self.come())

    def test_what_is_decided_comes_no_more(self):
        alone = row('alone', 'SUCCESS')
        self.assertEqual('b c d e tell', self.come(alone, row('a', 'RUNNING')))
        done = (alone, row('a', 'SUCCESS'))
        self.assertEqual('d tell', self.come(*done, row('b', 'RUNNING')))
        self.assertEqual('', self.come(*done))

    def test_of_an_end_that_is_not_dealt_with_yet(self):
        for state, come in (
            ('SUCCESS', 'b c d e tell'),
            ('ERROR', 'tell'),
            ('CANCELLED', ''),
            ('SKIPPED', 'b c d e tell'),
        ):
            self.assertEqual(come, self.come(row('a', state, False)), state)

    def test_what_follows_a_task_that_is_skipped(self):
        self.assertEqual('d s tell', self.come(row('b', 'SKIPPED', False)))

    def test_what_waits_behind_a_pause(self):
        self.assertEqual('b d e tell', self.come(row('c', 'SUCCESS')))

    def test_nobody_is_sent_to_himself_by_default(self):
        known = of(
            'w: {task-defaults: {on-error: [t]}, tasks: {a: {}, t: {}}}'
        )
        self.assertEqual({'t'}, known.to_come([row('a', 'RUNNING')]))
        self.assertEqual({'a', 't'}, known.to_come([]))
        known = of('w: {task-defaults: {on-error: [t]}, tasks: {t: {}}}')
        self.assertEqual({'t'}, known.to_come([]))

    def test_of_a_reverse_workflow_all_come(self):
        known = course.Course({'all': ['a', 'b'], 'workflows': ['b']})
        self.assertEqual({'b'}, known.to_come([row('a', 'SUCCESS')]))
        self.assertEqual(1, known.workflows({'a', 'b'}))

    def test_a_task_that_the_definition_has_not(self):
        """The workflow may have been changed since."""
        known = of('w: {tasks: {a: {}}}')
        self.assertEqual(set(), known.to_come([row('x', 'RUNNING')]))


class WalkTest(testtools.TestCase):
    """Whatever a run does: what comes was told, and less and less is."""

    def walk(self, text, chance):
        """Go through each workflow, as Mistral does.

        :returns: how many tasks have come.
        """
        came = 0
        parsed = definition.parse(text)
        for workflow in build.workflows(parsed):
            source = parsed.workflows[workflow.name]
            if source.type != 'reverse':
                known = course.Course(definition.tasks_of_run(source, None))
                came += self.walk_through(workflow, known, chance)
        return came

    def walk_through(self, workflow, known, chance):
        led_to = {edge.target for edge in workflow.edges}
        names = [task.name for task in workflow.tasks]
        rows = []
        told = known.to_come([])
        fresh = [name for name in names if name not in led_to]
        for _ in range(60):
            self.assertLessEqual(
                set(fresh), told | {each['name'] for each in rows}
            )
            rows += [row(name, 'RUNNING') for name in fresh]
            now = known.to_come(rows)
            self.assertLessEqual(now, told)
            told = now
            running = [each for each in rows if each['state'] == 'RUNNING']
            if not running:
                self.assertEqual(set(), told)
                break
            ended = chance.choice(running)
            ended.update(
                state=chance.choice(('SUCCESS', 'SUCCESS', 'ERROR')),
                processed=True,
            )
            kinds = {'SUCCESS': 'on-success', 'ERROR': 'on-error'}
            fresh = [
                edge.target
                for edge in workflow.edges
                if edge.source == ended['name']
                and edge.kind in (kinds[ended['state']], 'on-complete')
                and edge.target not in model.ENGINE_COMMANDS
                and (not edge.condition or chance.random() < 0.5)
            ]
        return len(rows)

    @settings(max_examples=100, deadline=None)
    @given(samples.definitions, st.randoms(use_true_random=False))
    def test_any(self, text, chance):
        self.walk(text, chance)

    def test_corpus(self):
        directory = os.environ.get('HEAT_MISTRAL_CORPUS')
        if not directory:
            self.skipTest('HEAT_MISTRAL_CORPUS names no directory')
        chance = random.Random(1)
        came = 0
        for path in glob.glob(os.path.join(directory, '**', '*.yaml')):
            text = pathlib.Path(path).read_text(encoding='utf-8')
            try:
                for _ in range(20):
                    came += self.walk(text, chance)
            except definition.DefinitionError:
                continue
        self.assertGreater(came, 1000)
