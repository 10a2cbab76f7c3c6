"""The name that is probably meant, of those that there are."""

import difflib
import itertools
from collections.abc import Iterable

# To compare two names takes the square of their length, and a text may have
# any number of them.
_MOST, _LONGEST = 100, 60


def hint(
    name: object, names: Iterable[object], cutoff: float, end: str = ' is one'
) -> str:
    """The name that is meant and ``end``, after a semicolon; '' if unknown.

    :param names: those that there are; of many the first are looked at.
    :param cutoff: how alike two names have to be, from 0 to 1.
    """
    wanted = str(name)
    if len(wanted) > _LONGEST:
        return ''
    known = [
        text
        for text in map(str, itertools.islice(names, _MOST))
        if len(text) <= _LONGEST
    ]
    near = difflib.get_close_matches(wanted, known, 1, cutoff)
    return f'; "{near[0]}"{end}' if near else ''
