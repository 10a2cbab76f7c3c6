"""What the site says of a resource type is what its class says."""

import pathlib

import pytest
import yaml
from heat.engine import attributes, constraints, properties, template

from doc.extensions import resource_text
from heat_mistral.plugin import heat_mistral_plugin

_S = properties.Schema
_PAGES = pathlib.Path(__file__).parents[5] / 'doc/source/reference/resources'
_TYPES = heat_mistral_plugin.resource_mapping()

_SCHEMATA = {
    'colour': _S(
        _S.STRING,
        'As *paint_* has it.',
        default='red',
        constraints=[constraints.AllowedValues(['red', 'blue'])],
        update_allowed=True,
    ),
    'coats': _S(
        _S.INTEGER,
        'How many.',
        required=True,
        constraints=[constraints.Range(1, 3)],
    ),
    'rooms': _S(
        _S.LIST,
        schema=_S(
            _S.MAP,
            schema={
                'name': _S(
                    _S.STRING,
                    'Its name.',
                    required=True,
                    constraints=[
                        constraints.AllowedPattern('[a-z]+', 'small letters')
                    ],
                )
            },
        ),
    ),
}
_PROPERTIES = r"""
``colour`` : string
   As \*paint\_\* has it.

   * Default: ``"red"``
   * One of ``red``, ``blue``.
   * A change updates the resource in place.

``coats`` : integer, required
   How many.

   * The value must be in the range 1 to 3.
   * A change makes a new resource in place of this one.

``rooms`` : list
   * A change makes a new resource in place of this one.

   Each is a map of:

   ``name`` : string, required
      Its name.

      * Matches ``[a-z]+`` (small letters).
"""
_SKELETON = """
heat_template_version: 2018-08-31

resources:
  the_resource:
    type: Some::Type
    properties:
      coats: <integer>
      # colour: "red"
      # rooms: <list>
"""


def test_properties():
    assert resource_text.properties(_SCHEMATA) == _PROPERTIES.lstrip('\n')


def test_all_in_place_is_said_once():
    told = resource_text.properties({'colour': _SCHEMATA['colour']})
    assert told.startswith('Each property can be updated in place')
    assert 'A change updates' not in told


def test_attributes():
    told = resource_text.attributes_of(
        {
            'area': attributes.Schema('Square metres.', type=_S.INTEGER),
            'any': attributes.Schema('Whatever.'),
        }
    )
    assert told == (
        '``area`` : integer\n   Square metres.\n\n'
        '``any`` : any\n   Whatever.\n'
    )


def test_skeleton():
    told = resource_text.skeleton('Some::Type', _SCHEMATA)
    assert told == _SKELETON.lstrip('\n')


@pytest.mark.parametrize('name', _TYPES)
def test_heat_reads_the_skeleton(name):
    schemata = _TYPES[name].properties_schema
    loaded = yaml.safe_load(resource_text.skeleton(name, schemata))
    loaded['heat_template_version'] = str(loaded['heat_template_version'])
    read = template.Template(loaded).resource_definitions(None)['the_resource']
    assert read.resource_type == name
    assert set(read._properties or {}) == {
        each for each, schema in schemata.items() if schema.required
    }


def test_each_type_has_its_page():
    texts = [page.read_text(encoding='utf-8') for page in _PAGES.glob('*.rst')]
    for name in _TYPES:
        for part in ('properties', 'attributes', 'skeleton'):
            wanted = f'.. resource-{part}:: {name}\n'
            assert sum(wanted in text for text in texts) == 1, wanted
