"""What a definition's own text shows to be wrong before Mistral is asked."""

import glob
import json
import os
import pathlib
import textwrap
import time

import testtools
from hypothesis import example, given, settings
from hypothesis import strategies as st

from heat_mistral.core import definition
from heat_mistral.core.definition import checks, inline
from heat_mistral.tests.unit.graph import samples
from heat_mistral.tests.unit.support import definition_samples, mistral_process


def broken(text, *given_inputs):
    """Texts of what cannot run."""
    parsed = definition.parse(textwrap.dedent(text))
    return [
        str(fault)
        for fault in definition.broken_references(parsed, set(given_inputs))
    ]


def ignored(text):
    parsed = definition.parse(textwrap.dedent(text))
    return [str(fault) for fault in definition.ignored_inputs(parsed)]


class TasksTest(testtools.TestCase):
    def test_a_task_that_stands_beside_the_tasks(self):
        text = """\
            clean:
              tasks:
                look:
                  action: std.noop
                  on-success:
                    - keep: <% $.young %>
                    - purge: <% $.old %>
                keep:
                  action: std.noop
              purge:
                action: std.noop

            purge:
              tasks:
                all: {action: std.noop}
            """
        self.assertEqual(
            [
                'line 7, column 11: there is no task "purge" in "clean": it '
                'stands beside "tasks" and not in it, at line 10, column 3'
            ],
            broken(text),
        )

    def test_a_task_that_stands_inside_another(self):
        text = """\
            wf:
              tasks:
                a:
                  action: std.noop
                  on-success: b
                  b:
                    action: std.noop
            """
        self.assertEqual(
            [
                'line 5, column 7: there is no task "b" in "wf": it stands '
                'inside the task "a"'
            ],
            broken(text),
        )

    def test_a_workflow_in_place_of_a_task(self):
        text = 'wf: {tasks: {a: {on-error: [end]}}}\nend: {tasks: {t: {}}}'
        (fault,) = broken(text)
        self.assertIn('the workflow "end" is run by a task', fault)

    def test_each_form_of_a_clause(self):
        for clause, place in (
            ('b', 'on-'),
            ('b msg=<% $.x %>', 'on-'),
            ('[noop, b]', 'b]'),
            ('[{b: <% $.x %>}]', 'b:'),
            ('{next: b}', 'next'),
            ('{next: [a, {b: <% $.x %>}]}', 'b:'),
            ('{publish: {global: {x: 1}}, next: {b: <% $.x %>}}', 'b:'),
        ):
            for kind in ('on-success', 'on-error', 'on-complete', 'on-skip'):
                text = f'wf: {{tasks: {{a: {{{kind}: {clause}}}}}}}'
                (fault,) = broken(text)
                self.assertIn(
                    f'line 1, column {text.index(place) + 1}: there is no '
                    f'task "b"',
                    fault,
                )

    def test_requirements(self):
        for where in ('b', '[a, b]'):
            (fault,) = broken(f"""\
                wf:
                  type: reverse
                  tasks:
                    a: {{action: std.noop}}
                    c: {{requires: {where}}}
                """)
            self.assertIn('line 5', fault)
            self.assertIn('its tasks: "a", "c"', fault)

    def test_defaults(self):
        text = 'wf: {task-defaults: {on-error: b}, tasks: {a: {%s}}}'
        (fault,) = broken(text % 'action: std.noop')
        self.assertIn('line 1, column 22: there is no task "b"', fault)
        # Mistral reads no default where a task says something itself.
        self.assertEqual([], broken(text % 'on-error: noop'))
        text = 'wf: {type: %s, task-defaults: {requires: b}, tasks: {a: {}}}'
        self.assertEqual(1, len(broken(text % 'reverse')))
        self.assertEqual([], broken(text % 'direct'))

    def test_what_is_mistrals_to_tell(self):
        for task in (
            'on-success: 5',
            'on-success: [[b]]',
            'on-success: {b: <% $.x %>}',
            'on-success: "- x"',
            'requires: b',
        ):
            self.assertEqual([], broken(f'wf: {{tasks: {{a: {{{task}}}}}}}'))
        self.assertEqual([], broken('wf: {tasks: {a: b}}'))

    def test_many_names_are_not_all_told(self):
        tasks = ', '.join(f't{number}: {{}}' for number in range(1000))
        (fault,) = broken(f'wf: {{tasks: {{{tasks}, a: {{on-error: b}}}}}}')
        self.assertLess(len(fault), 200)


