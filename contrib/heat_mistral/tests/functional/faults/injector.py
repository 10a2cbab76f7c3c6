"""A proxy that knows the calls by name: it records them, and lets one fail."""

import threading
from urllib import parse

from heat_mistral.tests.functional.support import faulty

# What a path has beside ids and names.
_WORDS = frozenset(
    (
        'validate',
        'members',
        'workflows',
        'executions',
        'tasks',
        'cron_triggers',
        'event_triggers',
        'environments',
        'actions',
        'action_executions',
        'code_sources',
        'dynamic_actions',
    )
)


def call_of(method: str, path: str) -> str:
    """The call that a request is: ``GET workflows/*``."""
    parts = [part for part in parse.urlsplit(path).path.split('/') if part][1:]
    named = [part if part in _WORDS else '*' for part in parts]
    return f'{method} {"/".join(named)}'


class Injector(faulty.Proxy):
    """Stands between Heat and Mistral, for one stack at a time.

    :ivar calls: all that were made since the last ``record``, in order.
    """

    def __init__(self, target: str) -> None:
        super().__init__(target)
        self.calls: list[str] = []
        self._lock2 = threading.Lock()
        self._call = ''
        self._kind: faulty.Fault | None = None
        self._left = 0.0
        self._failed = 0
        self._again = 0

    def record(self) -> None:
        """Forget the calls so far."""
        with self._lock2:
            self.calls = []

    def inject(self, call: str, kind: faulty.Fault, times: float) -> None:
        """Let the next calls of this name fail, so many of them."""
        with self._lock2:
            self._call, self._kind, self._left = call, kind, times
            self._failed = self._again = 0

    def calm(self) -> None:
        """Let all further requests pass."""
        super().calm()
        with self._lock2:
            self._left = 0

    @property
    def failed(self) -> int:
        """How many calls have failed."""
        with self._lock2:
            return self._failed

    @property
    def again(self) -> int:
        """How many calls of the same name came after those."""
        with self._lock2:
            return self._again

    def fault(self, method: str, path: str) -> faulty.Fault | None:
        """What is to become of the next request."""
        call = call_of(method, path)
        with self._lock2:
            self.calls.append(call)
            if call != self._call:
                return None
            if self._left > 0:
                self._left -= 1
                self._failed += 1
                return self._kind
            self._again += bool(self._failed)
            return None
