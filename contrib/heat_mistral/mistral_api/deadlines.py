"""Bounds on waiting for Mistral: how long, and how often at a time."""

import collections
import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar
from urllib import parse

from keystoneauth1 import session

#: Seconds for a request that does not take Mistral long: its API gives its
#: engine so much (``rpc_response_timeout``). One that hangs is noticed then.
ORDINARY_REQUEST = 60.0

T = TypeVar('T')


class Busy(Exception):
    """This engine already waits for Mistral as often as it may."""


class Deadline:
    """When what is under way must have ended, on the monotonic clock.

    Deadlines nest: an inner one never outlasts the outer one, which holds
    again after it.
    """

    def __init__(self) -> None:
        self._ends: float | None = None

    @property
    def is_set(self) -> bool:
        """Whether anything is under way."""
        return self._ends is not None

    @contextlib.contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Give what happens within so long, from now on."""
        outer, ends = self._ends, time.monotonic() + seconds
        self._ends = ends if outer is None else min(outer, ends)
        try:
            yield
        finally:
            self._ends = outer

    def left(self, most: float) -> float:
        """Seconds until the deadline, and ``most`` at most."""
        if self._ends is None:
            return most
        # Never 0, which means to wait for ever.
        return max(0.1, min(most, self._ends - time.monotonic()))


class BoundedSession(session.Session):
    """A session whose requests all end by a deadline, and in their own time.

    What one call of the plugin's does may be several requests. The token is
    fetched through this session, too.
    """

    def __init__(
        self, deadline: Deadline, longest: float, **kwargs: Any
    ) -> None:
        """Prepare requests.

        :param longest: seconds for the answer to a definition, which Mistral
            checks before it answers: 0.1 s a task. Other requests have
            ``ORDINARY_REQUEST``, or this where it is less.
        :param kwargs: of keystoneauth's session, but for ``timeout``.
        """
        self._deadline = deadline
        self._longest = longest
        super().__init__(**kwargs)

    @property
    def timeout(self) -> float:
        """Seconds for the request that is about to be sent."""
        return self._deadline.left(min(self._longest, ORDINARY_REQUEST))

    @timeout.setter
    def timeout(self, seconds: float | None) -> None:
        """Needed by keystoneauth's ``__init__``, which says None."""

    def request(self, url: str, method: str, **kwargs: Any) -> Any:
        """Send a request; see keystoneauth."""
        if _has_definition(url, method):
            kwargs.setdefault('timeout', self._deadline.left(self._longest))
        return super().request(url, method, **kwargs)


def _has_definition(url: str, method: str) -> bool:
    """Whether a request registers workflows: POST or PUT of /v2/workflows."""
    path = parse.urlsplit(url).path.rstrip('/').split('/')
    return (method == 'POST' and path[-1] == 'workflows') or (
        method == 'PUT' and 'workflows' in path[-2:]
    )


class Outage:
    """What was waited for in vain, so that it is not waited for again at once.

    A request to Heat may show many live attributes; one after another, they
    would wait for longer than Heat's API does. Forgotten soon, since without
    convergence one client plugin serves a whole stack action.
    """

    REMEMBERED = 5.0  # seconds

    def __init__(self) -> None:
        self._error: Exception | None = None
        self._over = 0.0

    def note(self, error: Exception) -> None:
        """Remember the error of a call that had all its time."""
        self._error = error
        self._over = time.monotonic() + self.REMEMBERED

    def fail_if_recent(self) -> None:
        """Raise the error again, unless it is too old to be believed."""
        if self._error is not None and time.monotonic() < self._over:
            raise self._error.with_traceback(None)
        self._error = None


class Budget:
    """Seconds that several calls may take together."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds

    def spend(self, call: Callable[[float], T]) -> T:
        """The result of a call, which is told how many seconds there are."""
        begun = time.monotonic()
        try:
            return call(self.left)
        finally:
            self.left -= time.monotonic() - begun


class Places:
    """How many calls of this process may wait for Mistral at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken: collections.Counter[str] = collections.Counter()

    @contextlib.contextmanager
    def one_of(
        self, limit: int, project: str = '', part: int | None = None
    ) -> Iterator[None]:
        """Have a place for the length of a with block.

        :param limit: places at a time.
        :param part: how many of them one project may have; all, if None.
        :raises Busy: at once, if there is none left.
        """
        with self._lock:
            full = self._taken.total() >= limit
            if full or (part is not None and self._taken[project] >= part):
                number, whose = (
                    (limit, '') if full else (part, ' of this project')
                )
                raise Busy(
                    f'this engine already has {number} requests{whose} to '
                    f'Mistral under way; try again in a little while'
                )
            self._taken[project] += 1
        try:
            yield
        finally:
            with self._lock:
                self._taken[project] -= 1
                if not self._taken[project]:
                    del self._taken[project]


places = Places()
#: For what Mistral tells: a flood of it takes none of the others.
hook_places = Places()
