"""What a stack with schedules goes through: suspend, update, delete."""

import pytest
from heatclient import exc as heat_exc

from heat_mistral.tests.functional.support.stacks import Failed

# On the production profile is MariaDB as well.
pytestmark = pytest.mark.smoke

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
    return sorted(
        found.name
        for found in mistral.workflows.list()
        if found.name.startswith(f'{stack.name}.')
    )


def named(stack, *shorts):
    return [f'{stack.name}.w.{short}' for short in shorts]


def test_a_suspended_stack_refuses_alarms_and_runs_no_schedule(
    stacks, mistral
):
    stack = stacks.create(
        WITH_TRIGGER % {'definition': f'a: {NOOP}', 'workflow': 'a'}
    )
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
    stack = stacks.create(
        WITH_TRIGGER % {'definition': f'a: {NOOP}', 'workflow': 'a'}
    )
    stack.update(WITH_TRIGGER % {'definition': f'b: {NOOP}', 'workflow': 'b'})
    (trigger,) = mistral.cron_triggers.list(name=stack.data_id('c'))
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
        stacks.create(
            WITH_TRIGGER % {'definition': f'a: {NOOP}', 'workflow': 'nobody'}
        )
    assert 'workflow is empty; available_workflows of w has a' in str(
        caught.value
    )


def test_a_trigger_of_a_workflow_that_does_not_exist(stacks, mistral):
    template = WITH_TRIGGER % {'definition': f'a: {NOOP}', 'workflow': 'a'}
    with pytest.raises(Failed) as caught:
        stacks.create(
            template.replace(
                '{get_attr: [w, available_workflows, a]}', 'nobody'
            )
        )
    assert 'workflow: there is no workflow nobody; ' in str(caught.value)


def test_a_workflow_that_somebody_schedules_is_not_deleted(stacks, mistral):
    stack = stacks.create(ONE)
    mistral.cron_triggers.create(
        f'{stack.name}-theirs', stack.output('names')['a'], pattern='0 3 * * *'
    )
    try:
        with pytest.raises(Failed, match=f'{stack.name}-theirs'):
            stack.delete()
    finally:
        mistral.cron_triggers.delete(f'{stack.name}-theirs')
    stack.delete()
    assert workflows(mistral, stack) == []
