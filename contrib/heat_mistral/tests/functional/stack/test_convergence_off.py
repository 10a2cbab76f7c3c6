"""The other Heat: no convergence, no trusts for what is done later.

One Heat for the module, restarted with these options. What depends on how
Heat walks through a stack is shown once more here, and adoption, which
needs such a Heat (see test_adoption).
"""

import pytest

from heat_mistral.tests.functional.support.runs import (
    finish,
    going,
    runs,
    workflows,
)
from heat_mistral.tests.functional.support.stacks import (
    Failed,
    eventually,
    post,
)

TEMPLATE = """
heat_template_version: 2018-08-31
resources:
  w:
    type: OS::Mistral::Workflow
    properties:
      definition: |
        a: {tasks: {t: {action: std.noop}}}
        %(short)s: {tasks: {t: {action: std.echo output=%(text)s}}}
  c:
    type: OS::Mistral::CronTrigger
    properties:
      workflow: {get_attr: [w, available_workflows, %(short)s]}
      pattern: 0 3 * * *
outputs:
  url: {value: {get_attr: [w, alarm_url]}}
  ids: {value: {get_attr: [w, workflow_ids]}}
  names: {value: {get_attr: [w, available_workflows]}}
  executions: {value: {get_attr: [w, executions]}}
"""
OLD = TEMPLATE % {'short': 'b', 'text': 'old'}
NEW = TEMPLATE % {'short': 'b', 'text': 'new'}
MOVED = TEMPLATE % {'short': 'c', 'text': 'old'}


@pytest.fixture(scope='module', autouse=True)
def heat(sandbox):
    with sandbox.heat_with(
        convergence_engine=False, reauthentication_auth_method=''
    ):
        yield


def registered(mistral, stack):
    return sorted(
        (found.name, found.id)
        for found in mistral.workflows.list()
        if found.name.startswith(f'{stack.name}.')
    )


def triggers(mistral, stack):
    return sorted(
        (found.name, found.id, found.workflow_name)
        for found in mistral.cron_triggers.list()
        if found.name.startswith(f'{stack.name}-')
    )


def test_the_life_of_a_stack(stacks, mistral):
    stack = stacks.create(OLD)
    url, ids = stack.output('url'), stack.output('ids')
    stack.update(NEW)
    assert stack.output('ids') == ids
    assert 'output=new' in mistral.workflows.get(ids['b']).definition

    for action in ('check', 'suspend', 'resume'):
        getattr(stack.heat.actions, action)(stack.id)
        stack.wait(action.upper())
        there = [name for name, _, _ in triggers(mistral, stack)]
        assert there == ([] if action == 'suspend' else [stack.data_id('c')])

    stack.update(MOVED)
    ((_, _, used),) = triggers(mistral, stack)
    assert used == f'{stack.name}.w.c'
    assert stack.output('ids').keys() == {'a', 'c'}
    assert stack.output('ids')['a'] == ids['a']
    assert stack.output('url') == url
    stack.heat.actions.check(stack.id)
    stack.wait('CHECK')
    assert len(registered(mistral, stack)) == 2

    assert post(url).status_code == 200
    stack.delete()
    assert registered(mistral, stack) == triggers(mistral, stack) == []


@pytest.mark.parametrize('rollback', [True, False])
def test_a_failed_update_is_mended(stacks, mistral, rollback):
    stack = stacks.create(OLD)
    before = stack.output('url'), stack.output('ids')
    (taken,) = mistral.workflows.create(
        f"version: '2.0'\n{stack.name}.w.c: "
        '{tasks: {t: {action: std.noop}}}'
    )
    try:
        if rollback:
            stack.heat.stacks.update(
                stack.id, template=MOVED, files={}, disable_rollback=False
            )
            stack.wait('ROLLBACK')
        else:
            with pytest.raises(Failed, match='is taken by workflow'):
                stack.update(MOVED)
            stack.update(OLD)
    finally:
        mistral.workflows.delete(taken.id)
    assert (stack.output('url'), stack.output('ids')) == before
    ((_, _, used),) = triggers(mistral, stack)
    assert used == f'{stack.name}.w.b'
    assert post(stack.output('url')).status_code == 200


