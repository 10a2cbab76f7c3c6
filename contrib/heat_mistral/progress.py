"""What is to be told of a run while it goes on, and how often it is asked.

Pure: knows neither Heat nor the client. One object lives as long as one
attempt at an action; an engine that takes over begins a new one, and may tell
again what was told before.
"""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from heat_mistral import task_order

#: Events of one action, the one that says that no more follow included.
EVENTS = 50
# A run of an hour is asked for 360 times at a poll each 10 s, and some more
# in its first minute. So many requests beyond one each 10 s may go to its
# tasks as well, and so many altogether: below 400 for an hour.
_FREE, _RESERVE = 22, 32
_EACH = 10.0  # seconds
# A transaction of Mistral's may become visible later than its time says.
_OVERLAP = datetime.timedelta(seconds=10)
_TIME = '%Y-%m-%d %H:%M:%S'
_DONE = ('SUCCESS', 'SKIPPED')
_FAILED = ('ERROR', 'CANCELLED')
_RUNNING = ('RUNNING', 'DELAYED', 'PAUSED')
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
        return any(state not in _DONE + _FAILED
                   for state in self._states.values())

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

    def take_below(self, states: Iterable[str]) -> None:
        """Take note of the states of all executions below this one."""
        self._below = list(states)

    def summary(self) -> str:
        """Where the run is now, in a few words; '' if nothing is known."""
        if not self._states:
            return ''
        states = list(self._states.values())
        running = [self._names[key] for key, state in self._states.items()
                   if state in _RUNNING]
        text = f'{_tally(states)} of {_tasks(len(states))}'
        if running:
            text += f' ({", ".join(running[:3])}' + (
                ', ...)' if len(running) > 3 else ')')
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


class Allowance:
    """How many requests a run may cost, by the time it has taken."""

    def __init__(self) -> None:
        self._made = 0
        self._from: float | None = None

    def spend(self) -> None:
        """A request is made."""
        self._made += 1

    def allows(self, requests: int, took: float,
               reserve: bool = False) -> bool:
        """Whether so many may be made now.

        :param took: what the run has taken so far, in seconds.
        :param reserve: for what finds the end of the run sooner.
        """
        if self._from is None:
            self._from = took
        extra = _RESERVE if reserve else _FREE
        return self._made + requests <= extra + (took - self._from) / _EACH


def counted(states: Iterable[str]) -> dict[str, int]:
    """The attribute ``progress``: how many tasks are how far."""
    known = list(states)
    return {
        'done': sum(state in _DONE for state in known),
        'running': sum(state in _RUNNING for state in known),
        'failed': sum(state in _FAILED for state in known),
        'total': len(known)}


def _text(before: str | None, state: str) -> str:
    if before == state:
        return ''
    if state in _DONE:
        return 'ended' if state == 'SUCCESS' else 'was skipped'
    if state in _FAILED:
        return 'failed' if state == 'ERROR' else 'was cancelled'
    if state == 'RUNNING' and before not in ('DELAYED', 'PAUSED'):
        return 'started' if before not in _FAILED else 'started again'
    return ''


def _tally(states: list[str]) -> str:
    counts = counted(states)
    return ', '.join(f'{counts[key]} {key}'
                     for key in ('done', 'running', 'failed')
                     if counts[key] or key == 'done')


def _tasks(count: int) -> str:
    return f'{count} task' if count == 1 else f'{count} tasks'
