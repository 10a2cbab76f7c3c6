"""Every example, used as its README says."""

import pytest

from heat_mistral.tests.functional import stacks as stacks_
from heat_mistral.tests.functional.stacks import Failed, eventually


def finished(stack, count, output='executions'):
    """The executions of an output once there are ``count``, all ended."""
    def ended():
        found = stack.output(output)
        return found if len(found) >= count and all(
            run['state'] != 'RUNNING' for run in found) else None

    return eventually(ended, f'{count} finished executions')


def test_every_example_is_tested():
    here = {path.name for path in stacks_.EXAMPLES.iterdir()}
    assert here == {'01-run-by-signal', '02-run-by-alarm',
                    '03-run-by-schedule', '04-tour',
                    '05-external-resource', '06-step-in-order',
                    '07-roll-back', '08-long-run', '09-database-migration',
                    '10-heal'}


def test_a_signal_runs_the_workflow(stacks):
    stack = stacks.create_example('01-run-by-signal')
    stack.signal('workflow')
    run, = finished(stack, 1)
    assert run['state'] == 'SUCCESS'
    assert run['workflow_name'] == f'{stack.name}.workflow.test'
    assert run['output']['result'] == '$'


def test_an_alarm_runs_the_workflow(stacks, sandbox):
    sandbox.metrics.set('cpu_util', 10)
    stack = stacks.create_example('02-run-by-alarm')
    assert stack.output('workflows') == {
        'test': f'{stack.name}.workflow.test'}
    assert stack.output('executions') == []
    sandbox.metrics.set('cpu_util', 95)
    run = finished(stack, 1)[0]
    assert run['state'] == 'SUCCESS'
    assert run['input']['current'] == 'alarm'
    assert '95' in run['input']['reason']
    # The name that Heat gave the alarm came along in the environment.
    assert run['output']['alarm'] == stack.data_id('alarm') or (
        stack.name in run['output']['alarm'])


def test_a_schedule_runs_the_workflow(stacks):
    stack = stacks.create_example(
        '03-run-by-schedule', pattern='* * * * * */2')
    run = finished(stack, 1)[-1]
    assert run['state'] == 'SUCCESS'
    assert run['input'] == {
        'vm_name': 'test', 'image_ref': 'some_image_id',
        'flavor_ref': 'some_flavor_id'}
    assert run['output']['vm_id']
    assert stack.output('next_execution_time')


def test_the_tour(stacks, mistral):
    stack = stacks.create_example('04-tour', greeting='Good morning')
    stack.signal('workflows', {'people': ['Barbara', 'Radia']})
    answer = stacks_.post(stack.output('alarm_url'))
    assert answer.status_code == 200, answer.text
    eventually(lambda: stack.output('remaining') == 0, 'the last cron run')
    runs = finished(stack, 4)
    assert len(runs) == 4
    assert all(run['state'] == 'SUCCESS' for run in runs)
    said = sorted(str(run['output'].get('greetings')
                      or run['output'].get('greeting')) for run in runs)
    assert said == [
        'Good morning, cron!', 'Good morning, cron!',
        "['Good morning, Ada!', 'Good morning, Grace!']",
        "['Good morning, Barbara!', 'Good morning, Radia!']"]
    names = list(stack.output('workflows').values())
    stack.delete()
    left = [workflow.name for workflow in mistral.workflows.list()
            if workflow.name in names]
    assert left == []
    assert mistral.executions.list(
        workflow_name=f'in:{",".join(names)}') == []
    assert mistral.cron_triggers.list(name=f'has:{stack.name}') == []


def test_workflows_keep_a_resource(stacks):
    stack = stacks.create_example('05-external-resource')
    name = stack.output('quota_id')
    assert name.startswith('share-of-')
    assert stack.output('mount').startswith('storage.example.org:/')
    stack.heat.stacks.update(
        stack.id, existing=True, parameters={'size': 20})
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


def test_a_run_that_fails_and_is_undone(stacks):
    text = (stacks_.EXAMPLES / '07-roll-back/template.yaml').read_text()
    stack = stacks.start(text, parameters={'seats': 50},
                         disable_rollback=False)
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
        'done': 4, 'running': 0, 'failed': 0, 'total': 4}
    assert sorted(task['name'] for task in stack.output('tasks')) == [
        'copy_data', 'copy_system', 'freeze', 'thaw']
    assert stack.output('duration') >= 2
    told = stack.events('copies')
    for name in ('freeze', 'copy_system', 'copy_data', 'thaw'):
        assert f'task {name} ended' in told


def test_a_database_is_migrated(stacks, mistral):
    stack = stacks.create_example('09-database-migration')
    first = stack.output('dump')
    stack.heat.stacks.update(
        stack.id, existing=True, parameters={'version': 2})
    stack.wait('UPDATE')
    assert stack.output('application') == 'accounts at version 2'
    assert stack.output('dump') != first
    stack.heat.stacks.update(
        stack.id, existing=True, parameters={'version': 2})
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
