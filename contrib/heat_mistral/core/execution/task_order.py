"""The order of a run's tasks, where Mistral's whole seconds do not tell it.

Pure: knows neither Heat nor the client. A task of a direct workflow says
which tasks have triggered it. Those of a reverse workflow, and those that a
workflow begins with, do not: of two that were created in the same second, the
one that ended first comes first, and one that has not ended last.
"""

import graphlib
import heapq
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

#: What has to be known of each task, besides its id.
FIELDS = ('created_at', 'finished_at', 'runtime_context')
# After any time of Mistral's, which begin with a digit.
_NOT_YET = '~'

Row = TypeVar('Row', bound=Mapping[str, Any])


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Tasks by their creation, each after those that triggered it.

    A task that several tasks join in is created when the first of them has
    ended, and comes after the last one all the same.

    :param rows: id of each, and what ``FIELDS`` names where it is known.
    """
    by_time = sorted(
        rows,
        key=lambda row: (
            row.get('created_at') or _NOT_YET,
            row.get('finished_at') or _NOT_YET,
        ),
    )
    place = {row['id']: number for number, row in enumerate(by_time)}
    # Of those among the rows; others have been told of before.
    sorter = graphlib.TopologicalSorter(
        {
            number: [
                place[other] for other in _triggers(row) if other in place
            ]
            for number, row in enumerate(by_time)
        }
    )
    try:
        sorter.prepare()
    except graphlib.CycleError:
        return by_time  # a task may have been made to run again
    return [by_time[number] for number in _earliest_first(sorter)]


# Quoted: TopologicalSorter cannot be subscripted before Python 3.11.
def _earliest_first(
    sorter: 'graphlib.TopologicalSorter[int]',
) -> Iterator[int]:
    ready: list[int] = []
    while sorter.is_active():
        for number in sorter.get_ready():
            heapq.heappush(ready, number)
        number = heapq.heappop(ready)
        yield number
        sorter.done(number)


def _triggers(row: Mapping[str, Any]) -> list[str]:
    """Ids of the tasks that have triggered this one."""
    context = row.get('runtime_context')
    if isinstance(context, str):
        try:
            context = json.loads(context)
        except (ValueError, RecursionError):
            return []
    found = (
        context.get('triggered_by') if isinstance(context, Mapping) else None
    )
    return [
        each['task_id']
        for each in found or ()
        if isinstance(each, Mapping) and isinstance(each.get('task_id'), str)
    ]
