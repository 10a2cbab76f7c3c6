"""What a complete run has found so far: it can be stopped and taken up again.

A file with a line for each cell that went well, of this very source: what was
found of another one is forgotten.
"""

import hashlib
import json
import pathlib
import threading
import time

from heat_mistral.tests.functional.faults import calls

_SOURCE = pathlib.Path(__file__).parents[3]
#: Beside the sandbox's own files, which git does not look at.
PLACE = _SOURCE.parents[1] / '.faults.jsonl'
# Seconds between two lines about how far it is.
_SELDOM = 15


def source() -> str:
    """A hash of the plugin, and of what tries the cells."""
    hashed = hashlib.sha256()
    tests = _SOURCE / 'tests'
    here = pathlib.Path(__file__).parent
    for path in sorted(_SOURCE.rglob('*.py')):
        if tests not in path.parents or path.parent == here:
            hashed.update(path.read_bytes())
    return hashed.hexdigest()


class Journal:
    """The file, and how far the run is.

    :ivar known: a word for each cell that went well before.
    """

    def __init__(self, path: pathlib.Path, source: str, cells: int) -> None:
        """Read what there is.

        :param source: what the words are of.
        :param cells: how many there are to try in all.
        """
        self._path = path
        self._all = cells
        self._lock = threading.Lock()
        self._began = self._told = time.monotonic()
        self._tried = self._failed = 0
        text = path.read_text() if path.exists() else ''
        lines = text.splitlines()
        if lines[:1] != [source]:
            text, lines = f'{source}\n', []
            path.write_text(text)
        if not text.endswith('\n'):
            # It was stopped while it wrote.
            *lines, half = lines
            path.write_text(text.removesuffix(half))
        self.known: dict[str, str] = dict(map(json.loads, lines[1:]))

    def add(self, cell: calls.Cell, word: str | None) -> None:
        """Keep what became of a cell, and now and then say how far it is.

        :param word: None if it failed, so that it is tried again.
        """
        with self._lock:
            self._tried += 1
            self._failed += word is None
            if word is not None:
                with self._path.open('a') as file:
                    file.write(f'{json.dumps([str(cell), word])}\n')
            now = time.monotonic()
            if now - self._told > _SELDOM:
                self._told = now
                print(self._how_far(now), flush=True)

    def _how_far(self, now: float) -> str:
        done = len(self.known) + self._tried
        left = (now - self._began) / self._tried * (self._all - done)
        return (
            f'\n{done} of {self._all} cells, {self._failed} failed; about '
            f'{left / 60:.0f} minutes left'
        )
