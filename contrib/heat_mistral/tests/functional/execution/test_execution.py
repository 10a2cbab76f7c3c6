"""A run of a workflow as a step of a stack, on real services."""

import re

import pytest

from heat_mistral.tests.functional.support.runs import (
    finish,
    going,
    runs,
    workflows,
)
from heat_mistral.tests.functional.support.stacks import Failed, eventually

pytestmark = pytest.mark.databases
WORKFLOWS = """
version: '2.0'
quick:
  input: [to: 1]
  output: {moved: {to: <% $.to %>, parts: [1, 2]}}
  tasks:
    first: {action: std.noop, on-success: second}
    second: {workflow: leaf, on-success: third}
    third: {action: std.fail, on-error: fourth}
    fourth: {action: std.noop}
leaf:
  tasks: {t: {action: std.noop}}
slow:
  input: [to: 1]
  output: {waited: well}
  tasks: {before: {action: std.noop, on-success: wait, on-error: mend},
          wait: {action: std.async_noop,
                 on-success: [more: <% $.to < 0 %>]},
          mend: {action: std.noop},
          more: {action: std.noop}}
slow_below:
  input: [to: 1]
  tasks: {call: {workflow: slow}}
broken:
  input: [to: 1]
  tasks: {call: {workflow: breaks}}
breaks:
  tasks: {boom: {action: std.fail}}
"""
TEMPLATE = """
heat_template_version: 2018-08-31
resources:
  run:
    type: OS::Mistral::Execution
    properties:
      workflow: {name: run-%(name)s, input: {to: %(to)s}}
      %(more)s
  after:
    type: OS::Heat::Value
    properties:
      value: {get_attr: [run, output]}
outputs:
  id: {value: {get_resource: run}}
  after: {value: {get_attr: [after, value]}}
  state: {value: {get_attr: [run, state]}}
  tasks: {value: {get_attr: [run, tasks]}}
  progress: {value: {get_attr: [run, progress]}}
  duration: {value: {get_attr: [run, duration]}}
"""


@pytest.fixture(scope='module', autouse=True)
def _workflows(mistral):
    """The workflows, as those that somebody else keeps."""
    text = WORKFLOWS
    for name in ('leaf', 'breaks', 'slow'):
        text = text.replace(f'workflow: {name}', f'workflow: run-{name}')
    with workflows(
        mistral, re.sub(r'(?m)^(?!version)(?=\w+:$)', 'run-', text)
    ):
        yield


def template(name, to=1, more=''):
    return TEMPLATE % {'name': name, 'to': to, 'more': more}


def reason(stack):
    return stack.heat.resources.get(stack.id, 'run').resource_status_reason


def test_a_run_is_a_step_of_the_stack(stacks, mistral):
    stack = stacks.create(template('quick', to=7))
    (run,) = runs(mistral, stack)
    assert stack.output('id') == run.id
    assert stack.output('after') == {'moved': {'to': 7, 'parts': [1, 2]}}
    assert stack.output('state') == 'SUCCESS'
    assert stack.output('progress') == {
        'done': 3,
        'running': 0,
        'failed': 1,
        'total': 4,
    }
    tasks = stack.output('tasks')
    assert [task['error'] for task in tasks] == [
        None,
        None,
        'Fail action expected exception.',
        None,
    ]
    # Within a second, as a rule: Mistral's times do not tell.
    assert [task['name'] for task in tasks] == [
        'first',
        'second',
        'third',
        'fourth',
    ]
    assert stack.output('duration') >= 0
    told = stack.events('run')[::-1]  # oldest first
    assert [
        text
        for text in told
        if re.match(r'task \w+ (ended|failed)$', text or '')
    ] == [
        'task first ended',
        'task second ended',
        'task third failed',
        'task fourth ended',
    ]
    stack.update(template('quick', to=8))
    assert stack.output('after')['moved']['to'] == 8
    assert len(runs(mistral, stack)) == 2
    stack.delete()
    assert runs(mistral, stack) == []


def test_its_progress_is_seen_while_it_runs(stacks, mistral):
    stack = stacks.start(template('slow'))
    run = going(mistral, stack)
    eventually(
        # "mend" can no longer come.
        lambda: '1 done, 1 running of 3 tasks (wait)' in (reason(stack) or ''),
        'the progress',
    )
    assert run.id in reason(stack)
    assert 'task wait started' in stack.events('run')
    assert stack.attribute('run', 'state') == 'RUNNING'
    assert stack.attribute('run', 'progress')['total'] == 3
    finish(mistral, run)
    stack.wait('CREATE')
    assert stack.output('after') == {'waited': 'well'}
    # The task on the way that was not taken is not waited for any more.
    assert stack.attribute('run', 'progress') == {
        'done': 2,
        'running': 0,
        'failed': 0,
        'total': 2,
    }


def test_why_it_failed_is_one_line(stacks):
    stack = stacks.start(template('broken'))
    with pytest.raises(Failed):
        stack.wait('CREATE')
    line = 'failed in task call > boom: Fail action expected exception.'
    assert stack.attribute('run', 'state_info') == line
    shown = stack.attribute('run', 'show')
    assert shown['state_info'] == shown['output']['result'] == line


def test_a_failure_rolls_the_stack_back(stacks, mistral):
    more = 'actions: {DELETE: {workflow: run-quick, input: {to: 0}}}'
    stack = stacks.start(template('broken', more=more), disable_rollback=False)
    with pytest.raises(Failed):
        stack.wait('CREATE')
    stack.wait('ROLLBACK')
    told = ' '.join(text or '' for text in stack.events('run'))
    assert re.search(
        r'execution \S+ of workflow run-broken failed in task '
        r'call > boom: Fail action expected exception',
        told,
    )
    assert 'task first ended' in told  # of the run for DELETE
    assert runs(mistral, stack) == []


