"""Cutting one workflow or action out of a text, edited for its new name."""

import dataclasses
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from heat_mistral.core.definition import (
    edits,
    emit,
    model,
    positions,
    references,
    tree,
)

HEADER = f"version: '{edits.VERSION}'"

_PLAIN_NAME = re.compile(r'[\w.\-]+')

#: The node of a text that names something, and the new names for it.
Command = tuple[tree.Node, Mapping[str, str]]


@dataclasses.dataclass(frozen=True)
class _Piece:
    """The part of the text that is one workflow or action, with the comments before it.

    :ivar indent: what stands before its name in the line; None where that is
        not only spaces.
    """

    start: int
    end: int
    indent: str | None


def declarations(body: Mapping[str, Any]) -> dict[str, int]:
    """Where in the list each input stands; the last entry counts."""
    return {
        entry if isinstance(entry, str) else next(iter(entry)): number
        for number, entry in enumerate(body.get('input', ()))
    }


class Cut:
    """Cuts a text into its workflows or actions."""

    def __init__(
        self,
        definition: model.Parsed,
        names: Mapping[str, str],
        emitted: Mapping[str, str],
        commands: Callable[[tree.Node], Iterable[Command]],
    ) -> None:
        """Prepare the cuts.

        :param names: registered name by short name.
        :param emitted: the default of each input that gets one, as YAML.
        :param commands: finds them in the body of a workflow or an action.
        """
        self.definition = definition
        self.text = definition.text
        self.line = edits.line_end(definition.text)
        self.root = definition.document.top
        self.names = names
        self.emitted = emitted
        self.commands = commands
        self.bodies = definition.bodies
        self.pairs = {
            key.items: (key, value) for key, value in self.root.items
        }
        self.pieces = self._pieces()

    def text_of(self, short: str, missing: Mapping[str, Any]) -> str | None:
        """The standalone text of one, or None: it cannot be cut."""
        if short not in self.pairs:
            return None  # comes from a merge
        key, body = self.pairs[short]
        if body.kind != 'map':
            return None
        changes = [(key.start, key.end, emit.scalar(self.names[short]))]
        changes += self._additions(key, body, missing)
        for node, new_names in self.commands(body):
            if node.tag == tree.STR:
                changes += self._reference(node, new_names)
        changes += self._defaults(self.bodies[short], body)
        if len(self.names) == 1:
            if self.definition.version is None:
                changes.append(edits.version_edit(self.definition.document))
            return edits.apply(self.text, 0, len(self.text), changes)
        return self._fragment(short, changes)

    def _fragment(self, short: str, changes: list[edits.Edit]) -> str | None:
        piece = self.pieces[short]
        cut = edits.apply(self.text, piece.start, piece.end, changes)
        line = self.line
        if self.root.style == 'flow':
            return f'{{{HEADER},{line}{cut}{line}}}{line}'
        if piece.indent is None:
            return None
        if not cut.endswith(('\n', '\r')):
            cut += line
        return f'{piece.indent}{HEADER}{line}{cut}'

    # Only what lies between two pieces is looked at for the second one. To
    # look for the start of its line in the whole text costs, in a text of one
    # long line, the square of its length.

    def _pieces(self) -> dict[str, _Piece]:
        """The piece of each key."""
        begins = []
        previous = int(self.text.startswith('\ufeff'))
        for key, value in self.root.items:
            begins.append(self._begin(key.start, previous))
            previous = value.last_index()
        starts = [start for start, _ in begins]
        if self.root.style == 'flow':
            ends = [value.last_index() for _, value in self.root.items]
        else:
            ends = [*starts[1:], self.definition.document.end]
        return {
            key.items: _Piece(start, end, indent)
            for (key, _), (start, indent), end in zip(
                self.root.items, begins, ends, strict=True
            )
        }

    def _begin(self, index: int, previous: int) -> tuple[int, str | None]:
        """Start and indent of the piece whose key is at index.

        :param previous: where the value before it ends.
        """
        *above, indent = positions.lines(self.text[previous:index])
        if self.text[previous - 1 : previous] not in ('', *'\n\r\ufeff'):
            if not above:
                return index, None
            del above[0]  # the rest of another line
        if indent.strip(' '):
            return index, None
        start = index - len(indent)
        for line in reversed(above):
            bare = line.lstrip(' ')
            # A comment that is indented belongs to what is above it.
            if not bare.startswith('#') or len(line) - len(bare) > len(indent):
                break
            start -= len(line)
        return start, indent

    def _additions(
        self, key: tree.Node, body: tree.Node, missing: Mapping[str, Any]
    ) -> list[edits.Edit]:
        separator = ', '
        at = body.start + 1
        if body.style == 'block':
            at = body.start
            *_, indent = positions.lines(self.text[key.end : at])
            separator = self.line + ' ' * len(indent)
        new = ''.join(
            f'{key}: {emit.flow(value)}{separator}'
            for key, value in missing.items()
        )
        return [(at, at, new)] if new else []

    def _reference(
        self, node: tree.Node, names: Mapping[str, str]
    ) -> list[edits.Edit]:
        command = node.items
        new = references.renamed(command, names)
        if new == command:
            return []
        old = references.named(command)
        name = names[old]
        at = self._raw_start(node)
        if (
            self.text.startswith(old, at)
            and _PLAIN_NAME.fullmatch(name)
            and (node.style or emit.scalar(name) == name)
        ):
            return [(at, at + len(old), name)]
        return [(node.start, self._last(node), emit.scalar(new))]

    def _raw_start(self, node: tree.Node) -> int:
        """Where the content of a scalar starts."""
        if not node.style:
            return node.start
        if node.style in '"\'':
            return node.start + 1
        raw = self.text[node.start : node.last_index()]
        head = positions.lines(raw)[0]  # "|" or ">", maybe a comment
        return node.start + len(raw) - len(raw[len(head) :].lstrip(' \n\r'))

    def _last(self, node: tree.Node) -> int:
        """Where a node's text ends, without the line breaks after it."""
        raw = self.text[node.start : node.last_index()]
        return node.start + len(raw.rstrip())

    def _defaults(
        self, read: Mapping[str, Any], body: tree.Node
    ) -> list[edits.Edit]:
        found = body.child('input')
        places = declarations(read)
        changes = []
        for name in self.emitted.keys() & places.keys():
            entry = found[1].child(places[name]) if found else None
            if found and entry:
                changes.append(self._default(name, entry[1], found[1]))
        return changes

    def _default(
        self, name: str, entry: tree.Node, entries: tree.Node
    ) -> edits.Edit:
        value = self.emitted[name]
        if entry.kind == 'map' and entry.items:
            key, old = entry.items[-1]
            if old.end == old.start:
                return key.end, old.start, f': {value}'
            return old.start, self._last(old), value
        new = f'{emit.scalar(name)}: {value}'
        if entries.style == 'flow':
            new = f'{{{new}}}'
        return entry.start, self._last(entry), new
