"""Texts of any length in resource data.

A value there is a TEXT column, 64 KB on MySQL, and encryption makes it longer
still. A longer text is kept in pieces; a key that names them is written last,
so that an engine that dies leaves the old text or the new one.
"""

import hashlib
import json
from typing import Any

# Of ASCII text, with room for the encrypted form.
PIECE = 40_000


def read(rsrc: Any, key: str) -> str | None:
    """The text under this key, if there is one."""
    data = rsrc.data()
    pieces = data.get(_index(key))
    if pieces is None:
        return data.get(key)
    return ''.join(data[piece] for piece in json.loads(pieces))


def write(rsrc: Any, key: str, text: str, redact: bool = False) -> None:
    """Keep a text under this key, in one piece where it is short enough.

    :param text: in ASCII, as ``json.dumps`` makes it.
    :param redact: whether it is encrypted, and not shown by Heat's API.
    """
    before = _pieces(rsrc, key)
    if len(text) <= PIECE:
        rsrc.data_set(key, text, redact)
        rsrc.data_delete(_index(key))
        kept: list[str] = []
    else:
        name = hashlib.sha256(text.encode()).hexdigest()[:16]
        kept = [f'{key}.{name}.{start // PIECE}'
                for start in range(0, len(text), PIECE)]
        for number, piece in enumerate(kept):
            start = number * PIECE
            rsrc.data_set(piece, text[start:start + PIECE], redact)
        rsrc.data_set(_index(key), json.dumps(kept))
        rsrc.data_delete(key)
    for piece in before:
        if piece not in kept:
            rsrc.data_delete(piece)


def delete(rsrc: Any, key: str) -> None:
    """Forget the text under this key."""
    before = _pieces(rsrc, key)
    rsrc.data_delete(key)
    rsrc.data_delete(_index(key))
    for piece in before:
        rsrc.data_delete(piece)


def _index(key: str) -> str:
    return f'{key}.pieces'


def _pieces(rsrc: Any, key: str) -> list[str]:
    index = rsrc.data().get(_index(key))
    return [] if index is None else json.loads(index)
