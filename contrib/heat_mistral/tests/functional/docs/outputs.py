"""What a command has written, as a page shows it.

What differs from run to run is blanked: ids, times, durations, URLs, and the
directory of the project. A line of three dots stands for any lines.
"""

import re
from collections.abc import Iterable, Sequence

ANY = '...'
#: Stands where an output is to be recorded.
UNKNOWN = '?'
_BLANKED = (
    (re.compile(r'https?://[^\s"\'|<]+'), '<url>'),
    (
        re.compile(
            r'\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b'
        ),
        '<id>',
    ),
    (re.compile(r'\b[0-9a-f]{32}\b'), '<id>'),
    (
        re.compile(r'\b\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)?'),
        '<time>',
    ),
    (re.compile(r'(?<![\w.])\d+(\.\d+)? s\b'), '<seconds> s'),
)


def blanked(text: str, paths: Iterable[str] = ()) -> tuple[str, ...]:
    """The lines of an output without what differs from run to run.

    :param paths: directories that are left out where they stand.
    """
    for path in paths:
        text = text.replace(f'{path}/', '')
    for pattern, blank in _BLANKED:
        text = pattern.sub(blank, text)
    lines = [line.rstrip() for line in text.splitlines()]
    while lines and not lines[-1]:
        lines.pop()
    return tuple(lines)


def matches(shown: Sequence[str], lines: Sequence[str]) -> bool:
    """Whether a page shows these lines.

    What follows the dots begins at the first line that it can begin at.
    """
    parts: list[list[str]] = [[]]
    for line in shown:
        if line.strip() == ANY:
            parts.append([])
        else:
            parts[-1].append(line)
    first, *others = parts
    if list(lines[: len(first)]) != first:
        return False
    if not others:
        return len(lines) == len(first)
    last = others.pop()
    end = len(lines) - len(last)
    at = len(first)
    for part in others:
        while at <= end and list(lines[at : at + len(part)]) != part:
            at += 1
        at += len(part)
    return at <= end and list(lines[end:]) == last
