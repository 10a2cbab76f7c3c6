"""A YAML text as a tree of nodes that know where in it they stand.

And the value that Mistral reads from it: that of PyYAML's SafeLoader.
"""

import functools
from collections.abc import Callable
from typing import Any

import yaml
from yaml import constructor, resolver

from heat_mistral.core.definition import hints, positions

#: int() of a longer one takes a noticeable time, str() of it may raise.
MAX_NUMBER = 1000

STR = 'tag:yaml.org,2002:str'
MAP = 'tag:yaml.org,2002:map'
SEQ = 'tag:yaml.org,2002:seq'
MERGE = 'tag:yaml.org,2002:merge'
#: Keys that PyYAML reads in a way of their own: "<<" and "=".
SPECIAL_KEYS = (MERGE, 'tag:yaml.org,2002:value')
_NUMBERS = ('tag:yaml.org,2002:int', 'tag:yaml.org,2002:float')
_CONSTANTS: dict[str, Callable[[str], bool | None]] = {
    'tag:yaml.org,2002:null': lambda text: None,
    'tag:yaml.org,2002:bool': lambda text: (
        text.lower() in ('yes', 'true', 'on')
    ),
}
_IMPLICIT = resolver.Resolver.yaml_implicit_resolvers


class Node:
    """A scalar (items: its text), sequence (nodes) or mapping (pairs).

    start and end are indices into the text.  A block collection ends, as
    parsers have it, where the next token starts: see last_index().
    """

    __slots__ = ('end', 'index', 'items', 'kind', 'start', 'style', 'tag')

    def __init__(
        self, kind: str, tag: str, items: Any, start: int, style: str
    ) -> None:
        self.kind = kind
        self.tag = tag
        self.items = items
        self.start = start
        self.end = start
        self.style = style
        self.index: dict[str, int] | None = None

    def child(self, key: Any) -> 'tuple[Node | None, Node] | None':
        """(key node, value node) of a text key or an index, or None."""
        if self.kind == 'map':
            if self.index is None:
                # The last of equal keys is the one whose value counts.
                self.index = {
                    name.items: number
                    for number, (name, _) in enumerate(self.items)
                    if name.kind == 'scalar'
                }
            number = self.index.get(key)
            return None if number is None else self.items[number]
        in_list = self.kind == 'seq' and isinstance(key, int)
        if in_list and 0 <= key < len(self.items):
            return None, self.items[key]
        return None

    def last_index(self) -> int:
        """Where the text of this node really ends."""
        node = self
        while node.style == 'block' and node.items:
            last = node.items[-1]
            node = last if isinstance(last, Node) else last[1]
        return node.end


class _Constructor(constructor.SafeConstructor):
    """PyYAML's, in a time that grows with the text and no faster.

    That of its own merge grows with the square of the number of "<<" in a
    map: it deletes them one by one from the start of a list.
    """

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        merges = [pair for pair in node.value if pair[0].tag == MERGE]
        rest = [pair for pair in node.value if pair[0].tag != MERGE]
        merged = []
        for merge in merges:
            node.value = [merge]
            super().flatten_mapping(node)
            merged += node.value
        node.value = rest
        super().flatten_mapping(node)
        node.value = merged + node.value


class Tree:
    """One YAML document: its nodes, and the value Mistral reads from it."""

    def __init__(
        self, text: str, root: Node | None, end: int, odd: bool
    ) -> None:
        self.text = text
        self.root = root
        #: where the document's last line ends, before any "..."
        self.end = end
        self._odd = odd

    @functools.cached_property
    def lines(self) -> positions.Lines:
        return positions.Lines(self.text)

    @property
    def top(self) -> Node:
        """The root of a text that has one.

        :raises ValueError: if the text is empty.
        """
        if self.root is None:
            raise ValueError('an empty text has no nodes')
        return self.root

    def value(self) -> Any:
        """The value as Mistral's loader constructs it.

        :raises positions.DefinitionError: where the loader would refuse a scalar.
        """
        if self.root is None:
            return None
        if self._odd:
            return _construct(self.text, self.root)
        return _value(self.text, self.root)


def implicit_tag(text: str) -> str:
    """The tag that YAML 1.1 gives a plain scalar."""
    for tag, pattern in _IMPLICIT.get(text[:1], ()):
        if pattern.match(text):
            return str(tag)
    return STR


def is_plain_text(text: str) -> bool:
    """Whether a plain scalar of this text is read as text."""
    return implicit_tag(text) == STR


def _value(text: str, node: Node) -> Any:
    if node.kind == 'scalar':
        if node.tag == STR:
            return node.items
        constant = _CONSTANTS.get(node.tag)
        return constant(node.items) if constant else _construct(text, node)
    if node.kind == 'seq':
        return [_value(text, item) for item in node.items]
    result = {}
    for key, value in node.items:
        if key.kind != 'scalar':
            fault = 'a list or map cannot be a key'
            raise positions.error(
                text, key.start, fault + hints.hint(text, key.start)
            )
        result[_value(text, key)] = _value(text, value)
    return result


def _construct(text: str, node: Node) -> Any:
    """What PyYAML makes of a node; for tags, merges, numbers and dates."""
    try:
        return _constructed(node)
    except yaml.YAMLError as fault:
        mark = getattr(fault, 'problem_mark', None)
        at = node.start if mark is None else mark
        problem = getattr(fault, 'problem', None) or 'cannot be read'
        raise positions.error(
            text, at, problem + hints.hint(text, at)
        ) from None
    except Exception as fault:
        # The constructors raise whatever int(), date() and the like raise,
        # where the shape of a scalar is right and its content is not.
        at = _unreadable(node).start
        raise positions.error(
            text, at, f'this cannot be read: {fault}'
        ) from None


def _constructed(node: Node) -> Any:
    return _Constructor().construct_document(_yaml_node(node))


def _unreadable(node: Node) -> Node:
    """The first scalar below that cannot be constructed, or the node."""
    waiting = [node]
    while waiting:
        item = waiting.pop()
        if item.kind == 'scalar':
            if item.tag == STR:
                continue
            try:
                _constructed(item)
            except Exception:
                return item
        elif item.kind == 'seq':
            waiting += reversed(item.items)
        else:
            pairs = reversed(item.items)
            waiting += [part for pair in pairs for part in reversed(pair)]
    return node


def _yaml_node(node: Node) -> yaml.Node:
    # PyYAML hands the marks on to its faults, whatever they are.
    ends: Any = (node.start, node.end)
    if node.kind == 'scalar':
        if node.tag in _NUMBERS and len(node.items) > MAX_NUMBER:
            raise ValueError(f'a number of more than {MAX_NUMBER} characters')
        return yaml.ScalarNode(node.tag, node.items, *ends)
    if node.kind == 'seq':
        items = [_yaml_node(item) for item in node.items]
        return yaml.SequenceNode(node.tag, items, *ends)
    pairs = [(_yaml_node(key), _yaml_node(value)) for key, value in node.items]
    return yaml.MappingNode(node.tag, pairs, *ends)
