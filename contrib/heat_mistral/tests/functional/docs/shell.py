"""One shell, in which the commands of a page run one after the other."""

import contextlib
import os
import pathlib
import queue
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parents[5]
# A command of the openstack client takes two seconds, a stack a few more.
PATIENCE = 180  # seconds


class Shell:
    """A bash that is a user's, in a clone of the project.

    :ivar directory: where it began.
    """

    def __init__(
        self, sandbox: Any, directory: pathlib.Path, programs: pathlib.Path
    ) -> None:
        """Start it.

        :param directory: an empty one. What the page writes stays there.
        :param programs: a directory of commands that come before others.
        """
        self.directory = directory
        for path in ROOT.iterdir():
            if path.name != '.sandbox':
                (directory / path.name).symlink_to(path)
        self._process = subprocess.Popen(
            ['bash', '--norc', '--noprofile'],
            cwd=directory,
            env=_environment(sandbox, programs),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put(None)

    def run(self, command: str) -> tuple[int, str]:
        """Run a command; its exit status and what it has written.

        :raises AssertionError: if it does not end.
        """
        end = f'end-{uuid.uuid4().hex}'
        # Not in a subshell: what it sets is there for the next one.
        self._process.stdin.write(
            f'{{ {command}\n}} </dev/null\nprintf "\\n{end} %d\\n" $?\n'
        )
        self._process.stdin.flush()
        written: list[str] = []
        until = time.monotonic() + PATIENCE
        while True:
            try:
                line = self._lines.get(
                    timeout=max(0.0, until - time.monotonic())
                )
            except queue.Empty:
                line = None
            if line is None:
                raise AssertionError(
                    f'{command}: no end in {PATIENCE} s of\n{"".join(written)}'
                )
            if line.startswith(end):
                # The newline before it is ours.
                return int(line.split()[1]), ''.join(written)[:-1]
            written.append(line)

    def close(self) -> None:
        """End it, and what it has left running."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def _environment(sandbox: Any, programs: pathlib.Path) -> dict[str, str]:
    """A user's who has activated the environment of the sandbox."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(('OS_', 'PYTEST_'))
    }
    places = (str(ROOT / 'contrib'), str(ROOT))
    return kept | {
        'COLUMNS': '120',
        'PATH': os.pathsep.join(
            (
                str(programs),
                str(pathlib.Path(sys.executable).parent),
                os.environ['PATH'],
            )
        ),
        'PYTHONPATH': os.pathsep.join(places),
        'PYTHONWARNINGS': 'ignore',
        'SANDBOX_STATE': str(sandbox.state.dir),
    }


@contextlib.contextmanager
def opened(
    sandbox: Any, directory: pathlib.Path, programs: pathlib.Path
) -> Iterator[Shell]:
    """A shell for the length of a with block."""
    shell = Shell(sandbox, directory, programs)
    try:
        yield shell
    finally:
        shell.close()
