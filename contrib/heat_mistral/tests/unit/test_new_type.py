"""CONTRIBUTING.rst: a new resource type in five steps, taken one by one."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import textwrap

import pytest

import heat_mistral

PACKAGE = pathlib.Path(heat_mistral.__file__).parent
ROOT = PACKAGE.parents[1]
BLOCK = re.compile(r'^\.\. code-block:: python\n\n((?: {3}.*\n|\n)+)', re.M)
SHIM = 'plugin/heat_mistral_plugin.py'

LOAD = """
import sys
import heat.cmd.engine  # first of all, as in an engine: it chooses threads
from oslo_config import cfg
from heat.common import config
from heat.engine import resources
cfg.CONF(["--config-file", "/dev/null"], project="heat")
cfg.CONF.set_override("plugin_dirs", [sys.argv[1]])
cfg.CONF.set_override("environment_dir", "/nonexistent")
registry = resources.global_env().registry
print(registry.get_class("OS::Mistral::Nightly").__module__)
"""


def quoted():
    """The files of the page: path in the package, and text."""
    text = (ROOT / 'CONTRIBUTING.rst').read_text()
    for block in BLOCK.findall(text):
        first, _newline, rest = textwrap.dedent(block).partition('\n')
        yield first.removeprefix('# '), rest.strip('\n') + '\n'


def with_lines(shim, lines):
    """The loader's file with the two lines where they belong."""
    imported, mapped = [line for line in lines.splitlines() if line.strip()]
    for line, below in (
        (imported, 'from heat_mistral.resources.workflow '),
        (mapped, '        **workflow.'),
    ):
        assert shim.count(below) == 1
        shim = shim.replace(below, f'{line}\n{below}')
    return shim


@pytest.fixture(scope='module')
def clone(tmp_path_factory):
    """A copy of the package with the new type in it."""
    made = tmp_path_factory.mktemp('clone')
    shutil.copy(ROOT / 'pyproject.toml', made)
    package = made / 'contrib' / 'heat_mistral'
    shutil.copytree(
        PACKAGE,
        package,
        ignore=shutil.ignore_patterns('__pycache__', 'functional'),
    )
    for path, text in quoted():
        there = package / path
        if path == SHIM:
            text = with_lines(there.read_text(), text)
        there.parent.mkdir(exist_ok=True)
        there.write_text(text)
    return made


def run(clone, *command):
    done = subprocess.run(
        command,
        cwd=clone,
        env=dict(os.environ, PYTHONPATH=str(clone / 'contrib')),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_heats_loader_serves_it(clone):
    shims = clone / 'contrib' / 'heat_mistral' / 'plugin'
    assert run(clone, sys.executable, '-c', LOAD, str(shims)).endswith(
        'heat_mistral.resources.nightly.resource\n'
    )


def test_its_life(clone):
    told = run(
        clone,
        *(sys.executable, '-m', 'pytest', '-q', '-p', 'no:cacheprovider'),
        'contrib/heat_mistral/tests/unit/resources/nightly',
    )
    assert '3 passed' in told


def test_it_is_in_its_layer_and_in_good_style(clone):
    found = {name: shutil.which(name) for name in ('lint-imports', 'ruff')}
    if None in found.values():
        pytest.skip('the environment "style" of tox has lint-imports and ruff')
    run(clone, found['lint-imports'])
    run(clone, found['ruff'], 'check', 'contrib')
    run(clone, found['ruff'], 'format', '--check', 'contrib')
