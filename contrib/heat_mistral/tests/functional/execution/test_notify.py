"""Mistral's notifications as hints that a run has ended."""

import json
import textwrap

import pytest
from heatclient import exc as heat_exc
from keystoneauth1 import exceptions as keystone_exceptions
from keystoneclient.v3 import client as keystone_client

from heat_mistral.tests.functional.support.runs import finish, going, workflows
from heat_mistral.tests.functional.support.stacks import eventually, post

WORKFLOWS = """
version: '2.0'
notify-waits:
  input: [to]
  tasks:
    below: {workflow: notify-leaf, on-success: wait}
    wait: {action: std.async_noop}
notify-leaf:
  tasks: {t: {action: std.noop}}
"""
TEMPLATE = """
heat_template_version: 2018-08-31
resources:
  run:
    type: OS::Mistral::Execution
    properties:
      workflow: notify-waits
      input: {to: %s}
      notify: %s
"""


@pytest.fixture(scope='module', autouse=True)
def _workflows(mistral):
    with workflows(mistral, WORKFLOWS):
        yield


def end(mistral, stack):
    """Let the run that waits come to its end."""
    run = going(mistral, stack)
    finish(mistral, run)
    return run


def told(stack):
    return [text for text in stack.events('run') if text.startswith('Signal')]


def is_told(stack, run):
    return f'Signal: Mistral says that execution {run.id} has ended' in told(
        stack
    )


def test_mistral_tells_of_the_end(stacks, mistral):
    stack = stacks.start(TEMPLATE % (0, 'true'))
    runs = [end(mistral, stack)]
    stack.wait('CREATE')
    # A poll may be quicker than the notifier, though not often.
    while not is_told(stack, runs[-1]) and len(runs) < 6:
        stack.heat.stacks.update(
            stack.id, template=TEMPLATE % (len(runs), 'true')
        )
        runs.append(end(mistral, stack))
        stack.wait('UPDATE')
    assert is_told(stack, runs[-1])
    assert len(told(stack)) == 1  # of the sub-workflows, nothing
    params = json.loads(mistral.executions.get(runs[-1].id).params)
    url = params['notify'][0]['url']
    assert post(url, {'id': runs[-1].id}).status_code == 200
    assert post(url, {'no': 'id'}).status_code == 400
    stack.delete()
    assert not post(url, {'id': runs[-1].id}).ok


def test_nobody_is_asked_to_tell_by_default(stacks, mistral):
    stack = stacks.start(TEMPLATE % (0, 'false'))
    run = end(mistral, stack)
    stack.wait('CREATE')
    assert 'notify' not in json.loads(mistral.executions.get(run.id).params)
    with pytest.raises(heat_exc.HTTPBadRequest, match='notify is true'):
        stack.signal('run', {'id': run.id})


def test_a_hint_is_not_believed(stacks, mistral):
    # Also at a deletion; Heat shows a stack's events until it is gone.
    stack = stacks.create("""
        heat_template_version: 2018-08-31
        resources:
          run:
            type: OS::Mistral::Execution
            properties:
              notify: true
              actions: {DELETE: {workflow: notify-waits, input: {to: 1}}}
        """)
    stack.heat.stacks.delete(stack.id)
    run = going(mistral, stack)
    url = json.loads(run.params)['notify'][0]['url']
    assert post(url, {'id': run.id}).status_code == 200
    eventually(lambda: is_told(stack, run), 'the hint')
    finish(mistral, run)
    stack.wait_deleted()


def test_a_user_that_an_engine_left_is_taken_up(stacks, mistral, sandbox):
    """The engine died before it had noted the user that it had made."""
    template = """
        heat_template_version: 2018-08-31
        resources:
          run:
            type: OS::Mistral::Execution
            properties: {{workflow: notify-leaf, notify: {}}}
        """
    stack = stacks.create(template.format('false'))
    # What Heat calls the resource, and its user, before it has an id.
    (name,) = (
        event.physical_resource_id
        for event in stack.heat.events.list(stack.id, 'run')
        if event.physical_resource_id.startswith(stack.name)
    )
    keystone = keystone_client.Client(session=sandbox.session('admin'))
    (domain,) = keystone.domains.list(name='heat')
    left = keystone.users.create(
        name,
        domain=domain,
        default_project=stack.heat.stacks.get(stack.id).stack_user_project_id,
    )

    template = template.replace('leaf', 'waits, input: {{to: 1}}')
    stack.heat.stacks.update(
        stack.id, template=textwrap.dedent(template.format('true'))
    )
    run = going(mistral, stack)
    url = json.loads(run.params)['notify'][0]['url']
    assert post(url, {'id': run.id}).status_code == 200
    finish(mistral, run)
    stack.wait('UPDATE')
    stack.delete()
    with pytest.raises(keystone_exceptions.NotFound):
        keystone.users.get(left.id)
