"""Starting a run within the limits of its group, or saying why not.

Two requests: a list, and the POST. Where another signal was the first to
start the run of a number, Mistral answers the POST with that run: it is then
known like those of the list, which need not be asked for again. Where there
is room for one more run all the same, it lists again after a short while: who
has lost together would otherwise ask for the next number together, too.

One thing can make two runs of what should be one: somebody deletes a group's
newest run between the list and the POST of a signal that is under way, and
yet another signal comes in that moment.
"""

import dataclasses
import random
import time
from collections.abc import Callable
from typing import Any

from heat.common import exception
from oslo_utils import timeutils

from heat_mistral.core import signal_body, signal_group, signal_limits
from heat_mistral.core.execution import mark, signal_mark
from heat_mistral.mistral_api import deadlines
from heat_mistral.mistral_api import executions as executions_api

# Finished runs to look at beside those that are unfinished: the newest is not
# always the first where several are of one second, or Mistral's clocks differ.
_FINISHED = 10
# Executions with the letters of an id to look at. Nobody knows the id before
# the first of its signals, and what comes later stands behind.
_OF_ID = 10
# Seconds, at most, before one that was not the first lists again.
_PAUSE = 0.2


class GroupStart:
    """Serves one signal; a second try goes on where the first one was."""

    def __init__(
        self,
        owner: str,
        limits: signal_limits.Limits,
        group: signal_group.Group,
        signal: signal_mark.SignalMark,
        identifier: str | None,
    ) -> None:
        """Prepare; nothing is asked yet.

        :param signal: without the number of a run.
        :param identifier: the caller's id of the signal, who may have sent it
            before; the nonce is made of it.
        """
        self._owner = owner
        self._limits = limits
        self._group = group
        self._signal = signal
        self._identifier = identifier
        # By id. Kept for the next try: the run that an unanswered POST may
        # have started has the next number, whatever has been started since.
        self._runs: dict[str, signal_limits.GroupRun] | None = None

    def serve(
        self,
        executions: executions_api.Executions,
        post: Callable[[str, signal_mark.SignalMark], Any],
        time_left: Callable[[], float],
    ) -> signal_limits.Served:
        """The run that serves the signal, started if need be.

        :param post: starts an execution of an id, marked so, and gives what
            Mistral has of that id.
        :param time_left: seconds in which the signal must be served.
        :raises heat_mistral.core.signal_body.Refused: the limits are
            exceeded.
        :raises heat_mistral.mistral_api.deadlines.Busy: other signals were
            the first to start a run, until the time was over.
        :raises Exception: of Mistral.
        """
        if self._runs is None:
            self._runs = self._listed(executions)
        decided = self._decided(self._runs)
        while isinstance(decided, signal_limits.Start):
            begun = time.monotonic()
            run = self._posted(post, decided.number)
            self._runs[run.id] = run
            decided = self._decided(self._runs)
            if isinstance(decided, signal_limits.Start):
                self._pause(run, time_left() - 2 * (time.monotonic() - begun))
                # The list may not have it: it is not always the newest.
                self._runs = {run.id: run, **self._listed(executions)}
                decided = self._decided(self._runs)
        return decided

    def _decided(
        self, runs: dict[str, signal_limits.GroupRun]
    ) -> signal_limits.Served | signal_limits.Start:
        try:
            decided = signal_limits.decide(
                self._limits, runs.values(), self._signal, timeutils.utcnow()
            )
        except signal_limits.UnknownStart as ex:
            raise exception.Error(
                self._of_group(f'nothing was started: {ex}')
            ) from ex
        if isinstance(decided, signal_limits.Exceeded):
            raise signal_body.Refused(self._of_group(decided.why))
        return decided

    def _pause(self, run: signal_limits.GroupRun, spare: float) -> None:
        """Let others be the first, if there are seconds to spare."""
        if spare <= _PAUSE:
            raise deadlines.Busy(
                self._of_group(
                    f'nothing was started: other signals were the first to '
                    f'start a run while this one was served, the last one '
                    f'execution {run.id}; try again in a little while'
                )
            )
        # No secret: signals that meet should not meet again.
        time.sleep(random.uniform(0, _PAUSE))  # noqa: S311  # nosec B311

    def _listed(
        self, executions: executions_api.Executions
    ) -> dict[str, signal_limits.GroupRun]:
        running = self._limits.running
        rows = executions.of_group(
            self._group.digest,
            (running or 0) + _FINISHED,
            unfinished_first=running is not None,
        )
        if self._identifier is not None:
            # It may have been long ago, or in another group.
            rows += executions.first_described(self._signal.nonce, _OF_ID)
        runs, is_others = {}, False
        for row in rows:
            found = mark.read(row.description)
            if found is None or found.signal is None:
                continue  # has these letters by chance
            same_id = found.signal.nonce == self._signal.nonce
            if same_id and found.owner != self._owner:
                is_others = True
            elif same_id or found.signal.group == self._group.digest:
                runs[row.id] = signal_limits.seen(
                    row.id, row.state, row.created_at, found.signal
                )
        if is_others and not any(
            run.mark is not None and run.mark.nonce == self._signal.nonce
            for run in runs.values()
        ):
            raise signal_body.Refused(
                signal_limits.taken(str(self._identifier))
            )
        return runs

    def _posted(
        self, post: Callable[[str, signal_mark.SignalMark], Any], number: int
    ) -> signal_limits.GroupRun:
        signal = dataclasses.replace(
            self._signal, group=self._group.digest, number=number
        )
        row = post(self._group.run_id(number), signal)
        found = mark.read(row.description)
        return signal_limits.seen(
            row.id, row.state, row.created_at, found and found.signal, number
        )

    def _of_group(self, why: str) -> str:
        return f'{self._group.words}: {why}' if self._group.words else why
