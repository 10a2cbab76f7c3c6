"""From a definition's text to its workflows, or to a clear refusal.

Checked here is what a user of several workflows in one property gets wrong
most, and what Mistral answers with a 500 or not at all.  The language inside
a task is Mistral's to check: its refusals get their position from faults.py.
"""

import types
from typing import Any

from heat_mistral.core.definition import (
    clauses,
    hints,
    model,
    parts,
    top,
    tree,
)

_Map = dict[Any, Any]
_TYPES = ('direct', 'reverse')


def parse(text: str) -> model.Definition:
    """Read a text of one or more Mistral DSL v2 workflows.

    :param text: the definition; "version" may be left out.
    :raises DefinitionError: what is wrong, with line and column where
        there is one.
    """
    document, found = top.read(text, 'workflow', 'workflows', 'tasks')
    workflows = {
        name: _workflow(document, name, body)
        for name, body in found.items()
        if name != 'version'
    }
    return model.Definition(
        text=text,
        workflows=types.MappingProxyType(workflows),
        document=document,
        version=found.get('version'),
    )


def _workflow(document: tree.Tree, name: str, body: Any) -> model.Workflow:
    if not isinstance(body, dict) or not body:
        hint = ''
        if name in ('name', 'description', 'tags'):
            hint = f'; or else {parts.WORKBOOK}'
        raise parts.error(
            document,
            [name],
            f'the workflow "{name}" must be a map with "tasks"{hint}',
        )
    parts.check_keys(document, [name], body, 'a key of a workflow')
    kind = body.get('type', _TYPES[0])
    if kind not in _TYPES:
        raise parts.error(
            document,
            [name, 'type'],
            'the type of a workflow is "direct" or "reverse"',
        )
    _check_tasks(document, name, body)
    line, column = parts.place(document, [name])
    return model.Workflow(
        name=name,
        inputs=types.MappingProxyType(parts.inputs(document, name, body)),
        type=kind,
        body=body,
        line=line,
        column=column,
    )


def _check_tasks(document: tree.Tree, name: str, body: _Map) -> None:
    tasks = body.get('tasks')
    if not isinstance(tasks, dict) or not tasks:
        raise parts.error(
            document,
            [name, 'tasks'],
            f'the workflow "{name}" needs "tasks", a map of tasks by name'
            + _misplaced(document.text, name, body),
        )
    parts.check_keys(document, [name, 'tasks'], tasks, "a task's name")
    for task, content in tasks.items():
        if isinstance(content, dict):
            path = [name, 'tasks', task]
            parts.check_keys(document, path, content, 'a key of a task')


def _misplaced(text: str, name: str, body: _Map) -> str:
    """What a workflow without tasks looks like, after a semicolon."""
    if 'tasks' in body:
        return ''
    if name == 'tasks':
        return hints.folded(text) or (
            '; at the top level stand the workflows, each with its "tasks" '
            'below its name'
        )
    if 'base' in body:
        return '; ad-hoc actions are for OS::Mistral::Action'
    if any(key in body for key in ('action', 'workflow', *clauses.ON)):
        return '; if it is a task, indent it to stand in "tasks"'
    return ''
