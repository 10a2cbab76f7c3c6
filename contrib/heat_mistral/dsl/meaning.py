"""Whether texts and values mean the same to Mistral."""

from typing import Any

from heat_mistral.dsl import load, places


def reads_as(text: str, wanted: Any) -> bool:
    """Whether Mistral reads exactly this value from the text."""
    try:
        value = load.compose(text).value()
    except places.DefinitionError:
        return False
    # repr() tells 1 from True and one NaN from none, and is fast; it also
    # tells orders of keys apart, which mean nothing.
    return repr(value) == repr(wanted) or canonical(value) == canonical(
        wanted
    )


def canonical(value: Any) -> str:
    """A text that is equal for values that mean the same."""
    if isinstance(value, dict):
        pairs = [
            f'{canonical(key)}:{canonical(item)}'
            for key, item in value.items()
        ]
        return f"{{{','.join(sorted(pairs))}}}"
    if isinstance(value, (list, tuple)):
        return f"[{','.join(canonical(item) for item in value)}]"
    if isinstance(value, set):
        return f"set({','.join(sorted(canonical(item) for item in value))})"
    return f'{type(value).__name__}={value!r}'
