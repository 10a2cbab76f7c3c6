"""An external resource through its life, on real services."""

import re

import pytest
from heatclient import exc as heat_exc

from heat_mistral.tests.functional.support.stacks import Failed, eventually

# What each workflow is told and has found is in what it puts out.
WORKFLOWS = """
version: '2.0'
make:
  input: [size]
  output:
    resource_id: thing-<% $.size %>
    made: {size: <% $.size %>, ports: [80, 443]}
  tasks: {t: {action: std.noop}}
change:
  input: [size: 0]
  output:
    changed: {from: <% env().heat_extresource_data.made.size %>,
              to: <% $.size %>}
  tasks: {t: {action: std.noop}}
note:
  input: [size: 0]
  output: {seen: <% env().heat_extresource_data %>}
  tasks: {t: {action: std.noop}}
slow:
  input: [size: 0]
  output: {waited: well}
  tasks: {t: {action: std.async_noop}}
slow_below:
  input: [size: 0]
  tasks: {call: {workflow: slow}}
pausing:
  input: [size: 0]
  output: {went: well}
  tasks: {t: {action: std.noop, on-success: [pause, u]},
          u: {action: std.noop}}
broken:
  input: [size: 0]
  tasks: {call: {workflow: leaf}}
leaf:
  tasks: {boom: {action: std.fail}}
"""
ONE_STACK = """
heat_template_version: 2018-08-31
resources:
  w:
    type: OS::Mistral::Workflow
    properties:
      definition: |
        make: {output: {to: <% $.to %>}, input: [to],
               tasks: {t: {action: std.noop}}}
  e:
    type: OS::Mistral::ExternalResource
    properties:
      actions:
        CREATE: {workflow: {get_attr: [w, available_workflows, make]}}
        DELETE: {workflow: {get_resource: w}}
      input: {to: live}
outputs:
  to: {value: {get_attr: [e, output, to]}}
"""
EMPTY = 'heat_template_version: 2018-08-31'
EXTERNAL = """
heat_template_version: 2018-08-31
resources:
  e:
    type: OS::Mistral::ExternalResource
    properties:
      actions: {%(actions)s}
      input: {%(input)s}
      %(more)s
outputs:
  id: {value: {get_resource: e}}
  port: {value: {get_attr: [e, output, made, ports, 1]}}
  output: {value: {get_attr: [e, output]}}
"""


@pytest.fixture(scope='module', autouse=True)
def _workflows(mistral):
    """The workflows, as those that somebody else keeps."""
    text = WORKFLOWS
    for name in ('leaf', 'slow'):
        text = text.replace(f'workflow: {name}', f'workflow: ext-{name}')
    made = mistral.workflows.create(
        re.sub(r'(?m)^(?!version)(?=\w+:$)', 'ext-', text)
    )
    yield
    for workflow in made:
        mistral.workflows.delete(workflow.id)


def template(given='size: 3', more='', **actions):
    return EXTERNAL % {
        'input': given,
        'more': more,
        'actions': ', '.join(
            f'{action}: {{workflow: ext-{name}}}'
            for action, name in actions.items()
        ),
    }


ALL = {
    'CREATE': 'make',
    'UPDATE': 'change',
    'SUSPEND': 'note',
    'RESUME': 'note',
    'DELETE': 'note',
}


def runs(mistral, stack, name=''):
    """Top-level executions of this workflow that the stack has started."""
    return [
        run
        for run in mistral.executions.list(
            description=f'has:{stack.id}', nulls='task_execution_id'
        )
        if run.workflow_name.endswith(name)
    ]


def one_run(mistral, stack, name, state='RUNNING'):
    def there():
        found = runs(mistral, stack, name)
        return found and found[0].state == state and found

    (run,) = eventually(there, f'a run of {name} in {state}')
    return run


def finish(mistral, stack, name='slow'):
    """Let the task of a run of ``slow`` succeed, as its system would."""
    (run,) = runs(mistral, stack, name)
    (task,) = mistral.tasks.list(run.id)
    (action,) = mistral.action_executions.list(task.id)
    mistral.action_executions.update(action.id, state='SUCCESS', output='{}')


def reason(stack):
    return stack.heat.resources.get(stack.id, 'e').resource_status_reason


def test_its_whole_life(stacks, mistral):
    stack = stacks.create(template(**ALL))
    assert stack.output('id') == 'thing-3'
    assert stack.output('port') == 443
    stack.update(template(given='size: 5', **ALL))
    assert stack.output('output')['changed'] == {'from': 3, 'to': 5}
    assert stack.output('id') == 'thing-3'
    stack.update(template(given='', **ALL))
    assert stack.output('output')['changed'] == {'from': 3, 'to': 0}
    stack.heat.actions.suspend(stack.id)
    stack.wait('SUSPEND')
    assert stack.output('output')['seen']['changed'] == {'from': 3, 'to': 0}
    stack.heat.actions.resume(stack.id)
    stack.wait('RESUME')
    assert len(runs(mistral, stack)) == 5
    stack.update(EMPTY)
    assert runs(mistral, stack) == []


def test_its_workflows_may_be_new_in_the_same_stack(stacks):
    stack = stacks.create(ONE_STACK)
    assert stack.output('to') == 'live'
    stack.delete()


