"""The page of the collection has each action, with its inputs."""

import inspect
import json
import pathlib
import re

from heat_mistral.actions import naming
from heat_mistral.tests.unit.support import collection

PAGE = (
    pathlib.Path(__file__).parents[6] / 'doc/source/reference/collection.rst'
)


def documented():
    """Name of an action to its inputs as the page has them."""
    found = re.findall(
        r'^``([\w.]+)``\n  ``([^`]+)``\n', PAGE.read_text(), re.MULTILINE
    )
    return {name: ' '.join(inputs.split()) for name, inputs in found}


def there():
    """The same, of the files; all have region and interface besides."""
    return {
        naming.action_name(group.replace('/', '.'), name): _inputs(cls)
        for group, classes in collection.classes()
        for name, cls in classes.items()
    }


def _inputs(cls):
    *given, _region, _interface = inspect.signature(cls).parameters.values()
    return ', '.join(
        one.name
        if one.default is one.empty
        else f'{one.name}={json.dumps(one.default)}'
        for one in given
    )


def test_each_action_is_there_with_its_inputs():
    assert documented() == there()
