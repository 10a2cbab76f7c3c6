"""What a stack goes through: update, failure, repair, check, suspend."""

import pytest
from heatclient import exc as heat_exc

from heat_mistral.tests.functional import stacks as stacks_
from heat_mistral.tests.functional.stacks import Failed, eventually

pytestmark = pytest.mark.databases

BASE = """
heat_template_version: 2018-08-31
resources:
  w:
    type: OS::Mistral::Workflow
    properties:
      definition: |
        %s
outputs:
  url: {value: {get_attr: [w, alarm_url]}}
  ids: {value: {get_attr: [w, workflow_ids]}}
  names: {value: {get_attr: [w, available_workflows]}}
  executions: {value: {get_attr: [w, executions]}}
"""
NOOP = '{tasks: {t: {action: std.noop}}}'
ONE = BASE % f'a: {NOOP}'
CHANGED = BASE % 'a: {tasks: {t: {action: std.echo output=new}}}'
TWO = BASE % f'a: {NOOP}\n        b: {NOOP}'
OTHER = BASE % f'c: {NOOP}'

WITH_TRIGGER = """
heat_template_version: 2018-08-31
resources:
  w:
    type: OS::Mistral::Workflow
    properties:
      definition: |
        %(definition)s
  c:
    type: OS::Mistral::CronTrigger
    properties:
      workflow: {get_attr: [w, available_workflows, %(workflow)s]}
      pattern: 0 3 * * *
outputs:
  names: {value: {get_attr: [w, available_workflows]}}
"""


def workflows(mistral, stack):
    """Names of the stack's workflows in Mistral."""
    return sorted(found.name for found in mistral.workflows.list()
                  if found.name.startswith(f'{stack.name}.'))


def named(stack, *shorts):
    return [f'{stack.name}.w.{short}' for short in shorts]


def test_an_update_adds_changes_and_removes(stacks, mistral):
    stack = stacks.create(ONE)
    url, ids = stack.output('url'), stack.output('ids')
    stack.update(TWO)
    assert stack.output('ids')['a'] == ids['a']
    assert workflows(mistral, stack) == named(stack, 'a', 'b')
    stack.update(CHANGED)
    assert stack.output('ids') == ids
    assert 'output=new' in mistral.workflows.get(ids['a']).definition
    stack.update(OTHER)
    assert workflows(mistral, stack) == named(stack, 'c')
    assert stack.output('url') == url
    assert stacks_.post(url).status_code == 200


def test_executions_in_flight_are_untouched_by_a_change(stacks):
    slow = BASE % 'a: {tasks: {t: {action: std.async_noop}}}'
    stack = stacks.create(slow)
    stack.signal('w')
    before = stack.output('executions')
    stack.update(CHANGED)
    after = stack.output('executions')
    assert [run['id'] for run in after] == [run['id'] for run in before]
    assert after[0]['state'] == 'RUNNING'
    stack.delete()


@pytest.fixture
def refused(mistral):
    """A template that is sound and fails: a name in it is taken."""
    made = []

    def template(stack):
        taken, = mistral.workflows.create(
            f"version: '2.0'\n{stack.name}.w.b: {NOOP}")
        made.append(taken.id)
        return TWO

    yield template
    for identifier in made:
        mistral.workflows.delete(identifier)


def test_a_failed_update_is_repaired_by_the_old_template(
        stacks, mistral, refused):
    stack = stacks.create(ONE)
    url, ids = stack.output('url'), stack.output('ids')
    with pytest.raises(Failed, match='is taken by workflow'):
        stack.update(refused(stack))
    stack.update(ONE)
    assert stack.output('ids') == ids
    assert stack.output('url') == url
    assert stacks_.post(url).status_code == 200


def test_a_failed_update_rolls_back_by_itself(stacks, refused):
    stack = stacks.create(ONE)
    ids = stack.output('ids')
    stack.heat.stacks.update(stack.id, template=refused(stack), files={},
                             disable_rollback=False)
    eventually(lambda: stack.heat.stacks.get(
        stack.id, resolve_outputs=False).stack_status
        == 'ROLLBACK_COMPLETE', 'the rollback')
    assert stack.output('ids') == ids
    assert stacks_.post(stack.output('url')).status_code == 200


