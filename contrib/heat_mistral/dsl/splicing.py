"""A definition's workflows as standalone texts under registered names.

The user's text is cut and edited at the parser's marks, so that comments and
layout stay.  Whatever was cut is parsed again and compared with what was
meant; a text too unusual for the knife is dumped from its value instead.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from heat_mistral.dsl import (
    cut,
    edits,
    emit,
    meaning,
    model,
    parsing,
    places,
    references,
)

#: Mistral's default limit of an execution's input, in bytes.
MAX_DEFAULTS = 1024 * 1024


def qualify(
    definition: model.Definition,
    names: Mapping[str, str],
    defaults: Mapping[str, Any],
    *,
    description: str | None = None,
    tags: Sequence[str] | None = None,
) -> dict[str, str]:
    """The text of each workflow, to be registered by itself.

    Its name and the static references to the others become registered
    names; the inputs it declares get the defaults.

    :param names: registered name by short name; those left out stay.
    :param defaults: JSON values by the inputs' names.
    :param description: for workflows that have none; so with tags.
    :raises DefinitionError: names that clash, defaults that no workflow
        declares or that are too large, expressions that hold a short name.
    """
    names = {short: names.get(short, short) for short in definition.workflows}
    _check_clash(names)
    emitted = _emitted(definition, defaults)
    _check_dynamic(definition, names)
    additions = {'description': description, 'tags': tags and list(tags)}
    cutter = cut.Cut(definition, names, emitted)
    texts = {}
    for short, workflow in definition.workflows.items():
        missing = {
            key: value
            for key, value in additions.items()
            if value and key not in workflow.body
        }
        body = {**missing, **_wanted(workflow, names, defaults)}
        version = edits.VERSION
        if len(names) == 1 and definition.version is not None:
            version = definition.version
        wanted = {'version': version, names[short]: body}
        text = cutter.text_of(short, missing)
        if text is None or not meaning.reads_as(text, wanted):
            text = _dumped(wanted, workflow)
        texts[short] = text
    return texts


def join(texts: Iterable[str]) -> str:
    """One text of several standalone ones, for a single request.

    :raises DefinitionError: one of them is no definition, or two hold
        workflows of the same name.
    """
    texts = list(texts)
    if len(texts) == 1:
        return texts[0]
    merged: dict[str, Any] = {'version': edits.VERSION}
    for text in texts:
        for name, workflow in parsing.parse(text).workflows.items():
            if name in merged:
                raise places.DefinitionError(
                    f'there are two workflows "{name}"'
                )
            merged[name] = workflow.body
    parts = [f'{cut.HEADER}\n']
    for text in texts:
        head, _, rest = text.partition('\n')
        if head.rstrip('\r') == cut.HEADER:
            parts.append(rest if rest.endswith('\n') else f'{rest}\n')
    if len(parts) == len(texts) + 1:
        joined = ''.join(parts)
        if meaning.reads_as(joined, merged):
            return joined
    return emit.block(merged)


def _check_clash(names: Mapping[str, str]) -> None:
    owners: dict[str, str] = {}
    for short, name in names.items():
        other = owners.setdefault(name, short)
        if other != short:
            raise places.DefinitionError(
                f'the workflows "{other}" and "{short}" would both be '
                f'registered as "{name}"; rename one of them'
            )


def _emitted(
    definition: model.Definition, defaults: Mapping[str, Any]
) -> dict[str, str]:
    known = {
        key for wf in definition.workflows.values() for key in wf.inputs
    }
    emitted = {}
    for key, value in defaults.items():
        if key not in known:
            raise places.DefinitionError(_undeclared(definition, key))
        try:
            emitted[key] = emit.flow(value)
        except places.DefinitionError as fault:
            raise places.DefinitionError(
                f'the default of the input "{key}": {fault.message}'
            ) from None
    size = sum(len(text.encode()) for text in emitted.values())
    if size > MAX_DEFAULTS:
        raise places.DefinitionError(
            f'the defaults of the inputs have {size} bytes; Mistral runs '
            f'workflows with at most {MAX_DEFAULTS}'
        )
    return emitted


def _undeclared(definition: model.Definition, key: str) -> str:
    declared = '; '.join(
        f"{short}: {', '.join(map(str, workflow.inputs)) or 'none'}"
        for short, workflow in definition.workflows.items()
    )
    return (
        f'no workflow declares an input "{key}"; declared are {declared}'
    )


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
            raise places.DefinitionError(
                f'this expression names the workflow "{literal}", which is '
                f'registered as "{names[literal]}": give it that name '
                'through an input (the attribute available_workflows has '
                'it), or name the workflow without an expression',
                *definition.locate([short, 'tasks', task, 'workflow']),
            )


def _commands(workflow: model.Workflow) -> Iterable[tuple[str, str]]:
    for task, content in workflow.body['tasks'].items():
        if isinstance(content, dict):
            command = content.get('workflow')
            if isinstance(command, str):
                yield task, command


def _wanted(
    workflow: model.Workflow,
    names: Mapping[str, str],
    defaults: Mapping[str, Any],
) -> dict[str, Any]:
    """The workflow's body as its new text has to be read."""
    body = dict(workflow.body)
    tasks = dict(body['tasks'])
    for task, command in _commands(workflow):
        new = references.renamed(command, names)
        if new != command:
            tasks[task] = {**tasks[task], 'workflow': new}
    body['tasks'] = tasks
    places = cut.declarations(workflow)
    if not places.keys().isdisjoint(defaults):
        entries = list(body['input'])
        for key, number in places.items():
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


def _dumped(wanted: Any, workflow: model.Workflow) -> str:
    try:
        text = emit.block(wanted)
    except Exception:
        # A value that can be read and not be written, such as a date in a
        # zone that Python does not know.
        text = None
    if text is None or not meaning.reads_as(text, wanted):
        raise places.DefinitionError(
            f'the workflow "{workflow.name}" cannot be written under '
            'another name; use plainer YAML',
            workflow.line,
            workflow.column,
        )
    return text
