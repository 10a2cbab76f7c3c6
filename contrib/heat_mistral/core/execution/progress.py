"""What is to be told of an execution while it goes on.

Pure: knows neither Heat nor the client. One object lives as long as one
attempt at an action; an engine that takes over begins a new one, and may tell
again what was told before.
"""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from heat_mistral.core.execution import course, states, task_order

#: Events of one action, the one that says that no more follow included.
EVENTS = 50
# A transaction of Mistral's may become visible later than its time says.
_OVERLAP = datetime.timedelta(seconds=10)
_TIME = '%Y-%m-%d %H:%M:%S'
_LONGEST_NAME = 80
_KEPT = ('type', *course.FIELDS)


class Progress:
    """The tasks of one run, as far as they have been seen."""

    def __init__(self) -> None:
        self._told = 0
        self.begin()

    def begin(self) -> None:
        """Another run is followed from now on, in the same action."""
        self._rows: dict[str, Mapping[str, Any]] = {}
        self._newest = ''
        self._below: list[str] = []

    @property
    def since(self) -> str | None:
        """From when on changed tasks are of interest; None for all."""
        if not self._newest:
            return None
        newest = datetime.datetime.strptime(self._newest, _TIME)
        return (newest - _OVERLAP).strftime(_TIME)

    @property
    def is_active(self) -> bool:
        """Whether a task is known that has not ended."""
        return any(
            row['state'] not in states.TASK_DONE + states.TASK_FAILED
            for row in self._rows.values()
        )

    @property
    def has_sub_workflows(self) -> bool:
        """Whether a task runs workflows of its own."""
        return any(row['type'] == 'WORKFLOW' for row in self._rows.values())

    def take(self, rows: Iterable[Mapping[str, Any]]) -> list[str]:
        """Take note of tasks that may have changed.

        :param rows: id, type and updated_at of each, and what its course and
            their order need (``course.FIELDS``, ``task_order.FIELDS``).
        :returns: a text for each that started, ended or failed since, cause
            before effect.
        """
        told = []
        for row in task_order.in_order(rows):
            self._newest = max(self._newest, row.get('updated_at') or '')
            before = self._rows.get(row['id'], {}).get('state')
            self._rows[row['id']] = {key: row.get(key) for key in _KEPT}
            text = _text(before, row['state'])
            if text:
                told.append(f'task {_cut(row["name"])} {text}')
        return self._bounded(told)

    def take_below(self, reported: Iterable[str]) -> None:
        """Take note of the states of all executions below this one."""
        self._below = list(reported)

    def summary(self, known: course.Course | None) -> str:
        """Where the run is now, in a few words; '' if nothing is known.

        :param known: which tasks it may have, if that is known.
        """
        if not self._rows:
            return ''
        now = _latest(self._rows.values())
        running = [
            _cut(name)
            for name, state in now.items()
            if state in states.TASK_RUNNING
        ]
        coming = known.to_come(self._rows.values()) if known else set()
        count = len(now) + len(coming)
        text = f'{_tally(now.values())} of {count} ' + (
            'task' if count == 1 else 'tasks'
        )
        if known is None:
            text += ' so far'
        if running:
            text += f' ({", ".join(running[:3])}' + (
                ', ...)' if len(running) > 3 else ')'
            )
        more = known.workflows(coming) if known else 0
        if self._below or more:
            text += f'; sub-workflows: {_tally(self._below)}'
        if more:
            text += f', {more} more may come'
        return text

    def _bounded(self, texts: list[str]) -> list[str]:
        room = EVENTS - 1 - self._told
        if room < 0:
            return []
        self._told += len(texts)
        if len(texts) <= room:
            return texts
        return [*texts[:room], 'no more tasks are told of in this action']


def counted(
    reported: Iterable[Mapping[str, Any]], known: course.Course | None
) -> dict[str, int]:
    """The attribute ``progress``: how many tasks are how far.

    A task that has run again counts once, as it is now. Those that may still
    come are in the total: which of them do shows only as a workflow runs.

    :param reported: tasks in the order of their creation, with what
        ``course.FIELDS`` names.
    :param known: which tasks the run may have; None if that is not known, or
        if no more will follow.
    """
    rows = list(reported)
    now = _latest(rows)
    coming = known.to_come(rows) if known else set()
    return {**_counts(now.values()), 'total': len(now) + len(coming)}


def _latest(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The state of each task by its name, when it ran last."""
    return {row['name']: row['state'] for row in rows}


def _cut(name: str) -> str:
    return name[:_LONGEST_NAME]


def _counts(reported: Iterable[str]) -> dict[str, int]:
    known = list(reported)
    return {
        'done': sum(state in states.TASK_DONE for state in known),
        'running': sum(state in states.TASK_RUNNING for state in known),
        'failed': sum(state in states.TASK_FAILED for state in known),
    }


def _text(before: str | None, state: str) -> str:
    if before == state:
        return ''
    if state in states.TASK_DONE:
        return 'ended' if state == states.SUCCESS else 'was skipped'
    if state in states.TASK_FAILED:
        return 'failed' if state == states.ERROR else 'was cancelled'
    if state == states.RUNNING and before not in (
        states.DELAYED,
        states.PAUSED,
    ):
        return (
            'started' if before not in states.TASK_FAILED else 'started again'
        )
    return ''


def _tally(known: Iterable[str]) -> str:
    return ', '.join(
        f'{count} {what}'
        for what, count in _counts(known).items()
        if count or what == 'done'
    )
