import json
import uuid

import testtools
from hypothesis import given
from hypothesis import strategies as st

from heat_mistral.core import canonical, signal_group
from heat_mistral.tests.unit.support import strategies

OWNER = '0a1b2c3d-0000-4000-8000-123456789abc'


def group(body, *per, owner=OWNER):
    return signal_group.of(owner, body, per)


class GroupTest(testtools.TestCase):
    def test_values_of_other_types_are_other_groups(self):
        values = (
            1,
            '1',
            1.5,
            '1.5',
            True,
            'true',
            None,
            '',
            [],
            {},
            [1],
            '[1]',
        )
        found = {group({'a': value}, 'a').digest for value in values}
        found.add(group({}, 'a').digest)
        self.assertEqual(len(values) + 1, len(found))

    def test_a_missing_key_is_a_group_of_its_own_and_told(self):
        for body in (None, {}, {'b': 1}, {'a': 1}, {'a': {'c': 1}}):
            found = group(body, 'a.b')
            self.assertEqual(group({}, 'a.b'), found)
            self.assertEqual(('a.b',), found.lacking)
            self.assertEqual('a.b (none)', found.words)
        self.assertEqual((), group({'a': {'b': None}}, 'a.b').lacking)

    def test_values_do_not_run_into_each_other(self):
        self.assertNotEqual(
            group({'a': 'x', 'b': 'y'}, 'a', 'b').key,
            group({'a': 'x","y', 'b': ''}, 'a', 'b').key,
        )
        self.assertNotEqual(
            group({'a': 1}, 'a', 'b').key, group({'b': 1}, 'a', 'b').key
        )

    def test_without_keys_all_signals_are_one_group(self):
        self.assertEqual(group({'a': 1}), group(None))
        self.assertEqual('', group({'a': 1}).words)

    def test_another_resource_or_another_property_is_another_group(self):
        body = {'a': 1, 'b': 1}
        keys = {
            group(body, 'a').key,
            group(body, 'b').key,
            group(body, 'a', owner='other').key,
            group(body, 'a', 'b').key,
            group(body).key,
        }
        self.assertEqual(5, len(keys))

    def test_the_order_of_a_maps_keys_means_nothing(self):
        self.assertEqual(
            group({'a': {'x': 1, 'y': 2}}, 'a'),
            group({'a': {'y': 2, 'x': 1}}, 'a'),
        )

    def test_a_dot_leads_into_a_map(self):
        found = group(
            {'reason_data': {'most_recent': 9.5}}, 'reason_data.most_recent'
        )
        self.assertEqual('reason_data.most_recent 9.5', found.words)

    def test_what_is_shown_is_bounded(self):
        found = group(
            {'a': 'x' * 100000, 'b': 1, 'c': [2] * 999}, 'a', 'b', 'c'
        )
        self.assertLess(len(found.words), 120)

    def test_what_nobody_can_look_at_is_refused(self):
        deep = []
        for _level in range(100000):
            deep = [deep]
        try:
            self.assertRaises(canonical.TooDeep, group, {'a': deep}, 'a')
        finally:
            while deep:
                deep = deep[0]

    @given(strategies.json_values, strategies.json_values)
    def test_equal_texts_are_the_same_group_and_no_others(self, one, other):
        def text(value):
            return json.dumps(value, sort_keys=True)

        self.assertEqual(
            text(one) == text(other),
            group({'a': one}, 'a').key == group({'a': other}, 'a').key,
        )

    @given(st.integers(1, 10**9), st.integers(1, 10**9))
    def test_a_number_has_one_id(self, one, other):
        runs = group({})
        self.assertEqual(one == other, runs.run_id(one) == runs.run_id(other))
        self.assertEqual(runs.run_id(one), str(uuid.UUID(runs.run_id(one))))
