"""From what Mistral tells of an execution to the states of its tasks."""

import collections
import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from heat_mistral.graph import model

_FINISHED = ('SUCCESS', 'ERROR', 'CANCELLED', 'SKIPPED')
Row = Mapping[str, Any]


def execution(
    row: Row,
    tasks: Iterable[Row],
    below: Iterable[Row],
    now: datetime.datetime,
    errors: Mapping[str, str] | None = None,
) -> model.Execution:
    """The execution and its tasks.

    :param row: the execution, as Mistral's API has it.
    :param tasks: its tasks.
    :param below: executions of sub-workflows; others are ignored.
    :param now: until when what is unfinished has taken its time, in UTC and
        without a time zone, as Mistral's own times.
    :param errors: id of a task -> why it failed, where that is known.
    """
    by_name: dict[str, list[Row]] = {}
    for task in tasks:
        by_name.setdefault(task['name'], []).append(task)
    counts: dict[str, collections.Counter[str]] = {}
    for sub in below:
        parent = sub.get('task_execution_id') or ''
        counts.setdefault(parent, collections.Counter())[sub['state']] += 1
    return model.Execution(
        id=row['id'],
        workflow=row['workflow_name'],
        state=row['state'],
        seconds=_between(row.get('created_at'), _end(row), now),
        tasks={
            name: _run(rows, counts, now, errors or {})
            for name, rows in by_name.items()
        },
    )


def _run(
    rows: list[Row],
    counts: Mapping[str, Mapping[str, int]],
    now: datetime.datetime,
    errors: Mapping[str, str],
) -> model.GraphRun:
    # Times have whole seconds: of two in one, what goes on is the later.
    last = max(
        rows,
        key=lambda row: (
            row.get('created_at') or '',
            row['state'] not in _FINISHED,
            row.get('started_at') or '',
            row['id'],
        ),
    )
    below = counts.get(last['id'], {})
    return model.GraphRun(
        state=last['state'],
        seconds=_between(last.get('started_at'), _end(last), now),
        times=len(rows),
        below={
            state: below[state] for state in model.STATES if below.get(state)
        },
        error=errors.get(last['id'], ''),
    )


def span(
    row: Row, begins: str
) -> tuple[datetime.datetime | None, datetime.datetime | None]:
    """When an execution or a task has begun, and when it has ended.

    :param begins: the key of the first: a task is created before it starts.
    """
    starts = row.get(begins)
    ends = _end(row)
    return (
        datetime.datetime.fromisoformat(starts) if starts else None,
        datetime.datetime.fromisoformat(ends) if ends else None,
    )


def _end(row: Row) -> str | None:
    if row['state'] not in _FINISHED:
        return None
    return row.get('finished_at') or row.get('updated_at')


def _between(
    starts: str | None, ends: str | None, now: datetime.datetime
) -> float | None:
    """Seconds; None for what has not begun."""
    if not starts:
        return None
    end = datetime.datetime.fromisoformat(ends) if ends else now
    begin = datetime.datetime.fromisoformat(starts)
    # Two machines' clocks may differ.
    return max((end - begin).total_seconds(), 0)
