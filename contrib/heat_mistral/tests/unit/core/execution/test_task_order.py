import json
import random

import testtools
from hypothesis import given
from hypothesis import strategies as st

from heat_mistral.core.execution import task_order

SECOND = '2026-01-01 00:00:30'
LATER = '2026-01-01 00:00:31'


def row(name, *triggers, created=SECOND, finished=None):
    """A task as Mistral's list has it; its id is its name."""
    context = {
        'triggered_by': [
            {'task_id': each, 'event': 'on-success'} for each in triggers
        ]
    }
    return {
        'id': name,
        'created_at': created,
        'finished_at': finished,
        'runtime_context': json.dumps(context if triggers else {}),
    }


def names(rows):
    return ''.join(each['id'] for each in task_order.in_order(rows))


class OrderTest(testtools.TestCase):
    def test_a_chain_within_a_second(self):
        self.assertEqual(
            '123', names([row('2', '1'), row('1'), row('3', '2')])
        )

    def test_others_stay_in_the_order_of_their_creation(self):
        self.assertEqual(
            'badc',
            names(
                [
                    row('b'),
                    row('d', 'a', created=LATER),
                    row('a', created=SECOND),
                    row('c', created=LATER),
                ]
            ),
        )

    def test_a_join_comes_after_all_that_it_joins(self):
        # It is there, and waits, from when the first of them has ended.
        self.assertEqual(
            'abcjz',
            names(
                [
                    row('a'),
                    row('j', 'b', 'a', 'c'),
                    row('b'),
                    row('c', created=LATER),
                    row('z', created=LATER),
                ]
            ),
        )

    def test_a_loop_is_a_task_for_each_turn(self):
        self.assertEqual(
            'abcd',
            names([row('c', 'b'), row('d', 'c'), row('a'), row('b', 'a')]),
        )

    def test_one_triggered_by_an_unknown_task_keeps_its_place(self):
        self.assertEqual('abc', names([row('a'), row('b', 'x'), row('c')]))

    def test_a_reverse_workflow_has_the_order_of_the_ends(self):
        self.assertEqual(
            '312',
            names(
                [row('1', finished=LATER), row('2'), row('3', finished=SECOND)]
            ),
        )

    def test_whatever_the_context_is(self):
        rows = [row('b', 'a'), row('a')]
        for context in (
            None,
            '',
            'null',
            '[]',
            'no JSON',
            {},
            [],
            7,
            '{"triggered_by": null}',
            '{"triggered_by": [1]}',
            '{"triggered_by": [{"event": "on-success"}]}',
            '{"triggered_by": [{"task_id": ["a"]}]}',
            {'with_items': {'count': 3}},
        ):
            rows[0]['runtime_context'] = context
            self.assertEqual('ba', names(rows), context)
        rows[0]['runtime_context'] = {'triggered_by': [{'task_id': 'a'}]}
        self.assertEqual('ab', names(rows))
        del rows[0]['runtime_context']
        self.assertEqual('ba', names(rows))

    def test_a_circle_is_left_as_it_is(self):
        self.assertEqual('ab', names([row('a', 'b'), row('b', 'a')]))

    def test_a_long_chain(self):
        rows = [row(str(n), str(n - 1)) for n in range(5000)]
        wanted = [each['id'] for each in rows]
        random.Random(5).shuffle(rows)
        self.assertEqual(
            wanted, [each['id'] for each in task_order.in_order(rows)]
        )

    @given(st.lists(st.sets(st.integers(0, 11)), max_size=12), st.randoms())
    def test_each_comes_after_its_triggers(self, graph, chance):
        # A task is triggered by those of lower numbers only.
        rows = [
            row(str(number), *(str(n) for n in triggers if n < number))
            for number, triggers in enumerate(graph)
        ]
        chance.shuffle(rows)
        seen = set()
        for each in task_order.in_order(rows):
            self.assertLessEqual(
                {
                    str(n)
                    for n in graph[int(each['id'])]
                    if n < int(each['id'])
                },
                seen,
            )
            seen.add(each['id'])
        self.assertEqual(len(rows), len(seen))
