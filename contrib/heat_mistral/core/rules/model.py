"""A remark about a definition, and what is known beside its text."""

import dataclasses
from collections.abc import Mapping, Sequence

from heat_mistral.core.definition import model

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


@dataclasses.dataclass(frozen=True)
class Known:
    """What else there is, where the definition is to be used.

    :ivar actions: name -> its inputs, or None where these are not known.
        Empty: nothing is known of actions, and all pass.
    :ivar given: inputs that every workflow of the text gets a default for.
    """

    actions: Mapping[str, Sequence[str] | None] = dataclasses.field(
        default_factory=dict
    )
    given: frozenset[str] = frozenset()


def remark(
    rule: str, definition: model.Parsed, path: Path, message: str
) -> Remark:
    """A remark about what is at the end of a path."""
    return Remark(rule, message, *definition.locate(path), path)
