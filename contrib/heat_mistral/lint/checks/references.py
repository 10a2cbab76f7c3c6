"""What names something else of the template: resources and attributes."""

from collections.abc import Iterator

from heat_mistral.lint import data, document, model, template
from heat_mistral.lint.checks import properties

_ALARM_URL = 'alarm_url'
_SECTIONS = ('resources', 'outputs', 'conditions')


def check(whole: template.Template) -> Iterator[model.Finding]:
    """References that lead nowhere, and URLs that are shown."""
    for section in _SECTIONS:
        node = whole.root.get(section)
        if node is None:
            continue
        for name, argument, place in template.functions(node):
            if name == 'get_resource':
                yield from _resource(whole, argument, place)
            elif name == 'get_attr':
                yield from _attribute(whole, argument, place)
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
