import json

import testtools
from hypothesis import given
from hypothesis import strategies as st

from heat_mistral import execution
from heat_mistral.tests.unit import strategies


class ShownTest(testtools.TestCase):

    def test_all_keys_are_there_in_their_order(self):
        self.assertEqual(execution.KEYS, tuple(execution.shown({})))
        self.assertEqual({None}, set(execution.shown({}).values()))

    def test_only_what_is_documented_is_shown(self):
        shown = execution.shown({'id': '1', 'project_id': 'p',
                                 'params': '{"env": {"password": "x"}}'})
        self.assertEqual('1', shown['id'])
        self.assertEqual(set(execution.KEYS), set(shown))

    def test_input_and_output_are_values_and_not_json_texts(self):
        shown = execution.shown({'input': '{"a": [1, null]}',
                                 'output': '"text"', 'state_info': '{"b"'})
        self.assertEqual({'a': [1, None]}, shown['input'])
        self.assertEqual('text', shown['output'])
        self.assertEqual('{"b"', shown['state_info'])

    def test_what_is_no_json_text_is_shown_as_it_is(self):
        for value in (None, {'a': 1}, '', '{"cut of'):
            self.assertEqual(
                value, execution.shown({'output': value})['output'])

    @given(strategies.json_values)
    def test_any_output_is_shown_as_the_workflow_gave_it(self, value):
        shown = execution.shown({'output': json.dumps(value)})
        self.assertEqual(value, shown['output'])


class MarkerTest(testtools.TestCase):

    def test_it_says_who_started_the_run(self):
        self.assertEqual(
            {'triggered_by': {'type': 'heat', 'id': 'owner',
                              'stack_id': 'stack', 'resource': 'res'}},
            json.loads(execution.marker('owner', 'stack', 'res')))

    def test_it_holds_the_callers_own_words(self):
        mark = execution.marker('owner', 'stack', 'res', 'it is "hot"')
        self.assertEqual('it is "hot"', json.loads(mark)['description'])

    def test_mistral_finds_it_by_the_owner(self):
        """The filter ``description=has:<owner>`` looks for this text."""
        owner = '0a1b2c3d-0000-4000-8000-123456789abc'
        self.assertIn(owner, execution.marker(owner, 'stack', 'ü"'))

    @given(st.text(max_size=300), st.none() | st.text(max_size=300))
    def test_it_fits_into_mistrals_column(self, resource, words):
        mark = execution.marker('o' * 36, 's' * 36, resource, words)
        self.assertLessEqual(len(mark), 255)
        found = json.loads(mark)
        self.assertEqual('o' * 36, found['triggered_by']['id'])
        named = found['triggered_by']['resource']
        self.assertTrue(resource.startswith(named.removesuffix('...'))
                        or named == resource)
        if len(json.dumps(resource)) < 60 and not words:
            self.assertEqual(resource, named)
