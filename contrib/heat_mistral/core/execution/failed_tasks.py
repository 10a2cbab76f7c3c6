"""Which tasks of an execution have to run again for it to go on.

Pure: the shapes are those of Mistral's API and engine. Not each task that
failed: an ``on-error`` may have dealt with it, and so may the tasks after it
have done their work.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from heat_mistral.core.execution import states

#: What has to be known of each task, besides its id.
FIELDS = ('name', 'type', 'state', 'updated_at', 'runtime_context')
# "Failure caused by error in tasks: a, b", and below it, for each of them and
# for those of sub-workflows: "  a [task_ex_id=5e...] -> ...".
_REPORT = 'Failure caused by error in tasks: '
_OF_TASK = '[task_ex_id={}]'
# Mistral cuts a state_info at 65,500 characters.
_LONGEST_INFO = 65_536
# Events of a task that failed, by which others have been begun.
_DEALT_WITH = ('on-error', 'on-complete')

Row = TypeVar('Row', bound=Mapping[str, Any])


def to_run_again(state_info: str | None, tasks: Iterable[Row]) -> list[Row]:
    """The failed tasks that have made an execution fail, in their order.

    Mistral's report of a failure has the ids of those with whose failure
    nothing has dealt. Where it says something else (an error of its engine,
    the command ``fail``) it is told from the tasks that came after.

    :param state_info: the execution's.
    :param tasks: all of its tasks, with ``FIELDS``.
    """
    rows = list(tasks)
    failed = [row for row in rows if row['state'] == states.ERROR]
    said = (state_info or '')[:_LONGEST_INFO]
    if said.startswith(_REPORT):
        reported = [
            row for row in failed if _OF_TASK.format(row['id']) in said
        ]
        names = said[len(_REPORT) :].partition('\n')[0].split(', ')
        # Of a report that is cut, the names are left.
        missing = set(names) - {row['name'] for row in reported}
        return [
            row for row in failed if row in reported or row['name'] in missing
        ]
    dealt_with = {
        each['task_id']
        for row in rows
        for each in _context(row).get('triggered_by') or ()
        if each.get('event') in _DEALT_WITH
    }
    return [row for row in failed if row['id'] not in dealt_with]


def items(task: Mapping[str, Any]) -> int | None:
    """How many items a task ``with-items`` has; None for another one."""
    found = _context(task).get('with_items')
    return found.get('count', 0) if isinstance(found, Mapping) else None


def newest_by_index(executions: Iterable[Any]) -> list[Any]:
    """The execution that counts, for each item of a task.

    A task that has run its workflow several times (``retry``, or again) has
    older ones as well.

    :param executions: sub-workflow executions of one task, the newest first,
        with params.
    """
    found: dict[int, Any] = {}
    for execution in executions:
        index = _decoded(execution.params).get('index', 0)
        found.setdefault(index, execution)
    return [found[index] for index in sorted(found)]


def _context(task: Mapping[str, Any]) -> Mapping[str, Any]:
    return _decoded(task.get('runtime_context'))


def _decoded(value: Any) -> Mapping[str, Any]:
    """A map, as it is or as a JSON text."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return {}
    return value if isinstance(value, Mapping) else {}
