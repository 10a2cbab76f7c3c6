from math import inf

import testtools
import yaml
from hypothesis import given
from hypothesis import strategies as st
from mistral.utils import safe_yaml

from heat_mistral.core.definition import tasks_form
from heat_mistral.tests.unit.support import strategies

NOTHING = dict.fromkeys(
    ('type', 'description', 'tags', 'output', 'input', 'task_defaults')
)


def workflow(tasks=(), **props):
    """The workflow that the text means to Mistral."""
    text = tasks_form.text('w', {**NOTHING, 'tasks': list(tasks), **props})
    loaded = safe_yaml.load(text)
    assert loaded.pop('version') == '2.0'
    assert list(loaded) == ['w']
    return loaded['w']


def task(**keys):
    return workflow([{'name': 't', **keys}])['tasks']['t']


class RefusalTest(testtools.TestCase):
    def refusal(self, *tasks):
        return str(
            self.assertRaises(tasks_form.TasksError, workflow, list(tasks))
        )

    def test_a_task_needs_a_name(self):
        for task in (None, {}, {'name': {}}, {'name': ''}):
            self.assertIn(
                'task 2 needs a "name"', self.refusal({'name': 't'}, task)
            )

    def test_what_mistral_refuses_obscurely_or_ignores(self):
        for task, message in (
            ({'action': 'a', 'workflow': 'w'}, 'it may have one'),
            ({'requires': ['u']}, 'type reverse'),
            ({'action': 'a', 'concurrency': 2}, 'needs "with_items"'),
            ({'timeout': 1, 'policies': {'timeout': 2}}, 'twice'),
        ):
            self.assertIn(message, self.refusal({'name': 't', **task}))

    def test_policies_are_a_map(self):
        self.assertIn(
            '"policies" of task t',
            self.refusal({'name': 't', 'policies': 'x'}),
        )


