"""References within a definition: tasks, and workflows of the same text.

Mistral checks the names of tasks, and tells a place that may be far from the
mistake. The input of a task that runs a workflow it checks when the task
runs: what lacks fails the task then, and what the workflow does not declare
becomes a parameter of its run, without a word (engine/actions.py,
WorkflowAction).

A workflow that a text names and does not have may be registered already, so
it is no mistake; nor is what an expression names.
"""

import dataclasses
import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from typing import Any

from heat_mistral.core.definition import (
    clauses,
    inline,
    model,
    positions,
    references,
)

#: Parameters of a run that a task's input may give: without task_name a
#: sub-workflow of type reverse cannot be run at all.
PARAMS = frozenset(('env', 'evaluate_env', 'namespace', 'notify', 'task_name'))
_TASK_NAME = 'task_name'
# How many names are told at most.
_TOLD = 10


def broken_references(
    definition: model.Definition, given: Set[str] = frozenset()
) -> Iterator[positions.DefinitionError]:
    """What cannot run: tasks that do not exist, inputs that lack.

    :param given: names of inputs that get a default in every workflow.
    """
    for name in definition.workflows:
        yield from missing_tasks(definition, name)
    # Once a workflow, and not once a task that runs it: either may have many.
    required = {
        name: [
            each
            for each, value in workflow.inputs.items()
            if value is model.REQUIRED and each not in given
        ]
        for name, workflow in definition.workflows.items()
    }
    for call in _calls(definition):
        yield from _missing_inputs(
            definition, call, required[call.callee.name]
        )


def ignored_inputs(
    definition: model.Definition,
) -> Iterator[positions.DefinitionError]:
    """What a task gives to a workflow that never sees it.

    Such a task runs all the same, so these are no errors but warnings.
    """
    for call in _calls(definition):
        callee = call.callee
        for name, path in call.given.items():
            if name in callee.inputs or name in PARAMS:
                continue
            yield _error(
                definition,
                path,
                f'the workflow "{callee.name}" has no input "{name}" '
                f'({_declared(callee)}); Mistral ignores it',
            )
        for name in call.passed_over:
            yield _error(
                definition, call.path, f'Mistral ignores {name}=: {_UNREAD}'
            )


_UNREAD = f'a value after "=" has to be {inline.READ}'


def missing_tasks(
    definition: model.Definition, name: str
) -> Iterator[positions.DefinitionError]:
    """References to tasks that a workflow has not."""
    workflow = definition.workflows[name]
    body = workflow.body
    kinds: tuple[str, ...] = clauses.ON
    read, known = clauses.targets, tuple(clauses.COMMANDS)
    if workflow.type == 'reverse':
        kinds, read, known = (clauses.REQUIRES,), clauses.required, ()
    names = {*body['tasks'], *known}
    relying = dict.fromkeys(kinds, False)
    for task, content in body['tasks'].items():
        if not isinstance(content, Mapping):
            continue  # refused by Mistral
        for kind in kinds:
            found = _read(read, content.get(kind))
            # A task that says nothing itself has what is said for all.
            if found == [] or kind == clauses.REQUIRES:
                relying[kind] = True
            yield from _unknown(
                definition, (name, 'tasks', task, kind), found or (), names
            )
    defaults = body.get(clauses.DEFAULTS)
    if isinstance(defaults, Mapping):
        for kind in kinds:
            if relying[kind]:
                found = _read(read, defaults.get(kind))
                yield from _unknown(
                    definition,
                    (name, clauses.DEFAULTS, kind),
                    found or (),
                    names,
                )


def _read(read: Any, clause: Any) -> list[clauses.Target] | None:
    """What a clause names; None if it is none, which is Mistral's to tell."""
    try:
        return list(read(clause))
    except ValueError:
        return None


