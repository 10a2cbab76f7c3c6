"""A remark about a definition, and what is known beside its text."""

import dataclasses
from collections.abc import Mapping, Sequence

from heat_mistral.core.definition import model, positions

Path = tuple[str | int, ...]


@dataclasses.dataclass(frozen=True)
class Remark:
    """Something that a rule has found.

    :ivar rule: its code, a key of :data:`catalogue.RULES`.
    :ivar line: from 1, in the definition's text; None where it has no place.
    :ivar column: from 1.
    :ivar path: steps into the definition, from the workflow's name on.
    """

    rule: str
    message: str
    line: int | None = None
    column: int | None = None
    path: Path = ()

    @property
    def fault(self) -> positions.DefinitionError:
        """The same as the definition's own checks tell it."""
        return positions.DefinitionError(
            self.message, self.line, self.column, self.path
        )


@dataclasses.dataclass(frozen=True)
class Known:
    """What else there is, where the definition is to be used.

    :ivar actions: name -> its inputs, or None where these are not known.
        Empty: nothing is known of actions, and all pass.
    :ivar given: inputs that every workflow of the text gets a default for.
    :ivar readable: characters of expressions that are read at most; 10,000
        take about a tenth of a second.
    """

    actions: Mapping[str, Sequence[str] | None] = dataclasses.field(
        default_factory=dict
    )
    given: frozenset[str] = frozenset()
    readable: int = 1_000_000


def remark(
    rule: str, definition: model.Parsed, path: Path, message: str
) -> Remark:
    """A remark about what is at the end of a path."""
    return Remark(rule, message, *definition.locate(path), path)
