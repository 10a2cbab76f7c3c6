import testtools
import yaml
from hypothesis import given
from hypothesis import strategies as st
from mistral.utils import safe_yaml

from heat_mistral import tasks_form
from heat_mistral.tests.unit import strategies

NOTHING = dict.fromkeys(('type', 'description', 'tags', 'output', 'input',
                         'task_defaults'))


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
        return str(self.assertRaises(tasks_form.TasksError, workflow,
                                     list(tasks)))

    def test_a_task_needs_a_name(self):
        for task in (None, {}, {'name': {}}, {'name': ''}):
            self.assertIn('task 2 needs a "name"',
                          self.refusal({'name': 't'}, task))

    def test_no_task_is_lost_behind_another_of_its_name(self):
        self.assertIn('two tasks t',
                      self.refusal({'name': 't'}, {'name': 't'}))

    def test_policies_are_a_map(self):
        self.assertIn('"policies" of task t', self.refusal(
            {'name': 't', 'policies': 'x'}))


class TasksFormTest(testtools.TestCase):

    def test_all_parts_of_a_workflow(self):
        self.assertEqual(
            {'type': 'reverse', 'description': 'd', 'tags': ['x'],
             'output': {'o': '<% $.a %>'}, 'input': ['a', 'b'],
             'task-defaults': {'on-error': ['fail']},
             'tasks': {'t': {'action': 'std.noop'}}},
            workflow([{'name': 't', 'action': 'std.noop'}], type='reverse',
                     description='d', tags=['x'], output={'o': '<% $.a %>'},
                     input={'a': 1, 'b': None},
                     task_defaults={'on_error': ['fail']}))

    def test_what_is_not_given_is_left_out(self):
        self.assertEqual({'tasks': {'t': {}}}, workflow([
            {'name': 't', 'action': None, 'on_success': None}]))

    def test_tasks_keep_their_order(self):
        names = ['z', 'a', 'm', 'b']
        self.assertEqual(names, list(workflow(
            [{'name': name} for name in names])['tasks']))

    def test_underscores_of_keys_are_dashes(self):
        self.assertEqual(
            {'on-success': ['a_b'], 'with-items': 'x_y in <% $.z_z %>',
             'keep-result': False, 'publish': {'my_key': 1}},
            task(on_success=['a_b'], with_items='x_y in <% $.z_z %>',
                 keep_result=False, publish={'my_key': 1}))

    def test_policies_of_the_kilo_form_are_the_tasks_own_keys(self):
        self.assertEqual(
            {'action': 'a', 'wait-before': 3, 'retry': {'count': 2}},
            task(action='a', policies={
                'wait_before': 3, 'retry': {'count': 2}, 'timeout': None}))
        self.assertEqual({'action': 'a'}, task(action='a', policies=None))

    def test_numbers_stay_numbers(self):
        join = task(join=2)['join']
        self.assertEqual((2, int), (join, type(join)))
        self.assertEqual({'join': 'all', 'timeout': 1.5, 'concurrency': '2'},
                         task(join='all', timeout=1.5, concurrency='2'))

    def test_a_value_in_two_places_is_written_twice(self):
        """Mistral reads an anchor as text."""
        shared = {'x': ['y']}
        text = tasks_form.text('w', {**NOTHING, 'tasks': [
            {'name': 'a', 'input': shared}, {'name': 'b', 'input': shared}]})
        self.assertNotIn('&', text)
        self.assertNotIn('*', text)

    def test_texts_that_yaml_has_other_uses_for(self):
        for value in ('&anchor', '*alias', '@at', '!tag', '%dir', '`x`',
                      '- x', 'a: b', '# x', '', ' x ', 'yes', 'null', '1',
                      '1e3', '~', '=', '<<', '{', '<% $.a %>', '{{ _.a }}',
                      '2030-01-01', 'a\nb\n', '\x85', '\ufeff', 'ü', '😀'):
            self.assertEqual({'publish': {'a': value, 'b': [value]}},
                             task(publish={'a': value, 'b': [value]}))

    def test_texts_that_yaml_has_other_uses_for_as_names(self):
        for name in ('&a', '*a', '@a', 'on', '1', 'a: b', 'ü'):
            self.assertEqual([name], list(
                workflow([{'name': name}])['tasks']))

    @given(st.dictionaries(strategies.texts, strategies.json_values))
    def test_any_value_arrives_in_mistral_as_it_was(self, value):
        text = tasks_form.text('w', {**NOTHING, 'tasks': [
            {'name': 't', 'publish': value}]})
        for load in (yaml.safe_load, safe_yaml.load):
            self.assertEqual(value, load(text)['w']['tasks']['t']['publish'])
