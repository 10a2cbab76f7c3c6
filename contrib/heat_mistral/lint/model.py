"""What the linter passes on: findings, and texts that know their file."""

import dataclasses
import functools
from collections.abc import Sequence

from heat_mistral.core.definition import positions


@dataclasses.dataclass(frozen=True)
class File:
    """A file that was read.

    :ivar path: as the reader named it, or relative to what named it.
    """

    path: str
    text: str

    @functools.cached_property
    def lines(self) -> Sequence[str]:
        return positions.lines(self.text)

    def line(self, number: int) -> str:
        """One line without its end; '' where there is none of this number."""
        if not 1 <= number <= len(self.lines):
            return ''
        return self.lines[number - 1].rstrip('\r\n')


@dataclasses.dataclass(frozen=True)
class Place:
    """A place in a file; line and column are from 1."""

    file: File
    line: int
    column: int


@dataclasses.dataclass(frozen=True)
class Text:
    """A text, a definition for instance, and where in a file it stands.

    :ivar first: where it begins.
    :ivar indent: columns that its further lines are indented by in the file;
        None where the file has it in another form, so that a place in it
        cannot be told.
    :ivar filled: what stands in it for values that are not known yet.
    """

    value: str
    first: Place
    indent: int | None = 0
    filled: frozenset[str] = frozenset()

    def place(self, line: int | None, column: int | None) -> Place:
        """Where a line and column of the text are in the file."""
        if self.indent is None or line is None or column is None:
            return self.first
        if line == 1:
            return dataclasses.replace(
                self.first, column=self.first.column + column - 1
            )
        return Place(
            self.first.file, self.first.line + line - 1, column + self.indent
        )


@dataclasses.dataclass(frozen=True)
class Finding:
    """Something a rule has found, in the reader's own file.

    :ivar rule: a key of heat_mistral.core.rules.RULES.
    """

    rule: str
    message: str
    place: Place
