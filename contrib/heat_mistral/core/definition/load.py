"""Texts read as Mistral reads YAML, into trees.

Mistral reads definitions with PyYAML's pure Python loader, changed so that
``&``, ``*`` and ``@`` are plain text (mistral/utils/safe_yaml.py).  That
loader is some 30 times slower than libyaml, and libyaml's own tree builder
recurses in C, where a text of nested brackets ends the whole process.  So:
take libyaml's flat stream of events where both read the same, Mistral's rules
in Python for the rest, and build the tree from events without recursion.

Called by the other modules of this package only.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

import yaml

from heat_mistral.core.definition import hints, positions, tree

#: Deeper nesting than this is refused; a workflow needs about ten levels.
MAX_DEPTH = 100
#: Longest text that is read by the slow loader: about 2 s of one core.
MAX_SLOW = 128 * 1024

_UNPRINTABLE = re.compile(
    '[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]'
)


# One of PyYAML's. Its types allow for events without marks, which do not come
# from a text.
_Event = Any


class MistralLoader(yaml.SafeLoader):
    """PyYAML's safe loader as Mistral changes it."""

    def fetch_alias(self) -> None:
        self.fetch_plain()

    def fetch_anchor(self) -> None:
        self.fetch_plain()

    def check_plain(self) -> bool:
        return self.peek() == '@' or super().check_plain()


class _Slow(Exception):
    """libyaml reads on from here otherwise than Mistral does."""

    def __init__(self, index: int, reason: str) -> None:
        super().__init__(index, reason)
        self.index = index
        self.reason = reason


def compose(text: str) -> tree.Tree:
    """Parse one YAML document as Mistral does.

    :raises DefinitionError: not YAML, more than one document, nested more
        than MAX_DEPTH deep, or too long for the loader it needs.
    """
    bad = _UNPRINTABLE.search(text)
    if bad:
        raise positions.error(
            text,
            bad.start(),
            f'the character U+{ord(bad.group()):04X} cannot stand in YAML; '
            'in double quotes it can be written as an escape',
        )
    skip = int(text.startswith('\ufeff'))
    body = text[skip:]
    long = len(body) > MAX_SLOW
    try:
        fault, at = _needs_python(body, long), None
        if fault is None:
            return _build(text, _fast_events(body), skip, fast=True)
    except _Slow as slow:
        fault, at = slow.reason, slow.index
    except yaml.YAMLError as bad_yaml:
        fault, at = _yaml_fault(bad_yaml)
    if long:
        at = None if at is None else at + skip
        raise positions.error(
            text,
            at,
            f'{fault}{hints.hint(text, at)}; in a text of more than '
            f'{MAX_SLOW} characters that is not accepted (split the text, or '
            'put the value in quotes)',
        )
    return _compose_slowly(text)


def _compose_slowly(text: str) -> tree.Tree:
    try:
        return _build(text, yaml.parse(text, Loader=MistralLoader), 0)
    except yaml.YAMLError as bad_yaml:
        fault, at = _yaml_fault(bad_yaml)
        raise positions.error(
            text, at, f'not YAML: {fault}{hints.hint(text, at)}'
        ) from None
    except (RecursionError, ValueError, IndexError) as bug:
        # PyYAML lets a few faults of its own through, for instance
        # chr() of an escape beyond U+10FFFF.
        raise positions.DefinitionError(f'not YAML: {bug}') from None


def _needs_python(body: str, long: bool) -> str | None:
    if '\ufeff' in body:
        return 'a byte order mark stands inside the text'
    # libyaml takes tabs in places where Mistral refuses them; it reads none
    # otherwise, so a long text may have them.
    if '\t' in body and not long:
        return 'tab'
    return None


def _fast_events(body: str) -> Iterable[_Event]:
    loader = getattr(yaml, 'CSafeLoader', None)
    if loader is None:
        yield from yaml.parse(body, Loader=MistralLoader)
        return
    events: Iterable[_Event] = yaml.parse(body, Loader=loader)
    for event in events:
        if (
            getattr(event, 'anchor', None) is not None
            or getattr(event, 'tag', None) is not None
        ):
            raise _Slow(
                event.start_mark.index, '&, * or ! starts a value here'
            )
        yield event


