"""What names something else of the template: resources and attributes."""

from collections.abc import Iterator

from heat_mistral.core.rules import near
from heat_mistral.lint import data, document, model, template, texts
from heat_mistral.lint.checks import properties

_ALARM_URL = 'alarm_url'
# Beside the declared ones, heat/engine/parameters.py.
_PSEUDO = ('OS::stack_name', 'OS::stack_id', 'OS::project_id')
# Of the others a short name may be anybody's key.
_LOOKED_FOR = frozenset(name for name in texts.FUNCTIONS if '_' in name)
_SECTIONS = ('resources', 'outputs', 'conditions')


def check(whole: template.Template) -> Iterator[model.Finding]:
    """References that lead nowhere, and URLs that are shown."""
    yield from _repeated(whole.root)
    for resource in whole.resources.values():
        yield from _dependencies(whole, resource)
    for section in _SECTIONS:
        node = whole.root.get(section)
        if node is None:
            continue
        for name, argument, place in template.functions(node):
            if name == 'get_resource':
                yield from _resource(whole, argument, place)
            elif name == 'get_attr':
                yield from _attribute(whole, argument, place)
            elif name == 'get_param':
                yield from _parameter(whole, argument)
        yield from _misspelt(node)
    yield from _secrets(whole)


def _resource(
    whole: template.Template, argument: document.Node, place: document.Node
) -> Iterator[model.Finding]:
    # A group's members may refer to what an outer template has.
    if argument.is_text and argument.value not in whole.resources:
        yield model.Finding(
            'HM412',
            f'there is no resource "{argument.value}"'
            + properties.near(argument.value, whole.resources.keys()),
            argument.place,
        )


def _attribute(
    whole: template.Template, argument: document.Node, place: document.Node
) -> Iterator[model.Finding]:
    if argument.kind == 'scalar':
        yield model.Finding(
            'HM404',
            'get_attr takes a list: [resource, attribute, ...]',
            argument.place,
        )
    steps = argument.value if argument.kind == 'list' else []
    if not steps or not steps[0].is_text:
        return
    name = steps[0].value
    if name not in whole.resources:
        yield from _resource(whole, steps[0], place)
        return
    known = data.types().get(whole.resources[name].type)
    if known is None or len(steps) < 2 or not steps[1].is_text:
        return
    attributes = known['attributes']
    if steps[1].value not in attributes:
        yield model.Finding(
            'HM404',
            f'{whole.resources[name].type} has no attribute '
            f'"{steps[1].value}"'
            + (
                properties.near(steps[1].value, attributes)
                or f'; it has {", ".join(attributes)}'
            ),
            steps[1].place,
        )


def _parameter(
    whole: template.Template, argument: document.Node
) -> Iterator[model.Finding]:
    steps = argument.value if argument.kind == 'list' else [argument]
    if not steps or not steps[0].is_text:
        return
    declared = whole.root.get('parameters')
    names = [] if declared is None else list(declared.keys)
    name = steps[0].value
    if name not in names and name not in _PSEUDO:
        yield model.Finding(
            'HM413',
            f'there is no parameter "{name}"' + properties.near(name, names),
            steps[0].place,
        )


def _dependencies(
    whole: template.Template, resource: template.Resource
) -> Iterator[model.Finding]:
    node = resource.node.get('depends_on')
    if node is None:
        return
    for each in node.value if node.kind == 'list' else [node]:
        yield from _resource(whole, each, each)


def _misspelt(root: document.Node) -> Iterator[model.Finding]:
    """Maps whose one key is nearly a function's name."""
    for node in template.nodes(root):
        if node.kind != 'map' or len(node.value) != 1:
            continue
        ((name, key),) = node.keys.items()
        if not isinstance(name, str) or name in texts.FUNCTIONS:
            continue
        hint = near.hint(name, sorted(_LOOKED_FOR), 0.85)
        if hint:
            yield model.Finding(
                'HM414', f'there is no function "{name}"{hint}', key.place
            )


def _repeated(root: document.Node) -> Iterator[model.Finding]:
    for node in template.nodes(root):
        for key, first in node.repeated:
            yield model.Finding(
                'HM106',
                f'"{key.value}" stands here already, at line '
                f'{first.place.line}; the last one counts',
                key.place,
            )


def _secrets(whole: template.Template) -> Iterator[model.Finding]:
    shown = [whole.root.get('outputs')]
    for resource in whole.all:
        if resource.is_ours:
            shown.append(resource.property('input'))
    for node in shown:
        if node is None:
            continue
        for name, argument, _ in template.functions(node):
            steps = argument.value if argument.kind == 'list' else []
            if (
                name == 'get_attr'
                and len(steps) > 1
                and steps[1].value == _ALARM_URL
                and _is_ours(whole, steps[0].value)
            ):
                yield model.Finding(
                    'HM410',
                    'this shows a URL that runs the workflow for whoever '
                    'has it',
                    steps[1].place,
                )


def _is_ours(whole: template.Template, name: object) -> bool:
    resource = whole.resources.get(str(name))
    return resource is not None and resource.is_ours
