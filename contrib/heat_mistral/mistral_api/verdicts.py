"""Definitions that Mistral has found valid, so that it is asked once of each.

Its /validate takes 0.1 s of one core a task. Stacks made of one template, a
preview before a create, and an update that follows soon bring the same texts
again. Kept are digests of what was valid, for a while: a text may name what a
newer Mistral refuses, and what was refused is mended and sent again.
"""

import hashlib
import threading
from collections.abc import Callable

import cachetools

REMEMBERED_FOR = 600.0  # seconds
_REMEMBERED = 10_000  # digests of 32 bytes, in an engine process

_valid: cachetools.TTLCache[bytes, bool] = cachetools.TTLCache(
    _REMEMBERED, REMEMBERED_FOR
)
_lock = threading.Lock()


def asked_once(
    url: str, text: str, ask: Callable[[], str | None]
) -> str | None:
    """What Mistral finds wrong with a text; None if it was found valid.

    :param url: where it is sent to: of which Mistral, and as what.
    :param ask: gives what Mistral says against the text, or None.
    :raises Exception: what ``ask`` raises.
    """
    key = hashlib.sha256(
        f'{url} {text}'.encode(errors='surrogatepass')
    ).digest()
    with _lock:
        if key in _valid:
            return None
    fault = ask()
    if fault is None:
        with _lock:
            _valid[key] = True
    return fault


def forget() -> None:
    """Ask of all texts again."""
    with _lock:
        _valid.clear()
