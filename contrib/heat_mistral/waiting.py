"""Bounds on waiting for Mistral: how long, and how often at a time."""

import contextlib
import threading
import time
from collections.abc import Iterator

from keystoneauth1 import session


class Busy(Exception):
    """This engine already waits for Mistral as often as it may."""


class BoundedSession(session.Session):
    """A session whose requests all end by a certain time.

    What one call of the plugin's does may be several requests.
    """

    ends: float | None = None
    _timeout: float | None = None

    @property
    def timeout(self) -> float | None:
        """Seconds for the request that is about to be sent."""
        if self.ends is None:
            return self._timeout
        return until(self.ends)

    @timeout.setter
    def timeout(self, seconds: float | None) -> None:
        self._timeout = seconds


def until(ends: float) -> float:
    """Seconds until then, on the monotonic clock."""
    # Never 0, which means to wait for ever.
    return max(0.1, ends - time.monotonic())


class Places:
    """How many calls of this process may wait for Mistral at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken = 0

    @contextlib.contextmanager
    def one_of(self, limit: int) -> Iterator[None]:
        with self._lock:
            if self._taken >= limit:
                raise Busy(
                    f'this engine already has {limit} requests to Mistral '
                    f'under way; try again in a little while')
            self._taken += 1
        try:
            yield
        finally:
            with self._lock:
                self._taken -= 1


places = Places()
