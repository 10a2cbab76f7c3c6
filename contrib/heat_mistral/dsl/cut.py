"""Cutting one workflow out of a definition's text, edited for its new name."""

import re
from collections.abc import Mapping
from typing import Any

from heat_mistral.dsl import edits, emit, model, references, tree

HEADER = f"version: '{edits.VERSION}'"

_PLAIN_NAME = re.compile(r'[\w.\-]+')
_COMMENT = re.compile(r' *#')


def declarations(workflow: model.Workflow) -> dict[str, int]:
    """Where in the list each input stands; the last entry counts."""
    return {
        entry if isinstance(entry, str) else next(iter(entry)): number
        for number, entry in enumerate(workflow.body.get('input', ()))
    }


class Cut:
    """Cuts a definition's text into its workflows."""

    def __init__(
        self,
        definition: model.Definition,
        names: Mapping[str, str],
        emitted: Mapping[str, str],
    ) -> None:
        self.definition = definition
        self.text = definition.text
        self.line = edits.line_end(definition.text)
        self.root = definition.document.root
        self.names = names
        self.emitted = emitted
        self.pairs = {
            key.items: (key, value) for key, value in self.root.items
        }
        self.bounds = self._fragments()

    def text_of(
        self, short: str, missing: Mapping[str, Any]
    ) -> str | None:
        """The standalone text of a workflow, or None: it cannot be cut."""
        if short not in self.pairs:
            return None  # comes from a merge
        key, body = self.pairs[short]
        if body.kind != 'map':
            return None
        changes = [(key.start, key.end, emit.scalar(self.names[short]))]
        changes += self._additions(body, missing)
        changes += self._references(body)
        changes += self._defaults(self.definition.workflows[short], body)
        if len(self.names) == 1:
            if self.definition.version is None:
                changes.append(edits.version_edit(self.definition.document))
            return edits.apply(self.text, 0, len(self.text), changes)
        return self._fragment(short, changes)

    def _fragment(self, short: str, changes: list[edits.Edit]) -> str | None:
        start, end = self.bounds[short]
        cut = edits.apply(self.text, start, end, changes)
        line = self.line
        if self.root.style == 'flow':
            return f'{{{HEADER},{line}{cut}{line}}}{line}'
        key = self.pairs[short][0]
        indent = self.text[self._line_start(key.start) : key.start]
        if indent.strip(' '):
            return None
        if not cut.endswith(('\n', '\r')):
            cut += line
        return f'{indent}{HEADER}{line}{cut}'

    def _line_start(self, index: int) -> int:
        return max(
            self.text.rfind('\n', 0, index) + 1,
            int(self.text.startswith('\ufeff')),
        )

    def _fragments(self) -> dict[str, tuple[int, int]]:
        """Each key's piece of the text, with the comments before it."""
        starts, previous = [], 0
        for key, value in self.root.items:
            starts.append(self._with_comments(key.start, previous))
            previous = value.last_index()
        if self.root.style == 'flow':
            ends = [value.last_index() for _, value in self.root.items]
        else:
            ends = [*starts[1:], self.definition.document.end]
        keys = [key.items for key, _ in self.root.items]
        return dict(
            zip(keys, zip(starts, ends, strict=True), strict=True)
        )

    def _with_comments(self, index: int, previous: int) -> int:
        start = self._line_start(index)
        if start < previous or self.text[start:index].strip(' '):
            return index
        indent = index - start
        while start > previous:
            above = self._line_start(start - 1)
            if not previous <= above < start:
                break
            comment = _COMMENT.match(self.text, above)
            if not comment or comment.end() - above > indent + 1:
                break  # one that is indented belongs to what is above it
            start = above
        return start

    def _additions(
        self, body: tree.Node, missing: Mapping[str, Any]
    ) -> list[edits.Edit]:
        separator = ', '
        at = body.start + 1
        if body.style == 'block':
            at = body.start
            indent = at - self._line_start(at)
            separator = self.line + ' ' * indent
        new = ''.join(
            f'{key}: {emit.flow(value)}{separator}'
            for key, value in missing.items()
        )
        return [(at, at, new)] if new else []

    def _references(self, body: tree.Node) -> list[edits.Edit]:
        tasks = body.child('tasks')
        changes = []
        for _, task in tasks[1].items if tasks else ():
            found = task.child('workflow') if task.kind == 'map' else None
            if found and found[1].tag == tree.STR:
                changes += self._reference(found[1])
        return changes

    def _reference(self, node: tree.Node) -> list[edits.Edit]:
        command = node.items
        new = references.renamed(command, self.names)
        if new == command:
            return []
        old = references.named(command)
        name = self.names[old]
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
        if node.style in "\"'":
            return node.start + 1
        content = self.text.find('\n', node.start) + 1
        while self.text.startswith((' ', '\n', '\r'), content):
            content += 1
        return content

    def _last(self, node: tree.Node) -> int:
        """Where a node's text ends, without the line breaks after it."""
        raw = self.text[node.start : node.last_index()]
        return node.start + len(raw.rstrip())

    def _defaults(
        self, workflow: model.Workflow, body: tree.Node
    ) -> list[edits.Edit]:
        found = body.child('input')
        places = declarations(workflow)
        changes = []
        for name in self.emitted.keys() & places.keys():
            entry = found and found[1].child(places[name])
            if entry:
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
