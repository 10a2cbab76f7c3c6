"""What is so plain that Mistral is not asked, and that Mistral takes it."""

import json

import testtools
from hypothesis import example, given, settings
from hypothesis import strategies as st

from heat_mistral.core import definition
from heat_mistral.core.definition import plain
from heat_mistral.tests.unit.support import definition_samples, mistral_process

# Values by key of a task or of a workflow: what people write, and what looks
# like it.
_DATA = (
    {'a': 1},
    {'a': '<% $.x %>', 'b': {'c': [1, None, 'x']}},
    {'a b': '<% $.x + 1 %> and <% $.y %>'},
    {'a': '<% $.x + %>'},
    {'a': '<% $.x'},
    {'a': '{{ _.x }}'},
    {'a': '<% $.x %>\n<% 1 1 %>'},
    {'a': ['<% 1 1 %>']},
    {'branch': {'a': 1}},
    {'a': None},
    {'': 1},
    {},
    'x',
    '<% $ %>',
    None,
    [],
)
_ON = (
    'a',
    'b',
    'c',
    'fail',
    'noop',
    'a-b',
    'nowhere',
    'fail msg="x"',
    'fail(msg="x")',
    '',
    ['a'],
    ['a', 'b'],
    ['b', 'b'],
    ['b', {'b': '<% $.x %>'}],
    [{'b': '<% $.x = 1 %>'}, 'succeed'],
    [{'b': '<% $.x %> '}],
    [{'b': '<% 1 1 %>'}],
    [{'b': '<% $.x %> or <% $.y %>'}],
    [{'b': 'x'}],
    [{'b': True}],
    [{'b': '<% $.x %>', 'c': '<% $.y %>'}],
    [],
    [1],
    {'b': '<% $.x %>'},
    {'next': 'b'},
    {'publish': {'branch': {'a': 1}}, 'next': ['b']},
    None,
)
_NUMBERS = (0, 1, 2, 600, -1, 1.5, True, '1', '<% $.x %>', None)
_FLAGS = (True, False, 1, 'yes', '<% $.x %>', None)
_COMMANDS = (
    'std.noop',
    'std.echo output="x"',
    'std.echo output=<% $.x %>',
    "std.echo output='x' to=<% $.y.len() %> n=1 f=true",
    'std.echo output="<% $.x + %>"',
    'std.echo output=<% 1 1 %>',
    'std.echo output=<% $.x > 1 %>',
    'std.echo output=x',
    'std.echo  output="x"',
    'std.echo a="x" a="y"',
    'std.echo output={{ _.x }}',
    'a-b',
    'a-b c=1',
    '-a b=1',
    'a.b.c',
    '<% $.x %>',
    '<% $.x %> a=1',
    'a\n',
    'a b',
    '(a b)',
    ' ',
    '',
    1,
    None,
)
_OF_TASK = {
    'action': _COMMANDS,
    'workflow': _COMMANDS,
    'description': ('x', '', ' ', 1, None),
    'input': (*_DATA, {'output': 'x'}, {'c': {'d': 1}}),
    'publish': _DATA,
    'publish-on-error': _DATA,
    'with-items': (
        'i in <% $.x %>',
        'i in <% $.x + %>',
        'i in [1, 2]',
        'i in x',
        'i  in <% $.x %>',
        ['i in <% $.x %>'],
        '<% $.x %>',
        1,
    ),
    'concurrency': _NUMBERS,
    'join': ('all', 'one', 'none', *_NUMBERS),
    'retry': (
        {'count': 1, 'delay': 0},
        {'count': 1},
        {'count': '<% $.x %>', 'delay': 1},
        {'count': 1, 'delay': 1, 'break-on': '<% $.x %>'},
        {'count': -1, 'delay': 1},
        'count=1 delay=1',
        'x',
    ),
    'wait-before': _NUMBERS,
    'wait-after': _NUMBERS,
    'timeout': _NUMBERS,
    'pause-before': _FLAGS,
    'keep-result': _FLAGS,
    'safe-rerun': _FLAGS,
    'fail-on': _FLAGS,
    'on-success': _ON,
    'on-error': _ON,
    'on-complete': _ON,
    'on-skip': _ON,
    'target': ('x', 1),
    'requires': ('a', ['a']),
    'name': ('a',),
    'type': ('direct', 'reverse'),
    'unknown': (1,),
}
_OF_WORKFLOW = {
    'type': ('direct', 'reverse'),
    'description': ('x', '', ' ', 1),
    'tags': (['a'], ['a', 'b'], ['a', 'a'], [''], [], 'a', [1]),
    'input': (
        ['a'],
        ['a', {'b': 1}],
        ['a', {'b': {'c': [None]}}],
        ['a', {'a': 1}],
        ['a', 'a'],
        ['a b'],
        [{'b': '<% 1 1 %>'}],
        [{'b': '{{ _.x }}'}],
    ),
    'vars': _DATA,
    'output': _DATA,
    'output-on-error': _DATA,
    'task-defaults': ({'on-error': ['fail']}, {'retry': {'count': 1}}),
    'policies': (1,),
}
_NAMES = ('a', 'b', 'c', 'a-b', 'fail', 'a b', 'version', 'x' * 201, 'ä')


def _mostly(usual, all_of_them):
    """One of the usual ones, nine times in ten."""
    choices = [st.sampled_from(usual)] * 9
    return st.one_of(*choices, st.sampled_from(all_of_them))


@st.composite
def _maps(draw, values, known, most):
    """Maps of a few of the keys, most often with the first values."""
    found = {}
    for _ in range(draw(st.integers(0, most))):
        key = draw(_mostly(sorted(known.keys() & values), sorted(values)))
        found[key] = draw(_mostly(values[key][:1], values[key]))
    return found


