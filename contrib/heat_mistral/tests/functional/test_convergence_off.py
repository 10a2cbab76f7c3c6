"""The other Heat: no convergence, no trusts for what is done later.

One Heat for the module, restarted with these options. What depends on how
Heat walks through a stack is shown once more here, and adoption, which
needs such a Heat (see test_adoption).
"""

import pytest

from heat_mistral.tests.functional import stacks as stacks_
from heat_mistral.tests.functional.stacks import Failed, eventually

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
    with sandbox.heat_with(convergence_engine=False,
                           reauthentication_auth_method=''):
        yield


def workflows(mistral, stack):
    return sorted((found.name, found.id) for found in mistral.workflows.list()
                  if found.name.startswith(f'{stack.name}.'))


def triggers(mistral, stack):
    return sorted((found.name, found.id, found.workflow_name)
                  for found in mistral.cron_triggers.list()
                  if found.name.startswith(f'{stack.name}-'))


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
    (_, _, used), = triggers(mistral, stack)
    assert used == f'{stack.name}.w.c'
    assert stack.output('ids').keys() == {'a', 'c'}
    assert stack.output('ids')['a'] == ids['a']
    assert stack.output('url') == url
    stack.heat.actions.check(stack.id)
    stack.wait('CHECK')
    assert len(workflows(mistral, stack)) == 2

    assert stacks_.post(url).status_code == 200
    stack.delete()
    assert workflows(mistral, stack) == triggers(mistral, stack) == []


@pytest.mark.parametrize('rollback', [True, False])
def test_a_failed_update_is_mended(stacks, mistral, rollback):
    stack = stacks.create(OLD)
    before = stack.output('url'), stack.output('ids')
    taken, = mistral.workflows.create(
        f"version: '2.0'\n{stack.name}.w.c: "
        "{tasks: {t: {action: std.noop}}}")
    try:
        if rollback:
            stack.heat.stacks.update(stack.id, template=MOVED, files={},
                                     disable_rollback=False)
            eventually(lambda: stack.heat.stacks.get(
                stack.id, resolve_outputs=False).stack_status
                == 'ROLLBACK_COMPLETE', 'the rollback')
        else:
            with pytest.raises(Failed, match='is taken by workflow'):
                stack.update(MOVED)
            stack.update(OLD)
    finally:
        mistral.workflows.delete(taken.id)
    assert (stack.output('url'), stack.output('ids')) == before
    (_, _, used), = triggers(mistral, stack)
    assert used == f'{stack.name}.w.b'
    assert stacks_.post(stack.output('url')).status_code == 200


@pytest.mark.parametrize('suffix', ['', '-moved'])
def test_an_abandoned_stack_is_taken_up(stacks, mistral, suffix):
    stack = stacks.create(OLD)
    ids = stack.output('ids')
    stack.signal('w')
    run, = stack.output('executions')
    before = workflows(mistral, stack), triggers(mistral, stack)
    abandoned = stack.abandon()
    assert (workflows(mistral, stack), triggers(mistral, stack)) == before

    adopted = stacks.start_adopt(
        abandoned, name=stack.name + suffix).wait('ADOPT')
    assert (workflows(mistral, stack), triggers(mistral, stack)) == before
    assert adopted.output('ids') == ids
    assert [run['id'] for run in adopted.output('executions')] == [run['id']]
    # The user that signed the old one went with the old stack.
    answer = stacks_.post(adopted.output('url'))
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
        assert workflows(mistral, gone) == triggers(mistral, gone) == []
    assert mistral.executions.list(workflow_id=ids['a']) == []
