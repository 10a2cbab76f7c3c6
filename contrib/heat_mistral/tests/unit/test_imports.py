"""Every module loads, on whichever Python this is.

Loading one looks at its annotations, where an older Python may refuse what a
newer one takes: "tox -e py310" is to find out.
"""

import importlib
import pathlib
import pkgutil
import runpy

import heat_mistral

PLUGIN = pathlib.Path(heat_mistral.__file__).parent / 'plugin'


def test_every_module_loads():
    names = [
        found.name
        for found in pkgutil.walk_packages(
            heat_mistral.__path__, 'heat_mistral.'
        )
        if not found.name.startswith('heat_mistral.tests')
        and not found.name.endswith('.__main__')
    ]
    assert 'heat_mistral.client' in names
    for name in names:
        importlib.import_module(name)


def test_what_heats_loader_reads_loads():
    (path,) = PLUGIN.glob('*.py')
    assert 'resource_mapping' in runpy.run_path(str(path))
