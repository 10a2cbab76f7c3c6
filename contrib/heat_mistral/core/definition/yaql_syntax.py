"""Whether YAQL, asked here, finds an expression of a definition wrong.

Mistral's YAQL may refuse one that is right (mistral_api/yaql_race.py). It is
the same library here, which Heat has for its own function ``yaql``; and here
it reads one expression at a time, which is what keeps it from that mistake.
"""

import contextlib
import functools
import threading
from typing import Any

from yaql.language import factory

from heat_mistral.core.definition import (
    actions,
    expressions,
    model,
    parsing,
    positions,
)

# Characters of expressions that are read: some 0.3 s of one core.
_LONGEST = 64 * 1024
_one_at_a_time = threading.Lock()


def is_wrong(text: str) -> bool | None:
    """Whether one of the expressions cannot be read.

    :param text: a definition, of workflows or of ad-hoc actions.
    :returns: None if that cannot be told: it is no definition, or has more in
        its expressions than is read here.
    """
    parsed = _parsed(text)
    return None if parsed is None else is_wrong_of(parsed)


def is_wrong_of(definition: model.Parsed) -> bool | None:
    """Whether one of the expressions of a definition cannot be read.

    :returns: None if they are more than is read here.
    """
    size = 0
    for expression in expressions.of_yaql(definition):
        size += len(expression)
        if size > _LONGEST:
            return None
        if not _is_readable(expression):
            return True
    return False


def _parsed(text: str) -> model.Parsed | None:
    for parse in (parsing.parse, actions.parse):
        with contextlib.suppress(positions.DefinitionError):
            return parse(text)
    return None


def _is_readable(expression: str) -> bool:
    try:
        read(expression)
    except Exception:
        return False
    return True


def read(expression: str) -> Any:
    """YAQL's own reading of an expression, with its signs.

    :raises Exception: YAQL's own, or whatever int() and the like raise, if it
        cannot be read.
    """
    # As in mistral/expressions/yaql_expression.py.
    inside = expression.strip('<%>')
    with _one_at_a_time:
        return _engine()(inside)


@functools.cache
def _engine() -> Any:
    # With the operators that Mistral has unless its operator chose others.
    return factory.YaqlFactory().create()
