"""From a file, a definition or a HOT template, to the workflows in it."""

import dataclasses
import pathlib
import re
from collections.abc import Mapping
from typing import Any

import yaml

from heat_mistral.core import definition
from heat_mistral.core.definition import tasks_form
from heat_mistral.graph import build, model

_TYPE = 'OS::Mistral::Workflow'


@dataclasses.dataclass(frozen=True)
class Found:
    """A workflow, and the resource it belongs to or ''."""

    resource: str
    workflow: model.Workflow

    @property
    def name(self) -> str:
        """<resource>.<workflow>, or the workflow's alone."""
        parts = (self.resource, self.workflow.name)
        return '.'.join(part for part in parts if part)

    def fits(self, name: str) -> int:
        """How well it goes by that name, short or registered; 0: not."""
        if name == self.name:
            return 4
        if name == self.workflow.name:
            return 3
        # Registered: <prefix>.<workflow>, with some characters replaced.
        if name.endswith(definition.registered_name('', self.name)):
            return 2
        short = definition.registered_name('', self.workflow.name)
        return int(name.endswith(short))


def read(path: str) -> list[Found]:
    """The workflows of a file, in its order.

    :raises OSError: if it cannot be read.
    :raises heat_mistral.graph.model.GraphError: if they cannot be told from
        the file.
    :raises heat_mistral.core.definition.DefinitionError: if it is no definition.
    """
    text = _text(pathlib.Path(path))
    template = _template(text)
    if template is None:
        return parsed(text)
    return _of_template(template, pathlib.Path(path).parent)


def parsed(text: str) -> list[Found]:
    """The workflows of a definition.

    :raises heat_mistral.core.definition.DefinitionError: if it is none.
    """
    return [
        Found('', workflow)
        for workflow in build.workflows(definition.parse(text))
    ]


def choose(found: list[Found], name: str) -> Found:
    """The one of this name: short, with its resource, or registered.

    :raises heat_mistral.graph.model.GraphError: if there is not one.
    """
    # "b" and "a.b" are both at the end of "stack.a.b".
    marks = [(one.fits(name), len(one.workflow.name)) for one in found]
    best = max(marks)
    fitting = [
        one
        for one, mark in zip(found, marks, strict=True)
        if mark == best and best[0]
    ]
    if len(fitting) == 1:
        return fitting[0]
    names = ', '.join(one.name for one in found)
    if fitting:
        raise model.GraphError(
            f'there are several workflows {name}; there are: {names}'
        )
    raise model.GraphError(f'there is no workflow {name}; there are: {names}')


def _text(path: pathlib.Path) -> str:
    try:
        return path.read_text(encoding='utf-8')
    except UnicodeDecodeError as ex:
        raise model.GraphError(f'{path} is not UTF-8: {ex.reason}') from ex


def _template(text: str) -> Mapping[str, Any] | None:
    """The template, or None for what is none."""
    if not re.search('heat_template_version', text):
        return None
    try:
        # The loader is a SafeLoader with other rules for plain text.
        top = yaml.load(text, _Loader)  # noqa: S506  # nosec B506
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
    is_one = isinstance(top, dict) and 'heat_template_version' in top
    return top if is_one else None


class _Loader(yaml.SafeLoader):
    """Reads dates as texts, as Heat does."""


_Loader.add_constructor(
    'tag:yaml.org,2002:timestamp', lambda loader, node: node.value
)


def _of_template(
    template: Mapping[str, Any], directory: pathlib.Path
) -> list[Found]:
    resources = template.get('resources')
    found = []
    if isinstance(resources, dict):
        for name, resource in resources.items():
            if isinstance(resource, dict) and resource.get('type') == _TYPE:
                found += _of_resource(
                    str(name), resource.get('properties'), directory
                )
    if not found:
        raise model.GraphError(f'no resource of the template is a {_TYPE}')
    return found


def _of_resource(
    name: str, properties: Any, directory: pathlib.Path
) -> list[Found]:
    given = properties if isinstance(properties, dict) else {}
    try:
        if given.get('definition') is None and 'tasks' in given:
            return _of_tasks(name, given)
        text = _definition(name, given.get('definition'), directory)
        return [Found(name, one.workflow) for one in parsed(text)]
    except definition.DefinitionError as ex:
        raise model.GraphError(f'resource {name}: {ex}') from ex


def _definition(name: str, given: Any, directory: pathlib.Path) -> str:
    if isinstance(given, str):
        return given
    if isinstance(given, dict) and list(given) == ['get_file']:
        file = given['get_file']
        if isinstance(file, str) and '://' not in file:
            return _text(directory / file)
    raise model.GraphError(
        f'resource {name}: "definition" is not known before the stack is; '
        f'a text can be drawn, and get_file of a file'
    )


def _of_tasks(name: str, given: Mapping[str, Any]) -> list[Found]:
    properties = {key: given.get(key) for key in tasks_form.PROPERTIES}
    if not (
        isinstance(properties['tasks'], list)
        and isinstance(properties['input'], dict | None)
        and isinstance(properties['task_defaults'], dict | None)
    ):
        raise model.GraphError(
            f'resource {name}: "tasks" is not known before the stack is; '
            f'a list of maps can be drawn'
        )
    try:
        text = tasks_form.text(name, properties)
        (workflow,) = build.workflows(definition.parse(text))
    except tasks_form.TasksError as ex:
        raise model.GraphError(f'resource {name}: {ex}') from ex
    except definition.DefinitionError as ex:
        # Of a text that nobody wrote a line tells nothing.
        place = tasks_form.place(ex.path)
        told = f'{place}: {ex.message}' if place else ex.message
        raise model.GraphError(f'resource {name}: {told}') from ex
    return [Found('', workflow)]