def test_a_failed_update_goes_back(stacks, mistral):
    stack = stacks.create(template('quick', to=1))
    stack.heat.stacks.update(
        stack.id,
        template=template('broken', to=2),
        files={},
        disable_rollback=False,
    )
    stack.wait('ROLLBACK')
    assert stack.output('after')['moved']['to'] == 1
    assert sorted(run.state for run in runs(mistral, stack)) == [
        'ERROR',
        'SUCCESS',
        'SUCCESS',
    ]


def cancelled(stacks, mistral, name, on_cancel):
    """A stack that somebody has cancelled while it was created; its run."""
    stack = stacks.start(template(name, more=f'on_cancel: {on_cancel}'))
    run = going(mistral, stack, name)
    eventually(lambda: 'running' in (reason(stack) or ''), 'the wait')
    stack.heat.actions.cancel_without_rollback(stack.id)
    eventually(
        lambda: (
            stack.heat.resources.get(stack.id, 'run').resource_status
            == 'CREATE_FAILED'
        ),
        'the end',
    )
    return stack, mistral.executions.get(run.id)


def test_a_cancelled_create_stops_it_with_its_parts(stacks, mistral):
    _, run = cancelled(stacks, mistral, 'slow_below', 'cancel')
    (below,) = mistral.executions.list(root_execution_id=run.id)
    assert (run.state, below.state) == ('CANCELLED', 'CANCELLED')
    assert run.state_info.startswith('cancelled by Heat: ')


def test_a_cancelled_create_leaves_it(stacks, mistral):
    stack, run = cancelled(stacks, mistral, 'slow', 'leave')
    assert run.state == 'RUNNING'
    finish(mistral, run)
    stack.update(template('slow', more='on_cancel: leave'))
    assert [found.id for found in runs(mistral, stack)] == [run.id]
    assert stack.output('after') == {'waited': 'well'}


def test_what_comes_back_while_it_is_deleted_is_made_again(stacks, mistral):
    def text(is_there):
        condition = f'condition: {{equals: [{is_there}, 1]}}'
        return f"""
            heat_template_version: 2018-08-31
            resources:
              run:
                {condition}
                type: OS::Mistral::Execution
                properties:
                  workflow: run-quick
                  actions: {{DELETE: {{workflow: run-broken}}}}
            """

    stack = stacks.create(text(1))
    with pytest.raises(Failed):
        stack.update(text(0))
    stack.update(text(1))
    stack.act('check')
    assert len(runs(mistral, stack, 'quick')) == 2
    # So that the stack can be deleted.
    stack.update(text(1).replace('run-broken', 'run-leaf'))


def test_suspending_changes_nothing_for_what_uses_the_output(stacks, mistral):
    more = 'actions: {SUSPEND: {workflow: run-leaf}}'
    stack = stacks.create(template('quick', to=7, more=more))
    stack.act('suspend')
    stack.act('resume')
    assert len(runs(mistral, stack, 'leaf')) == 1
    stack.update(template('quick', to=7, more=more + '\n      keep: 9'))
    assert stack.output('after')['moved']['to'] == 7


def test_a_newer_update_takes_the_place_of_one_that_runs(stacks, mistral):
    stack = stacks.create(template('quick'))
    stack.heat.stacks.update(stack.id, template=template('slow'), files={})
    run = going(mistral, stack)
    eventually(lambda: run.id in (reason(stack) or ''), 'the wait')
    stack.update(template('quick', to=3))
    stopped = mistral.executions.get(run.id)
    assert stopped.state == 'CANCELLED'
    assert stopped.state_info == (
        'cancelled by Heat: a newer action of the stack takes its place'
    )
    assert stack.output('after')['moved']['to'] == 3


def test_a_newer_update_that_wants_the_same_waits_for_it(stacks, mistral):
    stack = stacks.create(template('quick'))
    stack.heat.stacks.update(stack.id, template=template('slow'), files={})
    run = going(mistral, stack)
    eventually(lambda: run.id in (reason(stack) or ''), 'the wait')
    stack.heat.stacks.update(
        stack.id, template=template('slow', more='keep: 7'), files={}
    )
    finish(mistral, run)
    stack.wait('UPDATE')
    eventually(lambda: stack.output('after') == {'waited': 'well'}, 'output')
    assert len(runs(mistral, stack, 'slow')) == 1


def test_a_run_that_somebody_has_started(stacks, mistral):
    run = mistral.executions.create('run-slow')
    stack = stacks.start(f"""
        heat_template_version: 2018-08-31
        resources:
          run:
            type: OS::Mistral::Execution
            external_id: {run.id}
        outputs:
          output: {{value: {{get_attr: [run, output]}}}}
        """)
    eventually(lambda: run.id in (reason(stack) or ''), 'the wait')
    finish(mistral, run)
    stack.wait('CREATE')
    assert stack.output('output') == {'waited': 'well'}
    stack.delete()
    mistral.executions.delete(run.id)


IDLE = """
heat_template_version: 2018-08-31
resources:
  run:
    type: OS::Mistral::Execution
    properties:
      actions: {DELETE: {workflow: run-quick}}
outputs:
  id: {value: {get_resource: run}}
"""


def test_to_observe_reality_neither_replaces_nor_runs(stacks, mistral):
    stack = stacks.create(IDLE)
    before = stack.data_id('run')
    assert before
    assert stack.output('id') == 'run'
    stack.heat.stacks.update(stack.id, existing=True, converge=True)
    stack.wait('UPDATE')
    assert stack.data_id('run') == before
    assert runs(mistral, stack) == []
    stack.delete()
