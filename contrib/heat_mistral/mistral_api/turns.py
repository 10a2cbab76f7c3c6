"""Work that is done a few at a time, and fairly between projects.

A storm of signals costs every service behind it: each asks Keystone, Mistral's
API and its engine. All at once they only wait for each other, and whoever
else needs these services waits behind all of them. A few at a time are served
as soon, and leave the others room.

One project's storm must not keep back another project's only signal. So one
project never has all turns, and a turn that ends goes to who has the fewest.
"""

import collections
import contextlib
import dataclasses
import threading
from collections.abc import Iterator

from heat_mistral.mistral_api import deadlines


@dataclasses.dataclass(eq=False)
class _Waiting:
    """One that waits for a turn."""

    project: str
    limit: int
    turn: threading.Event


class Turns:
    """How many of a kind this process works on at a time; the rest queues."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[_Waiting] = []
        # By project: the turns it has, and when it got its last one.
        self._taken: collections.Counter[str] = collections.Counter()
        self._last: dict[str, int] = {}
        self._given = 0

    @contextlib.contextmanager
    def one_of(
        self, project: str, limit: int, patience: float
    ) -> Iterator[None]:
        """Wait for a turn, and have it for the length of a with block.

        How many may wait is the caller's to bound.

        :param project: id of whose it is; it has all turns but one at most.
        :param limit: turns at a time. Where it is 1, projects take turns.
        :param patience: seconds to wait at most.
        :raises heat_mistral.mistral_api.deadlines.Busy: if none came.
        """
        waiting = _Waiting(project, limit, threading.Event())
        with self._lock:
            self._waiting.append(waiting)
            self._give()
        if not waiting.turn.is_set() and not self._comes(waiting, patience):
            raise deadlines.Busy(
                f'nothing was started: the {limit} that this engine serves at '
                f'a time took longer than {patience:g} s; try again in a '
                f'little while'
            )
        try:
            yield
        finally:
            self._leave(project)

    def _comes(self, waiting: _Waiting, patience: float) -> bool:
        try:
            if waiting.turn.wait(patience):
                return True
        except BaseException:
            # A green thread is ended, or timed out, by what it waits for.
            if not self._withdrawn(waiting):
                self._leave(waiting.project)
            raise
        return not self._withdrawn(waiting)

    def _withdrawn(self, waiting: _Waiting) -> bool:
        """Whether who waited has left the queue before the turn came."""
        with self._lock:
            if waiting.turn.is_set():
                return False  # at the last moment
            self._waiting.remove(waiting)
            self._forget(waiting.project)
            return True

    def _leave(self, project: str) -> None:
        with self._lock:
            self._taken[project] -= 1
            self._give()
            self._forget(project)

    def _forget(self, project: str) -> None:
        """Keep nothing of a project that has nothing here any more."""
        if not self._taken[project]:
            self._taken.pop(project, None)
            if all(each.project != project for each in self._waiting):
                self._last.pop(project, None)

    def _give(self) -> None:
        """Give the turns there are to those that wait.

        Handed over, so that nobody who comes now is faster.
        """
        while able := [each for each in self._waiting if self._is_able(each)]:
            # Of several that are equal, the one that came first.
            first = min(able, key=self._has_had)
            self._waiting.remove(first)
            self._given += 1
            self._taken[first.project] += 1
            self._last[first.project] = self._given
            first.turn.set()

    def _is_able(self, waiting: _Waiting) -> bool:
        part = max(1, waiting.limit - 1)
        return (
            self._taken.total() < waiting.limit
            and self._taken[waiting.project] < part
        )

    def _has_had(self, waiting: _Waiting) -> tuple[int, int]:
        project = waiting.project
        return self._taken[project], self._last.get(project, 0)


#: Signals to workflows.
signals = Turns()
#: What Mistral tells of the ends of runs.
hooks = Turns()
