"""A definition's workflows as standalone texts under registered names.

The user's text is cut and edited at the parser's marks, so that comments and
layout stay.  Whatever was cut is parsed again and compared with what was
meant; a text too unusual for the knife is dumped from its value instead.
"""

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from heat_mistral.core.definition import (
    cutting,
    edits,
    emit,
    meaning,
    model,
    parsing,
    positions,
    references,
    tree,
)

#: Mistral's default limit of an execution's input, in bytes.
MAX_DEFAULTS = 1024 * 1024
#: Characters that may be written into the workflows of a text in all: each
#: gets the same defaults, and a text may have thousands of them.
MAX_WRITTEN = 16 * 1024 * 1024


def qualify(
    definition: model.Definition,
    names: Mapping[str, str],
    defaults: Mapping[str, Any],
    *,
    description: str | None = None,
    tags: Sequence[str] | None = None,
    actions: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """The text of each workflow, to be registered by itself.

    Its name and the static references to the others, and to actions, become
    registered names; the inputs it declares get the defaults.

    :param names: registered name by short name; those left out stay.
    :param defaults: JSON values by the inputs' names.
    :param description: for workflows that have none; so with tags.
    :param actions: registered name of each action that tasks may name by
        another one.
    :raises DefinitionError: names that clash, defaults that no workflow
        declares or that are too large, expressions that hold a short name.
    """
    names = {short: names.get(short, short) for short in definition.workflows}
    check_clash(names, 'workflow')
    emitted = _emitted(definition, defaults)
    _check_dynamic(definition, names)
    additions = {'description': description, 'tags': tags and list(tags)}
    _check_written(definition, emitted, additions)
    renamed = {'workflow': names, 'action': actions or {}}
    cutter = cutting.Cut(
        definition, names, emitted, functools.partial(_command_nodes, renamed)
    )
    texts = {}
    for short, workflow in definition.workflows.items():
        missing = {
            key: value
            for key, value in additions.items()
            if value and key not in workflow.body
        }
        body = {**missing, **_wanted(workflow, renamed, defaults)}
        version = edits.VERSION
        if len(names) == 1 and definition.version is not None:
            version = definition.version
        wanted = {'version': version, names[short]: body}
        text = cutter.text_of(short, missing)
        if text is None or not meaning.reads_as(text, wanted):
            text = dumped(wanted, definition, short)
        texts[short] = text
    return texts


def join(
    texts: Iterable[str], parse: Callable[[str], model.Parsed] = parsing.parse
) -> str:
    """One text of several standalone ones, for a single request.

    :param parse: what reads them.
    :raises DefinitionError: one of them is no definition, or two hold
        something of the same name.
    """
    texts = list(texts)
    if len(texts) == 1:
        return texts[0]
    merged: dict[str, Any] = {'version': edits.VERSION}
    for text in texts:
        for name, body in parse(text).bodies.items():
            if name in merged:
                raise positions.DefinitionError(
                    f'there are two workflows "{name}"'
                )
            merged[name] = body
    parts = [f'{cutting.HEADER}\n']
    for text in texts:
        head, _, rest = text.partition('\n')
        if head.rstrip('\r') == cutting.HEADER:
            parts.append(rest if rest.endswith('\n') else f'{rest}\n')
    if len(parts) == len(texts) + 1:
        joined = ''.join(parts)
        if meaning.reads_as(joined, merged):
            return joined
    return emit.block(merged)


def check_clash(names: Mapping[str, str], kind: str) -> None:
    """Check that no two of a text get the same name.

    :param names: registered name by short name.
    :raises DefinitionError: says which two would.
    """
    owners: dict[str, str] = {}
    for short, name in names.items():
        other = owners.setdefault(name, short)
        if other != short:
            raise positions.DefinitionError(
                f'the {kind}s "{other}" and "{short}" would both be '
                f'registered as "{name}"; rename one of them'
            )


def _emitted(
    definition: model.Definition, defaults: Mapping[str, Any]
) -> dict[str, str]:
    known = {key for wf in definition.workflows.values() for key in wf.inputs}
    emitted = {}
    for key, value in defaults.items():
        if key not in known:
            raise positions.DefinitionError(_undeclared(definition, key))
        try:
            emitted[key] = emit.flow(value)
        except positions.DefinitionError as fault:
            raise positions.DefinitionError(
                f'the default of the input "{key}": {fault.message}'
            ) from None
    size = sum(len(text.encode()) for text in emitted.values())
    if size > MAX_DEFAULTS:
        raise positions.DefinitionError(
            f'the defaults of the inputs have {size} bytes; Mistral runs '
            f'workflows with at most {MAX_DEFAULTS}'
        )
    return emitted


def _check_written(
    definition: model.Definition,
    emitted: Mapping[str, str],
    additions: Mapping[str, Any],
) -> None:
    added = sum(len(str(value)) for value in additions.values() if value)
    size = sum(
        added + sum(len(emitted.get(name, '')) for name in workflow.inputs)
        for workflow in definition.workflows.values()
    )
    if size > MAX_WRITTEN:
        raise positions.DefinitionError(
            f'the defaults of the inputs, the description and the tags would '
            f'be written into {len(definition.workflows)} workflows and take '
            f'{size} characters there; at most {MAX_WRITTEN} are accepted'
        )


def _undeclared(definition: model.Definition, key: str) -> str:
    declared = '; '.join(
        f'{short}: {", ".join(map(str, workflow.inputs)) or "none"}'
        for short, workflow in definition.workflows.items()
    )
    return f'no workflow declares an input "{key}"; declared are {declared}'


def _check_dynamic(
    definition: model.Definition, names: Mapping[str, str]
) -> None:
    for short, workflow in definition.workflows.items():
        for task, command in _commands(workflow):
            name = references.named(command)
            if not references.is_dynamic(name):
                continue
            literal = references.literal_in(name, names)
            if literal is None or names[literal] == literal:
                continue
            raise positions.DefinitionError(
                f'this expression names the workflow "{literal}", which is '
                f'registered as "{names[literal]}": give it that name '
                'through an input (the attribute available_workflows has '
                'it), or name the workflow without an expression',
                *definition.locate([short, 'tasks', task, 'workflow']),
            )


def _commands(
    workflow: model.Workflow, key: str = 'workflow'
) -> Iterable[tuple[str, str]]:
    for task, content in workflow.body['tasks'].items():
        if isinstance(content, dict):
            command = content.get(key)
            if isinstance(command, str):
                yield task, command


def _command_nodes(
    renamed: Mapping[str, Mapping[str, str]], body: tree.Node
) -> Iterable[cutting.Command]:
    tasks = body.child('tasks')
    for _, task in tasks[1].items if tasks else ():
        for key, names in renamed.items():
            found = task.child(key) if task.kind == 'map' else None
            if found:
                yield found[1], names


def named_actions(definition: model.Definition) -> set[str]:
    """The names of actions that stand in tasks, expressions among them."""
    return {
        references.named(command)
        for workflow in definition.workflows.values()
        for _, command in _commands(workflow, 'action')
    }


def _wanted(
    workflow: model.Workflow,
    renamed: Mapping[str, Mapping[str, str]],
    defaults: Mapping[str, Any],
) -> dict[str, Any]:
    """The workflow's body as its new text has to be read."""
    body = dict(workflow.body)
    tasks = dict(body['tasks'])
    for key, names in renamed.items():
        for task, command in _commands(workflow, key):
            new = references.renamed(command, names)
            if new != command:
                tasks[task] = {**tasks[task], key: new}
    body['tasks'] = tasks
    positions = cutting.declarations(workflow.body)
    if not positions.keys().isdisjoint(defaults):
        entries = list(body['input'])
        for key, number in positions.items():
            if key in defaults:
                entries[number] = {key: _json(defaults[key])}
        body['input'] = entries
    return body


def _json(value: Any) -> Any:
    """The value in the plain types that a loader makes."""
    if isinstance(value, Mapping):
        return {str(key): _json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_json(item) for item in value]
    for plain in (str, float):
        if isinstance(value, plain):
            return plain(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return int(value)
    return value


def dumped(wanted: Any, definition: model.Parsed, short: str) -> str:
    """A text of this value, whose comments and layout are lost.

    :raises DefinitionError: if it cannot be written.
    """
    try:
        text = emit.block(wanted)
    except Exception:
        # A value that can be read and not be written, such as a date in a
        # zone that Python does not know.
        text = None
    if text is None or not meaning.reads_as(text, wanted):
        raise positions.DefinitionError(
            f'"{short}" cannot be written under another name; use plainer '
            'YAML',
            *definition.locate([short]),
        )
    return text
