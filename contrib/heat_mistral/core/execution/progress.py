"""What is to be told of an execution while it goes on.

Pure: knows neither Heat nor the client. One object lives as long as one
attempt at an action; an engine that takes over begins a new one, and may tell
again what was told before.
"""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from heat_mistral.core.execution import states, task_order

#: Events of one action, the one that says that no more follow included.
EVENTS = 50
# A transaction of Mistral's may become visible later than its time says.
_OVERLAP = datetime.timedelta(seconds=10)
_TIME = '%Y-%m-%d %H:%M:%S'
_LONGEST_NAME = 80


class Progress:
    """The tasks of one run, as far as they have been seen."""

    def __init__(self) -> None:
        self._told = 0
        self.begin()

    def begin(self) -> None:
        """Another run is followed from now on, in the same action."""
        self._states: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._types: dict[str, str] = {}
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
            state not in states.TASK_DONE + states.TASK_FAILED
            for state in self._states.values()
        )

    @property
    def has_sub_workflows(self) -> bool:
        """Whether a task runs workflows of its own."""
        return 'WORKFLOW' in self._types.values()

    def take(self, rows: Iterable[Mapping[str, Any]]) -> list[str]:
        """Take note of tasks that may have changed.

        :param rows: id, name, type, state and updated_at of each, and what
            their order needs (``task_order.FIELDS``).
        :returns: a text for each that started, ended or failed since, cause
            before effect.
        """
        told = []
        for row in task_order.in_order(rows):
            identifier, state = row['id'], row['state']
            self._newest = max(self._newest, row.get('updated_at') or '')
            before = self._states.get(identifier)
            self._states[identifier] = state
            self._names[identifier] = row['name'][:_LONGEST_NAME]
            self._types[identifier] = row.get('type') or ''
            text = _text(before, state)
            if text:
                told.append(f'task {self._names[identifier]} {text}')
        return self._bounded(told)

    def take_below(self, reported: Iterable[str]) -> None:
        """Take note of the states of all executions below this one."""
        self._below = list(reported)

    def summary(self, extent: int | None) -> str:
        """Where the run is now, in a few words; '' if nothing is known.

        :param extent: how many tasks it may have; None if it is not known.
        """
        if not self._states:
            return ''
        known = _latest(
            (self._names[key], state) for key, state in self._states.items()
        )
        running = [
            name
            for name, state in known.items()
            if state in states.TASK_RUNNING
        ]
        text = f'{_tally(known.values())} of ' + _tasks(len(known), extent)
        if running:
            text += f' ({", ".join(running[:3])}' + (
                ', ...)' if len(running) > 3 else ')'
            )
        if self._below:
            text += f'; sub-workflows: {_tally(self._below)}'
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
    reported: Iterable[tuple[str, str]], extent: int | None
) -> dict[str, int]:
    """The attribute ``progress``: how many tasks are how far.

    A task that has run again counts once, as it is now. Which tasks follow
    shows only as a workflow runs: some of the total may never be reached.

    :param reported: name and state of tasks, in the order of their creation.
    :param extent: how many tasks the run may have; None if it is not known,
        or if no more will follow.
    """
    known = _latest(reported)
    return {**_counts(known.values()), 'total': max(len(known), extent or 0)}


def _latest(reported: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The state of each task by its name, when it ran last."""
    return dict(reported)


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


def _tasks(seen: int, extent: int | None) -> str:
    count = max(seen, extent or 0)
    noun = 'task' if count == 1 else 'tasks'
    return f'{count} {noun}' if extent else f'{count} {noun} so far'
