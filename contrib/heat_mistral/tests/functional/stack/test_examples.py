"""Every example, used as its README says."""

import http.server
import socket
import subprocess
import sys
import threading

import pytest

from heat_mistral.tests.functional.support import lost_answers, templates
from heat_mistral.tests.functional.support import stacks as stacks_
from heat_mistral.tests.functional.support.stacks import Failed, eventually


def finished(stack, count, output='executions'):
    """The executions of an output once there are ``count``, all ended."""

    def ended():
        found = stack.output(output)
        return (
            found
            if len(found) >= count
            and all(run['state'] != 'RUNNING' for run in found)
            else None
        )

    return eventually(ended, f'{count} finished executions')


def test_every_example_is_tested():
    here = {path.name for path in stacks_.EXAMPLES.iterdir()}
    assert here == {
        '01-run-by-signal',
        '02-run-by-alarm',
        '03-run-by-schedule',
        '04-tour',
        '05-external-resource',
        '06-step-in-order',
        '07-roll-back',
        '08-long-run',
        '09-database-migration',
        '10-heal',
        '11-own-action',
        '12-python-action',
        '13-nightly-backup',
        '14-five-workflows',
        '15-heal-once',
        '16-repeat-safely',
        '17-long-upgrade',
    }


def test_a_signal_runs_the_workflow(stacks):
    stack = stacks.create_example('01-run-by-signal')
    stack.signal('workflow')
    (run,) = finished(stack, 1)
    assert run['state'] == 'SUCCESS'
    assert run['workflow_name'] == f'{stack.name}.workflow.test'
    assert run['output']['result'] == '$'


@pytest.mark.smoke
def test_an_alarm_runs_the_workflow(stacks, sandbox):
    sandbox.metrics.set('cpu_util', 10)
    stack = stacks.create_example('02-run-by-alarm')
    assert stack.output('workflows') == {'test': f'{stack.name}.workflow.test'}
    assert stack.output('executions') == []
    sandbox.metrics.set('cpu_util', 95)
    run = finished(stack, 1)[0]
    assert run['state'] == 'SUCCESS'
    assert run['input']['current'] == 'alarm'
    assert '95' in run['input']['reason']
    # The name that Heat gave the alarm came along in the environment.
    assert run['output']['alarm'] == stack.data_id('alarm') or (
        stack.name in run['output']['alarm']
    )


def test_a_schedule_runs_the_workflow(stacks):
    stack = stacks.create_example(
        '03-run-by-schedule', pattern='* * * * * */2'
    )
    run = finished(stack, 1)[-1]
    assert run['state'] == 'SUCCESS'
    assert run['input'] == {
        'vm_name': 'test',
        'image_ref': 'some_image_id',
        'flavor_ref': 'some_flavor_id',
    }
    assert run['output']['vm_id']
    assert stack.output('next_execution_time')


@pytest.mark.smoke
def test_the_tour(stacks, mistral):
    stack = stacks.create_example('04-tour', greeting='Good morning')
    stack.signal('workflows', {'people': ['Barbara', 'Radia']})
    answer = stacks_.post(stack.output('alarm_url'))
    assert answer.status_code == 200, answer.text
    eventually(lambda: stack.output('remaining') == 0, 'the last cron run')
    runs = finished(stack, 4)
    assert len(runs) == 4
    assert all(run['state'] == 'SUCCESS' for run in runs)
    said = sorted(
        str(run['output'].get('greetings') or run['output'].get('greeting'))
        for run in runs
    )
    assert said == [
        'Good morning, cron!',
        'Good morning, cron!',
        "['Good morning, Ada!', 'Good morning, Grace!']",
        "['Good morning, Barbara!', 'Good morning, Radia!']",
    ]
    names = list(stack.output('workflows').values())
    stack.delete()
    left = [
        workflow.name
        for workflow in mistral.workflows.list()
        if workflow.name in names
    ]
    assert left == []
    assert mistral.executions.list(workflow_name=f'in:{",".join(names)}') == []
    assert mistral.cron_triggers.list(name=f'has:{stack.name}') == []


@pytest.mark.smoke
def test_workflows_keep_a_resource(stacks):
    stack = stacks.create_example('05-external-resource')
    name = stack.output('quota_id')
    assert name.startswith('share-of-')
    assert stack.output('mount').startswith('storage.example.org:/')
    stack.heat.stacks.update(stack.id, existing=True, parameters={'size': 20})
    stack.wait('UPDATE')
    assert stack.output('size') == 20
    assert stack.output('quota_id') == name
    stack.delete()


