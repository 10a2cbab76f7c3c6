"""From a definition's text to its workflows, or to a clear refusal.

Checked here is what a user of several workflows in one property gets wrong
most, and what Mistral answers with a 500 or not at all.  The language inside
a task is Mistral's to check: its refusals get their position from faults.py.
"""

import types
from typing import Any

from heat_mistral.dsl import edits, load, model, names, places, tree

_TYPES = ('direct', 'reverse')
_WORKBOOK = (
    'this is a workbook, which is not accepted here: put the workflows at '
    'the top level, or register it with `openstack workbook create`'
)


def parse(text: str) -> model.Definition:
    """Read a text of one or more Mistral DSL v2 workflows.

    :param text: the definition; "version" may be left out.
    :raises DefinitionError: what is wrong, with line and column where
        there is one.
    """
    if not isinstance(text, str):
        raise places.DefinitionError('a definition is a text')
    document = load.compose(text)
    top = document.value()
    _check_top(document, top)
    workflows = {
        name: _workflow(document, name, body)
        for name, body in top.items()
        if name != 'version'
    }
    return model.Definition(
        text=text,
        workflows=types.MappingProxyType(workflows),
        document=document,
        version=top.get('version'),
    )


def _check_top(document: tree.Tree, top: Any) -> None:
    root = document.root
    if root is None or top is None:
        raise places.DefinitionError(
            'the definition is empty; it takes the text of one or more '
            'workflows'
        )
    if not isinstance(top, dict):
        raise places.error(
            document.text,
            root.start,
            'not a map of workflows by name: the property takes the text '
            'of the definition itself (for instance by get_file), neither '
            'a path nor a URL',
        )
    _check_version(document, top)
    for part in ('workflows', 'actions'):
        if isinstance(top.get(part), dict) and 'tasks' not in top[part]:
            raise _error(document, [part], _WORKBOOK)
    _check_names(document, top)


def _check_version(document: tree.Tree, top: dict) -> None:
    version = top.get('version', edits.VERSION)
    try:
        right = not isinstance(version, bool) and float(version) == 2
    except (TypeError, ValueError, OverflowError):
        right = False
    if not right:
        raise _error(
            document,
            ['version'],
            f"the version is not one that is known; '{edits.VERSION}' is",
        )


def _check_names(document: tree.Tree, top: dict) -> None:
    if not any(name != 'version' for name in top):
        raise places.error(
            document.text,
            document.root.start,
            'there is no workflow in the definition',
        )
    _check_keys(document, [], top, "a workflow's name")
    seen: dict[str, int] = {}
    for key, _ in document.root.items:
        name = key.items
        if name == 'version' or key.tag != tree.STR:
            continue  # what else got this far is a merge ("<<")
        fault = names.fault(name)
        if name in seen:
            line, column = places.position(document.text, seen[name])
            fault = (
                f'there is another workflow "{name}" already, at line '
                f'{line}, column {column}'
            )
        if fault:
            raise places.error(document.text, key.start, fault)
        seen[name] = key.start


def _workflow(document: tree.Tree, name: str, body: Any) -> model.Workflow:
    if not isinstance(body, dict) or not body:
        hint = ''
        if name in ('name', 'description', 'tags'):
            hint = ' (a workbook, which has such keys, is not accepted)'
        raise _error(
            document,
            [name],
            f'the workflow "{name}" must be a map with "tasks"{hint}',
        )
    _check_keys(document, [name], body, 'a key of a workflow')
    kind = body.get('type', _TYPES[0])
    if kind not in _TYPES:
        raise _error(
            document,
            [name, 'type'],
            'the type of a workflow is "direct" or "reverse"',
        )
    _check_tasks(document, name, body)
    line, column = _place(document, [name])
    return model.Workflow(
        name=name,
        inputs=types.MappingProxyType(_inputs(document, name, body)),
        type=kind,
        body=body,
        line=line,
        column=column,
    )


def _check_tasks(document: tree.Tree, name: str, body: dict) -> None:
    tasks = body.get('tasks')
    if not isinstance(tasks, dict) or not tasks:
        raise _error(
            document,
            [name, 'tasks'],
            f'the workflow "{name}" needs "tasks", a map of tasks by name',
        )
    _check_keys(document, [name, 'tasks'], tasks, "a task's name")
    for task, content in tasks.items():
        if isinstance(content, dict):
            path = [name, 'tasks', task]
            _check_keys(document, path, content, 'a key of a task')


def _inputs(document: tree.Tree, name: str, body: dict) -> dict[str, Any]:
    if 'input' not in body:
        return {}
    entries = body['input']
    if not isinstance(entries, list) or not entries:
        raise _error(document, [name, 'input'], _INPUT)
    inputs: dict[str, Any] = {}
    for number, entry in enumerate(entries):
        if isinstance(entry, str) and entry:
            inputs[entry] = model.REQUIRED
        elif (
            isinstance(entry, dict)
            and len(entry) == 1
            and isinstance(next(iter(entry)), str)
        ):
            inputs.update(entry)
        else:
            raise _error(document, [name, 'input', number], _INPUT)
    return inputs


_INPUT = (
    '"input" is a list, each entry of it "- name" or "- name: default", '
    'where the name is a text'
)


def _check_keys(
    document: tree.Tree, path: list, value: dict, what: str
) -> None:
    """Mistral fails on keys that YAML does not read as text."""
    for key in value:
        if isinstance(key, str):
            continue
        node = _node(document, path)
        at = node.start if node else None
        for candidate, _ in node.items if node else ():
            if candidate.tag != tree.STR:
                at = candidate.start
                break
        raise places.error(
            document.text,
            at,
            f'{what} is a text; YAML reads this one as '
            f'{type(key).__name__} ({key!r:.50}): put it in quotes',
        )


def _node(document: tree.Tree, path: list) -> tree.Node | None:
    node = document.root
    for step in path:
        found = node.child(step)
        if found is None:
            return None
        node = found[1]
    return node if node.kind == 'map' else None


def _place(document: tree.Tree, path: list) -> tuple[int, int]:
    return model.Definition(document.text, {}, document).locate(path)


def _error(document: tree.Tree, path: list, message: str) -> Exception:
    return places.DefinitionError(
        message, *_place(document, path), path
    )
