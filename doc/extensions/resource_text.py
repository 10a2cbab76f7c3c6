"""What a resource type takes and gives, as reStructuredText.

All of it comes of the class, as Heat itself reads it: what is said here of a
type, a default or a constraint is what the engine goes by.
"""

import json
import re
import textwrap
from collections.abc import Iterator, Mapping

from heat.engine import attributes, constraints
from heat.engine import properties as heat_properties

_INDENT = '   '
_MARKUP = re.compile(r'([\\*`|_])')
_IN_PLACE = 'A change updates the resource in place.'
_REPLACED = 'A change makes a new resource in place of this one.'
_ALL_IN_PLACE = (
    'Each property can be updated in place: no change of a property makes a '
    'new resource.'
)


def properties(schemata: Mapping[str, heat_properties.Schema]) -> str:
    """A list of properties: type, meaning, default, constraints, update.

    :param schemata: ``properties_schema`` of a resource class.
    """
    in_place = all(schema.update_allowed for schema in schemata.values())
    items = [
        _property(name, schema, not in_place)
        for name, schema in schemata.items()
    ]
    return '\n\n'.join(([_ALL_IN_PLACE] if in_place else []) + items) + '\n'


def attributes_of(schemata: Mapping[str, attributes.Schema]) -> str:
    """A list of attributes: type and meaning.

    :param schemata: ``attributes_schema`` of a resource class.
    """
    return (
        '\n\n'.join(
            _item(name, _kind(schema), [_escaped(schema.description or '')])
            for name, schema in schemata.items()
        )
        + '\n'
    )


def skeleton(
    type_name: str, schemata: Mapping[str, heat_properties.Schema]
) -> str:
    """A template to begin with: what may be left out is a comment.

    :param type_name: such as ``OS::Mistral::Workflow``.
    :param schemata: ``properties_schema`` of its class.
    """
    required = any(schema.required for schema in schemata.values())
    lines = [
        'heat_template_version: 2018-08-31',
        '',
        'resources:',
        '  the_resource:',
        f'    type: {type_name}',
        # Heat takes no empty value here.
        f'    {"" if required else "# "}properties:',
    ]
    # First what there has to be, so that no comment stands before a map.
    for name, schema in sorted(
        schemata.items(), key=lambda each: not each[1].required
    ):
        value = f'<{_kind(schema)}>'
        if schema.default is not None:
            value = json.dumps(schema.default)
        lines.append(f'      {"" if schema.required else "# "}{name}: {value}')
    return '\n'.join(lines) + '\n'


def _property(name: str, schema: heat_properties.Schema, update: bool) -> str:
    kind = _kind(schema) + (', required' if schema.required else '')
    notes = list(_notes(schema))
    if update:
        notes.append(_IN_PLACE if schema.update_allowed else _REPLACED)
    return _item(
        name,
        kind,
        [
            _escaped(schema.description or ''),
            '\n'.join(f'* {note}' for note in notes),
            *_nested(schema),
        ],
    )


def _notes(schema: heat_properties.Schema) -> Iterator[str]:
    if schema.default is not None:
        yield f'Default: ``{json.dumps(schema.default)}``'
    for constraint in schema.constraints:
        yield _told(constraint)


def _nested(schema: heat_properties.Schema) -> Iterator[str]:
    """What stands in a map, or in each member of a list."""
    if not schema.schema:
        return
    if schema.type == schema.LIST:
        member = schema.schema['*']
        notes = ' '.join(_notes(member))
        if member.schema:
            yield f'Each is a {_kind(member)} of:'
            yield from _nested(member)
        else:
            yield f'Each is a {_kind(member)}. {notes}'.rstrip()
        return
    yield '\n\n'.join(
        _property(name, each, False) for name, each in schema.schema.items()
    )


def _kind(schema: constraints.Schema) -> str:
    return (schema.type or 'any').lower()


def _told(constraint: constraints.Constraint) -> str:
    """A constraint, as Heat words it where it has no words of its own."""
    if isinstance(constraint, constraints.AllowedValues):
        values = ', '.join(f'``{value}``' for value in constraint.allowed)
        return f'One of {values}.'
    if isinstance(constraint, constraints.AllowedPattern):
        told = f'``{constraint.pattern}``'
        if constraint.description:
            told += f' ({_escaped(constraint.description)})'
        return f'Matches {told}.'
    return _escaped(str(constraint).rstrip('.') + '.')


def _item(name: str, kind: str, parts: list[str]) -> str:
    body = '\n\n'.join(part for part in parts if part)
    return f'``{name}`` : {kind}\n' + textwrap.indent(body, _INDENT)


def _escaped(text: str) -> str:
    return _MARKUP.sub(r'\\\1', text)
