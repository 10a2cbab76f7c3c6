"""Definitions as graphs: what follows what, as Mistral has it."""

import glob
import os

import testtools
from hypothesis import given, settings

from heat_mistral.core import definition
from heat_mistral.graph import build, model
from heat_mistral.tests.unit.graph import samples
from heat_mistral.tests.unit.support import mistral_process


def workflows(text):
    return build.workflows(definition.parse(text))


class TestBuild(testtools.TestCase):
    def test_direct(self):
        deploy = workflows(samples.RICH)[0]
        edge = model.Edge
        self.assertEqual('deploy', deploy.name)
        self.assertEqual(
            [
                edge(
                    'on-success', 'check', 'boot', '<% task().result > 10 %>'
                ),
                edge(
                    'on-success', 'check', 'fail', '<% task().result <= 10 %>'
                ),
                edge('on-error', 'check', 'notify', by_default=True),
                edge('on-success', 'boot', 'verify'),
                edge('on-error', 'boot', 'notify', by_default=True),
                edge('on-skip', 'boot', 'verify'),
                edge('on-error', 'verify', 'notify', by_default=True),
                edge('on-complete', 'verify', 'succeed'),
                edge('on-complete', 'verify', 'boot', '<% $.again %>'),
                edge('on-error', 'notify', 'noop'),
            ],
            list(deploy.edges),
        )

    def test_reverse(self):
        boot_one = workflows(samples.RICH)[1]
        self.assertEqual(
            [
                model.Edge('requires', 'image', 'net'),
                model.Edge('requires', 'image', 'server'),
                model.Edge('requires', 'net', 'server'),
            ],
            list(boot_one.edges),
        )

    def test_tasks(self):
        task = model.Task
        self.assertEqual(
            [
                task('check', 'nova.limits_get', marks=('retry 3×',)),
                task(
                    'boot',
                    'boot_one',
                    True,
                    True,
                    ('for each host', 'retry 3×', 'timeout 600 s'),
                ),
                task('verify', 'std.http', marks=('join one', 'retry 5×')),
                task(
                    'notify',
                    'std.noop',
                    marks=('retry 3×', 'wait 4 s before', 'pause before'),
                ),
            ],
            list(workflows(samples.RICH)[0].tasks),
        )
        self.assertEqual(
            task('server', '<% $.name %>', True),
            workflows(samples.RICH)[1].tasks[2],
        )

    def test_what_is_no_workflow(self):
        start = 'wf:\n  tasks:\n    a:\n      '
        for text, line, word in (
            ('on-success: b', 4, 'no task "b"'),
            ('on-error: [{b: x}]', 4, 'no task "b"'),
            ('on-skip: 5', 4, 'neither a text'),
            ('on-skip: [5]', 4, 'no text'),
            ('on-complete: {next: [[a]]}', 4, 'no text'),
        ):
            ex = self.assertRaises(
                definition.DefinitionError, workflows, start + text
            )
            self.assertEqual(line, ex.line)
            self.assertIn(word, str(ex))
        ex = self.assertRaises(
            definition.DefinitionError,
            workflows,
            'wf:\n  type: reverse\n  tasks:\n    a: {requires: b}',
        )
        self.assertEqual(
            'line 4, column 9: there is no task "b" in "wf"; its tasks: "a"',
            str(ex),
        )
        self.assertRaises(
            definition.DefinitionError, workflows, 'wf:\n  tasks:\n    a: text'
        )

    def test_a_default_that_no_task_uses(self):
        (wf,) = workflows(
            'wf:\n'
            '  task-defaults: {on-error: nobody}\n'
            '  tasks: {a: {on-error: noop}}'
        )
        self.assertEqual([model.Edge('on-error', 'a', 'noop')], [*wf.edges])


class TestBesideMistral(testtools.TestCase):
    def setUp(self):
        super().setUp()
        if not mistral_process.installed():
            self.skipTest('Mistral is not installed')

    def agrees(self, text):
        theirs, fault = mistral_process.ask('edges', text)
        self.assertIsNone(fault)
        ours = {
            workflow.name: sorted(
                [edge.kind, edge.source, edge.target, edge.condition]
                for edge in workflow.edges
            )
            for workflow in workflows(text)
        }
        self.assertEqual(
            {name: sorted(edges) for name, edges in theirs.items()}, ours
        )

    def test_rich(self):
        self.assertIsNone(mistral_process.ask('accept', samples.RICH)[1])
        self.agrees(samples.RICH)

    @settings(max_examples=60, deadline=None)
    @given(samples.definitions)
    def test_any(self, text):
        self.agrees(text)

    def test_corpus(self):
        directory = os.environ.get('HEAT_MISTRAL_CORPUS')
        if not directory:
            self.skipTest('HEAT_MISTRAL_CORPUS names no directory')
        # The directory itself, or one that has it among others.
        files = glob.glob(os.path.join(directory, '*.yaml')) or glob.glob(
            os.path.join(directory, 'workflows', '*.yaml')
        )
        self.assertTrue(files)
        compared = 0
        for path in files:
            with open(path, encoding='utf-8') as stream:
                text = stream.read()
            try:
                workflows(text)
            except definition.DefinitionError:
                self.assertIsNotNone(mistral_process.ask('accept', text)[1])
                continue
            self.agrees(text)
            compared += 1
        self.assertGreater(compared, 5)
