"""Whether texts and values mean the same to Mistral."""

import hashlib
from typing import Any

from heat_mistral.core.definition import edits, load, positions


def reads_as(text: str, wanted: Any) -> bool:
    """Whether Mistral reads exactly this value from the text."""
    try:
        value = load.compose(text).value()
    except positions.DefinitionError:
        return False
    # repr() tells 1 from True and one NaN from none, and is fast; it also
    # tells orders of keys apart, which mean nothing.
    return repr(value) == repr(wanted) or canonical(value) == canonical(wanted)


def canonical(value: Any) -> str:
    """A text that is equal for values that mean the same."""
    if isinstance(value, dict):
        pairs = [
            f'{canonical(key)}:{canonical(item)}'
            for key, item in value.items()
        ]
        return f'{{{",".join(sorted(pairs))}}}'
    if isinstance(value, (list, tuple)):
        return f'[{",".join(canonical(item) for item in value)}]'
    if isinstance(value, set):
        return f'set({",".join(sorted(canonical(item) for item in value))})'
    return f'{type(value).__name__}={value!r}'


def digest(text: str) -> str:
    """A hash that is equal for texts that mean the same to Mistral.

    Mistral keeps a text as it was when it came alone, and dumps it anew when
    it came with others; comments, layout and how the version is written make
    no difference.
    """
    try:
        value = load.compose(text).value()
        if isinstance(value, dict):
            value = {**value, 'version': edits.VERSION}
    except positions.DefinitionError:
        return _hash(text)
    return of_value(value)


def of_value(value: Any) -> str:
    """A hash that is equal for values that mean the same."""
    return _hash(canonical(value))


def _hash(told: str) -> str:
    whole = told.encode('utf-8', 'surrogatepass')
    return hashlib.sha256(whole).hexdigest()


def same(a: str, b: str) -> bool:
    """Whether two registered texts mean the same to Mistral."""
    return a == b or digest(a) == digest(b)
