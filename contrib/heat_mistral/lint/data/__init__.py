"""What is known without asking: our types, and Mistral's own actions.

types.json and actions.json are made by ``python -m
heat_mistral.tests.unit.lint.record``, beside Heat and Mistral; a test fails
where they are not what these have.
"""

import functools
import importlib.resources
import json
from collections.abc import Mapping, Sequence
from typing import Any


@functools.cache
def types() -> Mapping[str, Any]:
    """Type -> its properties and attributes, as the classes have them."""
    told: Mapping[str, Any] = _read('types.json')
    return told


@functools.cache
def actions() -> Mapping[str, Sequence[str]]:
    """Action -> its inputs, "name=default" where one has a default."""
    told: Mapping[str, Sequence[str]] = _read('actions.json')['actions']
    return told


def mistral() -> str:
    """The release of Mistral that :func:`actions` are of."""
    return str(_read('actions.json')['mistral'])


@functools.cache
def _read(name: str) -> Any:
    file = importlib.resources.files(__package__) / name
    return json.loads(file.read_text(encoding='utf-8'))
