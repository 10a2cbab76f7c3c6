"""One text for each JSON value, and short names made of it.

``1``, ``"1"``, ``true`` and ``1.0`` are four texts; the order of a map's keys
makes none. What comes from outside is looked at once, in linear time.
"""

import hashlib
import json
from typing import Any


class TooDeep(Exception):
    """A value is nested too deeply to be looked at."""


def text(value: Any) -> str:
    """The text, in ASCII.

    :raises TooDeep: if it has more levels than Python follows.
    """
    try:
        return json.dumps(value, sort_keys=True, separators=(',', ':'))
    except RecursionError as ex:
        raise TooDeep('the body is nested too deeply') from ex


def digest(value: Any, length: int) -> str:
    """A name of the value's text: so many hexadecimal digits, 64 at most.

    :raises TooDeep: if it has more levels than Python follows.
    """
    return hashlib.sha256(text(value).encode()).hexdigest()[:length]
