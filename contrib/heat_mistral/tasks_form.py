"""The form with ``tasks``: properties -> the text of one workflow.

Pure: knows neither Heat nor the client. The keys of a task are the workflow
language's, with "_" where a template's author writes none of its "-"; so a
key that Mistral learns tomorrow passes today.
"""

from collections.abc import Mapping
from typing import Any

import yaml

_NAME, _POLICIES = 'name', 'policies'


_Base: Any = getattr(yaml, 'CSafeDumper', yaml.SafeDumper)


class _Dumper(_Base):  # type: ignore[misc]  # which one it is depends
    def ignore_aliases(self, data: Any) -> bool:
        return True  # Mistral reads an anchor as text


class TasksError(Exception):
    """The message says which task is wrong and what is accepted."""


def text(name: str, props: Mapping[str, Any]) -> str:
    """The definition that these properties stand for.

    :param name: the workflow's name.
    :param props: the properties type, description, tags, input, output,
        tasks and task_defaults.
    :raises TasksError: for tasks that cannot be written as a definition.
    """
    body = {key: props[key]
            for key in ('type', 'description', 'tags', 'output')
            if props[key] is not None}
    if props['input'] is not None:
        body['input'] = list(props['input'])
    if props['task_defaults'] is not None:
        body['task-defaults'] = _dashed(props['task_defaults'])
    body['tasks'] = tasks = {}
    for number, task in enumerate(props['tasks'], 1):
        task_name = task.get(_NAME) if isinstance(task, Mapping) else None
        if not isinstance(task_name, str) or not task_name:
            raise TasksError(f'task {number} needs a "name", which is text')
        if task_name in tasks:
            raise TasksError(f'there are two tasks {task_name}')
        tasks[task_name] = _task(task_name, task)
    return yaml.dump({'version': '2.0', name: body}, Dumper=_Dumper,
                     sort_keys=False, allow_unicode=True)


def _task(name: str, task: Mapping[str, Any]) -> dict[str, Any]:
    policies = task.get(_POLICIES) or {}
    if not isinstance(policies, Mapping):
        raise TasksError(f'"policies" of task {name} must be a map')
    keys = {key: value for key, value in task.items()
            if key not in (_NAME, _POLICIES)}
    # The Kilo form, which kept some of the keys one level deeper.
    keys.update(policies)
    return _dashed(keys)


def _dashed(keys: Mapping[str, Any]) -> dict[str, Any]:
    return {key.replace('_', '-'): value for key, value in keys.items()
            if value is not None}
