"""Say what is being done, and how long each step took.

Steps may overlap: the services are started all at once.
"""

import contextlib
import time

from rich import console, progress


class Silent:
    """For the Python API: nothing."""

    @contextlib.contextmanager
    def step(self, name):
        yield


class Lines(Silent):
    """For a log: a line when a step begins and one when it has ended."""

    def __init__(self, out=print):
        self._out = out

    @contextlib.contextmanager
    def step(self, name):
        begin = time.monotonic()
        self._out(f'{name} ...')
        try:
            yield
        except BaseException:
            self._out(f'{name} failed after {_since(begin)}')
            raise
        self._out(f'{name} done in {_since(begin)}')


class Live(Silent):
    """For a terminal: a moving line for each step that is going on."""

    def __init__(self):
        self._progress = progress.Progress(
            progress.SpinnerColumn(finished_text='[green]✓'),
            '{task.description:18}',
            progress.TimeElapsedColumn(),
        )

    def __enter__(self):
        self._progress.start()
        return self

    def __exit__(self, *_):
        self._progress.stop()

    @contextlib.contextmanager
    def step(self, name):
        task = self._progress.add_task(name, total=1)
        try:
            yield
        except BaseException:
            self._progress.update(task, description=f'[red]{name}')
            self._progress.stop_task(task)
            raise
        self._progress.update(task, completed=1)


def _since(begin):
    return f'{time.monotonic() - begin:.1f} s'


@contextlib.contextmanager
def to_person():
    """What fits: a terminal sees movement, anything else plain lines."""
    if console.Console().is_terminal:
        with Live() as live:
            yield live
    else:
        # One write each: steps end in several threads.
        yield Lines(lambda text: print(f'{text}\n', end='', flush=True))
