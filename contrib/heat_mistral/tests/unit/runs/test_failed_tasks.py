"""The search for what has to run again ends, whatever Mistral has."""

import itertools
import types

import pytest

from heat_mistral.runs import failed_tasks

NEVER = '2026-01-01 00:00:00'


class Row(types.SimpleNamespace):
    def to_dict(self):
        return vars(self)


class Tree:
    """A Mistral with executions that failed, as many as are looked at.

    :param width: executions of each task that runs a workflow; None for
        without end.
    :param leaf: depth of executions whose tasks run actions; None for never.
    :param empty: whether these executions have no task that failed.
    """

    def __init__(self, width=1, leaf=None, empty=False):
        self.width, self.leaf, self.empty = width, leaf, empty
        self.executions = self.tasks = self.workflows = self
        self.asked = 0

    def get(self, identifier, *fields):
        if not fields:
            return Row(updated_at=NEVER)
        return self.execution('0')

    def execution(self, identifier):
        return Row(
            id=identifier,
            state='ERROR',
            state_info=None,
            workflow_id='w',
            workflow_name='w',
            created_at=NEVER,
            params={'index': int(identifier.split('.')[-1])},
        )

    def of(self, execution_id, *fields):
        self.asked += 1
        depth = execution_id.count('.')
        if self.empty and depth == self.leaf:
            return iter(())
        return iter(
            [
                Row(
                    id=execution_id,
                    name=f't{depth}',
                    type='ACTION' if depth == self.leaf else 'WORKFLOW',
                    state='ERROR',
                    updated_at=NEVER,
                    runtime_context={},
                )
            ]
        )

    def of_task(self, task_id):
        numbers = (
            itertools.count() if self.width is None else range(self.width)
        )
        return (self.execution(f'{task_id}.{number}') for number in numbers)


def refusal(tree):
    with pytest.raises(failed_tasks.CannotGoOn) as caught:
        failed_tasks.find(tree, 'x')
    return str(caught.value)


def test_workflows_that_run_each_other_for_ever():
    tree = Tree()
    told = refusal(tree)
    assert 'task t0 > t1 > ' in told
    assert '20 workflows below others' in told
    assert tree.asked < 30


def test_twenty_levels_are_looked_at():
    (found,) = failed_tasks.find(Tree(leaf=20), 'x')
    assert len(found.path) == 21


def test_a_task_with_executions_without_end():
    assert 'more than 20000 tasks' in refusal(Tree(width=None))


def test_many_that_failed_of_nothing():
    tree = Tree(width=1001, leaf=1, empty=True)
    assert 'more than 1000 executions below it have failed' in refusal(tree)
    assert tree.asked <= failed_tasks.MOST_EXECUTIONS


def test_what_was_found_by_then_goes_on():
    found = failed_tasks.find(_Uneven(), 'x')
    assert 0 < len(found) < failed_tasks.MOST


class _Uneven(Tree):
    """300 executions with four below each, of which two failed of nothing."""

    def of(self, execution_id, *fields):
        self.leaf = 2
        self.empty = int(execution_id.split('.')[-1]) % 3 == 0
        return super().of(execution_id, *fields)

    def of_task(self, task_id):
        self.width = 300 if task_id == '0' else 4
        return super().of_task(task_id)
