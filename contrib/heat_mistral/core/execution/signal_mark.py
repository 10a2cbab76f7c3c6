"""What the mark of a run says of the signal that started it.

It is short, since a description has room for little, and has no character
that means something else to SQL's LIKE, by which it is found again.
"""

import dataclasses
import re

#: Hexadecimal digits of a group's name, and of what a signal asks for.
GROUP_LENGTH, ASKED_LENGTH = 16, 12
#: The same of a nonce that nobody has chosen.
NONCE_LENGTH = 16
#: The same of what the resource has added to what the signal asks for.
SETTINGS_LENGTH = 8
_MARK = re.compile(
    rf'([0-9a-f]{{{ASKED_LENGTH}}})\.([0-9a-f]{{{NONCE_LENGTH},32}})'
    rf'(?:\.([0-9a-f]{{{GROUP_LENGTH}}})\.([0-9]{{1,18}})'
    rf'(?:\.([0-9a-f]{{{SETTINGS_LENGTH}}}))?)?',
    re.ASCII,
)


@dataclasses.dataclass(frozen=True)
class SignalMark:
    """The signal that started a run.

    :ivar asked: digest of what it asked for.
    :ivar nonce: the signal's own: of two that would start the same run it
        tells which one did. Of a signal with an id, that id.
    :ivar group: digest of the group; '' where there are no limits.
    :ivar number: of the run in its group, from 1; 0 where there is none.
    :ivar settings: digest of what the run is of beside the signal, the
        definition and the properties; '' where there are no limits.
    """

    asked: str
    nonce: str
    group: str = ''
    number: int = 0
    settings: str = ''

    def __str__(self) -> str:
        words = [self.asked, self.nonce]
        if self.group:
            words += [self.group, str(self.number)]
            words += [self.settings] if self.settings else []
        return '.'.join(words)


def read(text: object) -> SignalMark | None:
    """The mark of such a text; None if it is none."""
    found = _MARK.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return None
    asked, nonce, group, number, settings = found.groups()
    return SignalMark(
        asked, nonce, group or '', int(number or 0), settings or ''
    )