@pytest.mark.parametrize('suffix', ['', '-moved'])
def test_an_abandoned_stack_is_taken_up(stacks, mistral, suffix):
    stack = stacks.create(OLD)
    ids = stack.output('ids')
    stack.signal('w')
    (run,) = stack.output('executions')
    before = registered(mistral, stack), triggers(mistral, stack)
    abandoned = stack.abandon()
    assert (registered(mistral, stack), triggers(mistral, stack)) == before

    adopted = stacks.start_adopt(abandoned, name=stack.name + suffix).wait(
        'ADOPT'
    )
    assert (registered(mistral, stack), triggers(mistral, stack)) == before
    assert adopted.output('ids') == ids
    assert [run['id'] for run in adopted.output('executions')] == [run['id']]
    # The user that signed the old one went with the old stack.
    answer = post(adopted.output('url'))
    assert answer.status_code == 200, answer.text
    adopted.heat.actions.check(adopted.id)
    adopted.wait('CHECK')

    adopted.update(NEW)
    assert adopted.output('ids') == ids
    assert adopted.output('names')['b'] == f'{adopted.name}.w.b'
    assert 'output=new' in mistral.workflows.get(ids['b']).definition
    assert run['id'] in [run['id'] for run in adopted.output('executions')]
    adopted.delete()
    for gone in (stack, adopted):
        assert registered(mistral, gone) == triggers(mistral, gone) == []
    assert mistral.executions.list(workflow_id=ids['a']) == []


RUNS = """
version: '2.0'
off_waits:
  input: [at]
  output: {at: <% $.at %>}
  tasks: {wait: {action: std.async_noop}}
off_fails:
  input: [at]
  tasks: {t: {action: std.fail}}
"""
RUN = """
heat_template_version: 2018-08-31
resources:
  run:
    type: OS::Mistral::Execution
    properties:
      workflow: %s
      input: {at: %s}
      actions:
        SUSPEND: {input: {at: suspend}}
        DELETE: {workflow: off_waits, input: {at: delete}}
  after:
    type: OS::Heat::Value
    properties: {value: {get_attr: [run, output, at]}}
outputs:
  at: {value: {get_attr: [after, value]}}
"""


@pytest.fixture(scope='module')
def _off(mistral):
    with workflows(mistral, RUNS):
        yield


@pytest.mark.usefixtures('_off')
def test_runs_of_all_actions_are_waited_for(stacks, mistral):
    stack = stacks.start(RUN % ('off_waits', 'create'))
    finish(mistral, going(mistral, stack))
    stack.wait('CREATE')
    assert stack.output('at') == 'create'

    stack.heat.stacks.update(
        stack.id, template=RUN % ('off_waits', 'update'), files={}
    )
    finish(mistral, going(mistral, stack))
    stack.wait('UPDATE')
    assert stack.output('at') == 'update'

    stack.heat.actions.suspend(stack.id)
    finish(mistral, going(mistral, stack))
    stack.wait('SUSPEND')
    stack.act('resume')
    assert len(runs(mistral, stack)) == 3

    stack.heat.stacks.delete(stack.id)
    run = going(mistral, stack)
    assert '"delete"' in run.input
    finish(mistral, run)
    stack.wait_deleted()
    assert runs(mistral, stack) == []


