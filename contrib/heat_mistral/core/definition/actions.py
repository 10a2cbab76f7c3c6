"""From a text of ad-hoc actions to these, or to a clear refusal.

Checked here is what a person gets wrong most, with its place, and what
Mistral takes without a word although no run of the action can work (checks of
several together are in action_checks.py). Expressions are Mistral's to check.
"""

import difflib
import json
import types
from typing import Any

from heat_mistral.core.definition import model, parts, references, top, tree

_Map = dict[Any, Any]

_BASE, _BASE_INPUT = 'base', 'base-input'
#: Columns of type TEXT (action_definitions_v2) end here on MySQL, MariaDB.
COLUMN_BYTES = 65_535
#: mistral/lang/v2/actions.py and base.py; it puts in name and version itself.
_KEYS = (
    _BASE,
    _BASE_INPUT,
    'input',
    'output',
    'description',
    'tags',
    'name',
    'version',
)
# What a workbook has at the top, its sections maybe empty.
_BOOK = ('name', 'description', 'tags', 'workflows', 'actions')
_WORKFLOW = (
    'this is a workflow: OS::Mistral::Workflow takes it; an ad-hoc action has '
    '"base", the action that it calls'
)


def parse(text: str) -> model.Actions:
    """Read a text of one or more ad-hoc actions (Mistral DSL v2).

    :param text: the definition; "version" may be left out.
    :raises DefinitionError: what is wrong, with line and column where
        there is one.
    """
    document, found = top.read(text, 'action', 'ad-hoc actions', _BASE)
    actions = {
        name: _action(document, name, body)
        for name, body in found.items()
        if name != 'version'
    }
    return model.Actions(
        text=text,
        actions=types.MappingProxyType(actions),
        document=document,
        version=found.get('version'),
    )


def _action(document: tree.Tree, name: str, body: Any) -> model.Action:
    if not isinstance(body, dict) or not body:
        hint = ''
        if name in _BOOK:
            hint = f'; or else {parts.WORKBOOK}'
        raise parts.error(
            document,
            [name],
            f'the action "{name}" must be a map with "base", the name of the '
            f'action that it calls{hint}',
        )
    if 'tasks' in body:
        raise parts.error(document, [name], _WORKFLOW)
    parts.check_keys(document, [name], body, 'a key of an action')
    for key in body:
        if key not in _KEYS:
            raise parts.error(document, [name, key], _unknown(key))
    base = _base(document, name, body)
    _check_base_input(document, name, body)
    inputs = parts.inputs(document, name, body)
    _check_signature(document, name, body)
    _check_lengths(document, name, body)
    line, column = parts.place(document, [name])
    return model.Action(
        name=name,
        inputs=types.MappingProxyType(inputs),
        base=base,
        body=body,
        line=line,
        column=column,
    )


def _unknown(key: str) -> str:
    near = difflib.get_close_matches(key[:50].replace('_', '-'), _KEYS, 1)
    hint = f'; "{near[0]}" is one' if near else ''
    # Mistral puts the last two in.
    return (
        f'an action has no key "{key[:50]}"{hint} (its keys: '
        f'{", ".join(_KEYS[:-2])})'
    )


def _base(document: tree.Tree, name: str, body: _Map) -> str:
    base = body.get(_BASE)
    if not isinstance(base, str) or not base:
        raise parts.error(
            document,
            [name, _BASE],
            f'the action "{name}" needs "base", the name of the action that '
            f'it calls',
        )
    named = references.named(base)
    if references.is_dynamic(named) or not named.strip():
        raise parts.error(
            document,
            [name, _BASE],
            '"base" starts with the name of an action: Mistral evaluates no '
            'expression for it (in the inputs behind it, it does)',
        )
    return named


def _check_base_input(document: tree.Tree, name: str, body: _Map) -> None:
    if _BASE_INPUT not in body:
        return
    given = body[_BASE_INPUT]
    path = [name, _BASE_INPUT]
    if not isinstance(given, dict) or not given:
        raise parts.error(
            document,
            path,
            '"base-input" is a map of the inputs of the base to values or '
            'expressions; leave it out where there are none',
        )
    parts.check_keys(document, path, given, "an input's name")


def _check_lengths(document: tree.Tree, name: str, body: _Map) -> None:
    for key, text in (
        ('description', body.get('description')),
        ('input', _signature(body)),
    ):
        size = len(str(text or '').encode('utf-8', 'surrogatepass'))
        if size > COLUMN_BYTES:
            raise parts.error(
                document,
                [name, key],
                f'the {key} of the action "{name[:50]}" has {size:,} bytes; '
                f'Mistral keeps at most {COLUMN_BYTES:,}',
            )


def _signature(body: _Map) -> str:
    """The inputs as Mistral lists them."""
    return ', '.join(
        entry
        if isinstance(entry, str)
        else '='.join((*entry, json.dumps(*entry.values())))
        for entry in body.get('input', ())
    )


# Around a bug of mistral-lib's (utils.get_dict_from_string): a run's input is
# compared with a text that lists the inputs, cut at each comma. It is not
# where "**" stands anywhere in that text (providers/base.py).


def _check_signature(document: tree.Tree, name: str, body: _Map) -> None:
    entries = list(enumerate(body.get('input', ())))
    for number, entry in entries:
        if isinstance(entry, dict):
            _check_json(document, [name, 'input', number], entry)
    if '**' in _signature(body):
        return
    for number, entry in entries:
        path = [name, 'input', number]
        key = entry if isinstance(entry, str) else next(iter(entry))
        if key != key.strip() or any(sign in key for sign in ',='):
            raise parts.error(
                document,
                path,
                f'the input "{key[:50]}" cannot be given by any run: its '
                f'name has a space around it, a comma or "="',
            )
        if isinstance(entry, dict):
            _check_default(document, [*path, key], key, entry[key])


def _check_json(document: tree.Tree, path: list[Any], entry: _Map) -> None:
    for key, default in entry.items():
        try:
            json.dumps(default)
        except (TypeError, ValueError) as fault:
            raise parts.error(
                document,
                [*path, key],
                f'the default of the input "{key}" is no JSON value ({fault}): '
                f'put it in quotes',
            ) from None


def _check_default(
    document: tree.Tree, path: list[Any], key: str, default: Any
) -> None:
    text = json.dumps(default)
    # The first piece has the name in front; one with a "=" passes for a
    # further input with a default.
    if any('=' not in piece for piece in text.split(',')[1:]):
        raise parts.error(
            document,
            path,
            f'the default of the input "{key}" has a comma, at which Mistral '
            f'cuts its list of inputs: every run of the action would fail '
            f'("missing"). Write "{key}: null" here, and the default where '
            f'the input is used: {_coalesce(key, default)}',
        )


def _coalesce(key: str, default: Any) -> str:
    """The expression that does the same."""
    if isinstance(default, str) and len(default) < 50:
        quoted = default.replace('\\', '\\\\').replace("'", "\\'")
        instead = f"'{quoted}'"
    elif isinstance(default, dict):
        instead = 'dict(key => value, ...)'
    elif isinstance(default, list):
        instead = 'list(value, ...)'
    else:
        instead = "'...'"
    return f'<% coalesce($.{key}, {instead}) %>'
