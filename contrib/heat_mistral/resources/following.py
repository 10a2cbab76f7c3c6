"""Following a run: its tasks as events, and where it is as the reason.

Each poll is one request, and two while there is an allowance for it: for the
run's state, for the tasks that have changed since, or for the executions
below. So the end of a run is seen by the next poll, as a rule, and the one
after it at the latest.
"""

import itertools
from collections.abc import Iterator
from typing import Any

from heat_mistral import client, outcome, progress
from heat_mistral.resources import watching

_STATE, _TASKS, _BELOW = 'state', 'tasks', 'below'
_HINTED = 'hinted'


class Follower(watching.Watch):
    """Follows the runs of one attempt.

    :ivar taken_up: id of the run of an earlier attempt that this one waits
        for, if any.
    """

    taken_up: str | None = None

    def __init__(self, plugin: client.HeatMistralClientPlugin, rsrc: Any,
                 timeout: float | None, stops: bool) -> None:
        super().__init__(rsrc)
        self.timeout = timeout
        self.stops = stops
        self._plugin = plugin
        self._last_state: str | None = None
        self._progress = progress.Progress()
        self._allowance = progress.Allowance()
        self._turns: Iterator[str] = itertools.cycle(
            (_TASKS, _STATE, _BELOW, _STATE))

    def seen(self, run_id: str) -> None:
        if self._rsrc.resource_id != run_id:
            self._rsrc.resource_id_set(run_id)
        self._progress.begin()

    def hurry(self) -> None:
        """The next poll asks for the state: the run may have ended."""
        self._turns = itertools.chain((_HINTED,), self._turns)

    def state_is_due(self, run_id: str, took: float) -> bool:
        turn = next(self._turns)
        if turn == _HINTED or (
                turn == _STATE and not self._allowance.allows(2, took)):
            self._allowance.spend()
            return True
        if turn == _BELOW and self._progress.has_sub_workflows:
            self._ask_below(run_id)
        else:
            self._ask_tasks(run_id)
        if self._allowance.allows(1, took, reserve=(
                not self._progress.is_active)):
            self._allowance.spend()
            return True
        return False

    def goes_on(self, run_id: str, workflow: str,
                state: str | None) -> None:
        state = self._last_state = state or self._last_state
        reason = watching.going_on(run_id, workflow, state)
        summary = self._progress.summary()
        paused = state == outcome.PAUSED
        watching.show(
            self._rsrc,
            f'{reason}: {summary}' if summary and not paused else reason,
            event=paused)

    def ended(self, run_id: str) -> None:
        self._ask_tasks(run_id)

    def _ask_tasks(self, run_id: str) -> None:
        self._allowance.spend()
        with self._plugin.ignore_not_found:
            for text in self._progress.take(
                    row.to_dict() for row in self._plugin.changed_tasks(
                        run_id, self._progress.since)):
                watching.tell(self._rsrc, text)

    def _ask_below(self, run_id: str) -> None:
        self._allowance.spend()
        with self._plugin.ignore_not_found:
            self._progress.take_below(
                row.state for row in self._plugin.executions_below(run_id))
