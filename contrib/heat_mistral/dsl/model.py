"""A parsed definition: what the rest of the plugin asks about."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from heat_mistral.dsl import edits, emit, meaning, places, tree


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


@dataclasses.dataclass(frozen=True)
class Definition:
    """A parsed text and its workflows by short name, in their order."""

    text: str
    workflows: Mapping[str, Workflow]
    document: tree.Tree = dataclasses.field(repr=False, compare=False)
    #: The version as the text has it, or None where it is left out.
    version: Any = None

    @property
    def standalone(self) -> str:
        """The text as Mistral takes it: with a version."""
        if self.version is not None:
            return self.text
        text = edits.apply(
            self.text,
            0,
            len(self.text),
            [edits.version_edit(self.document)],
        )
        bodies = {name: wf.body for name, wf in self.workflows.items()}
        wanted = {'version': edits.VERSION, **bodies}
        return (
            text if meaning.reads_as(text, wanted) else emit.block(wanted)
        )

    def locate(self, path: Sequence[str | int]) -> tuple[int, int]:
        """Line and column of the deepest part of path that the text has."""
        node = self.document.root
        index = node.start
        for step in path:
            found = node.child(step)
            if found is None:
                break
            key, node = found
            index = (key or node).start
        return places.position(self.text, index)
