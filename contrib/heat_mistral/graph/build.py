"""From a parsed definition to its workflows as graphs."""

import functools
import itertools
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from heat_mistral.core import definition
from heat_mistral.core.definition import checks, clauses, references
from heat_mistral.graph import model


def workflows(parsed: definition.Definition) -> tuple[model.Workflow, ...]:
    """The workflows of a definition.

    :raises heat_mistral.core.definition.DefinitionError: where one names a task
        that it has not, or is no workflow to Mistral.
    :raises heat_mistral.graph.model.GraphError: where it has too many
        transitions.
    """
    return tuple(_Reader(parsed, name).workflow() for name in parsed.workflows)


# What all tasks have by "task-defaults" multiplies: a text of a megabyte may
# have a milliard of them.
_MOST_EDGES = 100_000


class _Reader:
    """Reads one workflow."""

    def __init__(self, parsed: definition.Definition, name: str) -> None:
        self.parsed = parsed
        self.name = name
        self.source = parsed.workflows[name]
        body = self.source.body
        self.defaults = self.map_of(body.get('task-defaults'), 'task-defaults')
        self.tasks = {
            task: self.map_of(content, 'tasks', task)
            for task, content in body['tasks'].items()
        }

    def workflow(self) -> model.Workflow:
        for missing in checks.missing_tasks(self.parsed, self.name):
            raise missing
        read = (
            self.requires
            if self.source.type == 'reverse'
            else self.transitions
        )
        found = (edge for task in self.tasks for edge in read(task))
        edges = tuple(itertools.islice(found, _MOST_EDGES + 1))
        if len(edges) > _MOST_EDGES:
            raise model.GraphError(
                f'"{self.name}" has more than {_MOST_EDGES} transitions, '
                f'which no picture can show'
            )
        return model.Workflow(
            self.name, tuple(self.task(task) for task in self.tasks), edges
        )

    def map_of(self, value: Any, *path: str) -> Mapping[str, Any]:
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            raise self.error('this is no map', *path)
        return value

    def error(self, message: str, *path: str) -> Exception:
        whole = (self.name, *path)
        return definition.DefinitionError(
            message, *self.parsed.locate(whole), whole
        )

    def transitions(self, task: str) -> Iterator[model.Edge]:
        for kind in clauses.ON:
            own = self.targets(
                clauses.targets, self.tasks[task], kind, 'tasks', task
            )
            # Nobody is sent to himself by default.
            for target in own or (
                found
                for found in self.default_targets[kind]
                if found.name != task
            ):
                yield model.Edge(
                    kind, task, target.name, target.condition, not own
                )

    @functools.cached_property
    def default_targets(self) -> dict[str, list[clauses.Target]]:
        """What each on-clause of the defaults names."""
        return {
            kind: self.targets(
                clauses.targets, self.defaults, kind, clauses.DEFAULTS
            )
            for kind in clauses.ON
        }

    def targets(
        self,
        read: Callable[[Any], Iterator[clauses.Target]],
        owner: Mapping[str, Any],
        kind: str,
        *path: str,
    ) -> list[clauses.Target]:
        try:
            return list(read(owner.get(kind)))
        except ValueError as ex:
            raise self.error(f'"{kind}": {ex}', *path, kind) from None

    def requires(self, task: str) -> Iterator[model.Edge]:
        kind, read = clauses.REQUIRES, clauses.required
        found = [
            *self.targets(read, self.tasks[task], kind, 'tasks', task),
            *self.targets(read, self.defaults, kind, clauses.DEFAULTS),
        ]
        for name in dict.fromkeys(target.name for target in found):
            if name != task:
                yield model.Edge(kind, name, task)

    def task(self, name: str) -> model.Task:
        task = self.tasks[name]
        workflow = task.get('workflow')
        does = workflow if workflow else task.get('action') or 'std.noop'
        if isinstance(does, str):
            does = references.named(does)
        return model.Task(
            name,
            _text(does),
            bool(workflow),
            'with-items' in task,
            tuple(self.marks(task)),
        )

    def marks(self, task: Mapping[str, Any]) -> Iterator[str]:
        if task.get('join'):
            yield f'join {_text(task["join"])}'
        items = task.get('with-items')
        if items:
            variables = items if isinstance(items, list) else [items]
            names = [_text(item).split(' in ')[0] for item in variables]
            yield f'for each {", ".join(names)}'
        policies = {
            **self.defaults,
            **{key: value for key, value in task.items() if value},
        }
        if policies.get('retry'):
            yield _retry(policies['retry'])
        if policies.get('timeout'):
            yield f'timeout {_seconds(policies["timeout"])}'
        for when in ('before', 'after'):
            if policies.get(f'wait-{when}'):
                yield f'wait {_seconds(policies[f"wait-{when}"])} {when}'
        if policies.get('pause-before'):
            yield 'pause before'


def _retry(retry: Any) -> str:
    if isinstance(retry, Mapping):
        count = retry.get('count')
    else:
        parts = dict(
            part.split('=', 1) for part in _text(retry).split() if '=' in part
        )
        count = parts.get('count')
    return 'retry' if count is None else f'retry {_text(count)}×'


def _seconds(value: Any) -> str:
    return f'{value} s' if isinstance(value, int) else _text(value)


def _text(value: Any) -> str:
    return ' '.join(str(value).split())
