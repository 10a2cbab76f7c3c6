import json

import testtools
from hypothesis import given
from hypothesis import strategies as st

from heat_mistral.core.execution import mark, signal_mark, view
from heat_mistral.tests.unit.support import strategies


class ShownTest(testtools.TestCase):
    def test_all_keys_are_there_in_their_order(self):
        self.assertEqual(view.KEYS, tuple(view.shown({})))
        self.assertEqual({None}, set(view.shown({}).values()))

    def test_only_what_is_documented_is_shown(self):
        shown = view.shown(
            {
                'id': '1',
                'project_id': 'p',
                'params': '{"env": {"password": "x"}}',
            }
        )
        self.assertEqual('1', shown['id'])
        self.assertEqual(set(view.KEYS), set(shown))

    def test_input_and_output_are_values_and_not_json_texts(self):
        shown = view.shown(
            {
                'input': '{"a": [1, null]}',
                'output': '"text"',
                'state_info': '{"b"',
            }
        )
        self.assertEqual({'a': [1, None]}, shown['input'])
        self.assertEqual('text', shown['output'])
        self.assertEqual('{"b"', shown['state_info'])

    def test_what_is_no_json_text_is_shown_as_it_is(self):
        for value in (None, {'a': 1}, '', '{"cut of'):
            self.assertEqual(value, view.shown({'output': value})['output'])

    @given(strategies.json_values)
    def test_any_output_is_shown_as_the_workflow_gave_it(self, value):
        shown = view.shown({'output': json.dumps(value)})
        self.assertEqual(value, shown['output'])


class MarkerTest(testtools.TestCase):
    def test_it_says_who_started_the_run(self):
        self.assertEqual(
            {
                'triggered_by': {
                    'type': 'heat',
                    'id': 'owner',
                    'stack_id': 'stack',
                    'resource': 'res',
                }
            },
            json.loads(mark.marker('owner', 'stack', 'res')),
        )

    def test_it_holds_the_callers_own_words(self):
        made = mark.marker('owner', 'stack', 'res', 'it is "hot"')
        self.assertEqual('it is "hot"', json.loads(made)['description'])

    def test_mistral_finds_it_by_the_owner(self):
        """The filter ``description=has:<owner>`` looks for this text."""
        owner = '0a1b2c3d-0000-4000-8000-123456789abc'
        self.assertIn(owner, mark.marker(owner, 'stack', 'ü"'))

    @given(st.text(max_size=300), st.none() | st.text(max_size=300))
    def test_it_fits_into_mistrals_column(self, resource, words):
        made = mark.marker('o' * 36, 's' * 36, resource, words)
        self.assertLessEqual(len(made), 255)
        found = json.loads(made)
        self.assertEqual('o' * 36, found['triggered_by']['id'])
        named = found['triggered_by']['resource']
        self.assertTrue(
            resource.startswith(named.removesuffix('...')) or named == resource
        )
        if len(json.dumps(resource)) < 60 and not words:
            self.assertEqual(resource, named)

    @given(st.text(max_size=300), st.none() | st.text(max_size=300))
    def test_a_signal_fits_in_and_is_read_again(self, resource, words):
        signal = signal_mark.SignalMark(
            'a' * 12, 'b' * 32, 'c' * 16, 999_999_999
        )
        made = mark.marker('o' * 36, 's' * 36, resource, words, signal)
        self.assertLessEqual(len(made), 255)
        self.assertEqual(mark.Mark('o' * 36, signal), mark.read(made))

    def test_what_is_no_mark_of_heats(self):
        good = mark.marker('owner', 'stack', 'res')
        self.assertEqual(mark.Mark('owner'), mark.read(good))
        for text in (
            None,
            '',
            '[' * 255,
            '[1]',
            '{"triggered_by": 1}',
            '{"triggered_by": {"type": "heat"}}',
            '{"triggered_by": {"type": "heat", "id": 3}}',
            good.replace('heat', 'cron_trigger'),
            good + ' ' * 300,
        ):
            self.assertIsNone(mark.read(text), text)
