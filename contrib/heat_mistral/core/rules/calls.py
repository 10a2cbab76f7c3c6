"""What tasks run: workflows, and actions with their inputs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from heat_mistral.core import definition as definition_
from heat_mistral.core.definition import checks, inline, model, references
from heat_mistral.core.rules import near
from heat_mistral.core.rules.model import Known, Path, Remark, remark

# How alike two names are of which one is probably meant.
_ALIKE = 0.75


def tasks_and_inputs(
    definition: model.Definition, known: Known
) -> Iterator[Remark]:
    """What broken_references() and ignored_inputs() of the definition tell."""
    for name in definition.workflows:
        for fault in checks.missing_tasks(definition, name):
            yield of_fault('HM101', fault)
    for fault in definition_.broken_references(definition, known.given):
        if fault.path[-1:] == ('workflow',):
            yield of_fault('HM202', fault)
    for fault in definition_.ignored_inputs(definition):
        yield of_fault('HM203', fault)


def of_fault(rule: str, fault: definition_.DefinitionError) -> Remark:
    """What a check of the definition has found, as a remark."""
    return Remark(rule, fault.message, fault.line, fault.column, fault.path)


def unknown_workflows(
    definition: model.Definition, workflow: model.Workflow
) -> Iterator[Remark]:
    """Sub-workflows that are nowhere in the text."""
    for path, content in _tasks(workflow):
        command = content.get('workflow')
        if not isinstance(command, str) or not command:
            continue
        name = references.named(command)
        # A dot: the name of a registered one is <stack>.<resource>.<name>.
        if (
            name in definition.workflows
            or references.is_dynamic(name)
            or '.' in name
        ):
            continue
        yield remark(
            'HM201',
            definition,
            (*path, 'workflow'),
            f'the text has no workflow "{name}"'
            + near.hint(name, definition.workflows, _ALIKE),
        )


def unknown_actions(
    definition: model.Definition, workflow: model.Workflow, known: Known
) -> Iterator[Remark]:
    """Actions that are not known, or get inputs that are not theirs."""
    if not known.actions:
        return
    for path, content in _tasks(workflow):
        command = content.get('action')
        if not isinstance(command, str) or not command:
            continue
        name = references.named(command)
        if references.is_dynamic(name):
            continue
        if name not in known.actions:
            yield from _unknown(definition, (*path, 'action'), name, known)
            continue
        declared = known.actions[name]
        if declared is not None:
            yield from _inputs(
                definition, path, name, command, content, declared
            )


def _unknown(
    definition: model.Definition, path: Path, name: str, known: Known
) -> Iterator[Remark]:
    space = f'{name.partition(".")[0]}.'
    # Of a cloud's many actions those of the same service come first.
    names = sorted(known.actions, key=lambda each: not each.startswith(space))
    hint = near.hint(name, names, _ALIKE)
    if '.' in name and not hint and not names[0].startswith(space):
        return  # of a service that is not known here
    yield remark(
        'HM204', definition, path, f'no action "{name}" is known{hint}'
    )


def _inputs(
    definition: model.Definition,
    path: Path,
    name: str,
    command: str,
    content: Mapping[str, Any],
    declared: Sequence[str],
) -> Iterator[Remark]:
    given = content.get('input', {})
    if not isinstance(given, Mapping):
        return  # an expression may give anything
    read, _ = inline.inputs(command)
    places: dict[str, Path] = {
        **{key: (*path, 'input', key) for key in given},
        **dict.fromkeys(read, (*path, 'action')),
    }
    names = [each.partition('=')[0] for each in declared]
    if '**' in ''.join(names):
        return
    for key, place in places.items():
        if key not in names:
            yield remark(
                'HM205',
                definition,
                place,
                f'the action "{name}" has no input "{key}"'
                + (
                    near.hint(key, names, _ALIKE)
                    or f'; it has {", ".join(names)}'
                ),
            )
    lacking = [
        each for each in declared if '=' not in each and each not in places
    ]
    if lacking:
        yield remark(
            'HM205',
            definition,
            (*path, 'action'),
            f'the action "{name}" needs the input '
            f'{", ".join(lacking)}, which this task does not give',
        )


def _tasks(
    workflow: model.Workflow,
) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    for name, content in workflow.body['tasks'].items():
        if isinstance(content, Mapping):
            yield (workflow.name, 'tasks', name), content
