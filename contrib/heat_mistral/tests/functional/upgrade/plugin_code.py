"""Heat with the plugin as it was released before, and as it is now."""

import io
import pathlib
import shutil
import subprocess
import tarfile
from typing import Any

import pytest

import heat_mistral

PACKAGE = pathlib.Path(heat_mistral.__file__).resolve().parent
NOW = PACKAGE.parent
_ROOT = NOW.parent
_WITNESS = 'Test::HeatMistral::Witness'
# Heat shows what the schema of a type says, and so where its engine has the
# plugin from.
_PLUGIN = f"""
import heat_mistral
from heat.engine import properties, resource


class Witness(resource.Resource):
    properties_schema = {{
        'package': properties.Schema('String', heat_mistral.__file__)
    }}


def resource_mapping():
    return {{'{_WITNESS}': Witness}}
"""


def checked_out(commit: str, folder: pathlib.Path) -> pathlib.Path:
    """A directory with the package of an earlier commit in it.

    Where there is no history, as in a tarball or a shallow clone, the test
    is skipped.
    """
    lacking = _lacking_history()
    if lacking:
        pytest.skip(lacking)
    package = PACKAGE.relative_to(_ROOT)
    files = _git('archive', commit, str(package))
    assert files.returncode == 0, files.stderr.decode()
    with tarfile.open(fileobj=io.BytesIO(files.stdout)) as archive:
        archive.extractall(folder, filter='data')
    return folder / package.parent


def _lacking_history() -> str:
    """Why earlier code cannot be had here; '' if it can."""
    if shutil.which('git') is None:
        return 'there is no git to get earlier code with'
    asked = _git('rev-parse', '--show-toplevel', '--is-shallow-repository')
    told = asked.stdout.decode().splitlines()
    if asked.returncode or pathlib.Path(told[0]).resolve() != _ROOT:
        return f'{_ROOT} is no clone with earlier code in its history'
    if told[1] != 'false':
        return f'the clone {_ROOT} is shallow: no earlier code is in it'
    return ''


def _git(*arguments: str) -> 'subprocess.CompletedProcess[bytes]':
    return subprocess.run(
        ['git', *arguments], cwd=_ROOT, capture_output=True, check=False
    )


class Code:
    """Chooses the code that Heat runs, and looks at it."""

    def __init__(self, sandbox: Any, folder: pathlib.Path) -> None:
        """Change nothing yet.

        :param folder: an empty one, for a plugin that tells.
        """
        self._sandbox = sandbox
        self._folder = folder
        (folder / 'witness.py').write_text(_PLUGIN)

    def choose(self, source: pathlib.Path) -> None:
        """The next engine has this code.

        :param source: a directory with heat_mistral in it.
        """
        self._sandbox.use_plugin(
            plugin_dirs=[source / 'heat_mistral' / 'plugin', self._folder],
            source=source,
        )

    def check(self, source: pathlib.Path) -> None:
        """The engine that runs has this code."""
        shown = self._sandbox.heat().resource_types.get(_WITNESS)
        package = pathlib.Path(shown['properties']['package']['description'])
        assert package == source / 'heat_mistral' / '__init__.py'
