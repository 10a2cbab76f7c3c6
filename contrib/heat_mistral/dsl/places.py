"""Where in a text something is, and the error that tells it."""

import bisect
import functools
import re
from collections.abc import Sequence

_LINE_BREAK = re.compile('\r\n|\r|\n')


class DefinitionError(Exception):
    """What is wrong with a definition, and where (1-based, or None).

    :ivar path: steps into the definition, from the workflow's name on, as
        many as are known.
    """

    def __init__(
        self,
        message: str,
        line: int | None = None,
        column: int | None = None,
        path: Sequence[str | int] = (),
    ) -> None:
        super().__init__(message, line, column)
        self.message = message
        self.line = line
        self.column = column
        self.path = tuple(path)

    def __str__(self) -> str:
        if self.line is None:
            return self.message
        return f'line {self.line}, column {self.column}: {self.message}'


@functools.lru_cache(maxsize=2)
def _line_starts(text: str) -> list[int]:
    first = int(text.startswith('\ufeff'))
    return [first, *(found.end() for found in _LINE_BREAK.finditer(text))]


def position(text: str, index: int) -> tuple[int, int]:
    """Line and column, both from 1, of an index into the text."""
    starts = _line_starts(text)
    line = max(bisect.bisect_right(starts, index), 1)
    return line, max(index - starts[line - 1], 0) + 1


def error(text: str, index: int | None, message: str) -> DefinitionError:
    """A DefinitionError about the text at index."""
    if index is None:
        return DefinitionError(message)
    return DefinitionError(message, *position(text, index))
