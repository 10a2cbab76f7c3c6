"""Mistral's refusal of an expression, with a place in the user's text.

YAQL's own words tell the expression, or a character and its position in it,
or nothing at all; Jinja's tell nothing. Where the expressions of one text alone
fit, it is that.
"""

import dataclasses
import re
from collections.abc import Iterator
from typing import Any

from heat_mistral.core.definition import model, positions

# mistral/expressions/yaql_expression.py: what is between "<%" and "%>".
_NAMED = re.compile(
    r"Parse error: (?P<why>unexpected '.*' at position \d+) of expression "
    r"'(?P<text>.*)'$"
)
_CHARACTER = re.compile(
    r"Lexical error: (?P<why>illegal character '(?P<what>.)' at position "
    r'(?P<at>\d{1,6}))$'
)
_YAQL = re.compile(r'(?:Parse|Lexical) error: (?P<why>.+)$')
_JINJA = re.compile(r"Syntax error '(?P<why>.+)'\.$")

_YAQL_SIGNS, _JINJA_SIGNS = (('<%', '%>'),), (('{%', '%}'), ('{{', '}}'))


@dataclasses.dataclass(frozen=True)
class _Kind:
    """A way in which Mistral tells a fault, and the signs around it."""

    pattern: re.Pattern[str]
    language: str
    signs: tuple[tuple[str, str], ...]


# The most telling one first.
_FAULTS = (
    _Kind(_NAMED, 'YAQL', _YAQL_SIGNS),
    _Kind(_CHARACTER, 'YAQL', _YAQL_SIGNS),
    _Kind(_YAQL, 'YAQL', _YAQL_SIGNS),
    _Kind(_JINJA, 'Jinja', _JINJA_SIGNS),
)
# As much of an expression as is told.
_LONGEST = 100
_Path = tuple[str | int, ...]


def explain(
    definition: model.Parsed, fault: str
) -> positions.DefinitionError | None:
    """What is wrong with which expression; None if that is not the fault.

    :param fault: the first line of Mistral's message.
    """
    for kind in _FAULTS:
        found = kind.pattern.match(fault)
        if found:
            return _explain(definition, kind, found.groupdict())
    return None


def _explain(
    definition: model.Parsed, kind: _Kind, told: dict[str, str]
) -> positions.DefinitionError:
    candidates = [
        candidate
        for candidate in _expressions(definition, kind.signs)
        if _fits(candidate[1], told)
    ]
    why = f'a {kind.language} expression cannot be read: ' + (
        told['why'].rstrip('.')
    )
    if 'text' in told:
        why = f'{why} of "<%{told["text"]}%>"'
    elif len(candidates) == 1:
        why = f'{why}, in "{candidates[0][1][:_LONGEST]}"'
    found_in = {path for path, _ in candidates}
    if not found_in or (len(found_in) > 1 and 'text' not in told):
        return positions.DefinitionError(
            f'Mistral refuses the definition: {why}'
        )
    path, text = candidates[0]
    return positions.DefinitionError(why, *place(definition, path, text), path)


def _fits(text: str, told: dict[str, str]) -> bool:
    """Whether a fault may be of this expression, its signs included."""
    inside = text[2:-2]
    if 'text' in told:
        return inside == told['text']
    if 'what' in told:
        return inside[int(told['at']) :].startswith(told['what'])
    return True


def _expressions(
    definition: model.Parsed, signs: tuple[tuple[str, str], ...]
) -> Iterator[tuple[_Path, str]]:
    for path, text in texts(definition):
        for opening, closing in signs:
            for expression in between(text, opening, closing):
                yield path, expression


def of_yaql(definition: model.Parsed) -> Iterator[str]:
    """All YAQL expressions of a text, with their signs."""
    for _, expression in _expressions(definition, _YAQL_SIGNS):
        yield expression


def texts(definition: model.Parsed) -> Iterator[tuple[_Path, str]]:
    """All texts in it, keys included, each with its path."""
    waiting: list[tuple[_Path, Any]] = [
        ((name,), body)
        for name, body in reversed([*definition.bodies.items()])
    ]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, str):
            yield path, value
        elif isinstance(value, dict):
            for key, item in reversed(value.items()):
                waiting.append(((*path, key), item))
                if isinstance(key, str):
                    waiting.append(((*path, key), key))
        elif isinstance(value, list):
            waiting += [
                ((*path, at), item)
                for at, item in reversed(list(enumerate(value)))
            ]


def between(text: str, opening: str, closing: str) -> Iterator[str]:
    """What stands from an opening to the next closing, these included.

    Mistral sees those that do not go over the end of a line.
    """
    end = 0
    while (start := text.find(opening, end)) >= 0:
        end = text.find(closing, start + 2)
        if end < 0:
            return
        end += 2
        line_end = text.rfind('\n', start, end)
        if line_end < 0:
            yield text[start:end]
        else:
            end = line_end + 1


def place(definition: model.Parsed, path: _Path, text: str) -> tuple[int, int]:
    """Where the expression stands, or what it is in if that is escaped."""
    node = definition.document.top
    key = None
    for step in path:
        found = node.child(step)
        if found is None:
            break
        key, node = found
    start = (key or node).start
    at = definition.text.find(text, start, node.last_index())
    return definition.document.lines.position(start if at < 0 else at)
