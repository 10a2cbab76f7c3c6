"""Say what is being done, and how long each step took."""

import contextlib
import time

from rich import console, progress


class Silent:
    """For the Python API: nothing."""

    @contextlib.contextmanager
    def step(self, name):
        yield

    whole = step


class Lines:
    """For a log: a line when a step has ended."""

    def __init__(self, out=print):
        self._out = out

    @contextlib.contextmanager
    def step(self, name):
        begin = time.monotonic()
        yield
        self._out(f'{name:16} {time.monotonic() - begin:6.1f} s')

    whole = step


class Live(Lines):
    """For a terminal: a line that moves while a step is going on."""

    def __init__(self):
        self._progress = progress.Progress(
            progress.SpinnerColumn(), '{task.description:16}',
            progress.TimeElapsedColumn(), transient=True,
            console=console.Console(highlight=False))
        super().__init__(self._progress.console.print)

    @contextlib.contextmanager
    def step(self, name):
        with self._progress:
            task = self._progress.add_task(name, total=None)
            try:
                with super().step(name):
                    yield
            finally:
                self._progress.remove_task(task)

    # The steps of the whole have the line for themselves.
    whole = Lines.step


def choose():
    return Live() if console.Console().is_terminal else Lines()
