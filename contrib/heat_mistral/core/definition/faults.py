"""Mistral's refusal of a definition, with a place in the user's text.

Mistral's faults come from JSON schema and from checks of its own.  They name
a path inside the workflow or task at hand, a task, or just a piece of text;
the best match in the definition gives line and column.  Faults of expressions
name the expression, or only a character of it: see expressions.py.
"""

import ast
import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from heat_mistral.core.definition import expressions, load, model, positions

_Path = list[Any]
_LONGEST = 500
# As much as is looked at of the message, and of the dump of what is wrong:
# Mistral repeats what the user wrote in both.
_LONGEST_FIRST, _LONGEST_DUMP = 8192, 20000
_INSTANCE = '\nOn instance'
_STEP = re.compile(r"\['([^'\n]*)'\]|\[\"([^\"\n]*)\"\]|\[(\d{1,9})\]")
_QUOTED = re.compile(r"'([^'\n]+)'")
_NAMED = re.compile(r'\[?\b(workflow|task)_name=([^,\]\n]+)')
_PROPERTY = re.compile(r'workflow task property: (.+)')
# Mistral puts these into what it checks.
_INJECTED = ('name', 'type', 'version')


def explain(definition: model.Parsed, fault: str) -> positions.DefinitionError:
    """What Mistral says about a definition, and where that is.

    :param fault: Mistral's message, with the dump of the schema after it.
    """
    first = fault.lstrip()[:_LONGEST_FIRST].partition('\n')[0].strip()
    first = first or 'no reason given'
    of_expression = expressions.explain(definition, first[:_LONGEST])
    if of_expression is not None:
        return of_expression
    message = f'Mistral refuses the definition: {first[:_LONGEST]}'
    path = _schema_path(definition, fault, first)
    if path is None:
        path = _named_path(definition, first)
    if path is None:
        return positions.DefinitionError(message)
    return positions.DefinitionError(message, *definition.locate(path), path)


def _schema_path(
    definition: model.Parsed, fault: str, first: str
) -> _Path | None:
    start = fault.find(_INSTANCE)
    if start < 0:
        return None
    start += len(_INSTANCE)
    head, _, dump = fault[start : start + _LONGEST_DUMP].partition('\n')
    steps = _steps(head.rstrip(' '))
    if steps is None:
        return None
    instance = _literal(dump)
    words = list(dict.fromkeys(_QUOTED.findall(first)))
    best, best_score = None, 0
    for base, value in _maps(definition):
        target = _descend(value, steps)
        if target is _NOWHERE:
            continue
        score = _score(target, instance, words, base)
        if score > best_score:
            best, best_score = _to_key([*base, *steps], target, words), score
    return best


def _steps(head: str) -> _Path | None:
    """The steps in "['tasks'][0]:"; None if that is not the form."""
    steps: _Path = []
    at = 0
    while found := _STEP.match(head, at):
        single, double, index = found.groups()
        steps.append(int(index) if index else single or double)
        at = found.end()
    is_whole = head[at:] == ':' and len(steps) <= load.MAX_DEPTH
    return steps if is_whole else None


_NOWHERE = object()


def _maps(definition: model.Parsed) -> Iterator[tuple[_Path, Any]]:
    """Everything that Mistral checks by a schema of its own."""
    waiting: list[tuple[_Path, Any]] = [([], dict(definition.bodies))]
    while waiting:
        path, value = waiting.pop()
        yield path, value
        items: Iterable[tuple[Any, Any]] = ()
        if isinstance(value, dict):
            items = value.items()
        elif isinstance(value, list):
            items = enumerate(value)
        below = [([*path, key], item) for key, item in items]
        waiting += reversed(below)


def _descend(value: Any, steps: _Path) -> Any:
    for step in steps:
        if not isinstance(value, (dict, list)):
            return _NOWHERE
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return _NOWHERE
    return value


def _score(target: Any, instance: Any, words: list[str], base: _Path) -> int:
    if instance is _NOWHERE:
        return int(bool(words) and _has_words(target, words))
    if _bare(target) == _bare(instance) and type(target) is type(instance):
        named = isinstance(instance, dict) and instance.get('name') in base
        return 3 + named
    if isinstance(instance, dict) and isinstance(target, dict):
        # A reference or a default in it has been rewritten.
        same = _bare(target).keys() == _bare(instance).keys()
        return 1 + (instance.get('name') in base) if same else 0
    return 0


def _has_words(target: Any, words: list[str]) -> bool:
    if not isinstance(target, (dict, list)):
        return False
    here = _texts_in(target)
    return all(word in here for word in words)


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: item for key, item in value.items() if key not in _INJECTED
        }
    return value


def _to_key(path: _Path, target: Any, words: list[str]) -> _Path:
    """To the key that the message is about, where it is one of target's."""
    if isinstance(target, dict):
        for word in words:
            if word in target:
                return [*path, word]
    return path


def _literal(printed: str) -> Any:
    try:
        return ast.literal_eval(printed.strip()[:20000])
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return _NOWHERE


def _named_path(definition: model.Parsed, first: str) -> _Path | None:
    """By a name, or a piece of the text, in the message itself."""
    found = _PROPERTY.search(first)
    words = [found.group(1).strip()] if found else _QUOTED.findall(first)
    owners: dict[str, str] = {}
    for short, body in definition.bodies.items():
        for task in body.get('tasks', ()):
            owners.setdefault(task, short)
    for kind, name in _NAMED.findall(first):
        if kind == 'workflow':
            return _workflow_path(definition, name)
        if name in owners:
            return [owners[name], 'tasks', name]
    wanted = set(words)
    for path, value in _maps(definition):
        here = _texts_in(value)
        if wanted.isdisjoint(here):
            continue
        word = next(word for word in words if word in here)
        return [*path, *_last_step(value, word)]
    return None


def _texts_in(value: Any) -> Collection[Any]:
    """The keys of a map, the texts of a list, or the text itself."""
    if isinstance(value, dict):
        return value
    items = value if isinstance(value, list) else [value]
    return {item for item in items if isinstance(item, str)}


def _last_step(value: Any, word: str) -> _Path:
    if isinstance(value, dict):
        return [word]
    return [value.index(word)] if isinstance(value, list) else []


def _workflow_path(definition: model.Parsed, name: str) -> _Path | None:
    """The text has the short form of a registered name."""
    shorts = sorted(definition.bodies, key=len, reverse=True)
    for short in shorts:
        if name == short or name.endswith(f'.{short}'):
            return [short]
    return None
