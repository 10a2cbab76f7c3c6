"""One run of one resource: started once, polled, found again, cancelled.

The run is recorded, with an id of our choice, before the first request, and
again as soon as Mistral says that it has it. From these records an engine
that takes over, or an attempt after a lost reply, goes on with the same run;
it never makes another one of it. (Mistral lets an id be used again once its
execution is gone, so a run that was there and is not any more is not asked
for again.)

A resource has one run at a time.
"""

import math
import time
from collections.abc import Callable
from typing import Any, NoReturn

from heat.common import exception
from heat.common.i18n import _
from heat.engine import resource

from heat_mistral.core.execution import outcome, states
from heat_mistral.mistral_api import api, errors
from heat_mistral.runs import cancellation, failure
from heat_mistral.runs.record import (
    ASKED,
    GONE,
    REFUSED,
    STARTED,
    Failed,
    RunRecord,
    RunRecords,
)
from heat_mistral.runs.watch import Watch

SHORTEST_WAIT, LONGEST_WAIT = 1, 10  # seconds; whole ones, for PollDelay
# A poll this often, in parts of the time that the run has taken so far.
PATIENCE = 5


class Runner:
    """Starts, polls and ends the runs of one attempt at an action.

    The methods raise Mistral's errors as they are.
    """

    def __init__(
        self,
        records: RunRecords,
        mistral: Callable[[], api.MistralApi],
        watch: Watch,
        is_cancelled: Callable[[], bool],
        timeout: float | None = None,
        leaves: bool = False,
    ) -> None:
        """Prepare runs; nothing is asked yet.

        :param mistral: makes the client; called when something is asked.
        :param watch: polls, and tells of what it sees.
        :param is_cancelled: whether the stack's action was cancelled.
        :param timeout: seconds that a run may take; None for ever.
        :param leaves: a run goes on when the stack's action is cancelled.
        """
        self._records = records
        self._mistral = mistral
        self._watch = watch
        self._is_cancelled = is_cancelled
        self._timeout = timeout
        self._leaves = leaves

    def wait(self, run: RunRecord) -> dict[str, Any]:
        """The output of the last run, which is started if need be.

        :raises heat.engine.resource.PollDelay: while it is under way.
        :raises Failed: if it has ended badly.
        """
        is_asked = self._records.state == ASKED
        state = self._start(run) if is_asked else self._poll(run)
        if state not in states.FINISHED:
            self._going_on(run, state)
        self._watch.has_ended(run.id)
        return self._end(run)

    def settle(self, run: RunRecord, why: str) -> dict[str, Any] | None:
        """Bring the last run to its end: cancel it where it goes on.

        :param why: for its state_info.
        :returns: its output if it had succeeded before.
        :raises heat.engine.resource.PollDelay: until it is at rest.
        """
        executions = self._mistral().executions
        try:
            found = executions.get(run.id, 'state')
        except Exception as ex:
            if not errors.is_not_found(ex):
                raise
            asked = self._records.state == ASKED
            self._records.note(run.id, REFUSED if asked else GONE)
            return None
        self._note_begun(run)
        if found.state not in states.FINISHED:
            executions.cancel(run.id, why)
            raise resource.PollDelay(SHORTEST_WAIT)
        try:
            return self._end(run)
        except Failed:
            return None

    def discover(self, run: RunRecord) -> None:
        """Record whether Mistral has a run whose start was not answered.

        Starts nothing: the run stays ASKED where Mistral has not got it.
        """
        if self._records.state == ASKED and self._is_there(run):
            self._note_begun(run)

    def require_begun(self, run: RunRecord) -> None:
        """Find out that Mistral has, or had, the last run.

        :raises heat.common.exception.Error: if it has not.
        """
        self.discover(run)
        if self._records.state == ASKED:
            raise exception.Error(
                _(
                    'execution %(id)s of workflow %(name)s for %(action)s has '
                    'not been started; an update, or the same action again, '
                    'starts it'
                )
                % {'id': run.id, 'name': run.name, 'action': run.action}
            )

    def reopen(self, run: RunRecord) -> None:
        """Record that a run which had failed goes on, if somebody did that."""
        ends = (states.ERROR, states.CANCELLED)
        if self._records.state in ends:
            with errors.ignoring_not_found():
                found = self._mistral().executions.get(run.id, 'state')
                if found.state not in ends:
                    self._records.note(run.id, STARTED)

    # Steps

    def _start(self, run: RunRecord) -> str:
        try:
            found = self._mistral().executions.create(
                run.id,
                run.workflow,
                run.namespace,
                dict(run.input),
                dict(run.params),
                run.description,
            )
        except Exception as ex:
            if not errors.is_refusal(ex) or self._is_there(run):
                raise
            self._records.note(run.id, REFUSED)
            raise Failed(
                _('workflow %(name)s cannot be run: %(why)s')
                % {'name': run.name, 'why': errors.first_line(ex)}
            ) from ex
        self._note_begun(run)
        return str(found.state)

    def _is_there(self, run: RunRecord) -> bool:
        """Whether an earlier request of the same id had more luck."""
        with errors.ignoring_not_found():
            self._mistral().executions.get(run.id, 'state')
            return True
        return False

    def _note_begun(self, run: RunRecord) -> None:
        if self._records.state == ASKED:
            self._watch.has_begun(run.id)
            # Last: until then, all of this is done again.
            self._records.has_begun(run.id)

    def _poll(self, run: RunRecord) -> str | None:
        try:
            return self._watch.poll(run.id, self._took())
        except Exception as ex:
            self._raise_if_gone(run, ex)
            raise

    def _look(self, run: RunRecord, *fields: str) -> Any:
        try:
            return self._mistral().executions.get(run.id, *fields)
        except Exception as ex:
            self._raise_if_gone(run, ex)
            raise

    def _raise_if_gone(self, run: RunRecord, ex: Exception) -> None:
        if errors.is_not_found(ex):
            self._records.note(run.id, GONE)
            raise Failed(outcome.vanished(run.id, run.name)) from ex

    def _end(self, run: RunRecord) -> dict[str, Any]:
        found = self._look(run, 'state', 'state_info', 'output')
        if found.state == states.SUCCESS:
            return outcome.output(found.output)
        cause = outcome.Failure(why=outcome.message(found.state_info))
        if found.state == states.ERROR:
            cause = failure.failure_of(
                self._mistral(), run.id, found.state_info
            )
        self._records.note(run.id, found.state, cause.why)
        raise Failed(outcome.told(run.id, run.name, found.state, cause))

    def _going_on(self, run: RunRecord, state: str | None) -> None:
        """Tell of it and wait, unless its time is up or nobody wants it.

        :raises heat.engine.resource.PollDelay: until the next poll.
        :raises heat.common.exception.Error: if it is not waited for any more.
        """
        self._watch.goes_on(run.id, run.name, state)
        if self._is_cancelled():
            self._give_up(run)
        took = self._took()
        left: float = LONGEST_WAIT
        if self._timeout is not None:
            left = self._timeout - took
            if left <= 0:
                self._expire(run, self._timeout)
                return
        wait = max(SHORTEST_WAIT, min(LONGEST_WAIT, left, took / PATIENCE))
        raise resource.PollDelay(math.ceil(wait))

    def _give_up(self, run: RunRecord) -> NoReturn:
        if self._leaves:
            raise exception.Error(
                _(
                    'execution %s goes on in Mistral without the stack, '
                    'whose action was cancelled'
                )
                % run.id
            )
        self._mistral().executions.cancel(run.id, cancellation.STACK_CANCELLED)
        raise exception.Error(
            _('execution %s was cancelled with the stack') % run.id
        )

    def _expire(self, run: RunRecord, limit: float) -> None:
        """The run has taken too long; it may just have ended all the same.

        :raises Failed: if it has not ended well.
        """
        self._mistral().executions.cancel(
            run.id, f'it did not end within {limit:g} s'
        )
        found = self._look(run, 'state', 'state_info')
        if found.state not in states.FINISHED:
            raise resource.PollDelay(SHORTEST_WAIT)
        if found.state == states.SUCCESS:
            return
        self._watch.has_ended(run.id)
        self._records.note(
            run.id, states.CANCELLED, outcome.message(found.state_info)
        )
        raise Failed(
            _(
                'execution %(id)s of workflow %(name)s did not end within '
                '%(limit)g s and was cancelled'
            )
            % {'id': run.id, 'name': run.name, 'limit': limit}
        )

    def _took(self) -> float:
        return time.time() - self._records.since
