"""Ends of runs that signals have started, as events."""

import contextlib
import json
import re
import textwrap

import pytest
from heatclient import exc

from heat_mistral.tests.functional.support.runs import runs
from heat_mistral.tests.functional.support.stacks import eventually, post
from heat_mistral.tests.functional.support.templates import template, workflow

DEFINITION = textwrap.dedent("""\
    works:
      tasks:
        t: {action: std.noop}
    breaks:
      tasks:
        below: {workflow: leaf}
    leaf:
      tasks:
        boom: {action: std.fail}
    survives:
      tasks:
        below: {workflow: leaf, on-error: [t]}
        t: {action: std.noop}
""")
WAITS = 'waits: {tasks: {t: {action: std.async_noop}}}'


def told(stack):
    return [
        text
        for text in stack.events('w')
        if re.match('execution .* (failed|was cancelled|has succeeded)', text)
    ]


def run(stack, mistral, workflow, **params):
    """A run that a signal has started, when it has ended."""
    before = {each.id for each in runs(mistral, stack)}
    stack.signal('w', {'workflow': workflow, 'params': params})
    (found,) = (each for each in runs(mistral, stack) if each.id not in before)
    eventually(
        lambda: mistral.executions.get(found.id).state != 'RUNNING', 'its end'
    )
    return mistral.executions.get(found.id)


def url_of(execution):
    return json.loads(execution.params)['notify'][-1]['url']


def test_a_failure_is_an_event(stacks, mistral):
    stack = stacks.create(template(definition=DEFINITION, notify='failures'))
    failed = run(stack, mistral, 'breaks')
    eventually(lambda: told(stack), 'the event')
    run(stack, mistral, 'works')
    survived = run(stack, mistral, 'survives')
    second = run(stack, mistral, 'breaks')
    eventually(lambda: len(told(stack)) == 2, 'the second')
    (newer, event) = told(stack)
    assert failed.id in event
    assert second.id in newer
    assert survived.id not in newer + event
    assert 'failed in task below > boom: Fail action expected' in event
    (found,) = (
        each
        for each in stack.heat.events.list(stack.id, 'w')
        if each.resource_status_reason == event
    )
    assert found.resource_status == 'SIGNAL_FAILED'
    assert len(runs(mistral, stack)) == 4
    lines = stack.attribute('w', 'failures')
    assert [line.split()[3] for line in lines] == [second.id, failed.id]
    assert 'failed in task below > boom' in lines[0]
    stack.act('check')
    assert any('2 runs failed lately' in text for text in stack.events('w'))


def test_the_url_of_the_hook_can_do_nothing_else(stacks, mistral):
    stack = stacks.create(
        template(
            definition=DEFINITION,
            default_workflow='works',
            use_request_body_as_input=None,
            notify='all',
        )
    )
    alarm_url = stack.attribute('w', 'alarm_url')
    done = run(stack, mistral, 'works')
    (event,) = eventually(lambda: told(stack), 'the event')
    assert 'has succeeded' in event
    assert done.id in event
    url = url_of(done)
    assert url != alarm_url
    hook = {
        'id': done.id,
        'name': done.workflow_name,
        'workflow_name': done.workflow_name,
        'workflow_id': done.workflow_id,
        'state': 'ERROR',
        'state_info': 'believe me',
        'project_id': done.project_id,
        'task_execution_id': None,
        'root_execution_id': None,
    }
    for body in (None, {}, {'workflow': 'breaks'}, hook, {'alarm_id': 1}):
        assert post(url, body).status_code == 200
    assert len(runs(mistral, stack)) == 1
    assert told(stack) == [event]
    # By the other URL the same body is a signal, and is refused as one.
    assert post(alarm_url, hook).status_code == 400
    assert post(alarm_url, {}).status_code == 200
    assert len(runs(mistral, stack)) == 2
    stack.delete()
    assert not post(url, hook).ok


CHILD = {
    'heat_template_version': '2018-08-31',
    'resources': {
        'w': workflow(
            definition=DEFINITION, default_workflow='works', notify='all'
        )
    },
}
PARENT = {
    'heat_template_version': '2018-08-31',
    'resources': {
        **CHILD['resources'],
        'nested': {'type': 'child.yaml'},
        'many': {
            'type': 'OS::Heat::ResourceGroup',
            'properties': {'count': 1, 'resource_def': {'type': 'child.yaml'}},
        },
    },
}


def test_in_nested_templates_and_beside_them(stacks, mistral):
    """Heat forgets who has signed a request while it reads their files."""
    stack = stacks.create(PARENT, files={'child.yaml': json.dumps(CHILD)})
    group = stack.nested('many')
    for each in (stack, stack.nested('nested'), group.nested('0')):
        failed = run(each, mistral, 'breaks')
        (event,) = eventually(lambda each=each: told(each), 'the event')
        assert failed.id in event
        hook = url_of(failed)
        for body in (None, {'workflow': 'breaks'}, {'alarm_id': 1}):
            assert post(hook, body).status_code == 200
        assert [found.id for found in runs(mistral, each)] == [failed.id]
        assert told(each) == [event]
        assert post(each.attribute('w', 'alarm_url')).status_code == 200
        assert len(runs(mistral, each)) == 2


def test_while_it_is_deleted_few_events_tell(stacks, mistral):
    """A deletion cancels its runs, each of which tells its end."""
    stack = stacks.create(template(definition=WAITS, notify='all'))
    for _number in range(5):
        stack.signal('w')
    seen = []

    def gone():
        with contextlib.suppress(exc.HTTPNotFound):
            seen.append(stack.events('w'))
        return stack.status == 'DELETE_COMPLETE'

    stack.heat.stacks.delete(stack.id)
    eventually(gone, 'the deletion')
    assert not any('cancelled' in text for text in seen[-1])
    assert not any('during DELETE' in text for text in seen[-1])


def test_receivers_of_ones_own_stay(stacks, mistral):
    stack = stacks.create(template(definition=DEFINITION, notify='failures'))
    own = {'type': 'webhook', 'url': 'http://127.0.0.1:9/', 'event_types': []}
    done = run(stack, mistral, 'works', notify=[own])
    first, second = json.loads(done.params)['notify']
    assert first == own
    assert second['event_types'] == ['WORKFLOW_FAILED', 'WORKFLOW_CANCELLED']


def test_nobody_is_asked_to_tell_by_default(stacks, mistral):
    stack = stacks.create(template(definition=DEFINITION))
    assert 'notify' not in json.loads(run(stack, mistral, 'works').params)
    run(stack, mistral, 'breaks')
    assert len(stack.attribute('w', 'failures')) == 1
    assert told(stack) == []


@pytest.mark.parametrize('value', ['sometimes', 'True'])
def test_what_is_accepted_is_told(stacks, value):
    with pytest.raises(Exception, match=r'is not an allowed value'):
        stacks.create(template(definition=DEFINITION, notify=value))
