"""Types, properties and their values, as the resource classes have them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from heat_mistral.core.rules import near as near_
from heat_mistral.lint import data, document, model, template, texts

_KINDS = {
    'String': (str, int, float),
    'Integer': (int, str),
    'Boolean': (bool, str, int),
}


def check(resource: template.Resource) -> Iterator[model.Finding]:
    """What Heat would refuse of a resource of ours."""
    types = data.types()
    if resource.type not in types:
        yield model.Finding(
            'HM401',
            f'there is no type {resource.type}'
            + near(resource.type, types.keys()),
            resource.type_node.place,
        )
        return
    schema = types[resource.type]['properties']
    given = resource.properties
    if given is not None and given.kind == 'map':
        yield from _values(given, schema, resource.type)
    names = given.value if given is not None and given.kind == 'map' else {}
    for name, told in schema.items():
        if told.get('required') and name not in names:
            yield model.Finding(
                'HM402',
                f'{resource.type} needs the property "{name}"',
                resource.type_node.place,
            )
    if resource.type == 'OS::Mistral::Workflow' and not (
        {'definition', 'tasks'} & names.keys()
    ):
        yield model.Finding(
            'HM402',
            f'{resource.type} needs "definition" (or "tasks")',
            resource.type_node.place,
        )


def public_input(resource: template.Resource) -> Iterator[model.Finding]:
    """Values that every project could read."""
    scope, values = resource.property('scope'), resource.property('input')
    if (
        scope is not None
        and scope.value == 'public'
        and values is not None
        and values.value
    ):
        yield model.Finding(
            'HM411',
            '"scope: public" cannot be combined with "input": every project '
            'could read the values',
            resource.place_of('scope').place,
        )


def _values(
    given: document.Node, schema: Mapping[str, Any], owner: str
) -> Iterator[model.Finding]:
    for name, key, value in given.items():
        if name not in schema:
            yield model.Finding(
                'HM401',
                f'{owner} has no property "{name}"'
                + (
                    near(str(name), schema.keys())
                    or f'; it has {", ".join(schema)}'
                ),
                key.place,
            )
            continue
        yield from _value(str(name), key, value, schema[name])


def _value(
    name: str, key: document.Node, node: document.Node, told: Mapping[str, Any]
) -> Iterator[model.Finding]:
    if texts.function(node) is not None or node.value is None:
        return
    allowed = told.get('allowed')
    if allowed and node.kind == 'scalar' and node.value not in allowed:
        yield model.Finding(
            'HM403',
            f'"{name}" takes {", ".join(map(str, allowed))}'
            + near(str(node.value), allowed),
            node.place,
        )
    kind = told['type']
    wrong = _wrong_kind(kind, node) or _out_of_range(node, told)
    if wrong:
        yield model.Finding('HM403', f'"{name}" takes {wrong}', node.place)
    elif kind == 'Map' and node.kind == 'map' and 'schema' in told:
        yield from _values(node, told['schema'], f'"{name}"')


def _wrong_kind(kind: str, node: document.Node) -> str:
    """What the property takes, where this is something else."""
    if kind == 'Map' and node.kind != 'map':
        # A text may be JSON.
        return '' if node.is_text else 'a map'
    if kind == 'List' and node.kind == 'map':
        return 'a list'
    if kind in _KINDS and node.kind != 'scalar':
        hint = ' (a text: write "|" after it)' if kind == 'String' else ''
        return f'a {kind.lower()} and no {node.kind}{hint}'
    if kind == 'Integer' and isinstance(node.value, bool | float):
        return 'a whole number'
    if kind == 'Integer' and node.is_text:
        is_number = node.value.strip().lstrip('+-').isdecimal()
        return '' if is_number else 'a whole number'
    return ''


def _out_of_range(node: document.Node, told: Mapping[str, Any]) -> str:
    """What the property takes, where a number is too small or too large."""
    least, most = told.get('range', (None, None))
    try:
        number = float(node.value)
    except (TypeError, ValueError):
        return ''
    if least is not None and number < least:
        return f'a number from {least} on'
    if most is not None and number > most:
        return f'a number up to {most}'
    return ''


def near(name: str, names: Iterable[object]) -> str:
    """The name that is probably meant, after a semicolon."""
    return near_.hint(name, names, 0.7)
