"""Edits of a text at the parser's marks."""

from heat_mistral.core.definition import tree

VERSION = '2.0'

#: Start, end and what comes in between instead.
Edit = tuple[int, int, str]


def apply(text: str, start: int, end: int, edits: list[Edit]) -> str:
    """text[start:end] with each (start, end, replacement) put in."""
    parts: list[str] = []
    for first, last, new in sorted(edits):
        parts += (text[start:first], new)
        start = last
    return ''.join((*parts, text[start:end]))


def version_edit(document: tree.Tree) -> Edit:
    """The edit that puts the version before a text's first key."""
    root = document.top
    if root.style == 'flow':
        at = root.start + 1
        return at, at, f"version: '{VERSION}', "
    at = root.start
    indent = document.lines.position(at)[1] - 1
    new = f"version: '{VERSION}'{line_end(document.text)}{' ' * indent}"
    return at, at, new


def line_end(text: str) -> str:
    """The line end that a text uses."""
    return '\r\n' if '\r\n' in text else '\n'
