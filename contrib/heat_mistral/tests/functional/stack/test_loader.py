"""Heat's own plugin loader, beside the in-tree plugin, in either order.

Each case is a process of its own: Heat loads plugins once in a process.
"""

import importlib.metadata
import json
import pathlib
import subprocess
import sys

import pytest

import heat_mistral

SHIM = pathlib.Path(heat_mistral.__file__).parent / 'plugin'

LOAD = """
import json, sys
sys.path[:0] = json.loads(sys.argv[1])
# First of all Heat's modules, as in an engine: Heat 25 and newer choose
# oslo.service's threads there, older ones eventlet's.
import heat.cmd.engine
from oslo_config import cfg
from heat.common import config
from heat.engine import clients, resources
cfg.CONF(["--config-file", "/dev/null"], project="heat")
cfg.CONF.set_override("plugin_dirs", json.loads(sys.argv[2]))
cfg.CONF.set_override("environment_dir", "/nonexistent")
env = resources.global_env()
found = {name: env.registry.get_class(name) for name in (
    "OS::Mistral::Workflow", "OS::Mistral::CronTrigger",
    "OS::Mistral::ExternalResource")}
print(json.dumps({
    "classes": {name: cls.__module__ for name, cls in found.items()},
    "clients": {name: type(clients._mgr[name].plugin).__name__
                and clients._mgr[name].plugin.__module__
                for name in ("mistral", "heat_mistral")},
    "default": found["OS::Mistral::Workflow"].default_client_name,
}))
"""


def load(paths, plugin_dirs):
    done = subprocess.run(
        [
            sys.executable,
            '-c',
            LOAD,
            json.dumps([str(p) for p in paths]),
            json.dumps([str(p) for p in plugin_dirs]),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def installed(folder, name):
    """A folder with nothing but this distribution's entry points in it."""
    entries = importlib.metadata.distribution(name).read_text(
        'entry_points.txt'
    )
    info = folder / f'{name.replace("-", "_")}-0.dist-info'
    info.mkdir(parents=True)
    (info / 'METADATA').write_text(
        f'Metadata-Version: 2.1\nName: {name}\nVersion: 0\n'
    )
    (info / 'entry_points.txt').write_text(entries)
    return folder


@pytest.mark.parametrize('ours_first', [True, False])
def test_ours_wins_in_either_installation_order(tmp_path, ours_first):
    paths = [
        installed(tmp_path / 'ours', 'heat-mistral'),
        installed(tmp_path / 'heat', 'openstack-heat'),
    ]
    loaded = load(paths if ours_first else paths[::-1], [SHIM])
    assert loaded['classes']['OS::Mistral::Workflow'] == (
        'heat_mistral.resources.workflow.resource'
    )
    assert loaded['classes']['OS::Mistral::CronTrigger'] == (
        'heat_mistral.resources.cron_trigger.resource'
    )
    assert loaded['default'] == 'heat_mistral'
    assert loaded['clients'] == {
        'mistral': 'heat.engine.clients.os.mistral',
        'heat_mistral': 'heat_mistral.client',
    }


def test_without_our_folder_the_in_tree_plugin_serves():
    loaded = load([], [])
    assert loaded['classes']['OS::Mistral::Workflow'] == (
        'heat.engine.resources.openstack.mistral.workflow'
    )


def test_the_running_heat_has_ours(stacks):
    shown = stacks.heat.resource_types.get('OS::Mistral::Workflow')
    assert 'definition' in shown['properties']
    template = stacks.heat.resource_types.generate_template(
        'OS::Mistral::CronTrigger', 'hot'
    )
    assert 'workflow' in template['parameters']
