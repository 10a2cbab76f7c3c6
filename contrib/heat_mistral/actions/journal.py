"""What is being tried in Mistral, noted on this machine.

A command that is killed leaves a temporary source behind; the next one on
this machine finds its name here and removes it. Nothing depends on that:
such sources are in nobody's lists, and go after an hour in any case.

A home may be shared by machines and containers: of a process that cannot be
seen from here, what it notes is left alone for an hour.
"""

import contextlib
import os
import pathlib
import platform
import time
from collections.abc import Callable, Iterator

_FILE = ('heat-mistral', 'staged')
#: Seconds that what is noted elsewhere is left alone.
_HOUR = 3600


class Journal:
    """A file with a line for each source.

    The process, Mistral, the name, where the process is, and when it was.
    """

    def __init__(self, mistral: str, directory: pathlib.Path) -> None:
        """Look at nothing yet.

        :param mistral: whose sources they are: a project's id.
        """
        self._mistral = mistral
        self._path = directory.joinpath(*_FILE)

    @classmethod
    def default(cls, mistral: str) -> 'Journal':
        """The one of the user, where programs keep such things."""
        state = os.environ.get('XDG_STATE_HOME') or '~/.local/state'
        return cls(mistral, pathlib.Path(state).expanduser())

    def note(self, name: str) -> None:
        """Note a source before it is made; without a place for it, do not."""
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with open(self._path, 'a', encoding='utf-8') as stream:
                stream.write(
                    f'{os.getpid()} {self._mistral} {name} {_here()} '
                    f'{int(time.time())}\n'
                )

    def sweep(self, remove: Callable[[set[str]], None]) -> None:
        """Remove what processes that are gone have left.

        :param remove: removes those sources from Mistral that are there; not
            called if there can be none.
        """
        with contextlib.suppress(OSError):
            lines = self._path.read_text(encoding='utf-8').splitlines()
            left = set(self._left(lines))
            if left:
                remove(left)
            # Another one may write meanwhile: what is lost of it goes later.
            kept = [line for line in lines if self._is_kept(line)]
            text = ''.join(f'{line}\n' for line in kept)
            self._path.write_text(text, encoding='utf-8')

    def _left(self, lines: list[str]) -> Iterator[str]:
        for line in lines:
            if not self._is_kept(line):
                yield (*line.split(), '', '', '')[2]

    def _is_kept(self, line: str) -> bool:
        pid, mistral, _, where, since = (*line.split(), *[''] * 5)[:5]
        if mistral != self._mistral:
            return True
        if where in ('', _here()):
            return _is_alive(pid)
        return since.isdecimal() and time.time() - int(since) < _HOUR


def _here() -> str:
    """What tells apart where a process's number means something else.

    That is each machine, each of its starts, and each container.
    """
    parts = [platform.node() or '-']
    with contextlib.suppress(OSError):
        boot = pathlib.Path('/proc/sys/kernel/random/boot_id')
        parts.append(boot.read_text(encoding='ascii').strip())
        parts.append(os.readlink('/proc/self/ns/pid'))
    return '/'.join(''.join(part.split()) for part in parts)


def _is_alive(pid: str) -> bool:
    if not pid.isdecimal() or int(pid) in (0, os.getpid()):
        return False
    try:
        os.kill(int(pid), 0)
    except PermissionError:
        return True
    except (ProcessLookupError, OverflowError):
        return False
    return True
