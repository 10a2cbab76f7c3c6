"""What a rule is."""

import dataclasses

ERROR, WARNING = 'error', 'warning'


@dataclasses.dataclass(frozen=True)
class Rule:
    """One rule.

    :ivar severity: an error cannot work; a warning may be meant.
    :ivar summary: what is found, in a few words.
    :ivar why: what happens otherwise, and what to do.
    """

    code: str
    name: str
    severity: str
    summary: str
    why: str
