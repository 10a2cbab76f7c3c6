"""What an action resource's properties ask to be registered in Mistral."""

import contextlib
import dataclasses
import functools
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from heat_mistral.core import definition
from heat_mistral.core.definition import (
    action_checks,
    action_texts,
    actions,
    model,
)
from heat_mistral.heat_support import properties
from heat_mistral.resources.action import schema

# Bytes: Mistral's answer to a request for all, and to each look at them.
_TOLD = 32 * 1024 * 1024


class Named(Protocol):
    """A resource whose actions get names."""

    name: str
    stack: Any


@dataclasses.dataclass(frozen=True)
class Desired:
    """What is to be registered; made once for an action and passed on.

    :ivar names: short name -> registered name, in the order of the text.
    :ivar texts: short name -> complete definition of that one action.
    :ivar bases: short name -> what it calls, where that is not of the text.
    :ivar calls: registered name -> what it calls, as it is registered.
    :ivar text: of the template, for the place of what Mistral finds wrong.
    """

    names: Mapping[str, str]
    texts: Mapping[str, str]
    bases: Mapping[str, str]
    calls: Mapping[str, str]
    namespace: str
    text: str

    @functools.cached_property
    def digests(self) -> Mapping[str, str]:
        """Short name -> hash that is equal for texts of the same meaning."""
        return {
            short: action_texts.digest(self.texts[short], name)
            for short, name in self.names.items()
        }

    @property
    def first_name(self) -> str:
        """Registered name of the first action: the resource's id."""
        return next(iter(self.names.values()))

    def place(self, short: str) -> str:
        """Where the base of this action stands in the text."""
        line, column = actions.parse(self.text).locate((short, 'base'))
        return f'line {line}, column {column}'


def parse(text: str, largest: int) -> model.Actions:
    """Read a definition, and look for circles.

    :param largest: bytes that it may have.
    :raises heat_mistral.core.definition.DefinitionError: if it is larger, has
        too many actions for its size, or cannot work.
    """
    # None of an attribute that has no value: the parser tells.
    size = len((text or '').encode('utf-8', 'surrogatepass'))
    if size > largest:
        raise definition.DefinitionError(
            f'the definition has {size:,} bytes; at most {largest:,} are '
            f'accepted (definition_size in [clients_mistral] of heat.conf)'
        )
    parsed = actions.parse(text)
    told = size * len(parsed.actions)
    if told > _TOLD:
        raise definition.DefinitionError(
            f'the definition has {len(parsed.actions):,} actions in {size:,} '
            f'bytes; Mistral shows the whole text with each of them, '
            f'{told:,} bytes in all, and at most {_TOLD:,} are accepted: '
            f'make several resources of it'
        )
    for circle in action_checks.circles(parsed):
        raise circle
    return parsed


def build(rsrc: Named, props: Mapping[str, Any], largest: int) -> Desired:
    """What these properties ask for.

    :param largest: bytes that the definition may have.
    :raises heat_mistral.core.definition.DefinitionError: if the definition
        cannot be registered.
    """
    parsed = parse(props[schema.DEFINITION], largest)
    prefix = props[schema.NAME] or f'{rsrc.stack.name}.{rsrc.name}'
    names = {
        short: definition.registered_name(prefix, short)
        for short in parsed.actions
    }
    return Desired(
        names=names,
        texts=action_texts.qualify(parsed, names, tags=props[schema.TAGS]),
        bases={
            short: action.base
            for short, action in parsed.actions.items()
            if action.base not in parsed.actions
        },
        calls={
            names[short]: names.get(action.base, action.base)
            for short, action in parsed.actions.items()
        },
        namespace=props[schema.NAMESPACE],
        text=parsed.text,
    )


@contextlib.contextmanager
def blaming(rsrc: Any) -> Iterator[None]:
    """Report errors of the definition as those of the property.

    :raises heat.common.exception.StackValidationFailed: with line and column.
    """
    with properties.blaming(
        rsrc, schema.DEFINITION, definition.DefinitionError
    ):
        yield