@pytest.mark.usefixtures('_off')
def test_a_failed_run_rolls_the_update_back(stacks, mistral):
    stack = stacks.start(RUN % ('off_waits', 'create'))
    finish(mistral, going(mistral, stack))
    stack.wait('CREATE')
    stack.heat.stacks.update(
        stack.id,
        template=RUN % ('off_fails', 'update'),
        files={},
        disable_rollback=False,
    )
    finish(mistral, going(mistral, stack, 'off_waits'))
    stack.wait('ROLLBACK')
    assert stack.output('at') == 'create'
    assert sorted(run.state for run in runs(mistral, stack)) == [
        'ERROR',
        'SUCCESS',
        'SUCCESS',
    ]
    stack.heat.stacks.delete(stack.id)
    finish(mistral, going(mistral, stack))
    stack.wait_deleted()


@pytest.mark.usefixtures('_off')
def test_another_engine_takes_up_a_run(stacks, mistral, sandbox):
    template = RUN % ('off_waits', 'create')
    stack = stacks.start(template)
    run = going(mistral, stack)
    sandbox.service('heat').kill()
    sandbox.service('heat').start()
    # The new one marks what the old one has left.
    eventually(lambda: stack.status == 'CREATE_FAILED', 'the mark')
    stack.heat.stacks.update(stack.id, template=template, files={})
    finish(mistral, run)
    stack.wait('UPDATE')
    assert [found.id for found in runs(mistral, stack)] == [run.id]
    assert stack.output('at') == 'create'
    stack.heat.stacks.delete(stack.id)
    finish(mistral, going(mistral, stack))
    stack.wait_deleted()


ACTIONS = """
heat_template_version: 2018-08-31
resources:
  a:
    type: OS::Mistral::Action
    properties:
      definition: |
        say: {base: std.echo output="a"}
        shout: {base: say}
outputs:
  ids: {value: {get_attr: [a, action_ids]}}
"""


def test_actions_are_adopted(stacks, mistral):
    stack = stacks.create(ACTIONS)
    ids = stack.output('ids')
    adopted = stacks.start_adopt(stack.abandon(), f'{stack.name}-2')
    adopted.wait('ADOPT')
    assert adopted.output('ids') == ids
    adopted.act('check')
    # They get the names that the new stack gives.
    adopted.update(ACTIONS.replace('"a"', '"b"'))
    assert adopted.output('ids') == ids
    found = mistral.actions.list(name=f'has:{stack.name}')
    assert {row.name: row.id for row in found} == {
        f'{adopted.name}.a.{short}': ids[short] for short in ids
    }
    adopted.delete()
    assert mistral.actions.list(name=f'has:{stack.name}') == []


EVENTS = """
heat_template_version: 2018-08-31
resources:
  e:
    type: OS::Mistral::Environment
    properties: {variables: {a: 1}}
  w:
    type: OS::Mistral::Workflow
    properties:
      definition: 'a: {tasks: {t: {action: std.noop}}}'
      members: [%s]
  t:
    type: OS::Mistral::EventTrigger
    properties:
      exchange: nova
      topic: notifications
      event: test.adopted
      workflow: {get_attr: [w, available_workflows, a]}
      params: {env: {get_resource: e}}
"""


def test_what_serves_workflows_is_adopted(stacks, mistral, sandbox):
    """Names that the template does not give stay as they came."""
    member = sandbox.session('other').get_project_id()
    template = EVENTS % member
    stack = stacks.create(template)
    before = {each: stack.data_id(each) for each in 'et'}
    adopted = stacks.start_adopt(stack.abandon(), f'{stack.name}-2')
    adopted.wait('ADOPT')
    adopted.act('check')
    assert {each: adopted.data_id(each) for each in 'et'} == before
    assert adopted.attribute('w', 'members') == {'a': {member: 'pending'}}

    adopted.update(template.replace('a: 1', 'a: 2')).act('check')
    assert mistral.environments.get(before['e']).variables == {'a': 2}
    assert {each: adopted.data_id(each) for each in 'et'} == before
    adopted.act('suspend').act('resume').delete()
    assert not [
        row
        for row in (
            *mistral.environments.list(),
            *mistral.event_triggers.list(),
        )
        if row.name.startswith(stack.name)
    ]
