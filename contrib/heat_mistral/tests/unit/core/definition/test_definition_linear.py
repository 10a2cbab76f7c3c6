"""Definitions four times as long take four times as long.

Legal ones of a megabyte are parsed in a second or two, which says nothing of
what a text of another shape takes. So each shape is tried in two lengths. Of
what grows with the square the longer one takes sixteen times as long.
"""

import gc
import time

import testtools

from heat_mistral.core import definition
from heat_mistral.core.definition import meaning
from heat_mistral.graph import build
from heat_mistral.graph import model as graph_model

SHORT, LONG = 64 * 1024, 256 * 1024
# Caches of the processor make it somewhat more than four.
RATIO, NOISE = 8, 0.3  # seconds


def repeated(size, part, start='', end=''):
    """``part`` with its number again and again, to this length in all."""
    parts = [start]
    length = len(start)
    while length < size:
        parts.append(part.replace('@', str(len(parts))))
        length += len(parts[-1])
    return ''.join((*parts, end))


def times(text, calls):
    """CPU seconds of this thread: to parse the text, and of each call."""
    begun = time.thread_time()
    parsed = definition.parse(text)
    seconds = [time.thread_time() - begun]
    for call in calls:
        begun = time.thread_time()
        call(parsed)
        seconds.append(time.thread_time() - begun)
    return seconds


class LinearTest(testtools.TestCase):
    def setUp(self):
        super().setUp()
        # It looks through all there is, now and then.
        gc.collect()
        gc.disable()
        self.addCleanup(gc.enable)

    def assertLinear(self, shape, *calls):
        """Each call grows as the text does.

        :param shape: a function of the size, giving a text.
        :param calls: functions of the parsed text.
        """
        short, long = (times(shape(size), calls) for size in (SHORT, LONG))
        for number, seconds in enumerate(long):
            self.assertLess(
                seconds, RATIO * short[number] + NOISE, (number, short, long)
            )

    def test_tasks(self):
        self.assertLinear(
            lambda size: repeated(
                size,
                '    t@: {workflow: w a=1, on-success: [t@]}\n',
                'w:\n  input: [a]\n  tasks:\n',
            ),
            qualified,
            lambda parsed: meaning.digest(parsed.text),
            lambda parsed: parsed.standalone,
            warnings,
            build.workflows,
        )

    def test_workflows_in_one_line(self):
        self.assertLinear(
            lambda size: repeated(
                size,
                'w@: {input: [a], tasks: {t: {workflow: w1 a=1}}}, ',
                '{',
                '}',
            ),
            qualified,
        )

    def test_workflows_in_lines_of_another_system(self):
        self.assertLinear(
            lambda size: repeated(
                size, 'w@:\r  tasks:\r    t:\r      workflow: >\r       w1\r'
            ),
            qualified,
        )

    def test_workflows_among_comments(self):
        self.assertLinear(
            lambda size: repeated(
                size, '# of @\n # too\n\n\n# of @\nw@:\n  tasks: {t: {}}\n'
            ),
            qualified,
        )

    def test_merges(self):
        self.assertLinear(
            lambda size: repeated(
                size, '      <<: {a@: 1}\n', 'w:\n  tasks:\n    t:\n'
            )
        )

    def test_one_workflow_with_many_inputs_that_many_tasks_run(self):
        def shape(size):
            inputs = repeated(size // 2, '  - i@: 1\n', 'w:\n  input:\n')
            tasks = '    t@: {workflow: w b=1}\n'
            return inputs + repeated(size // 2, tasks, '  tasks:\n')

        self.assertLinear(shape, qualified, warnings)

    def test_a_reverse_workflow(self):
        self.assertLinear(
            lambda size: repeated(
                size,
                '    t@: {requires: [t1]}\n',
                'w:\n  type: reverse\n  tasks:\n',
            ),
            lambda parsed: definition.tasks_of_run(
                parsed.workflows['w'], 't2'
            ),
            build.workflows,
        )

    def test_defaults_that_each_task_sets_aside(self):
        def shape(size):
            start = 'w:\n  task-defaults:\n    on-error:\n'
            defaults = repeated(size // 2, '    - t1\n', start)
            tasks = '    t@: {on-error: [t1]}\n'
            return defaults + repeated(size // 2, tasks, '  tasks:\n')

        self.assertLinear(shape, warnings, build.workflows)

    def test_what_mistral_says_of_a_long_one(self):
        words = ' '.join(f"'x{number}'" for number in range(2000))
        faults = (
            f'Invalid DSL: {words}',
            f"Invalid DSL: {words}\n\nOn instance:\n    ['x1', ...",
            "Invalid DSL: 'x'\n\nOn instance['x']" + '[0]' * 500 + ':\n    1',
            "Invalid DSL: 'x'\n\nOn instance" + '[0]' * 50 + ':\n    1',
            '[task_name=x]' * 500,
            'Parse error: unexpected end of statement',
            "Lexical error: illegal character 'x' at position 3",
        )
        self.assertLinear(
            lambda size: repeated(
                size,
                'w@: {tasks: {t: {with-items: [a, b, [c]], x: <% $.y %>}}}\n',
            ),
            *(
                lambda parsed, fault=fault: definition.explain(parsed, fault)
                for fault in faults
            ),
        )


class MultipliedTest(testtools.TestCase):
    """What is short and stands for something that is not."""

    def test_defaults_of_many_workflows(self):
        parsed = definition.parse(
            repeated(100_000, 'w@: {input: [a], tasks: {t: {}}}\n')
        )
        for given in (
            {'defaults': {'a': 'x' * 100_000}},
            {'defaults': {}, 'description': 'x' * 100_000},
        ):
            refused = self.assertRaises(
                definition.DefinitionError,
                definition.qualify,
                parsed,
                {},
                **given,
            )
            self.assertIn('workflows and take', str(refused))
        definition.qualify(parsed, {}, {'a': 'x'})

    def test_transitions_that_all_tasks_have(self):
        start = 'w:\n  task-defaults:\n    on-error:\n'
        parsed = definition.parse(
            repeated(50_000, '    - t@\n', start)
            + repeated(100_000, '    t@: {}\n', '  tasks:\n')
        )
        refused = self.assertRaises(
            graph_model.GraphError, build.workflows, parsed
        )
        self.assertIn('transitions', str(refused))


def qualified(parsed):
    names = {short: f'stack.res.{short}' for short in parsed.workflows}
    return definition.qualify(parsed, names, {}, description='d')


def warnings(parsed):
    """What a resource asks for."""
    return (
        next(definition.broken_references(parsed), None),
        next(definition.ignored_inputs(parsed), None),
    )
