"""Definitions so plain that Mistral need not be asked whether it takes them.

Mistral's /validate costs it 0.1 s of one core a task, whatever is in it: for
each task it checks its own JSON schemas anew (``jsonschema.validate``, Mistral
20 to 23). So what most people write is read here, by the same rules
(mistral/lang/v2): when this says that a definition is plain, Mistral takes it.
What it does not know, such as Jinja, task-defaults or advanced publishing, may
be right or wrong: that is Mistral's to say.
"""

import collections
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from heat_mistral.core.definition import clauses, model, yaql_syntax

# As Mistral's ``\w``, but for a hyphen, which names of tasks may have.
_NAME = re.compile(r'[\w-]+')
_KEY = re.compile(r'\w+')
# The name of a task that is joined has to leave Mistral room for 47 more.
_LONGEST_NAME = 200
# Shorter than a UUID, which a workflow's name must not look like.
_LONGEST_WORKFLOW = 31
# An expression that is all of a text, and has no other one's signs in it.
_YAQL = r'<%[^%<>\n]*%>'
_EXPRESSION = re.compile(_YAQL)
_WITH_ITEMS = re.compile(rf'\w+ in {_YAQL}')
# A name, and inputs as Mistral finds them (PARAMS_PTRN of mistral/lang/base.py).
_COMMAND = re.compile(
    rf'\w[\w.-]*(?: \w+=(?:{_YAQL}|"[^"<{{\n]*"|\'[^\'<{{\n]*\'|\d+|true|false))*'
)
_INPUT_OF_COMMAND = re.compile(r' (\w+)=')
# Mistral passes over a task of the last name.
_NO_TASKS = (*clauses.COMMANDS, 'version')
_JINJA = ('{{', '{%')
_DATA = (type(None), bool, int, float, str)
# Characters of a definition, and values in it, that are looked at.
_LONGEST = 256 * 1024


def is_plain(definition: model.Definition) -> bool:
    """Whether Mistral certainly takes a definition.

    Takes time linear in the length of the text: a millisecond a task, most of
    it for the expressions.
    """
    text = definition.text
    return (
        len(text) <= _LONGEST
        and not any(sign in text for sign in _JINJA)
        and all(map(_is_workflow, definition.workflows.items()))
        and yaql_syntax.is_wrong_of(definition) is False
    )


def _is_workflow(item: tuple[str, model.Workflow]) -> bool:
    name, workflow = item
    body = workflow.body
    return (
        len(name) <= _LONGEST_WORKFLOW
        and _NAME.fullmatch(name) is not None
        and _has_only(body, _OF_WORKFLOW)
        and _transitions_lead_somewhere(body['tasks'])
    )


def _is_tasks(tasks: Any) -> bool:
    return _is_map(tasks) and all(
        len(name) <= _LONGEST_NAME
        and _NAME.fullmatch(name) is not None
        and name not in _NO_TASKS
        and _is_task(task)
        for name, task in tasks.items()
    )


def _is_task(task: Any) -> bool:
    return (
        _is_map(task)
        and _has_only(task, _OF_TASK)
        and not ('action' in task and 'workflow' in task)
        and _inputs_are_of_one_kind(task)
    )


def _inputs_are_of_one_kind(task: Mapping[str, Any]) -> bool:
    """Whether no input is given twice, in the command and below it."""
    command = task.get('action', task.get('workflow', ''))
    return set(_INPUT_OF_COMMAND.findall(command)).isdisjoint(
        task.get('input', ())
    )


def _transitions_lead_somewhere(tasks: Mapping[str, Any]) -> bool:
    """Whether a run begins, goes on to tasks there are, and joins enough."""
    coming: dict[str, set[str]] = collections.defaultdict(set)
    for name, task in tasks.items():
        for kind in clauses.ON:
            for target in clauses.targets(task.get(kind)):
                coming[target.name].add(name)
    if not coming.keys() <= {*tasks, *clauses.COMMANDS}:
        return False
    if all(coming[name] for name in tasks):
        return False
    return all(
        len(coming[name]) >= (join if isinstance(join, int) else 1)
        for name, task in tasks.items()
        if (join := task.get('join')) is not None
    )