def test_a_run_between_two_resources(stacks):
    stack = stacks.create_example('06-step-in-order')
    assert stack.output('state') == 'SUCCESS'
    name, _colon, port = stack.output('endpoint').partition(':')
    assert name.startswith('member-')
    assert port == '6443'


@pytest.mark.smoke
def test_a_run_that_fails_and_is_undone(stacks):
    text = (stacks_.EXAMPLES / '07-roll-back/template.yaml').read_text()
    stack = stacks.start(
        text, parameters={'seats': 50}, disable_rollback=False
    )
    with pytest.raises(Failed):
        stack.wait('CREATE')
    stack.wait('ROLLBACK')
    told = ' '.join(text or '' for text in stack.events('reservation'))
    assert 'failed in task refuse' in told
    assert 'task give_back ended' in told
    stacks.create_example('07-roll-back', seats=5).delete()


def test_a_long_run_is_watched(stacks):
    stack = stacks.create_example('08-long-run', seconds=1)
    assert stack.output('progress') == {
        'done': 4,
        'running': 0,
        'failed': 0,
        'total': 4,
    }
    assert sorted(task['name'] for task in stack.output('tasks')) == [
        'copy_data',
        'copy_system',
        'freeze',
        'thaw',
    ]
    assert stack.output('duration') >= 2
    told = stack.events('copies')
    for name in ('freeze', 'copy_system', 'copy_data', 'thaw'):
        assert f'task {name} ended' in told


def test_a_database_is_migrated(stacks, mistral):
    stack = stacks.create_example('09-database-migration')
    first = stack.output('dump')
    stack.heat.stacks.update(
        stack.id, existing=True, parameters={'version': 2}
    )
    stack.wait('UPDATE')
    assert stack.output('application') == 'accounts at version 2'
    assert stack.output('dump') != first
    stack.heat.stacks.update(
        stack.id, existing=True, parameters={'version': 2}
    )
    stack.wait('UPDATE')
    assert len(mistral.executions.list(description=f'has:{stack.id}')) == 2
    stack.delete()
    assert 'task drop ended' in stack.events('schema')
    assert mistral.executions.list(description=f'has:{stack.id}') == []


def test_an_alarm_heals(stacks, sandbox):
    sandbox.metrics.set('queue_length', 3)
    stack = stacks.create_example('10-heal')
    assert stack.output('size') == 1
    sandbox.metrics.set('queue_length', 300)
    run = finished(stack, 1)[-1]
    assert run['state'] == 'SUCCESS', run
    eventually(lambda: stack.output('size') == 2, 'another worker')
    sandbox.metrics.set('queue_length', 3)


def test_alarms_heal_once_however_often_they_ring(stacks, sandbox):
    for query in ('load_compute_1', 'load_compute_2'):
        sandbox.metrics.set(query, 97)
    stack = stacks.create_example('15-heal-once')
    try:
        finished(stack, 2)

        def joined():
            told = [told or '' for told in stack.events('workflows')]
            return sum('serves this one, too' in text for text in told) >= 2

        eventually(joined, 'rings that join')
        found = finished(stack, 2)
        assert len(found) == 2
        assert len({run['input']['alarm_id'] for run in found}) == 2
        assert all(run['state'] == 'SUCCESS' for run in found)
        assert len({run['output']['healed'] for run in found}) == 2
    finally:
        for query in ('load_compute_1', 'load_compute_2'):
            sandbox.metrics.set(query, 3)


def test_a_script_repeats_its_signal(stacks):
    stack = stacks.create_example('16-repeat-safely')
    script = stacks_.EXAMPLES / '16-repeat-safely/send.py'
    with lost_answers.between(stack.output('alarm_url'), 2) as (url, sent):
        done = subprocess.run(
            [sys.executable, script, url, '{"item": "disks", "number": 2}'],
            capture_output=True,
            text=True,
            check=True,
        )
        refused = subprocess.run(
            [sys.executable, script, url, '{"price": 2}'],
            capture_output=True,
            text=True,
            check=False,
        )
    assert sent == [200, 200, 200, 400]
    (run,) = finished(stack, 1)
    assert done.stdout.strip() == run['id']
    assert done.stderr.count('no answer yet') == 2
    assert run['output'] == {'ordered': '2 of disks'}
    assert refused.returncode == 1
    assert 'price' in refused.stderr


