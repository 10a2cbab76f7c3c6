"""Texts in a picture: what may be in them, how wide they are, durations."""

import unicodedata

# Any browser's monospaced font is at most so wide, in parts of its size.
_CELL = 0.61
_ODD = frozenset(('Cc', 'Cf', 'Cs', 'Co', 'Cn'))


def clean(text: str) -> str:
    """One line without what XML has no place for or what turns texts round.

    Names and conditions are anybody's: a control character makes a file that
    no XML parser takes, a direction mark shows another text than there is.
    """
    line = ' '.join(text.split())
    return ''.join(
        '\ufffd' if unicodedata.category(char) in _ODD else char
        for char in line
    )


def cells(text: str) -> int:
    """The width of a text in columns of a terminal."""
    return sum(_cells(char) for char in text)


def _cells(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in 'WF' else 1


def width(text: str, size: int) -> int:
    """The width in pixels, of a monospaced font of this size."""
    return -int(-cells(text) * size * _CELL // 1)


def shorten(text: str, limit: int) -> str:
    """The text, clean, or its start and "…" in so many columns."""
    text = clean(text)
    if cells(text) <= limit:
        return text
    taken, room = '', limit - 1
    for char in text:
        room -= _cells(char)
        if room < 0:
            break
        taken += char
    return taken + '…'


def duration(seconds: float) -> str:
    """The two largest units: "1 min 5 s"."""
    whole = int(seconds)
    parts = (
        (whole // 86400, 'd'),
        (whole // 3600 % 24, 'h'),
        (whole // 60 % 60, 'min'),
        (whole % 60, 's'),
    )
    first = next(
        (number for number, (count, _) in enumerate(parts) if count),
        len(parts) - 1,
    )
    return ' '.join(
        f'{count} {unit}'
        for count, unit in parts[first : first + 2]
        if count or first == 3
    )
