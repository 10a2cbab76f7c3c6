"""The property ``workflow`` of those resources that run one.

A name or id as text, or a map {name, input, params}. Heat's schemata cannot
say "either", so it is of type ANY and checked here.
"""

import dataclasses
from collections.abc import Mapping
from typing import Any

KEYS = (NAME, INPUT, PARAMS) = ('name', 'input', 'params')


class InvalidReference(Exception):
    """The message says what is accepted."""


@dataclasses.dataclass(frozen=True)
class Reference:
    """Which workflow to run, and with what.

    :ivar name: registered name or id; None while it is not known.
    """

    name: str | None
    input: Mapping[str, Any]
    params: Mapping[str, Any]


def read(value: Any) -> Reference:
    """Read the property's value.

    :raises InvalidReference: if it has neither of the two forms.
    """
    if value is None or isinstance(value, str):
        return Reference(value or None, {}, {})
    if not isinstance(value, Mapping):
        raise InvalidReference(
            'must be the name or id of a workflow, or a map with name, '
            'input and params'
        )
    unknown = sorted(str(key) for key in value if key not in KEYS)
    if unknown:
        raise InvalidReference(
            f'unknown key {", ".join(unknown)}; there are name, input and '
            f'params'
        )
    if NAME not in value:
        raise InvalidReference('lacks "name": the name or id of a workflow')
    name = value[NAME]
    if name is not None and not isinstance(name, str):
        raise InvalidReference('"name" must be the name or id of a workflow')
    for key in (INPUT, PARAMS):
        if value.get(key) is not None and not isinstance(value[key], Mapping):
            raise InvalidReference(f'"{key}" must be a map')
    return Reference(
        name or None, value.get(INPUT) or {}, value.get(PARAMS) or {}
    )
