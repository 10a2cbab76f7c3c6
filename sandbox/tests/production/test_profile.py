"""Start, look, lose a part, stop, come back, and leave nothing."""

import os
import signal
import subprocess
import sys

import pytest
import sqlalchemy

import sandbox
from sandbox import databases, parts, state
from sandbox.production import broker
from sandbox.tests import helpers


@pytest.fixture(scope='module')
def made(request, tmp_path_factory):
    if request.config.getoption('profile') != parts.PRODUCTION:
        pytest.skip('needs --profile production')
    helpers.mariadb()
    helpers.rabbitmq_answers()
    made = sandbox.Sandbox(
        tmp_path_factory.mktemp('profile'), profile=parts.PRODUCTION
    )
    try:
        yield made.start()
    finally:
        made.remove()


def command(made, *words):
    return subprocess.run(
        [sys.executable, '-m', 'sandbox', *words],
        cwd=state.ROOT,
        env=os.environ | {'SANDBOX_STATE': str(made.state.dir)},
        capture_output=True,
        text=True,
    )


def test_several_engines_take_part(made):
    hosts = [each.host for each in made.heat('admin').services.list()]
    assert sorted(set(hosts)) == ['heat-engine-1', 'heat-engine-2']
    assert len(hosts) >= 4


def test_status_and_logs_know_each_part(made):
    shown = command(made, 'status')
    assert shown.returncode == 0
    assert 'mistral-executor-2' in shown.stdout
    shown = command(made, 'logs', 'mistral')
    assert 'mistral-periodic' in shown.stdout


def test_a_part_that_died_is_seen_and_comes_back(made):
    heat = made.service('heat')
    before = heat.processes
    heat.kill('heat-engine-2')
    assert not heat.healthy()
    heat.start()
    assert heat.healthy()
    after = heat.processes
    assert {name for name in after if after[name] != before[name]} == {
        'heat-engine-2'
    }
    helpers.create(
        made, 'after', helpers.template(nothing={'type': 'OS::Heat::None'})
    )


def test_the_workers_end_with_their_daemon(made):
    heat = made.service('heat')
    pids = helpers.group(heat.processes['heat-engine-1'].pid)
    assert len(pids) > 2
    heat.processes['heat-engine-1'].signal(signal.SIGKILL)
    helpers.wait_for(lambda: not any(map(helpers.lives, pids)))
    heat.start()


def test_nothing_is_left(made):
    assert made.state.dir.exists()
    name = broker.of(made.state)
    assert name in broker.names()
    made.remove()
    assert name not in broker.names()
    engine = sqlalchemy.create_engine(databases.MARIADB_URL)
    left = sqlalchemy.inspect(engine).get_schema_names()
    assert not [each for each in left if each.startswith(name[:-3])]
    assert not helpers.ours(made.state.dir)
    assert not made.state.dir.exists()
