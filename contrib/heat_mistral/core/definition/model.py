"""A parsed definition: what the rest of the plugin asks about."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from heat_mistral.core.definition import edits, emit, meaning, tree


class _Required:
    """The value of an input without a default."""

    def __repr__(self) -> str:
        return 'REQUIRED'


REQUIRED = _Required()


@dataclasses.dataclass(frozen=True)
class Workflow:
    """One workflow of a text; line and column are those of its name."""

    name: str
    inputs: Mapping[str, Any]
    type: str
    body: Mapping[str, Any]
    line: int
    column: int


class Parsed:
    """A parsed text of any kind: bodies by name, and where things stand.

    :ivar version: as the text has it, or None where it is left out.
    """

    text: str
    document: tree.Tree
    version: Any

    @property
    def bodies(self) -> Mapping[str, Mapping[str, Any]]:
        """What stands below each name, as Mistral reads it."""
        raise NotImplementedError

    @property
    def standalone(self) -> str:
        """The text as Mistral takes it: with a version."""
        if self.version is not None:
            return self.text
        text = edits.apply(
            self.text, 0, len(self.text), [edits.version_edit(self.document)]
        )
        wanted = {'version': edits.VERSION, **self.bodies}
        return text if meaning.reads_as(text, wanted) else emit.block(wanted)

    def locate(self, path: Sequence[str | int]) -> tuple[int, int]:
        """Line and column of the deepest part of path that the text has."""
        node = self.document.top
        index = node.start
        for step in path:
            found = node.child(step)
            if found is None:
                break
            key, node = found
            index = (key or node).start
        return self.document.lines.position(index)


@dataclasses.dataclass(frozen=True)
class Definition(Parsed):
    """A parsed text and its workflows by short name, in their order."""

    text: str
    workflows: Mapping[str, Workflow]
    document: tree.Tree = dataclasses.field(repr=False, compare=False)
    version: Any = None

    @property
    def bodies(self) -> Mapping[str, Mapping[str, Any]]:
        return {name: each.body for name, each in self.workflows.items()}


@dataclasses.dataclass(frozen=True)
class Action:
    """One ad-hoc action of a text; line and column are those of its name.

    :ivar base: the name in "base", without inputs that stand behind it.
    """

    name: str
    inputs: Mapping[str, Any]
    base: str
    body: Mapping[str, Any]
    line: int
    column: int


@dataclasses.dataclass(frozen=True)
class Actions(Parsed):
    """A parsed text and its ad-hoc actions by short name, in their order."""

    text: str
    actions: Mapping[str, Action]
    document: tree.Tree = dataclasses.field(repr=False, compare=False)
    version: Any = None

    @property
    def bodies(self) -> Mapping[str, Mapping[str, Any]]:
        return {name: each.body for name, each in self.actions.items()}
