"""What is under way, on a terminal; elsewhere only what takes long."""

import contextlib
from collections.abc import Iterator
from typing import Any, TextIO


class Progress:
    """Tells of steps and of waiting."""

    def __init__(self, stream: TextIO, bar: Any = None) -> None:
        """Show nothing yet.

        :param bar: rich's, with one task; None without a terminal.
        """
        self._stream = stream
        self._bar = bar
        self._steps = 0
        self._waiting = ''

    def step(self, name: str) -> None:
        """A step begins, and the one before it is done."""
        self._show(name)
        self._steps += 1

    def wait(self, told: str) -> None:
        """It is waited for something; said once where it stays the same."""
        if self._bar is not None:
            self._show(told)
        elif told != self._waiting:
            self._stream.write(f'{told}\n')
            self._stream.flush()
        self._waiting = told

    def _show(self, text: str) -> None:
        if self._bar is not None:
            self._bar.update(
                self._bar.task_ids[0],
                description=text[:60],
                completed=self._steps,
            )


@contextlib.contextmanager
def shown(stream: TextIO, total: int | None) -> Iterator[Progress]:
    """Show a line for the length of a with block.

    :param stream: where errors go: what a program reads stays clean.
    :param total: how many steps there are; None if nobody knows.
    """
    if not stream.isatty():
        yield Progress(stream)
        return
    # It takes a tenth of a second to import.
    from rich import console, progress

    with progress.Progress(
        progress.SpinnerColumn(),
        progress.TextColumn('{task.description}', markup=False),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        console=console.Console(file=stream),
        transient=True,
    ) as bar:
        bar.add_task('', total=total)
        yield Progress(stream, bar)