@pytest.mark.usefixtures('task_reruns')
def test_an_upgrade_goes_on_where_it_failed(stacks):
    with socket.create_server(('127.0.0.1', 0)) as free:
        where = free.getsockname()
    parameters = {'ready_url': f'http://{where[0]}:{where[1]}/'}
    with pytest.raises(Failed, match='task hosts > verify'):
        stacks.create_example('17-long-upgrade', **parameters)
    stack = stacks.all()[-1]
    run = stack.data_id('upgrade')

    ready = http.server.ThreadingHTTPServer(
        where, http.server.SimpleHTTPRequestHandler
    )
    threading.Thread(target=ready.serve_forever, daemon=True).start()
    try:
        stack.heat.stacks.update(stack.id, existing=True)
        stack.wait('UPDATE')
    finally:
        ready.shutdown()
        ready.server_close()
    assert stack.data_id('upgrade') == run
    assert stack.output('again') == ['hosts > verify'] * 3
    assert stack.output('state') == 'SUCCESS'
    told = stack.events('upgrade')
    assert told.count('task hosts > verify runs again') == 3


def test_actions_of_a_stack(stacks):
    stack = stacks.create_example('11-own-action', channel='night')
    assert stack.output('actions') == {
        name: f'{stack.name}.messages.{name}' for name in ('post', 'tell')
    }
    stack.signal('workflows', {'source': 'disk'})
    (run,) = finished(stack, 1)
    assert run['state'] == 'SUCCESS', run
    assert run['output'] == {'said': 'ERROR disk has failed'}
    stack.heat.stacks.update(
        stack.id, existing=True, parameters={'channel': 'day'}
    )
    stack.wait('UPDATE')
    stack.delete()


@pytest.mark.smoke
def test_an_administrator_adds_a_python_action(sandbox, stacks):
    admins = stacks_.Stacks(sandbox.heat('admin'))
    try:
        stack = admins.create_example('12-python-action', prefix='test.text')
        assert stack.output('actions') == {
            'test.text.render': 'test.text.render'
        }
        assert stack.output('inputs') == {
            'test.text.render': 'template, values=null'
        }
        stack.signal('workflow', {'name': 'world'})
        (run,) = finished(stack, 1)
        assert run['output']['said'] == 'Hello, world!'
        other = stacks.create(
            templates.template(
                definition='a: {tasks: {t: {action: test.text.render '
                'template="$a"}}}'
            )
        )
        other.signal('w')
        (run,) = finished(other, 1)
        assert run['state'] == 'ERROR'
        assert "there is no value for 'a'" in run['state_info']
    finally:
        admins.clean_up()


@pytest.fixture(scope='module')
def openstack(sandbox):
    """Cinder, and the actions of example 13 as its own stack has them."""
    admins = stacks_.Stacks(sandbox.heat('admin'))
    with sandbox.openstack() as cloud:
        try:
            admins.create_example('13-nightly-backup', 'action.yaml')
            yield cloud
        finally:
            admins.clean_up()


def test_a_volume_is_backed_up_every_night(stacks, sandbox, openstack):
    """Example 14 is tested where each of its workflows is: collection/."""
    openstack.looks = 0
    volume = openstack.add(
        'volumes', sandbox.session().get_project_id(), status='available'
    )['id']
    alert = stacks.create_example('13-nightly-backup', 'alert.yaml')
    stack = stacks.create_example(
        '13-nightly-backup',
        volume=volume,
        alert_url=alert.output('alert_url'),
        pattern='* * * * * */2',
    )

    def two_nights():
        # On a busy machine the next has begun before one has ended.
        made = [
            run['output']['backup']
            for run in reversed(stack.output('backups'))
            if run['state'] == 'SUCCESS'
        ]
        return made[:2] if len(made) > 1 else None

    made = eventually(two_nights, 'two backups')
    assert [backup['incremental'] for backup in made] == [False, True]
    assert alert.output('told') == []
    openstack.ends['backups'] = 'error'
    told = finished(alert, 1, 'told')[-1]['input']['text']
    assert told.startswith(
        f'No backup of volume {volume}: block-storage: backup '
    )
    assert 'is error, not available: No space left on device' in told
    failed = eventually(
        lambda: [
            run for run in stack.output('backups') if run['state'] == 'ERROR'
        ],
        'the run that failed',
    )
    assert 'No space left on device' in failed[-1]['state_info']