@st.composite
def _texts(draw):
    bodies = {}
    for name in draw(st.sampled_from((('w',), ('w', 'v'), ('x' * 32,)))):
        names = st.lists(
            _mostly(_NAMES[:3], _NAMES), min_size=1, max_size=3, unique=True
        )
        tasks = {
            task: {
                'description': 'x',
                **draw(_maps(_OF_TASK, plain._OF_TASK, 3)),
            }
            for task in draw(names)
        }
        bodies[name] = {
            **draw(_maps(_OF_WORKFLOW, plain._OF_WORKFLOW, 2)),
            'tasks': tasks,
        }
    return json.dumps({'version': '2.0', **bodies}, ensure_ascii=False)


def is_plain(text):
    return plain.is_plain(definition.parse(text))


class MistralTest(testtools.TestCase):
    """What is plain is taken by Mistral itself."""

    def setUp(self):
        super().setUp()
        if not mistral_process.installed():
            self.skipTest('Mistral is not installed')

    def agrees(self, text):
        """Check a text.

        :returns: whether it is plain.
        """
        try:
            parsed = definition.parse(text)
        except definition.DefinitionError:
            return False
        if not plain.is_plain(parsed):
            return False
        # What Mistral gets: a version may have been left out.
        said = mistral_process.ask('accept_soon', parsed.standalone)[1]
        self.assertIsNone(said, text)
        return True

    def test_whatever_is_written(self):
        found = []

        @settings(max_examples=1000, deadline=None, database=None)
        @given(_texts())
        def compare(text):
            found.append(self.agrees(text))

        compare()
        # Otherwise this has compared nothing.
        self.assertGreater(sum(found), len(found) // 20)

    @settings(max_examples=100, deadline=None)
    @example(" #version: '2.0'\nwf: {tasks: {t: {action: std.noop}}}\n")
    @given(definition_samples.damaged())
    def test_damaged(self, text):
        self.agrees(text)

    def test_one_value_at_a_time(self):
        """Each by itself, so that no other one hides a mistake of ours."""
        taken = set()
        for key, values in _OF_TASK.items():
            for value in values:
                task = {key: value}
                tasks = {'a': task, 'b': {}, 'c': {'on-success': 'b'}}
                tasks['b']['action'] = 'std.noop'
                if key == 'join':
                    tasks['c']['on-success'] = 'a'
                text = json.dumps({'w': {'tasks': tasks}, 'version': '2.0'})
                if self.agrees(text):
                    taken.add(key)
        for key, values in _OF_WORKFLOW.items():
            for value in values:
                body = {key: value, 'tasks': {'a': {'action': 'std.noop'}}}
                text = json.dumps({'w': body, 'version': '2.0'})
                if self.agrees(text):
                    taken.add(key)
        # Of each key that is known, something is.
        self.assertEqual(
            {*plain._OF_TASK, *plain._OF_WORKFLOW} - {'tasks'}, taken
        )


class PlainTest(testtools.TestCase):
    def test_what_people_write(self):
        self.assertTrue(
            is_plain(
                """\
                # No version: it is put in.
                heal:
                  description: Restart a server.
                  input: [server, {tries: 3}]
                  vars: {started: "<% now() %>"}
                  output: {server: <% $.server %>}
                  tasks:
                    stop:
                      action: nova.servers_stop server=<% $.server %>
                      retry: {count: 3, delay: 5}
                      on-success: wait
                      on-error: [tell, fail]
                    wait:
                      action: nova.servers_get
                      input: {server: <% $.server %>}
                      publish: {status: <% task().result.status %>}
                      on-success:
                        - start: <% $.status = 'SHUTOFF' %>
                        - tell: <% $.status != 'SHUTOFF' %>
                    start:
                      action: nova.servers_start
                      input: {server: <% $.server %>}
                    tell:
                      join: one
                      workflow: tell to="me" what=<% $.server %>
                """
            )
        )

    def test_what_cannot_run_or_is_not_known(self):
        for tasks in (
            '{t: {action: std.noop, on-success: nowhere}}',
            '{t: {action: std.noop, on-success: t}}',  # no start
            '{t: {action: std.noop, join: all}}',
            '{t: {action: std.noop}, u: {action: std.noop, join: 1}}',
            '{t: {action: std.noop, workflow: w}}',
            '{t: {action: std.echo output="a", input: {output: b}}}',
            '{t: {action: std.echo output=<% 1 1 %>}}',
            '{t: {action: std.noop, publish: {a: "{{ _.b }}"}}}',
            '{t: {action: std.noop, publish: {a: 2001-01-01}}}',
            '{t: {action: std.noop, typo: 1}}',
            '{t: std.noop}',
            f'{{{"x" * 201}: {{action: std.noop}}}}',
        ):
            self.assertFalse(is_plain(f'w: {{tasks: {tasks}}}'), tasks)
        self.assertFalse(
            is_plain(
                'w: {task-defaults: {on-error: nowhere}, '
                'tasks: {t: {action: std.noop}}}'
            )
        )

    def test_a_long_one_is_not_looked_at(self):
        text = 'w: {tasks: {t: {action: std.echo, input: {output: %s}}}}'
        self.assertTrue(is_plain(text % ('x' * 200_000)))
        self.assertFalse(is_plain(text % ('x' * 300_000)))

    def test_commands_that_take_long_to_tell(self):
        for command in (
            'a' + ' b=1' * 50_000 + ' ',
            'a ' + 'b' * 200_000,
            'a b=' + '1' * 200_000 + 'x',
            'a b=' + '<%' * 100_000,
            'a' + ' b="' * 49_999,
            '.' * 200_000 + '\n',
        ):
            self.assertFalse(
                is_plain(
                    json.dumps({'w': {'tasks': {'t': {'action': command}}}})
                )
            )
