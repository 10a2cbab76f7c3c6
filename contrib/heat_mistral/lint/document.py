"""A YAML file as values, and the place of each of them.

libyaml's composer recurses in C, where a file of nested brackets ends the
process; so the events are composed here, as core/definition/load.py does for
definitions. Heat's templates may have anchors, which a definition has not.
"""

from collections.abc import Iterator
from typing import Any

import yaml

from heat_mistral.lint import model

#: Deeper nesting than this is no template.
MAX_DEPTH = 200
#: More values, with those that aliases repeat, are none either.
MAX_SIZE = 1_000_000
_Loader: Any = getattr(yaml, 'CSafeLoader', yaml.SafeLoader)
# One of PyYAML's. Its types allow for events without marks.
_Event = Any
_TRUTH = ('true', 'yes', 'on')
_RESOLVER = yaml.resolver.Resolver.yaml_implicit_resolvers


class Node:
    """A value of a file: a scalar (str, int …), a list or a map of nodes.

    :ivar kind: "scalar", "list" or "map".
    :ivar value: a scalar's value; a list of nodes; or a dict of the nodes of
        values by their keys.
    :ivar keys: of a map: the nodes of its keys.
    :ivar repeated: of a map: keys that it has had before, each with the first.
    :ivar style: of a scalar: "|", ">", "'", '"' or ''.
    """

    __slots__ = (
        'end',
        'file',
        'keys',
        'kind',
        'mark',
        'repeated',
        'size',
        'style',
        'value',
    )

    def __init__(
        self,
        kind: str,
        value: Any,
        file: model.File,
        mark: tuple[int, int],
        style: str = '',
    ) -> None:
        self.kind = kind
        self.value = value
        self.file = file
        self.mark = mark
        self.style = style
        self.end = mark
        self.keys: dict[Any, Node] = {}
        self.repeated: list[tuple[Node, Node]] = []
        # Values in it, itself included; those of aliases as often as named.
        self.size = 1

    @property
    def place(self) -> model.Place:
        line, column = self.mark
        return model.Place(self.file, line + 1, column + 1)

    def get(self, key: Any) -> 'Node | None':
        """The value of a map's key; None if there is none, or no map."""
        return self.value.get(key) if self.kind == 'map' else None

    def items(self) -> 'Iterator[tuple[Any, Node, Node]]':
        """Key, the key's node and the value's node, of a map."""
        if self.kind == 'map':
            for key, node in self.value.items():
                yield key, self.keys[key], node

    @property
    def is_text(self) -> bool:
        return self.kind == 'scalar' and isinstance(self.value, str)


class Unreadable(Exception):
    """The file is not to be read; line and column, from 1, tell where."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.message, self.line, self.column = message, line, column


def read(file: model.File) -> Node | None:
    """Read a file's document; None if it is empty.

    :raises Unreadable: if it is not YAML, or has several documents.
    """
    builder = _Builder(file)
    try:
        for event in yaml.parse(file.text, Loader=_Loader):
            builder.take(event)
    except yaml.YAMLError as ex:
        raise _unreadable(ex, file) from None
    return builder.root


def _unreadable(fault: Any, file: model.File) -> Unreadable:
    mark = getattr(fault, 'problem_mark', None)
    mark = mark or getattr(fault, 'context_mark', None)
    words = [getattr(fault, 'context', None), getattr(fault, 'problem', None)]
    told = ', '.join(word for word in words if word) or str(fault)
    line, column = (mark.line, mark.column) if mark else (0, 0)
    if '\t' in file.line(line + 1)[: column + 1]:
        told = f'a tab stands here: YAML takes spaces alone ({told})'
        column = file.line(line + 1).index('\t')
    return Unreadable(f'not YAML: {told}', line + 1, column + 1)


class _Builder:
    """Puts events together; open lists and maps lie on a stack."""

    def __init__(self, file: model.File) -> None:
        self.file = file
        self.root: Node | None = None
        self.stack: list[Node] = []
        self.waiting: list[Node | None] = []
        self.anchors: dict[str, Node] = {}

    def take(self, event: _Event) -> None:
        if isinstance(event, yaml.AliasEvent):
            node = self.anchors.get(str(event.anchor))
            if node is None:
                raise self.fault(event, f'no anchor "{event.anchor}"')
            self.add(node)
        elif isinstance(event, yaml.ScalarEvent):
            node = self.node(event, 'scalar', _value(event))
            node.style = event.style or ''
            end: Any = event.end_mark
            node.end = (end.line, end.column)
            self.add(node)
        elif isinstance(event, yaml.MappingStartEvent):
            self.open(self.node(event, 'map', {}))
        elif isinstance(event, yaml.SequenceStartEvent):
            self.open(self.node(event, 'list', []))
        elif isinstance(event, yaml.CollectionEndEvent):
            self.close()
        elif isinstance(event, yaml.DocumentStartEvent) and self.root:
            raise self.fault(event, 'a second document starts here')

    def node(self, event: Any, kind: str, value: Any) -> Node:
        mark = (event.start_mark.line, event.start_mark.column)
        node = Node(kind, value, self.file, mark)
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        return node

    def open(self, node: Node) -> None:
        self.add(node)
        self.stack.append(node)
        self.waiting.append(None)
        if len(self.stack) > MAX_DEPTH:
            line, column = node.mark
            raise Unreadable('nested too deep', line + 1, column + 1)

    def close(self) -> None:
        node = self.stack.pop()
        self.waiting.pop()
        if self.stack:
            # It was counted as one when it was added.
            self.grow(node.size - 1)

    def grow(self, size: int) -> None:
        parent = self.stack[-1]
        parent.size += size
        if parent.size > MAX_SIZE:
            line, column = parent.mark
            raise Unreadable('too large', line + 1, column + 1)

    def add(self, node: Node) -> None:
        if self.stack:
            self.grow(node.size)
        if not self.stack:
            self.root = node
            return
        parent, key = self.stack[-1], self.waiting[-1]
        if parent.kind == 'list':
            parent.value.append(node)
        elif key is None:
            self.waiting[-1] = node
        else:
            self.waiting[-1] = None
            name = key.value if key.kind == 'scalar' else None
            if name in parent.keys and name != '<<':
                parent.repeated.append((key, parent.keys[name]))
            parent.value[name] = node
            parent.keys[name] = key

    def fault(self, event: Any, message: str) -> Unreadable:
        mark = event.start_mark
        return Unreadable(message, mark.line + 1, mark.column + 1)


def _value(event: Any) -> Any:
    """A scalar's value as Heat reads it: dates stay texts."""
    text = event.value
    if not event.implicit[0]:
        return text
    for tag, pattern in _RESOLVER.get(text[:1], ()):
        if pattern.match(text):
            return _converted(str(tag).rpartition(':')[2], text)
    return text


def _converted(tag: str, text: str) -> Any:
    if tag == 'null':
        return None
    if tag == 'bool':
        return text.lower() in _TRUTH
    if tag in ('int', 'float') and len(text) < 100:
        try:
            return float(text) if tag == 'float' else int(text, 0)
        except ValueError:
            return text
    return text
