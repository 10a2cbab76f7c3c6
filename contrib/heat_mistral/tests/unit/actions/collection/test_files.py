"""What all files of the collection have in common."""

import ast
import inspect
import json

import pytest
from mistral_lib.utils import inspect_utils

from heat_mistral.core import code_source
from heat_mistral.tests.unit.support import collection

FIRST, LAST = '# The same in every file', '# Up to here.\n'
# What every Mistral has, since Mistral requires it.
ALLOWED = {'keystoneauth1', 'mistral_lib', 'oslo_config', 're', 'typing'}

each_file = pytest.mark.parametrize(
    'path',
    collection.FILES,
    ids=lambda path: f'{path.parent.name}.{path.stem}',
)


def actions_of(path):
    """Name in Mistral, without a prefix, to class."""
    group = f'{path.parent.name}/{path.stem}'
    module = collection.module(group)
    return {
        f'{group}/{name}': getattr(module, name)
        for name in collection.exported(path)
    }


def test_what_there_is():
    """12 of the 13 actions of the old tool, and what its workflows need."""
    there = {name for path in collection.FILES for name in actions_of(path)}
    assert there == {
        'cinder/backups/AssertStatus',
        'cinder/backups/Create',
        'cinder/snapshots/AssertStatus',
        'cinder/snapshots/Create',
        'cinder/volumes/AssertStatus',
        'glance/images/AssertStatus',
        'glance/images/FilterBy',
        'nova/servers/AssertPowerStatus',
        'nova/servers/AssertStatus',
        'nova/servers/GetStatus',
        'trove/backups/AssertStatus',
        'trove/backups/Create',
        'nova/servers/CreateImage',
        'nova/servers/Start',
        'nova/servers/Stop',
    }


def test_what_they_share_is_the_same_in_all():
    shared = set()
    for path in collection.FILES:
        text = path.read_text()
        shared.add(text[text.index(FIRST) : text.index(LAST)])
    assert len(shared) == 1


@each_file
def test_a_file_stands_alone(path):
    imported = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0
            imported.add(node.module)
    assert {name.partition('.')[0] for name in imported} <= ALLOWED


@each_file
def test_nothing_is_wrong_with_it(path):
    assert code_source.check(path.read_text(), collection.exported(path)) == []


@each_file
def test_mistral_can_store_it(path):
    """As text of 64 KB at most."""
    assert len(path.read_bytes()) < 65535


@each_file
def test_mistral_reads_the_inputs_as_they_are(path):
    """It joins the inputs by commas, and takes them apart there again."""
    for cls in actions_of(path).values():
        given = inspect.signature(cls).parameters.values()
        text = inspect_utils.get_arg_list_as_str(cls.__init__)
        assert text.split(', ') == [
            one.name
            if one.default is one.empty
            else f'{one.name}={json.dumps(one.default)}'
            for one in given
        ]


@each_file
def test_an_action_is_kept_as_json(path):
    """What is no JSON would leave runs RUNNING for ever."""
    for cls in actions_of(path).values():
        assert inspect_utils.get_public_fields(cls) == {}
        needed = {
            one.name: 'x'
            for one in inspect.signature(cls).parameters.values()
            if one.default is one.empty
        }
        kept = vars(cls(**needed))
        assert json.loads(json.dumps(kept)) == kept


@each_file
def test_an_action_says_what_it_does(path):
    for cls in actions_of(path).values():
        assert '__doc__' in vars(cls)
        assert cls.__doc__


@each_file
def test_region_and_interface_can_be_chosen(path):
    for cls in actions_of(path).values():
        *_others, region, interface = inspect.signature(
            cls
        ).parameters.values()
        assert (region.name, region.default) == ('region', None)
        assert (interface.name, interface.default) == ('interface', 'public')
