"""Following a run: its tasks as events, and where it is as the reason.

Each poll is one request, and two while there is an allowance for it: for the
run's state, for the tasks that have changed since, or for the executions
below. So the end of a run is seen by the next poll, as a rule, and by the one
after it at the latest.
"""

import itertools
from collections.abc import Callable, Iterator

from heat_mistral.core.execution import poll_budget, progress, states
from heat_mistral.heat_support import events, protocols
from heat_mistral.mistral_api import api, errors
from heat_mistral.resources.execution import extent
from heat_mistral.runs import watch

_STATE, _TASKS, _BELOW = 'state', 'tasks', 'below'
_HINTED = 'hinted'


class Follower(watch.Watch):
    """Follows the runs of one attempt."""

    def __init__(
        self, rsrc: protocols.Acting, mistral: Callable[[], api.MistralApi]
    ) -> None:
        super().__init__(rsrc, mistral)
        self._last_state: str | None = None
        self._progress = progress.Progress()
        self._budget = poll_budget.PollBudget()
        self._turns: Iterator[str] = itertools.cycle(
            (_TASKS, _STATE, _BELOW, _STATE)
        )

    def has_begun(self, run_id: str) -> None:
        if self._rsrc.resource_id != run_id:
            self._rsrc.resource_id_set(run_id)
        self._progress.begin()

    def hurry(self) -> None:
        """Let the next poll ask for the state: the run may have ended."""
        self._turns = itertools.chain((_HINTED,), self._turns)

    def poll(self, run_id: str, took: float) -> str | None:
        turn = next(self._turns)
        if turn == _HINTED or (
            turn == _STATE and not self._budget.allows(2, took)
        ):
            return self._ask_state(run_id, took)
        if turn == _BELOW and self._progress.has_sub_workflows:
            self._ask_below(run_id)
        else:
            self._ask_tasks(run_id)
        # The end of the last known task may be that of the run.
        may_have_ended = not self._progress.is_active
        if self._budget.allows(1, took, reserve=may_have_ended):
            return self._ask_state(run_id, took)
        return None

    def goes_on(self, run_id: str, workflow: str, state: str | None) -> None:
        state = self._last_state = state or self._last_state
        reason = watch.going_on(run_id, workflow, state)
        summary = self._progress.summary(extent.known(self._rsrc, run_id))
        paused = state == states.PAUSED
        events.show_reason(
            self._rsrc,
            f'{reason}: {summary}' if summary and not paused else reason,
            event=paused,
        )

    def has_ended(self, run_id: str) -> None:
        self._ask_tasks(run_id)

    def _ask_state(self, run_id: str, took: float) -> str | None:
        self._budget.spend()
        return super().poll(run_id, took)

    def _ask_tasks(self, run_id: str) -> None:
        self._budget.spend()
        with errors.ignoring_not_found():
            for text in self._progress.take(
                row.to_dict()
                for row in self._mistral().tasks.changed(
                    run_id, self._progress.since
                )
            ):
                events.tell(self._rsrc, text)

    def _ask_below(self, run_id: str) -> None:
        self._budget.spend()
        with errors.ignoring_not_found():
            self._progress.take_below(
                row.state for row in self._mistral().executions.below(run_id)
            )
