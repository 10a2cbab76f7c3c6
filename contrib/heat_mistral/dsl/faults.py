"""Mistral's refusal of a definition, with a place in the user's text.

Mistral's faults come from JSON schema and from checks of its own.  They name
a path inside the workflow or task at hand, a task, or just a piece of text;
the best match in the definition gives line and column.
"""

import ast
import re
from collections.abc import Iterator
from typing import Any

from heat_mistral.dsl import model, places

_LONGEST = 500
_INSTANCE = re.compile(
    r"^On instance((?:\[(?:'[^'\n]*'|\"[^\"\n]*\"|\d+)\])*):[ ]*\n(.*)",
    re.MULTILINE | re.DOTALL,
)
_STEP = re.compile(r"\['([^'\n]*)'\]|\[\"([^\"\n]*)\"\]|\[(\d+)\]")
_QUOTED = re.compile(r"'([^'\n]+)'")
_NAMED = re.compile(r'\[?\b(workflow|task)_name=([^,\]\n]+)')
_PROPERTY = re.compile(r'workflow task property: (.+)')
# Mistral puts these into what it checks.
_INJECTED = ('name', 'type', 'version')


def explain(
    definition: model.Definition, fault: str
) -> places.DefinitionError:
    """What Mistral says about a definition, and where that is.

    :param fault: Mistral's message, with the dump of the schema after it.
    """
    first = fault.strip().partition('\n')[0].strip() or 'no reason given'
    message = f'Mistral refuses the definition: {first[:_LONGEST]}'
    path = _schema_path(definition, fault, first)
    if path is None:
        path = _named_path(definition, first)
    if path is None:
        return places.DefinitionError(message)
    return places.DefinitionError(
        message, *definition.locate(path), path
    )


def _schema_path(
    definition: model.Definition, fault: str, first: str
) -> list | None:
    found = _INSTANCE.search(fault)
    if not found:
        return None
    steps = [
        int(index) if index else single or double
        for single, double, index in _STEP.findall(found.group(1))
    ]
    instance = _literal(found.group(2))
    words = _QUOTED.findall(first)
    best, best_score = None, 0
    for base, value in _maps(definition):
        target = _descend(value, steps)
        if target is _NOWHERE:
            continue
        score = _score(target, instance, words, base)
        if score > best_score:
            best, best_score = _to_key([*base, *steps], target, words), score
    return best


_NOWHERE = object()


def _maps(definition: model.Definition) -> Iterator[tuple[list, Any]]:
    """Everything that Mistral checks by a schema of its own."""
    tops = {name: wf.body for name, wf in definition.workflows.items()}
    yield [], tops
    for name, body in tops.items():
        yield [name], body
        yield from _below([name], body)


def _below(path: list, value: Any) -> Iterator[tuple[list, Any]]:
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in items:
        if isinstance(item, (dict, list)):
            yield [*path, key], item
            yield from _below([*path, key], item)
        else:
            yield [*path, key], item


def _descend(value: Any, steps: list) -> Any:
    for step in steps:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return _NOWHERE
    return value


def _score(target: Any, instance: Any, words: list, base: list) -> int:
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


def _has_words(target: Any, words: list) -> bool:
    return isinstance(target, (dict, list)) and all(
        word in target for word in words
    )


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: item for key, item in value.items() if key not in _INJECTED
        }
    return value


def _to_key(path: list, target: Any, words: list) -> list:
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


def _named_path(
    definition: model.Definition, first: str
) -> list | None:
    """By a name, or a piece of the text, in the message itself."""
    found = _PROPERTY.search(first)
    words = [found.group(1).strip()] if found else _QUOTED.findall(first)
    for kind, name in _NAMED.findall(first):
        if kind == 'workflow':
            return _workflow_path(definition, name)
        for short, workflow in definition.workflows.items():
            if name in workflow.body['tasks']:
                return [short, 'tasks', name]
    for path, value in _maps(definition):
        for word in words:
            if value == word or _has_words(value, [word]):
                return [*path, *_last_step(value, word)]
    return None


def _last_step(value: Any, word: str) -> list:
    if isinstance(value, dict):
        return [word]
    return [value.index(word)] if isinstance(value, list) else []


def _workflow_path(
    definition: model.Definition, name: str
) -> list | None:
    """The text has the short form of a registered name."""
    shorts = sorted(definition.workflows, key=len, reverse=True)
    for short in shorts:
        if name == short or name.endswith(f'.{short}'):
            return [short]
    return None
