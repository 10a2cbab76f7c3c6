"""The first line of each source that the command uploads.

It tells what is the command's own: nothing without it is changed or deleted.
The hash tells whether somebody has changed the rest since.
"""

import dataclasses
import hashlib
import re

_LINE = re.compile(
    r'# mistral-actions: (?P<distribution>\S+) (?P<version>\S+)'
    r' sha256:(?P<digest>[0-9a-f]{64})\r?\n',
    re.ASCII,
)
#: Nothing longer is a mark.
_LONGEST = 1000


@dataclasses.dataclass(frozen=True)
class Mark:
    """What the mark of a source says.

    :ivar is_intact: whether the rest is what the command uploaded.
    """

    distribution: str
    version: str
    is_intact: bool


def marked(text: str, distribution: str, version: str) -> str:
    """A source with its mark.

    :param text: without one. A comment in front harms neither ``from
        __future__`` nor a docstring, which may stand after comments only.
    """
    return (
        f'# mistral-actions: {_word(distribution)} {_word(version)} '
        f'sha256:{_digest(text)}\n{text}'
    )


def read(content: str) -> Mark | None:
    """The mark of a source, or None."""
    found = _LINE.match(content[:_LONGEST])
    if found is None:
        return None
    return Mark(
        found['distribution'],
        found['version'],
        found['digest'] == _digest(content[found.end() :]),
    )


def rest(content: str) -> str:
    """A source without its mark, if it has one."""
    found = _LINE.match(content[:_LONGEST])
    return content if found is None else content[found.end() :]


def _word(text: str) -> str:
    return re.sub(r'\s+', '-', text.strip())[:200] or '-'


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()
