"""Ends of runs that signals have started, as events."""

import json
import re
import textwrap

import pytest

from heat_mistral.tests.functional.support.runs import runs
from heat_mistral.tests.functional.support.stacks import eventually, post
from heat_mistral.tests.functional.support.templates import template

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
