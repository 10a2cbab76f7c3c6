"""What is found wrong with a source, and where."""

import dataclasses
from collections.abc import Iterable

#: Mistral, or a workflow that uses the action, would fail.
ERROR = 'error'
#: May be meant, and may fail: ``--strict`` refuses it.
WARNING = 'warning'

_LONGEST = 600  # characters of a message
_LONGEST_NAME = 80
# Whoever has made more mistakes reads these first.
_MOST = 100


@dataclasses.dataclass(frozen=True)
class Finding:
    """One thing to change in a source.

    :ivar code: of the kind of fault; stays the same from release to release.
    :ivar severity: ERROR or WARNING.
    :ivar message: what to change; a line, without the place.
    :ivar line: from 1; None for the source as a whole.
    :ivar column: from 1, in characters; None for the source as a whole.
    """

    code: str
    severity: str
    message: str
    line: int | None = None
    column: int | None = None

    def __post_init__(self) -> None:
        if len(self.message) > _LONGEST:
            object.__setattr__(self, 'message', f'{self.message[:_LONGEST]}…')

    @property
    def is_error(self) -> bool:
        """Whether the source is refused for it in any case."""
        return self.severity == ERROR

    def __str__(self) -> str:
        if self.line is None:
            return self.message
        return f'line {self.line}, column {self.column}: {self.message}'


def short(name: str) -> str:
    """A name of a source as a message has it: a tenant's may be long."""
    return name if len(name) <= _LONGEST_NAME else f'{name[:_LONGEST_NAME]}…'


def errors_of(findings: Iterable[Finding], strict: bool) -> list[Finding]:
    """Those for which a source is refused.

    :param strict: whether warnings are among them.
    """
    return [found for found in findings if strict or found.is_error]


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """As a reader meets them in the source, each once, and not too many."""
    seen: dict[Finding, None] = {}
    for found in findings:
        seen[found] = None
        if len(seen) == _MOST:
            break
    return sorted(
        seen,
        key=lambda found: (found.line or 0, found.column or 0, found.code),
    )