def _unknown(
    definition: model.Definition,
    path: tuple[str | int, ...],
    found: Iterable[clauses.Target],
    names: Set[str],
) -> Iterator[positions.DefinitionError]:
    workflow = str(path[0])
    for target in found:
        # Without a name it is a command that cannot be read.
        if target.name and target.name not in names:
            yield _error(
                definition,
                (*path, *target.path),
                f'there is no task "{target.name}" in "{workflow}"'
                + _stray(definition, workflow, target.name),
            )


def _stray(definition: model.Definition, workflow: str, name: str) -> str:
    """Where else the name stands, as it does by a wrong indentation."""
    body = definition.workflows[workflow].body
    if name in body:
        line, column = definition.locate((workflow, name))
        return (
            f': it stands beside "tasks" and not in it, at line {line}, '
            f'column {column}'
        )
    for task, content in body['tasks'].items():
        if isinstance(content, Mapping) and name in content:
            return f': it stands inside the task "{task}"'
    if name in definition.workflows:
        return f'; the workflow "{name}" is run by a task that names it'
    return f'; its tasks: {_names(body["tasks"])}'


@dataclasses.dataclass(frozen=True)
class _Call:
    """A task that runs a workflow of the text with a static input.

    :ivar path: of its "workflow".
    :ivar given: the path of each input that it gives.
    :ivar passed_over: names whose values Mistral does not read.
    """

    path: tuple[str | int, ...]
    callee: model.Workflow
    given: Mapping[str, tuple[str | int, ...]]
    passed_over: tuple[str, ...]


def _calls(definition: model.Definition) -> Iterator[_Call]:
    for name, workflow in definition.workflows.items():
        for task, content in workflow.body['tasks'].items():
            command = (
                content.get('workflow')
                if isinstance(content, Mapping)
                else None
            )
            if not isinstance(command, str):
                continue
            callee = definition.workflows.get(references.named(command))
            given = content.get('input', {})
            # A text is an expression, which may give anything.
            if callee is None or not isinstance(given, Mapping):
                continue
            path = (name, 'tasks', task)
            read, passed_over = inline.inputs(command)
            yield _Call(
                (*path, 'workflow'),
                callee,
                {
                    **{
                        key: (*path, 'input', key)
                        for key in given
                        if isinstance(key, str)
                    },
                    **dict.fromkeys(read, (*path, 'workflow')),
                },
                tuple(key for key in passed_over if key not in given),
            )


def _missing_inputs(
    definition: model.Definition, call: _Call, required: Iterable[str]
) -> Iterator[positions.DefinitionError]:
    callee = call.callee
    lacking = (name for name in required if name not in call.given)
    missing = list(itertools.islice(lacking, _TOLD + 1))
    if missing:
        hint = (
            f'; {_UNREAD}'
            if any(name in call.passed_over for name in missing)
            else ''
        )
        yield _error(
            definition,
            call.path,
            f'the workflow "{callee.name}" needs the '
            f'input{"s" * (len(missing) > 1)} {_names(missing)}, which this '
            f'task does not give{hint}',
        )
    if (
        callee.type == 'reverse'
        and _TASK_NAME not in call.given
        and _TASK_NAME not in callee.inputs
    ):
        yield _error(
            definition,
            call.path,
            f'the workflow "{callee.name}" is of type reverse: the input of '
            f'this task has to give "{_TASK_NAME}", the task of '
            f'"{callee.name}" that is to be reached',
        )


def _declared(workflow: model.Workflow) -> str:
    if not workflow.inputs:
        return 'it has none'
    return f'it has {_names(workflow.inputs)}'


def _names(names: Collection[str]) -> str:
    told = ', '.join(f'"{name}"' for name in itertools.islice(names, _TOLD))
    return told if len(names) <= _TOLD else f'{told}, ...'


def _error(
    definition: model.Definition, path: tuple[str | int, ...], message: str
) -> positions.DefinitionError:
    return positions.DefinitionError(message, *definition.locate(path), path)
