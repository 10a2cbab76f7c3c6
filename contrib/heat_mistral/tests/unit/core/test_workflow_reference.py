import testtools
from hypothesis import given
from hypothesis import strategies as st

from heat_mistral.core import workflow_reference as reference
from heat_mistral.tests.unit.support import strategies


class WorkflowReferenceTest(testtools.TestCase):
    def refusal(self, value):
        return str(
            self.assertRaises(
                reference.InvalidReference, reference.read, value
            )
        )

    def test_a_name_or_id_as_text(self):
        self.assertEqual(
            reference.Reference('s.r.w', {}, {}), reference.read('s.r.w')
        )

    def test_a_map(self):
        self.assertEqual(
            reference.Reference('w', {'a': 1}, {'env': {}}),
            reference.read(
                {'name': 'w', 'input': {'a': 1}, 'params': {'env': {}}}
            ),
        )
        self.assertEqual(
            reference.Reference('w', {}, {}),
            reference.read({'name': 'w', 'input': None, 'params': None}),
        )

    def test_a_name_that_is_not_known_yet(self):
        for value in (None, '', {'name': None}, {'name': ''}):
            self.assertIsNone(reference.read(value).name)

    def test_neither_of_the_two_forms(self):
        for value in (1, True, 0, [], ['w']):
            self.assertIn(
                'a map with name, input and params', self.refusal(value)
            )

    def test_keys_that_are_not_known(self):
        self.assertEqual(
            'unknown key id, workflow; there are name, input and params',
            self.refusal({'workflow': 'w', 'id': 'i', 'name': 'w'}),
        )

    def test_a_map_without_a_name(self):
        for value in ({}, {'input': {}}):
            self.assertIn('lacks "name"', self.refusal(value))

    def test_parts_of_another_kind(self):
        for key in ('input', 'params'):
            for value in ([], 'x', 1, False):
                self.assertEqual(
                    f'"{key}" must be a map',
                    self.refusal({'name': 'w', key: value}),
                )
        for value in (1, [], {}):
            self.assertIn(
                '"name" must be the name or id', self.refusal({'name': value})
            )

    @given(
        strategies.json_values
        | st.dictionaries(
            st.sampled_from(reference.KEYS), strategies.json_values
        )
    )
    def test_any_value_is_a_reference_or_refused(self, value):
        try:
            found = reference.read(value)
        except reference.InvalidReference as ex:
            self.assertNotEqual('', str(ex))
        else:
            self.assertNotEqual('', found.name)
