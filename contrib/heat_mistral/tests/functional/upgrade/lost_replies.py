"""Mistral's replies, lost at the moment when the engine dies."""

import threading

from heat_mistral.tests.functional.support import faulty

POSTS = 3
PATIENCE = 120  # seconds


class LostReplies(faulty.Proxy):
    """Mistral goes away while it makes what it was asked for.

    The first three POSTs that make something are held until the last of them
    has come. They take effect; their replies are lost, and so is all else
    until it is calm.
    """

    def __init__(self, target: str) -> None:
        super().__init__(target)
        self._all_have_come = threading.Barrier(POSTS, self._go)
        self._is_away = self._was_away = False

    def _go(self) -> None:
        self._is_away = self._was_away = True

    def calm(self) -> None:
        """Let all further requests pass."""
        self._is_away = False

    def fault(self, method: str, path: str) -> faulty.Fault | None:
        if self._is_away:
            return faulty.FAULTS['unreachable']
        if (
            self._was_away
            or method != 'POST'
            or path.partition('?')[0].endswith('/validate')
        ):
            return None
        self._all_have_come.wait(PATIENCE)
        return faulty.FAULTS['reply lost']
