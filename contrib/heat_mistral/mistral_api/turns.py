"""Work that is done a few at a time, in the order in which it came.

A storm of signals costs every service behind it: each asks Keystone, Mistral's
API and its engine. All at once they only wait for each other, and whoever
else needs these services waits behind all of them. A few at a time are served
as soon, and leave the others room.
"""

import collections
import contextlib
import threading
from collections.abc import Iterator

from heat_mistral.mistral_api import deadlines


class Turns:
    """How many of a kind this process works on at a time; the rest queues."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken = 0
        self._waiting: collections.deque[threading.Event] = collections.deque()

    @contextlib.contextmanager
    def one_of(self, limit: int, patience: float) -> Iterator[None]:
        """Wait for a turn, and have it for the length of a with block.

        How many may wait is the caller's to bound.

        :param limit: turns at a time.
        :param patience: seconds to wait at most.
        :raises heat_mistral.mistral_api.deadlines.Busy: if none came.
        """
        turn = self._queue(limit)
        if turn is not None and not self._comes(turn, patience):
            raise deadlines.Busy(
                f'nothing was started: the {limit} signals that this engine '
                f'serves at a time took longer than {patience:g} s; try again '
                f'in a little while'
            )
        try:
            yield
        finally:
            self._leave()

    def _queue(self, limit: int) -> threading.Event | None:
        """A place in the queue; None where there is no need to wait."""
        with self._lock:
            if self._taken < limit and not self._waiting:
                self._taken += 1
                return None
            turn = threading.Event()
            self._waiting.append(turn)
            return turn

    def _comes(self, turn: threading.Event, patience: float) -> bool:
        try:
            if turn.wait(patience):
                return True
        except BaseException:
            # A green thread is ended, or timed out, by what it waits for.
            if not self._withdrawn(turn):
                self._leave()
            raise
        return not self._withdrawn(turn)

    def _withdrawn(self, turn: threading.Event) -> bool:
        """Whether who waited has left the queue before the turn came."""
        with self._lock:
            if turn.is_set():
                return False  # at the last moment
            self._waiting.remove(turn)
            return True

    def _leave(self) -> None:
        with self._lock:
            if self._waiting:
                # Handed over, so that nobody who comes now is faster.
                self._waiting.popleft().set()
            else:
                self._taken -= 1


signals = Turns()
