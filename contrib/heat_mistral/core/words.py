"""Parts of messages: names in a list, kinds of values."""

import reprlib
from collections.abc import Iterable
from typing import Any

# What a caller has sent goes into logs, events and answers: names in a list,
# and characters of a name or value.
_NAMES, _CHARACTERS = 10, 60


def list_of(noun: str, names: Iterable[str]) -> str:
    """Names in order, with their noun; of foreign ones no more than fit."""
    ordered = sorted(names)
    plural = '' if len(ordered) == 1 else 's'
    return f'{noun}{plural} {some_of(ordered)}'


def some_of(names: Iterable[str]) -> str:
    """The first names, cut where they are long, and how many more there are."""
    every = list(names)
    told = ', '.join(_cut(name) for name in every[:_NAMES])
    more = len(every) - _NAMES
    return f'{told} and {more} more' if more > 0 else told


def shown(value: Any) -> str:
    """A value as Python writes it, with no more of it than a line bears."""
    if isinstance(value, str):
        return repr(value[:_CHARACTERS])
    return _cut(reprlib.repr(value))


def _cut(text: str) -> str:
    return text if len(text) <= _CHARACTERS else f'{text[:_CHARACTERS]}...'


def are(names: Iterable[str]) -> str:
    ordered = list(names)
    if not ordered:
        return 'are none'
    verb = 'is' if len(ordered) == 1 else 'are'
    return f'{verb} {", ".join(ordered)}'


def kind(value: Any) -> str:
    return {
        list: 'a list',
        str: 'a text',
        bool: 'a truth value',
        int: 'a number',
        float: 'a number',
    }.get(type(value), type(value).__name__)