class InputsTest(testtools.TestCase):
    CALLEE = '\nmove: {input: [host, to, why: x], tasks: {t: {}}}'

    def call(self, task, callee=CALLEE):
        return f'wf: {{tasks: {{c: {{{task}}}}}}}' + callee

    def test_what_lacks(self):
        for task, lacks in (
            ('workflow: move', 'the inputs "host", "to"'),
            ('workflow: move host="a" why="b"', 'the input "to"'),
            (
                'workflow: move host=<% $.a %>, input: {why: 1}',
                'the input "to"',
            ),
            ('workflow: "move", input: {to: 1}', 'the input "host"'),
        ):
            (fault,) = broken(self.call(task))
            self.assertIn('line 1, column 18: ', fault)
            self.assertIn(f'"move" needs {lacks}, which', fault)

    def test_what_lacks_nothing(self):
        for task in (
            'workflow: move, input: {host: 1, to: 2}',
            'workflow: move host=1 to=2',
            'workflow: move host=1, input: {to: <% $.x %>}',
            'workflow: move, input: <% $.all %>',
            'workflow: <% $.move %>',
            'workflow: "{{ _.move }}"',
            'workflow: stranger',
            'action: move',
        ):
            self.assertEqual([], broken(self.call(task)), task)
            self.assertEqual([], ignored(self.call(task)), task)

    def test_a_default_that_the_resource_gives(self):
        task = 'workflow: move to=1'
        self.assertEqual([], broken(self.call(task), 'host'))
        self.assertEqual(1, len(broken(self.call(task), 'other')))

    def test_a_value_that_mistral_does_not_read(self):
        task = 'workflow: move host=a to=1'
        self.assertIn('a text in quotes', broken(self.call(task))[0])
        self.assertIn('Mistral ignores host=: ', ignored(self.call(task))[0])
        task = 'workflow: move host=a to=1, input: {host: b}'
        self.assertEqual([], broken(self.call(task)))

    def test_what_the_workflow_does_not_declare(self):
        text = self.call('workflow: move host=1 to=2 too=3, input: {mee: 4}')
        self.assertEqual(
            [
                'line 1, column 60: the workflow "move" has no input "mee" '
                '(it has "host", "to", "why"); Mistral ignores it',
                'line 1, column 18: the workflow "move" has no input "too" '
                '(it has "host", "to", "why"); Mistral ignores it',
            ],
            ignored(text),
        )
        self.assertEqual([], broken(text))
        (fault,) = ignored(
            self.call('workflow: w x=1', '\nw: {tasks: {t: {}}}')
        )
        self.assertIn('(it has none)', fault)

    def test_parameters_are_inputs_that_mean_something(self):
        callee = '\nmove: {type: reverse, tasks: {t: {}}}'
        task = 'workflow: move task_name="t" env=<% $.e %>'
        self.assertEqual([], ignored(self.call(task, callee)))
        self.assertEqual([], broken(self.call(task, callee)))
        (fault,) = broken(self.call('workflow: move', callee))
        self.assertIn('has to give "task_name"', fault)

    def test_a_workflow_that_runs_itself(self):
        (fault,) = broken(
            'wf: {input: [n], tasks: {again: {workflow: wf, input: {m: 1}}}}'
        )
        self.assertIn('"wf" needs the input "n"', fault)


