"""What is there before the stack: taken up, or left to somebody else."""

import pytest
from heatclient import exc as heat_exc

from heat_mistral.tests.functional.support.stacks import (
    Failed,
    eventually,
    post,
)

ABANDONED = """
heat_template_version: 2018-08-31
resources:
  w:
    type: OS::Mistral::Workflow
    properties:
      definition: 'a: {tasks: {t: {action: std.noop}}}'
outputs:
  ids: {value: {get_attr: [w, workflow_ids]}}
"""


def test_an_adoption_that_heat_makes_a_creation_of_takes_nothing(
    stacks, mistral
):
    """Heat 27 forgets the data where reauthentication is by trusts.

    heat.engine.service.create_stack loads the stack again and loses
    adopt_stack_data. See test_convergence_off for an adoption that works.
    """
    stack = stacks.create(ABANDONED)
    identifier = stack.output('ids')['a']
    abandoned = stack.abandon()
    try:
        again = stacks.start_adopt(abandoned)
        with pytest.raises(Failed, match=f'is taken by workflow {identifier}'):
            again.wait('CREATE')
        again.delete()
        assert mistral.workflows.get(identifier).name == f'{stack.name}.w.a'
    finally:
        mistral.workflows.delete(identifier)


EXTERNAL = """
heat_template_version: 2018-08-31
resources:
  w:
    type: OS::Mistral::Workflow
    external_id: %(workflow)s
  c:
    type: OS::Mistral::CronTrigger
    external_id: %(trigger)s
outputs:
  url: {value: {get_attr: [w, alarm_url]}}
  names: {value: {get_attr: [w, available_workflows]}}
  executions: {value: {get_attr: [w, executions]}}
  next: {value: {get_attr: [c, next_execution_time]}}
  of_trigger: {value: {get_attr: [c, executions]}}
"""


@pytest.fixture
def by_hand(mistral):
    """A workflow and a cron trigger that a person has made."""
    name = 'test-by-hand'
    (workflow,) = mistral.workflows.create(
        f"version: '2.0'\n{name}: {{input: [x: 1], "
        'tasks: {t: {action: std.noop}}}'
    )
    trigger = mistral.cron_triggers.create(name, name, pattern='0 3 * * *')
    yield workflow, trigger
    mistral.cron_triggers.delete(trigger.id)
    mistral.workflows.delete(workflow.id)


@pytest.mark.parametrize('key', ['id', 'name'])
def test_what_somebody_else_keeps_is_used_and_left_alone(
    stacks, mistral, by_hand, key
):
    workflow, trigger = by_hand
    stack = stacks.create(
        EXTERNAL
        % {
            'workflow': getattr(workflow, key),
            'trigger': getattr(trigger, key),
        }
    )
    assert stack.output('names') == {workflow.name: workflow.name}
    assert stack.output('next') == trigger.next_execution_time
    stack.signal('w', {'x': 2})
    answer = post(stack.output('url'), {'input': {'x': 3}})
    assert answer.status_code == 200, answer.text
    runs = stack.output('executions')
    assert sorted(run['input']['x'] for run in runs) == [2, 3]
    eventually(
        lambda: all(
            run['state'] == 'SUCCESS' for run in stack.output('executions')
        ),
        'runs',
    )
    assert stack.output('of_trigger') == []
    stack.heat.actions.check(stack.id)
    stack.wait('CHECK')
    stack.delete()
    assert mistral.workflows.get(workflow.id).name == workflow.name
    assert mistral.cron_triggers.get(trigger.id).name == trigger.name


def test_what_is_not_there_cannot_be_taken(stacks):
    with pytest.raises(heat_exc.HTTPBadRequest) as caught:
        stacks.start(EXTERNAL % {'workflow': 'nobody', 'trigger': 'nobody'})
    assert 'nobody' in str(caught.value)