def test_what_is_deleted_by_hand_is_found_and_mended(stacks, mistral):
    stack = stacks.create(TWO)
    url = stack.output('url')
    mistral.workflows.delete(stack.output('ids')['b'])
    stack.heat.actions.check(stack.id)
    with pytest.raises(Failed, match='is gone'):
        stack.wait('CHECK')
    stack.update(TWO)
    assert workflows(mistral, stack) == named(stack, 'a', 'b')
    assert stack.output('url') == url
    stack.heat.actions.check(stack.id)
    stack.wait('CHECK')


def test_an_unhealthy_resource_is_not_replaced(stacks):
    stack = stacks.create(ONE)
    before = stack.output('url'), stack.output('ids')
    stack.heat.resources.mark_unhealthy(
        stack.id, 'w', True, resource_status_reason='for a test')
    stack.update(ONE)
    assert (stack.output('url'), stack.output('ids')) == before


def test_a_suspended_stack_refuses_alarms_and_runs_no_schedule(
        stacks, mistral):
    stack = stacks.create(WITH_TRIGGER % {
        'definition': f'a: {NOOP}', 'workflow': 'a'})
    trigger = stack.data_id('c')
    stack.heat.actions.suspend(stack.id)
    stack.wait('SUSPEND')
    assert mistral.cron_triggers.list(name=trigger) == []
    with pytest.raises(heat_exc.HTTPException):
        stack.signal('w')
    stack.heat.actions.resume(stack.id)
    stack.wait('RESUME')
    assert len(mistral.cron_triggers.list(name=trigger)) == 1
    stack.signal('w')


def test_a_trigger_moves_while_its_old_workflow_leaves(stacks, mistral):
    stack = stacks.create(WITH_TRIGGER % {
        'definition': f'a: {NOOP}', 'workflow': 'a'})
    stack.update(WITH_TRIGGER % {
        'definition': f'b: {NOOP}', 'workflow': 'b'})
    trigger, = mistral.cron_triggers.list(name=stack.data_id('c'))
    assert trigger.workflow_name == f'{stack.name}.w.b'
    # The old one was in use while the workflows were updated.
    assert workflows(mistral, stack) == named(stack, 'a', 'b')
    stack.heat.actions.check(stack.id)
    stack.wait('CHECK')
    assert workflows(mistral, stack) == named(stack, 'b')
    stack.delete()
    assert workflows(mistral, stack) == []


def test_a_trigger_whose_workflow_has_no_such_name(stacks):
    with pytest.raises(Failed) as caught:
        stacks.create(WITH_TRIGGER % {
            'definition': f'a: {NOOP}', 'workflow': 'nobody'})
    assert 'property workflow is empty' in str(caught.value)


def test_a_trigger_of_a_workflow_that_does_not_exist(stacks, mistral):
    template = WITH_TRIGGER % {'definition': f'a: {NOOP}', 'workflow': 'a'}
    with pytest.raises(Failed) as caught:
        stacks.create(template.replace(
            '{get_attr: [w, available_workflows, a]}', 'nobody'))
    assert 'Workflow not found' in str(caught.value)
    assert 'nobody' in str(caught.value)


def test_a_workflow_that_somebody_schedules_is_not_deleted(stacks, mistral):
    stack = stacks.create(ONE)
    mistral.cron_triggers.create(f'{stack.name}-theirs',
                                 stack.output('names')['a'],
                                 pattern='0 3 * * *')
    try:
        with pytest.raises(Failed, match=f'{stack.name}-theirs'):
            stack.delete()
    finally:
        mistral.cron_triggers.delete(f'{stack.name}-theirs')
    stack.delete()
    assert workflows(mistral, stack) == []


def test_a_name_that_is_taken_is_left_alone(stacks, mistral):
    fixed = ONE.replace('definition:', 'name: test-fixed\n      definition:')
    first = stacks.create(fixed)
    ids = first.output('ids')
    second = stacks.start(fixed)
    with pytest.raises(Failed, match=ids['a']):
        second.wait('CREATE')
    second.delete()
    assert mistral.workflows.get(ids['a']).name == 'test-fixed.a'