class BesideMistralTest(testtools.TestCase):
    def setUp(self):
        super().setUp()
        if not mistral_process.installed():
            self.skipTest('Mistral is not installed')

    @settings(max_examples=60, deadline=None)
    @given(samples.definitions, st.sets(st.sampled_from(('a', 'b_c', 'e'))))
    def test_tasks_that_are_not_there(self, text, missing):
        value = json.loads(text)
        for workflow in value.values():
            if isinstance(workflow, dict):
                for name in missing:
                    del workflow['tasks'][name]
        text = json.dumps(value)
        theirs, fault = mistral_process.ask('edges', text)
        self.assertIsNone(fault)
        for name, edges in theirs.items():
            known = {*value[name]['tasks']}
            if value[name].get('type') != 'reverse':
                known |= {'fail', 'succeed', 'pause', 'noop'}
            ends = {edge[1] for edge in edges} | {edge[2] for edge in edges}
            faults = [*checks.missing_tasks(definition.parse(text), name)]
            told = {fault.message.split('"')[1] for fault in faults}
            self.assertEqual(ends - known, told)
            for fault in faults:
                # There, or in what the key there stands for.
                after = text[fault.column - 1 :]
                self.assertIn(fault.message.split('"')[1], after[:150])

    @settings(max_examples=1000, deadline=None)
    @given(
        st.lists(
            st.sampled_from(
                (
                    'x=',
                    'y',
                    '=',
                    ' ',
                    '"',
                    "'",
                    '<%',
                    '%>',
                    '{{',
                    '}}',
                    '[',
                    ']',
                    '\n',
                    'true',
                    'null',
                    '12',
                    '-',
                    '_',
                    'é',
                    '{%',
                )  # fmt: skip
            ),
            max_size=12,
        ).map(lambda parts: 'wf ' + ''.join(parts))
        | st.text().map(lambda text: f'wf a={text}')
    )
    @example('wf x=[a] y=[b]')
    @example('wf x={{ a }} y={{ b }}')
    @example('wf x==1 -=2 =3')
    def test_inputs_in_a_command(self, command):
        theirs, fault = mistral_process.ask('inputs', command)
        self.assertIsNone(fault)
        self.assertEqual(theirs, sorted({*inline.inputs(command)[0]}))

    def test_corpus(self):
        directory = os.environ.get('HEAT_MISTRAL_CORPUS')
        if not directory:
            self.skipTest('HEAT_MISTRAL_CORPUS names no directory')
        files = glob.glob(os.path.join(directory, '**', '*.yaml'))
        checked = 0
        for path in files:
            text = pathlib.Path(path).read_text(encoding='utf-8')
            try:
                parsed = definition.parse(text)
            except definition.DefinitionError:
                continue
            checked += 1
            faults = [*definition.broken_references(parsed)]
            if faults:
                refused = mistral_process.ask('accept', text)[1]
                self.assertIsNotNone(refused, f'{path}: {faults[0]}')
        self.assertGreater(checked, 5)


class TimeTest(testtools.TestCase):
    """A text may be any tenant's: the time is that of its length."""

    def test_commands(self):
        for part in (
            'a', 'a=', 'a="', "a='", 'a=<%', 'a={{', 'a=[', '=', ' ', '\n',
            'a=<%\n', 'a=[\n', 'a=1', 'a=<% %>',
        ):  # fmt: skip
            command = 'wf ' + part * (500_000 // len(part))
            began = time.process_time()
            inline.inputs(command)
            self.assertLess(time.process_time() - began, 3, part)

    def test_definitions(self):
        tasks = ', '.join(f't{number}: {{}}' for number in range(20_000))
        names = ', '.join(f'x{number}' for number in range(20_000))
        for text in (
            f'w: {{task-defaults: {{on-error: [{names}]}}, tasks: {{{tasks}}}}}',
            f'w: {{tasks: {{{tasks}, z: {{on-error: [{names}]}}}}}}',
            f'w: {{input: [{names}], tasks: {{t: {{workflow: w}}}}}}',
        ):
            parsed = definition.parse(text)
            began = time.process_time()
            self.assertIsNotNone(
                next(definition.broken_references(parsed), None)
            )
            self.assertLess(time.process_time() - began, 3)


class PathologicalTest(testtools.TestCase):
    def test_any_text_is_checked(self):
        for text in definition_samples.PATHOLOGICAL.values():
            try:
                parsed = definition.parse(text)
            except definition.DefinitionError:
                continue
            self.assertEqual([], [*definition.broken_references(parsed)])
