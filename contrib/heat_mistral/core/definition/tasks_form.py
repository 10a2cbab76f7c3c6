"""The form with ``tasks``: properties -> the text of one workflow.

Pure: knows neither Heat nor the client. The keys of a task are the workflow
language's, with "_" where a template's author writes none of its "-"; so a
key that Mistral learns tomorrow passes today.
"""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

#: The properties that make it up.
PROPERTIES = (
    'type',
    'description',
    'tags',
    'vars',
    'input',
    'output',
    'output_on_error',
    'tasks',
    'task_defaults',
)
_NAME, _POLICIES = 'name', 'policies'
# What Kilo's templates could put a level deeper, under "policies". Anything
# else there has never had an effect.
_IN_POLICIES = (
    'pause_before',
    'wait_after',
    'wait_before',
    'timeout',
    'concurrency',
    'retry',
)
# A template's parameters are texts, Mistral's numbers and truth values are
# not. An expression stays as it is.
_INTEGERS = frozenset(
    ('join', 'wait-before', 'wait-after', 'timeout', 'concurrency')
)
_BOOLEANS = frozenset(('pause-before', 'keep-result'))
_TEXTS = frozenset(('action', 'workflow', 'description', 'target'))
_DIGITS = re.compile(r'[+-]?\d+')
# Python makes no number of thousands of digits, and Mistral needs none.
_LONGEST_NUMBER = 100
_TRUTH = {'true': True, 'false': False}
_TOP = ('type', 'description', 'tags', 'vars', 'output', 'output_on_error')

_Base: Any = getattr(yaml, 'CSafeDumper', yaml.SafeDumper)


class _Dumper(_Base):  # type: ignore[misc]  # which one it is depends
    def ignore_aliases(self, data: Any) -> bool:
        return True  # Mistral reads an anchor as text


class TasksError(Exception):
    """The message says which task is wrong and what is accepted."""


def text(name: str, props: Mapping[str, Any]) -> str:
    """The definition that these properties stand for.

    :param name: the workflow's name.
    :param props: the properties type, description, tags, vars, input,
        output, output_on_error, tasks and task_defaults.
    :raises TasksError: for what cannot be written as a definition.
    """
    body = _dashed({key: props.get(key) for key in _TOP})
    if props['input']:
        body['input'] = list(props['input'])
    if props['task_defaults'] is not None:
        body['task-defaults'] = _converted(props['task_defaults'])
    body['tasks'] = tasks = {}
    for number, task in enumerate(props['tasks'], 1):
        given = task.get(_NAME) if isinstance(task, Mapping) else None
        task_name = str(given) if isinstance(given, int) else given
        if not isinstance(task_name, str) or not task_name:
            raise TasksError(f'task {number} needs a "name", which is text')
        # Of two tasks of a name the last one counts, as in any definition.
        tasks[task_name] = _task(task_name, task, props['type'])
    try:
        return yaml.dump(
            {'version': '2.0', name: body},
            Dumper=_Dumper,
            sort_keys=False,
            allow_unicode=True,
        )
    except UnicodeEncodeError as ex:
        # JSON can have it, and libyaml writes UTF-8.
        raise TasksError(
            f'{ex.object[ex.start]!a} is half a character; write the whole '
            f'one in its place'
        ) from None


def place(path: Sequence[str | int]) -> str:
    """Where in the properties a part of that definition came from.

    :param path: steps into the definition, from the workflow's name on; as
        many as are known.
    """
    if len(path) < 3:
        return ''
    where = f'task {path[2]}'
    if len(path) > 3:
        where += ', ' + '.'.join(str(step) for step in path[3:])
    return where


def _task(
    name: str, task: Mapping[str, Any], kind: str | None
) -> dict[str, Any]:
    keys = {
        key: value
        for key, value in task.items()
        if key not in (_NAME, _POLICIES)
    }
    policies = task.get(_POLICIES) or {}
    if not isinstance(policies, Mapping):
        raise TasksError(f'"policies" of task {name} must be a map')
    for key in _IN_POLICIES:
        if policies.get(key) is not None:
            if keys.get(key) is not None:
                raise TasksError(
                    f'task {name} has "{key}" twice: under "policies" and '
                    f'by itself'
                )
            keys[key] = policies[key]
    converted = _converted(keys)
    _check(name, converted, kind)
    return converted


def _check(name: str, task: Mapping[str, Any], kind: str | None) -> None:
    """What Mistral refuses obscurely, or ignores."""
    if 'action' in task and 'workflow' in task:
        raise TasksError(
            f'task {name} has "action" and "workflow"; it may have one'
        )
    if 'requires' in task and kind != 'reverse':
        raise TasksError(
            f'task {name} has "requires", which is for workflows of type '
            f'reverse'
        )
    if 'concurrency' in task and 'with-items' not in task:
        raise TasksError(
            f'task {name} has "concurrency", which needs "with_items"'
        )


def _dashed(keys: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key.replace('_', '-'): value
        for key, value in keys.items()
        if value is not None
    }


def _converted(keys: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: _as_mistral_takes_it(key, value)
        for key, value in _dashed(keys).items()
    }


def _as_mistral_takes_it(key: str, value: Any) -> Any:
    if key in _INTEGERS:
        if isinstance(value, str):
            digits = value.strip()
            is_number = len(digits) <= _LONGEST_NUMBER and _DIGITS.fullmatch(
                digits
            )
            return int(digits) if is_number else value
        return (
            int(value)
            if isinstance(value, float) and math.isfinite(value)
            else value
        )
    if key in _BOOLEANS and isinstance(value, str):
        return _TRUTH.get(value.lower(), value)
    if key in _TEXTS and isinstance(value, int):
        return str(value)
    return value