class TasksFormTest(testtools.TestCase):
    def test_all_parts_of_a_workflow(self):
        self.assertEqual(
            {
                'type': 'reverse',
                'description': 'd',
                'tags': ['x'],
                'output': {'o': '<% $.a %>'},
                'input': ['a', 'b'],
                'task-defaults': {'on-error': ['fail']},
                'vars': {'v': 1},
                'output-on-error': {'e': '<% $.b %>'},
                'tasks': {'t': {'action': 'std.noop'}},
            },
            workflow(
                [{'name': 't', 'action': 'std.noop'}],
                type='reverse',
                description='d',
                tags=['x'],
                output={'o': '<% $.a %>'},
                input={'a': 1, 'b': None},
                vars={'v': 1},
                output_on_error={'e': '<% $.b %>'},
                task_defaults={'on_error': ['fail']},
            ),
        )

    def test_what_is_not_given_is_left_out(self):
        self.assertEqual(
            {'tasks': {'t': {}}},
            workflow(
                [{'name': 't', 'action': None, 'on_success': None}], input={}
            ),
        )

    def test_tasks_keep_their_order(self):
        names = ['z', 'a', 'm', 'b']
        self.assertEqual(
            names, list(workflow([{'name': name} for name in names])['tasks'])
        )

    def test_underscores_of_keys_are_dashes(self):
        self.assertEqual(
            {
                'on-success': ['a_b'],
                'with-items': 'x_y in <% $.z_z %>',
                'keep-result': False,
                'publish': {'my_key': 1},
            },
            task(
                on_success=['a_b'],
                with_items='x_y in <% $.z_z %>',
                keep_result=False,
                publish={'my_key': 1},
            ),
        )

    def test_policies_of_the_kilo_form_are_the_tasks_own_keys(self):
        self.assertEqual(
            {'action': 'a', 'wait-before': 3, 'retry': {'count': 2}},
            task(
                action='a',
                policies={
                    'wait_before': 3,
                    'retry': {'count': 2},
                    'timeout': None,
                },
            ),
        )
        self.assertEqual({'action': 'a'}, task(action='a', policies=None))

    def test_of_two_tasks_of_a_name_the_last_one_counts(self):
        self.assertEqual(
            {'t': {'action': 'b'}},
            workflow(
                [{'name': 't', 'action': 'a'}, {'name': 't', 'action': 'b'}]
            )['tasks'],
        )

    def test_what_policies_never_had_is_left_out(self):
        self.assertEqual(
            {'wait-after': 2},
            task(policies={'wait_after': 2, 'foo': 1, 'keep_result': True}),
        )

    def test_numbers_stay_numbers(self):
        join = task(join=2)['join']
        self.assertEqual((2, int), (join, type(join)))

    def test_a_name_that_yaml_takes_for_a_number_is_text(self):
        self.assertEqual(
            ['5', 'True'],
            list(workflow([{'name': 5}, {'name': True}])['tasks']),
        )

    def test_the_texts_of_parameters_become_what_mistral_takes(self):
        for keys, expected in (
            ({'join': '2'}, {'join': 2}),
            ({'join': 'all'}, {'join': 'all'}),
            ({'wait_before': '3'}, {'wait-before': 3}),
            ({'timeout': 2.0}, {'timeout': 2}),
            ({'timeout': inf}, {'timeout': inf}),
            ({'timeout': '<% $.t %>'}, {'timeout': '<% $.t %>'}),
            ({'pause_before': 'True'}, {'pause-before': True}),
            ({'keep_result': '<% $.k %>'}, {'keep-result': '<% $.k %>'}),
            (
                {'with_items': 'i in <% $.l %>', 'concurrency': '2'},
                {'with-items': 'i in <% $.l %>', 'concurrency': 2},
            ),
            (
                {'description': 5, 'target': 7},
                {'description': '5', 'target': '7'},
            ),
        ):
            self.assertEqual(expected, task(**keys))
        self.assertEqual(
            {'timeout': 5, 'requires': ['t']},
            workflow(
                [{'name': 't'}],
                task_defaults={'timeout': '5', 'requires': ['t']},
            )['task-defaults'],
        )

    def test_task_defaults_keep_false_and_0(self):
        self.assertEqual(
            {'pause-before': False, 'wait-after': 0},
            workflow(
                [{'name': 't'}],
                task_defaults={'pause_before': False, 'wait_after': 0},
            )['task-defaults'],
        )

    def test_a_value_in_two_places_is_written_twice(self):
        """Mistral reads an anchor as text."""
        shared = {'x': ['y']}
        text = tasks_form.text(
            'w',
            {
                **NOTHING,
                'tasks': [
                    {'name': 'a', 'input': shared},
                    {'name': 'b', 'input': shared},
                ],
            },
        )
        self.assertNotIn('&', text)
        self.assertNotIn('*', text)

    def test_texts_that_yaml_has_other_uses_for(self):
        for value in (
            '&anchor',
            '*alias',
            '@at',
            '!tag',
            '%dir',
            '`x`',
            '- x',
            'a: b',
            '# x',
            '',
            ' x ',
            'yes',
            'null',
            '1',
            '1e3',
            '~',
            '=',
            '<<',
            '{',
            '<% $.a %>',
            '{{ _.a }}',
            '2030-01-01',
            'a\nb\n',
            '\x85',
            '\ufeff',
            'ü',
            '😀',
        ):
            self.assertEqual(
                {'publish': {'a': value, 'b': [value]}},
                task(publish={'a': value, 'b': [value]}),
            )

    def test_texts_that_yaml_has_other_uses_for_as_names(self):
        for name in ('&a', '*a', '@a', 'on', '1', 'a: b', 'ü'):
            self.assertEqual([name], list(workflow([{'name': name}])['tasks']))

    @given(st.dictionaries(strategies.texts, strategies.json_values))
    def test_any_value_arrives_in_mistral_as_it_was(self, value):
        text = tasks_form.text(
            'w', {**NOTHING, 'tasks': [{'name': 't', 'publish': value}]}
        )
        for load in (yaml.safe_load, safe_yaml.load):
            self.assertEqual(value, load(text)['w']['tasks']['t']['publish'])
