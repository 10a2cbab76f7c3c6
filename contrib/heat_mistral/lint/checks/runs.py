"""What runs a workflow of the same template: its name, and its inputs."""

import dataclasses
from collections.abc import Iterator, Mapping

from heat_mistral.core import definition
from heat_mistral.lint import document, model, template, texts
from heat_mistral.lint.checks import properties

_AVAILABLE = 'available_workflows'
#: Type -> whether "input" stands beside "workflow" at its top.
_RUNNERS = (
    'OS::Mistral::Execution',
    'OS::Mistral::CronTrigger',
    'OS::Mistral::EventTrigger',
)
_MOST = 10


@dataclasses.dataclass(frozen=True)
class Defined:
    """A Workflow resource, read.

    :ivar is_prefixed: whether the registered names are longer than those of
        the text, and are not known before the stack is.
    :ivar given: names of inputs with a value in "input"; None where these are
        not known.
    """

    parsed: definition.Definition
    default: str
    given: frozenset[str] | None
    is_prefixed: bool


def own_names(
    resource: template.Resource, parsed: definition.Definition
) -> Iterator[model.Finding]:
    """default_workflow and the keys of "input" of a Workflow itself."""
    node = resource.property('default_workflow')
    if (
        node is not None
        and node.is_text
        and node.value not in parsed.workflows
    ):
        yield _missing(node, node.value, parsed)
    values = resource.property('input')
    # In the other form "input" declares.
    if values is None or resource.property('definition') is None:
        return
    declared = {
        name for each in parsed.workflows.values() for name in each.inputs
    }
    if texts.function(values) is not None:
        return
    for name, key, _ in values.items():
        if name not in declared:
            yield _undeclared(
                str(name), key, declared, 'no workflow declares an'
            )


def check(
    whole: template.Template, defined: Mapping[str, Defined]
) -> Iterator[model.Finding]:
    """Names in available_workflows, and inputs of what runs workflows."""
    for _, argument, _ in template.functions(whole.root):
        yield from _available(argument, defined)
    for resource in whole.all:
        if resource.type in _RUNNERS and resource.properties is not None:
            yield from _run(resource.properties, defined)
            actions = resource.property('actions')
            if actions is not None:
                for _, _, node in actions.items():
                    yield from _run(node, defined)


def _available(
    argument: document.Node, defined: Mapping[str, Defined]
) -> Iterator[model.Finding]:
    steps = argument.value if argument.kind == 'list' else []
    if len(steps) < 3 or not all(step.is_text for step in steps[:3]):
        return
    owner, attribute, name = (step.value for step in steps[:3])
    if attribute != _AVAILABLE or owner not in defined:
        return
    parsed = defined[owner].parsed
    if name not in parsed.workflows:
        yield _missing(steps[2], name, parsed)


def _run(
    node: document.Node, defined: Mapping[str, Defined]
) -> Iterator[model.Finding]:
    reference, given = node.get('workflow'), node.get('input')
    if reference is None:
        return
    if reference.kind == 'map' and texts.function(reference) is None:
        given = reference.get('input')
        name = reference.get('name')
        if name is None:
            return
        reference = name
    yield from _not_a_name(reference, defined)
    target = _target(reference, defined)
    if target is None or (
        given is not None
        and (given.kind != 'map' or texts.function(given) is not None)
    ):
        return
    owner, workflow = target
    names = {} if given is None else given.keys
    for name, key in names.items():
        if name not in workflow.inputs:
            yield _undeclared(
                str(name),
                key,
                workflow.inputs,
                f'"{workflow.name}" declares no',
            )
    if owner.given is None:
        return
    lacking = [
        name
        for name, value in workflow.inputs.items()
        if value is definition.REQUIRED
        and name not in names
        and name not in owner.given
    ]
    if lacking:
        yield model.Finding(
            'HM407',
            f'"{workflow.name}" needs the input '
            f'{", ".join(lacking[:_MOST])}, which is not given here',
            reference.place,
        )


def _not_a_name(
    reference: document.Node, defined: Mapping[str, Defined]
) -> Iterator[model.Finding]:
    """A short name, a resource's name, or all names, for a registered one."""
    found = texts.function(reference)
    if reference.is_text:
        short = str(reference.value)
        for owner, each in defined.items():
            if each.is_prefixed and short in (owner, *each.parsed.workflows):
                name = each.default if short == owner else short
                yield model.Finding(
                    'HM405',
                    f'"{short}" is registered as <stack>.{owner}.{name}: '
                    f'write {{ get_attr: [{owner}, {_AVAILABLE}, {name}] }}',
                    reference.place,
                )
                return
    elif found is not None and found[0] == 'get_attr':
        steps = found[1].value if found[1].kind == 'list' else []
        if len(steps) == 2 and steps[1].value in (_AVAILABLE, 'workflow_ids'):
            yield model.Finding(
                'HM405',
                f'"{steps[1].value}" gives all workflows by name; write the '
                f'name of one of them behind it',
                steps[1].place,
            )


def _target(
    reference: document.Node, defined: Mapping[str, Defined]
) -> tuple[Defined, definition.Workflow] | None:
    found = texts.function(reference)
    if found is None:
        return None
    name, argument = found
    if name == 'get_resource' and argument.is_text:
        owner = defined.get(argument.value)
        short = owner.default if owner else ''
    elif name == 'get_attr' and argument.kind == 'list':
        steps = [step.value for step in argument.value]
        if len(steps) != 3 or steps[1] not in (_AVAILABLE, 'workflow_ids'):
            return None
        owner, short = defined.get(steps[0]), steps[2]
    else:
        return None
    if owner is None or short not in owner.parsed.workflows:
        return None
    return owner, owner.parsed.workflows[short]


def _missing(
    node: document.Node, name: str, parsed: definition.Definition
) -> model.Finding:
    names = ', '.join(list(parsed.workflows)[:_MOST])
    return model.Finding(
        'HM405',
        f'the definition has no workflow "{name}"'
        + (
            properties.near(name, parsed.workflows.keys())
            or f'; it has {names}'
        ),
        node.place,
    )


def _undeclared(
    name: str, key: document.Node, declared: object, words: str
) -> model.Finding:
    names = [str(each) for each in declared]  # type: ignore[attr-defined]
    told = properties.near(name, names) or (
        f'; there are {", ".join(names[:_MOST])}' if names else '; it has none'
    )
    return model.Finding('HM406', f'{words} input "{name}"{told}', key.place)