def _has_only(
    content: Mapping[str, Any], known: Mapping[str, Callable[[Any], bool]]
) -> bool:
    return all(
        key in known and known[key](value) for key, value in content.items()
    )


def _is_map(value: Any) -> bool:
    """Whether it is a map with something in it, and with texts for keys."""
    return (
        isinstance(value, dict)
        and bool(value)
        and all(isinstance(key, str) and key for key in value)
    )


def _is_data(value: Any) -> bool:
    """Whether it is a map of what JSON has, too: no dates, for example."""
    waiting = [value] if _is_map(value) else [object()]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            if not all(isinstance(key, str) for key in each):
                return False
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
        elif type(each) not in _DATA:
            return False
    return True


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value.strip() != ''


def _is_key(value: Any) -> bool:
    return isinstance(value, str) and _KEY.fullmatch(value) is not None


def _is_number(value: Any) -> bool:
    return type(value) is int and value >= 0


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_command(value: Any) -> bool:
    return isinstance(value, str) and _COMMAND.fullmatch(value) is not None


def _is_direct(value: Any) -> bool:
    return bool(value == 'direct')


def _is_join(value: Any) -> bool:
    return value in ('all', 'one') or (_is_number(value) and value > 0)


def _is_retry(value: Any) -> bool:
    return (
        _is_map(value)
        and value.keys() == {'count', 'delay'}
        and all(map(_is_number, value.values()))
    )


def _is_with_items(value: Any) -> bool:
    return isinstance(value, str) and _WITH_ITEMS.fullmatch(value) is not None


def _is_tags(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(map(_is_text, value))
        and _are_distinct(value)
    )


def _is_inputs(value: Any) -> bool:
    """Whether it is a list of names, some with defaults, none twice."""
    if not isinstance(value, list) or not value:
        return False
    names: list[str] = []
    for each in value:
        if isinstance(each, dict):
            if len(each) != 1 or not _is_data(each):
                return False
            each = next(iter(each))
        if not _is_key(each):
            return False
        names.append(each)
    return _are_distinct(names)


def _is_on_clause(value: Any) -> bool:
    """Whether it is a name, or a list of names, some with conditions."""
    if isinstance(value, str):
        return _NAME.fullmatch(value) is not None
    if not isinstance(value, list) or not value:
        return False
    names: list[str] = []
    for each in value:
        if isinstance(each, dict):
            if len(each) != 1:
                return False
            each, condition = next(iter(each.items()))
            if (
                not isinstance(condition, str)
                or _EXPRESSION.fullmatch(condition) is None
            ):
                return False
        if not isinstance(each, str) or _NAME.fullmatch(each) is None:
            return False
        names.append(each)
    return _are_distinct(names)


def _are_distinct(values: Iterable[str]) -> bool:
    values = list(values)
    return len(set(values)) == len(values)


_OF_WORKFLOW: Mapping[str, Callable[[Any], bool]] = {
    'type': _is_direct,
    'description': _is_text,
    'tags': _is_tags,
    'input': _is_inputs,
    'vars': _is_data,
    'output': _is_data,
    'tasks': _is_tasks,
}
_OF_TASK: Mapping[str, Callable[[Any], bool]] = {
    'description': _is_text,
    'action': _is_command,
    'workflow': _is_command,
    'input': _is_data,
    'publish': _is_data,
    'publish-on-error': _is_data,
    'with-items': _is_with_items,
    'concurrency': _is_number,
    'join': _is_join,
    'retry': _is_retry,
    'wait-before': _is_number,
    'wait-after': _is_number,
    'timeout': _is_number,
    'pause-before': _is_flag,
    'keep-result': _is_flag,
    'safe-rerun': _is_flag,
    'on-success': _is_on_clause,
    'on-error': _is_on_clause,
    'on-complete': _is_on_clause,
}