def _yaml_fault(fault: yaml.YAMLError) -> tuple[str, int | None]:
    mark = getattr(fault, 'problem_mark', None)
    mark = mark or getattr(fault, 'context_mark', None)
    words = [getattr(fault, 'context', None), getattr(fault, 'problem', None)]
    told = ', '.join(word for word in words if word) or 'cannot be read'
    return told, None if mark is None else mark.index


class _Builder:
    """Puts events together; open collections lie on a stack."""

    def __init__(self, text: str, skip: int, fast: bool) -> None:
        self.text = text
        self.fast = fast
        self.skip = skip
        self.root: tree.Node | None = None
        self.end = len(text)
        self.odd = False
        self.documents = 0
        self.stack: list[tree.Node] = []
        # Per open mapping, the key that waits for its value.
        self.keys: list[tree.Node | None] = []

    def add(self, node: tree.Node) -> None:
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        if parent.kind == 'seq':
            parent.items.append(node)
        elif self.keys[-1] is None:
            self.keys[-1] = node
            self.odd = self.odd or node.tag in tree.SPECIAL_KEYS
        else:
            parent.items.append((self.keys[-1], node))
            self.keys[-1] = None

    def scalar(self, event: _Event) -> None:
        tag = event.tag
        if tag is None or tag == '!':
            tag = tree.STR
            if event.implicit[0]:
                tag = tree.implicit_tag(event.value)
                self.check_question_mark(event)
        else:
            self.odd = True
        start = event.start_mark.index + self.skip
        node = tree.Node('scalar', tag, event.value, start, event.style or '')
        node.end = event.end_mark.index + self.skip
        self.add(node)

    def check_question_mark(self, event: _Event) -> None:
        """To Mistral's loader this one ends a text within [] or {}."""
        if not self.fast or '?' not in event.value:
            return
        if self.stack and self.stack[-1].style == 'flow':
            raise _Slow(
                event.start_mark.index,
                'a text without quotes has a "?" within [] or {}',
            )

    def open(self, event: _Event) -> None:
        kind, tag = 'map', tree.MAP
        if isinstance(event, yaml.SequenceStartEvent):
            kind, tag = 'seq', tree.SEQ
        if event.tag is not None and event.tag != '!':
            self.odd, tag = True, event.tag
        start = event.start_mark.index + self.skip
        style = 'flow' if event.flow_style else 'block'
        node = tree.Node(kind, tag, [], start, style)
        self.add(node)
        self.stack.append(node)
        self.keys.append(None)
        if len(self.stack) > MAX_DEPTH:
            raise positions.error(
                self.text, start, f'nested more than {MAX_DEPTH} levels deep'
            )

    def close(self, event: _Event) -> None:
        self.stack.pop().end = event.end_mark.index + self.skip
        self.keys.pop()

    def start_document(self, event: _Event) -> None:
        self.documents += 1
        if self.documents > 1:
            raise positions.error(
                self.text,
                event.start_mark.index + self.skip,
                'a second document starts here; one is accepted',
            )

    def end_document(self, event: _Event) -> None:
        self.end = event.start_mark.index + self.skip


def _build(
    text: str, events: Iterable[_Event], skip: int, fast: bool = False
) -> tree.Tree:
    builder = _Builder(text, skip, fast)
    handlers: dict[type, Callable[[_Event], None]] = {
        yaml.ScalarEvent: builder.scalar,
        yaml.MappingStartEvent: builder.open,
        yaml.SequenceStartEvent: builder.open,
        yaml.MappingEndEvent: builder.close,
        yaml.SequenceEndEvent: builder.close,
        yaml.DocumentStartEvent: builder.start_document,
        yaml.DocumentEndEvent: builder.end_document,
    }
    for event in events:
        handler = handlers.get(type(event))
        if handler:
            handler(event)
    return tree.Tree(text, builder.root, builder.end, builder.odd)
