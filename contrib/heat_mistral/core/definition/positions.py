"""Where in a text something is, and the error that tells it."""

import array
import bisect
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


def lines(text: str) -> list[str]:
    """The lines of a text, each with its end; the last one has none."""
    ends = [found.end() for found in _LINE_BREAK.finditer(text)]
    return [
        text[start:end]
        for start, end in zip([0, *ends], [*ends, len(text)], strict=True)
    ]


class Lines:
    """Where the lines of a text start: for whoever asks for many places."""

    def __init__(self, text: str) -> None:
        # A million lines are 8 MB here, and 36 MB in a list.
        self._starts = array.array('Q', [int(text.startswith('\ufeff'))])
        self._starts.extend(
            found.end() for found in _LINE_BREAK.finditer(text)
        )

    def position(self, index: int) -> tuple[int, int]:
        """Line and column, both from 1, of an index into the text."""
        line = max(bisect.bisect_right(self._starts, index), 1)
        return line, max(index - self._starts[line - 1], 0) + 1


def position(text: str, index: int) -> tuple[int, int]:
    """Line and column, both from 1, of an index into the text."""
    return Lines(text).position(index)


def error(text: str, index: int | None, message: str) -> DefinitionError:
    """A DefinitionError about the text at index."""
    if index is None:
        return DefinitionError(message)
    return DefinitionError(message, *position(text, index))
