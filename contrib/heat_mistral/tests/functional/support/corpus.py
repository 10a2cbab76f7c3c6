"""Templates and definitions of other projects, which are not kept here.

HEAT_MISTRAL_CORPUS names a directory with ``templates/*.yaml`` and
``workflows/*.yaml``. What a template has of services that are not there is
put out of action, the rest of it stays as it is.
"""

import os
import pathlib
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from heatclient.common import template_format

VARIABLE = 'HEAT_MISTRAL_CORPUS'
_SERVED = ('OS::Mistral::', 'OS::Heat::')
_WAITS = 'OS::Heat::TestResource'
_VALUES = {
    'string': 'x',
    'number': 1,
    'boolean': True,
    'json': {},
    'comma_delimited_list': 'x',
}
# Where a group has the resource that it repeats.
_REPEATED = ('resource', 'resource_def')


def files(kind: str) -> list[pathlib.Path]:
    """The files of a kind: templates, or workflows."""
    directory = os.environ.get(VARIABLE)
    if not directory:
        pytest.skip(f'{VARIABLE} names no directory')
    found = sorted(pathlib.Path(directory, kind).glob('*.yaml'))
    assert found, f'{directory} has no {kind}'
    return found


def template(path: pathlib.Path) -> dict[str, Any]:
    """Fields of a stack: the template, its parameters and its files."""
    read = template_format.parse(path.read_text(encoding='utf-8'))
    added: dict[str, str] = {}
    for each in read['resources'].values():
        _put_out_of_action(each, added)
    for name in _mentioned_files(read):
        added.setdefault(name, '# not there')
    parameters = read.get('parameters') or {}
    for each in parameters.values():
        each['constraints'] = [
            rule
            for rule in each.get('constraints') or ()
            if 'custom_constraint' not in rule
        ]
    return {
        'template': read,
        'files': added,
        'parameters': {
            name: _VALUES[each['type']]
            for name, each in parameters.items()
            if 'default' not in each
        },
    }


def _put_out_of_action(
    resource: dict[str, Any], added: dict[str, str]
) -> None:
    kind = resource['type']
    properties = resource.get('properties') or {}
    if kind.endswith('.yaml'):
        # Its properties are parameters of a template that is not there.
        added[kind] = _member(properties)
    elif kind == _WAITS or not kind.startswith(_SERVED):
        resource['type'] = 'OS::Heat::None'
    for key in _REPEATED:
        if isinstance(properties.get(key), Mapping):
            _put_out_of_action(properties[key], added)


def _member(properties: Mapping[str, Any]) -> str:
    """A template with these parameters and a workflow."""

    def kind(value: Any) -> str:
        called = (
            isinstance(value, Mapping)
            and len(value) == 1
            and next(iter(value)).startswith(('get_', 'str_', 'list_'))
        )
        return (
            'json' if isinstance(value, Mapping) and not called else 'string'
        )

    return template_format.yaml.safe_dump(
        {
            'heat_template_version': 'rocky',
            'parameters': {
                name: {'type': kind(value)}
                for name, value in properties.items()
            },
            'resources': {
                'w': {
                    'type': 'OS::Mistral::Workflow',
                    'properties': {
                        'type': 'direct',
                        'input': {
                            name: {'get_param': name} for name in properties
                        },
                        'tasks': [{'name': 't', 'action': 'std.noop'}],
                    },
                }
            },
        }
    )


def _mentioned_files(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            if key == 'get_file':
                yield item
            yield from _mentioned_files(item)
    elif isinstance(value, list):
        for item in value:
            yield from _mentioned_files(item)