def test_an_update_that_changes_nothing_runs_nothing(stacks, mistral):
    stack = stacks.create(template(**ALL))
    stack.update(template(more='keep_executions: true', **ALL))
    assert len(runs(mistral, stack)) == 1
    stack.update(EMPTY)
    assert sorted(
        run.workflow_name.partition('-')[2] for run in runs(mistral, stack)
    ) == ['make', 'note']


def test_a_failure_is_one_readable_paragraph(stacks, mistral):
    stack = stacks.start(template(CREATE='broken', DELETE='note'))
    with pytest.raises(Failed) as caught:
        stack.wait('CREATE')
    (run,) = runs(mistral, stack, 'broken')
    assert (
        f'execution {run.id} of workflow ext-broken failed in '
        f'task call > boom: Fail action expected exception.'
        in str(caught.value)
    )


def test_a_failed_create_is_rolled_back(stacks, mistral):
    stack = stacks.start(
        template(CREATE='broken', DELETE='note'), disable_rollback=False
    )
    with pytest.raises(Failed):
        stack.wait('CREATE')
    stack.wait('ROLLBACK')


def test_an_input_that_mistral_refuses(stacks, mistral):
    stack = stacks.start(template(given='colour: red', **ALL))
    with pytest.raises(Failed, match='unexpected.*colour'):
        stack.wait('CREATE')
    stack.delete()  # and DELETE has nothing to run for
    assert runs(mistral, stack) == []


def test_a_deletion_stops_what_runs(stacks, mistral):
    stack = stacks.start(
        template(
            CREATE='slow_below', DELETE='note', more='keep_executions: true'
        )
    )
    run = one_run(mistral, stack, 'slow_below')
    below = eventually(
        lambda: mistral.executions.list(root_execution_id=run.id),
        'the sub-workflow',
    )
    stack.delete()
    assert mistral.executions.get(run.id).state == 'CANCELLED'
    assert mistral.executions.get(below[0].id).state == 'CANCELLED'
    assert one_run(mistral, stack, 'note', 'SUCCESS')


def test_a_cancelled_create_stops_what_runs(stacks, mistral):
    stack = stacks.start(template(CREATE='slow'))
    run = one_run(mistral, stack, 'slow')
    stack.heat.actions.cancel_without_rollback(stack.id)
    eventually(
        lambda: mistral.executions.get(run.id).state == 'CANCELLED',
        'the end of the run',
    )
    eventually(
        lambda: (
            stack.heat.resources.get(stack.id, 'e').resource_status
            == 'CREATE_FAILED'
        ),
        'the end of the create',
    )


def test_a_cancelled_update_is_rolled_back(stacks, mistral):
    actions = {'CREATE': 'make', 'UPDATE': 'slow'}
    stack = stacks.create(template(**actions))
    stack.heat.stacks.update(
        stack.id, template=template(given='size: 4', **actions), files={}
    )
    run = one_run(mistral, stack, 'slow')
    stack.heat.actions.cancel_update(stack.id)
    stack.wait('ROLLBACK')
    assert run.id not in [found.id for found in runs(mistral, stack)]
    assert stack.output('id') == 'thing-3'


def test_a_paused_run_is_told_of(stacks, mistral):
    stack = stacks.start(template(CREATE='pausing'))
    run = one_run(mistral, stack, 'pausing', 'PAUSED')
    eventually(lambda: 'is paused' in reason(stack), 'the reason')
    assert any(
        run.id in text and 'is paused' in text for text in stack.events('e')
    )
    mistral.executions.update(run.id, 'RUNNING')
    stack.wait('CREATE')
    assert stack.output('output') == {'went': 'well'}


def test_a_run_that_is_deleted_meanwhile(stacks, mistral):
    stack = stacks.start(template(CREATE='slow'))
    run = one_run(mistral, stack, 'slow')
    eventually(lambda: run.id in reason(stack), 'the wait')
    mistral.executions.delete(run.id, force=True)
    with pytest.raises(Failed, match='deleted in Mistral before its end'):
        stack.wait('CREATE')
    assert runs(mistral, stack) == []


def test_an_engine_that_dies_finds_its_run_again(stacks, mistral, sandbox):
    text = template(CREATE='slow')
    stack = stacks.start(text)
    run = one_run(mistral, stack, 'slow')
    eventually(lambda: run.id in reason(stack), 'the wait')
    sandbox.service('heat').kill()
    sandbox.service('heat').start()
    finish(mistral, stack)
    eventually(lambda: _answers(stack), 'Heat')
    stack.update(text)
    assert [found.id for found in runs(mistral, stack)] == [run.id]
    assert stack.output('output') == {'waited': 'well'}
    assert stack.output('id') == run.id


def _answers(stack):
    try:
        return stack.heat.stacks.get(stack.id, resolve_outputs=False)
    except heat_exc.HTTPException:
        return None


def test_to_observe_reality_neither_replaces_nor_runs(stacks, mistral):
    for actions, ran in (({}, 0), ({'CREATE': 'make'}, 1)):
        stack = stacks.create(template(**actions, DELETE='note'))
        before = stack.data_id('e')
        assert before
        stack.heat.stacks.update(stack.id, existing=True, converge=True)
        stack.wait('UPDATE')
        assert stack.data_id('e') == before
        assert len(runs(mistral, stack)) == ran
        stack.delete()
