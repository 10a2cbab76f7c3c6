"""The sandbox, started for real: what it offers and what it leaves.

The tests that start a sandbox of their own share one state directory,
for a start from nothing takes twice as long as another.
"""

import concurrent.futures
import os
import pathlib
import signal
import subprocess
import sys

import psutil
import pytest
from mistralclient.api import base as mistral_base

import sandbox
from sandbox import clients, layout, ports, process
from sandbox.tests import helpers

ROOT = pathlib.Path(sandbox.__file__).parents[1]

ECHO = """
version: '2.0'
echo:
  input: [word]
  output:
    said: <% task(say).result %>
  tasks:
    say:
      action: std.echo output=<% $.word %>
"""


@pytest.fixture(scope='module')
def running(tmp_path_factory):
    made = sandbox.Sandbox(tmp_path_factory.mktemp('first'))
    with made.running(plugin=False):
        yield made


@pytest.fixture(scope='module')
def mistral(running):
    """Mistral's client, and a workflow called echo."""
    client = running.mistral()
    client.workflows.create(ECHO)
    return client


@pytest.fixture(scope='module')
def other_dir(tmp_path_factory):
    return tmp_path_factory.mktemp('second')


def command(*args):
    return subprocess.Popen(
        [sys.executable, '-m', 'sandbox', *args],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        # A shell lets what it runs in the background ignore SIGINT, and
        # with it all that is started from there.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def test_every_service_is_healthy_and_on_the_loopback_only(running):
    for service in running.services:
        assert service.healthy(), service.name
        listening = {
            c.laddr
            for c in psutil.Process(only_process(service).pid).net_connections(
                'tcp'
            )
            if c.status == psutil.CONN_LISTEN
        }
        assert {ip for ip, _ in listening} == {layout.HOST}
        assert {f'http://{ip}:{port}' for ip, port in listening} == set(
            service.urls
        )


def test_nobody_else_can_read_the_state(running):
    for path in [running.state.dir, *running.state.dir.rglob('*')]:
        assert path.stat().st_mode & 0o077 == 0, path


def test_what_stands_in_for_openstack_comes_and_goes(running):
    """As a command, which prints a volume of the user's project."""
    told = command('openstack', '--state', str(running.state.dir))
    try:
        word, volume = told.stdout.readline().split()
        assert word == 'volume'
        cinder = running.session().get_endpoint(service_type='block-storage')
        url = f'{cinder}/volumes/{volume}'
        there = running.session().get(url).json()['volume']
        assert (there['id'], there['status']) == (volume, 'available')
        other = running.session('other').get(url, raise_exc=False)
        assert other.status_code == 404
        nobody = clients.http().get(url, timeout=10)
        assert nobody.status_code == 401
    finally:
        told.send_signal(signal.SIGINT)
        told.wait(timeout=30)
    kinds = {
        service['type']
        for service in running.session()
        .get(f'{running.urls["keystone"]}/v3/auth/catalog')
        .json()['catalog']
    }
    assert 'workflowv2' in kinds
    assert 'block-storage' not in kinds


def test_a_stack_is_created(running):
    helpers.create(
        running, 'none', helpers.template(nothing={'type': 'OS::Heat::None'})
    )


def test_a_signed_url_is_accepted(running):
    stack = helpers.create(
        running,
        'signed',
        helpers.template(
            handle={'type': 'AWS::CloudFormation::WaitConditionHandle'}
        )
        | {'outputs': {'url': {'value': {'get_resource': 'handle'}}}},
    )
    answer = clients.http().put(
        stack.outputs[0]['output_value'],
        json={
            'Status': 'SUCCESS',
            'UniqueId': '1',
            'Data': 'x',
            'Reason': 'tried',
        },
    )
    assert answer.status_code == 200, answer.text


def test_a_workflow_runs(mistral):
    started = mistral.executions.create(
        'echo', workflow_input={'word': 'hello'}
    )
    ended = helpers.wait_for(lambda: _ended(mistral, started.id), 10)
    assert (ended.state, ended.output) == ('SUCCESS', '{"said": "hello"}')


@pytest.mark.parametrize(
    ('call', 'code'),
    [
        (lambda m: m.executions.create('echo', workflow_input={'x': 1}), 400),
        (lambda m: m.executions.create('nobody'), 404),
        (lambda m: m.action_executions.create('std.nothing', {}), 400),
    ],
)
def test_errors_of_the_engine_have_the_codes_of_production(
    mistral, call, code
):
    with pytest.raises(mistral_base.APIException) as caught:
        call(mistral)
    assert caught.value.error_code == code


def test_a_cron_trigger_fires_under_its_trust(mistral):
    mistral.cron_triggers.create(
        'tick',
        'echo',
        workflow_input={'word': 'tick'},
        pattern='* * * * * */1',
        count=1,
    )
    ended = helpers.wait_for(
        lambda: [
            e
            for e in mistral.executions.list()
            if 'cron_trigger' in e.description and e.state == 'SUCCESS'
        ]
    )
    assert len(ended) == 1


def test_other_tenants_see_nothing(running, mistral):
    assert mistral.workflows.list()
    assert not running.mistral('other').workflows.list()
    assert not list(running.heat('other').stacks.list())


def test_an_alarm_is_evaluated_and_posted(running):
    running.metrics.set('load', 1)
    with helpers.receiver() as (url, received):
        helpers.create(
            running,
            'alarm',
            helpers.template(
                high={
                    'type': 'OS::Aodh::PrometheusAlarm',
                    'properties': {
                        'query': 'load',
                        'threshold': 80,
                        'comparison_operator': 'gt',
                        'alarm_actions': [url],
                    },
                }
            ),
        )
        aodh = running.aodh()
        helpers.wait_for(lambda: aodh.alarm.list()[0]['state'] == 'ok')
        raising = command(
            'metric', '--state', str(running.state.dir), 'load', '95'
        )
        told, _ = raising.communicate(timeout=60)
        assert raising.returncode == 0, told
        body = received.get(timeout=60)
    assert (body['previous'], body['current']) == ('ok', 'alarm')


def test_a_metric_needs_a_sandbox_that_runs(tmp_path):
    raising = command('metric', '--state', str(tmp_path), 'load', '95')
    told, _ = raising.communicate(timeout=60)
    assert (raising.returncode, told) == (1, 'this sandbox does not run\n')


def test_sixteen_callers_at_once_do_not_block_each_other(running):
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        names = [f'many{n}' for n in range(16)]
        list(
            pool.map(
                lambda name: helpers.create(
                    running,
                    name,
                    helpers.template(nothing={'type': 'OS::Heat::None'}),
                ),
                names,
            )
        )


def test_a_killed_service_comes_back_with_its_data(running):
    heat = running.service('heat')
    before = only_process(heat)
    stacks = {s.id for s in running.heat().stacks.list()}
    heat.kill()
    assert not before.alive()
    assert not heat.healthy()
    heat.start()
    assert only_process(heat) != before
    assert {s.id for s in running.heat().stacks.list()} == stacks


def test_heat_imports_the_plugin_from_another_directory(running, tmp_path):
    """And the other services and later starts do not."""
    plugin = tmp_path / 'heat_mistral' / 'plugin'
    plugin.mkdir(parents=True)
    (plugin.parent / '__init__.py').write_text('NAME = "Another"\n')
    (plugin / 'shim.py').write_text(
        'from heat.engine.resources.openstack.heat import none_resource\n'
        'import heat_mistral\n'
        'def resource_mapping():\n'
        '    kind = "Test::" + heat_mistral.NAME\n'
        '    return {kind: none_resource.NoneResource}\n'
    )

    def is_there():
        types = running.heat().resource_types.list()
        return 'Test::Another' in [each.resource_type for each in types]

    heat = running.service('heat')
    running.use_plugin(source=tmp_path)
    try:
        heat.restart()
        assert is_there()
        environment = psutil.Process(only_process(heat).pid).environ()
        assert environment['PYTHONPATH'].startswith(f'{tmp_path}:{ROOT}')
        mistral = running.service('mistral')
        mistral.restart()
        environment = psutil.Process(only_process(mistral).pid).environ()
        assert str(tmp_path) not in environment['PYTHONPATH']
    finally:
        running.start(plugin=False)
    assert not is_there()


def test_a_strangers_process_is_never_ended(tmp_path):
    stranger = subprocess.Popen(['sleep', '60'])
    try:
        recycled = process.Process(stranger.pid, 'another boot:1')
        assert not recycled.alive()
        assert not recycled.signal(signal.SIGKILL)
        process.end_all([recycled])
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_an_interrupted_start_leaves_nothing(other_dir):
    starting = command('start', '--state', str(other_dir), '--no-plugin')
    helpers.wait_for(lambda: len(helpers.ours(other_dir)) == 5)
    starting.send_signal(signal.SIGINT)
    starting.communicate(timeout=60)
    assert starting.returncode == 128 + signal.SIGINT
    assert not helpers.ours(other_dir)


def test_two_at_once_and_a_foreground_run_that_is_told_to_end(
    running, other_dir
):
    """It also completes what the interrupted start left undone."""
    second = sandbox.Sandbox(other_dir)
    staying = command(
        'start', '--state', str(other_dir), '--foreground', '--no-plugin'
    )
    helpers.wait_for(
        lambda: (
            staying.poll() is not None
            or all(s.healthy() for s in second.services)
        ),
        timeout=120,
    )
    second.heat().stacks.list()
    assert not set(running.urls.values()) & set(second.urls.values())
    staying.terminate()
    said, _ = staying.communicate(timeout=60)
    assert staying.returncode == 128 + signal.SIGTERM, said
    assert 'keystone done in' in said
    assert not helpers.ours(other_dir)
    assert all(s.healthy() for s in running.services)


def test_another_start_reuses_everything_but_a_port_that_is_taken(other_dir):
    """And when its owner is killed, what it started ends by itself."""
    second = sandbox.Sandbox(other_dir)
    before = _remembered(second)
    old = second.urls
    taken = ports.bind(second.state.read('ports')['mistral'])
    owner = subprocess.Popen(
        [
            sys.executable,
            '-c',
            'import sys, sandbox\n'
            'sandbox.Sandbox(sys.argv[1]).start(plugin=False)\n'
            'print("up", flush=True)\n'
            'sys.stdin.read()',
            str(other_dir),
        ],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert owner.stdout.readline() == 'up\n'
        new = second.urls
        assert {n for n in new if new[n] != old[n]} == {'mistral'}
        assert _remembered(second) == before
        second.mistral().workflows.list()
        started = [only_process(s) for s in second.services]
    finally:
        taken.close()
        owner.kill()
        owner.communicate()
    assert all(p.wait(timeout=60) for p in started)


def test_a_failure_names_the_service_and_its_log(other_dir, tmp_path):
    (tmp_path / 'broken.py').write_text('import nothing_of_this_name\n')
    failing = command(
        'start', '--state', str(other_dir), '--plugin-dir', str(tmp_path)
    )
    said, _ = failing.communicate(timeout=120)
    assert failing.returncode == 1
    assert 'heat has ended' in said
    assert str(other_dir / 'logs' / 'heat.log') in said
    assert 'nothing_of_this_name' in said
    assert not helpers.ours(other_dir)


def only_process(service):
    (found,) = service.processes.values()
    return found


def _ended(mistral, execution_id):
    execution = mistral.executions.get(execution_id)
    return execution if execution.state in ('SUCCESS', 'ERROR') else None


def _remembered(found):
    """What a second start must leave as it is."""
    done = sorted(found.state.data.glob('*.done'))
    return (
        (found.state.dir / 'secrets.json').read_text(),
        [(p.name, os.stat(p).st_mtime_ns) for p in done],
    )
