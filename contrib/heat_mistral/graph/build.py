"""From a parsed definition to its workflows as graphs."""

from collections.abc import Iterator, Mapping
from typing import Any

from heat_mistral import definition
from heat_mistral.dsl import references
from heat_mistral.graph import clauses, model

_ON = model.KINDS[:4]


def workflows(parsed: definition.Definition) -> tuple[model.Workflow, ...]:
    """The workflows of a definition.

    :raises heat_mistral.definition.DefinitionError: where one names a task
        that it has not, or is no workflow to Mistral.
    """
    return tuple(_Reader(parsed, name).workflow()
                 for name in parsed.workflows)


class _Reader:
    """Reads one workflow."""

    def __init__(self, parsed: definition.Definition, name: str) -> None:
        self.parsed = parsed
        self.name = name
        self.source = parsed.workflows[name]
        body = self.source.body
        self.defaults = self.map_of(body.get('task-defaults'),
                                    'task-defaults')
        self.tasks = {task: self.map_of(content, 'tasks', task)
                      for task, content in body['tasks'].items()}

    def workflow(self) -> model.Workflow:
        read = (self.requires if self.source.type == 'reverse'
                else self.transitions)
        return model.Workflow(
            self.name,
            tuple(self.task(task) for task in self.tasks),
            tuple(edge for task in self.tasks for edge in read(task)))

    def map_of(self, value: Any, *path: str) -> Mapping[str, Any]:
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            raise self.error('this is no map', *path)
        return value

    def error(self, message: str, *path: str) -> Exception:
        whole = (self.name, *path)
        return definition.DefinitionError(
            message, *self.parsed.locate(whole), whole)

    def transitions(self, task: str) -> Iterator[model.Edge]:
        for kind in _ON:
            own = self.targets(self.tasks[task], kind, 'tasks', task)
            default = self.targets(self.defaults, kind, 'task-defaults')
            # Nobody is sent to himself by default.
            for target, condition in own or [
                    found for found in default if found[0] != task]:
                yield model.Edge(kind, task, target, condition)

    def targets(self, owner: Mapping[str, Any], kind: str,
                *path: str) -> list[tuple[str, str]]:
        try:
            found = list(clauses.targets(owner.get(kind)))
        except ValueError as ex:
            raise self.error(f'"{kind}": {ex}', *path, kind) from None
        for target, _ in found:
            if (target not in self.tasks
                    and target not in model.ENGINE_COMMANDS):
                raise self.error(f'there is no task "{target}" in "'
                                 f'{self.name}"', *path, kind)
        return found

    def requires(self, task: str) -> Iterator[model.Edge]:
        names = (*self.required(self.tasks[task], 'tasks', task),
                 *self.required(self.defaults, 'task-defaults'))
        for name in dict.fromkeys(names):
            if name != task:
                yield model.Edge('requires', name, task)

    def required(self, owner: Mapping[str, Any],
                 *path: str) -> list[str]:
        names = owner.get('requires') or []
        if isinstance(names, str):
            names = [names]
        for name in names if isinstance(names, list) else [names]:
            if name not in list(self.tasks):
                raise self.error(f'there is no task "{name}" in "'
                                 f'{self.name}"', *path, 'requires')
        return list(names)

    def task(self, name: str) -> model.Task:
        task = self.tasks[name]
        workflow = task.get('workflow')
        does = workflow if workflow else task.get('action') or 'std.noop'
        if isinstance(does, str):
            does = references.named(does)
        return model.Task(name, _text(does), bool(workflow),
                          'with-items' in task, tuple(self.marks(task)))

    def marks(self, task: Mapping[str, Any]) -> Iterator[str]:
        if task.get('join'):
            yield f"join {_text(task['join'])}"
        items = task.get('with-items')
        if items:
            variables = items if isinstance(items, list) else [items]
            names = [_text(item).split(' in ')[0] for item in variables]
            yield f"for each {', '.join(names)}"
        policies = {**self.defaults, **{key: value for key, value
                                        in task.items() if value}}
        if policies.get('retry'):
            yield _retry(policies['retry'])
        if policies.get('timeout'):
            yield f"timeout {_seconds(policies['timeout'])}"
        for when in ('before', 'after'):
            if policies.get(f'wait-{when}'):
                yield f"wait {_seconds(policies[f'wait-{when}'])} {when}"
        if policies.get('pause-before'):
            yield 'pause before'


def _retry(retry: Any) -> str:
    if isinstance(retry, Mapping):
        count = retry.get('count')
    else:
        parts = dict(part.split('=', 1) for part in _text(retry).split()
                     if '=' in part)
        count = parts.get('count')
    return 'retry' if count is None else f'retry {_text(count)}×'


def _seconds(value: Any) -> str:
    return f'{value} s' if isinstance(value, int) else _text(value)


def _text(value: Any) -> str:
    return ' '.join(str(value).split())
