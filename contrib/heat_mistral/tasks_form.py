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


def text(name: str, props: Mapping[str, Any]) -> str:
    """The definition that these properties stand for.

    :param name: the workflow's name.
    :param props: the properties type, description, tags, input, output,
        tasks and task_defaults.
    """
    body = {key: props[key]
            for key in ('type', 'description', 'tags', 'output')
            if props[key] is not None}
    if props['input'] is not None:
        body['input'] = list(props['input'])
    if props['task_defaults'] is not None:
        body['task-defaults'] = _dashed(props['task_defaults'])
    body['tasks'] = {task[_NAME]: _task(task) for task in props['tasks']}
    return yaml.dump({'version': '2.0', name: body}, Dumper=_Dumper,
                     sort_keys=False, allow_unicode=True)


def _task(task: Mapping[str, Any]) -> dict[str, Any]:
    keys = {key: value for key, value in task.items()
            if key not in (_NAME, _POLICIES)}
    # The Kilo form, which kept some of the keys one level deeper.
    keys.update(task.get(_POLICIES) or {})
    return _dashed(keys)


def _dashed(keys: Mapping[str, Any]) -> dict[str, Any]:
    return {key.replace('_', '-'): value for key, value in keys.items()
            if value is not None}
