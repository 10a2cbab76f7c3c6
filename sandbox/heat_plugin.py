"""Which code of the plugin Heat loads: ours, another one, or none."""

import importlib.util
import pathlib

from sandbox import errors
from sandbox import state as state_module


def settings(plugin=True, plugin_dirs=None, source=None):
    """The settings of a sandbox that say so, by name.

    :param plugin: False is Heat without heat-mistral.
    :param plugin_dirs: directories in place of that of the plugin.
    :param source: a directory with a package heat_mistral in it, which the
        Heat process imports in place of ours.
    """
    if plugin_dirs is None:
        plugin_dirs = [_plugin_dir(_package(source))] if plugin else []
    return {
        'plugin_dirs': [_absolute(each) for each in plugin_dirs],
        'plugin_source': None if source is None else _absolute(source),
    }


def _package(source):
    if source is not None:
        return pathlib.Path(source) / 'heat_mistral'
    found = importlib.util.find_spec('heat_mistral')
    return (
        pathlib.Path(found.origin).parent
        if found
        else state_module.ROOT / 'contrib' / 'heat_mistral'
    )


def _plugin_dir(package):
    """Where the shim is that Heat loads."""
    if not (package / 'plugin').is_dir():
        raise errors.SandboxError(f'{package} has no directory "plugin"')
    return package / 'plugin'


def _absolute(path):
    return str(pathlib.Path(path).resolve())
