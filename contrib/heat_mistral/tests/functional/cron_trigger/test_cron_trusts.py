"""What README says of heat.conf: under whose trust a cron trigger runs.

Mistral asks Keystone for the trust with the token that Heat calls it with.
"""

import time
import uuid

import pytest
from keystoneauth1 import session as ka_session
from keystoneauth1.identity import v3
from keystoneclient.v3 import client as keystone_client

from heat_mistral.tests.functional.support import stacks as stacks_
from heat_mistral.tests.functional.support.stacks import eventually
from sandbox import clients

# A person's request makes one trigger, a signal another one: that is Heat's
# own, under the trust of the stack.
TEMPLATE = """
heat_template_version: 2018-08-31
parameters:
  greeting: {type: string, default: Hi}
resources:
  w:
    type: OS::Mistral::Workflow
    properties:
      definition: 'w: {tasks: {t: {action: std.noop}}}'
  group:
    type: OS::Heat::AutoScalingGroup
    properties:
      desired_capacity: 1
      min_size: 0
      max_size: 5
      resource:
        type: OS::Mistral::CronTrigger
        properties:
          workflow: {get_attr: [w, available_workflows, w]}
          pattern: '* * * * * *'
  more:
    type: OS::Heat::ScalingPolicy
    properties:
      adjustment_type: change_in_capacity
      auto_scaling_group_id: {get_resource: group}
      cooldown: 0
      scaling_adjustment: 1
outputs:
  executions: {value: {get_attr: [w, executions]}}
"""


@pytest.fixture
def second_user(sandbox):
    """Heat's client of another person who may use the project demo."""
    name = f'test-{uuid.uuid4().hex[:8]}'
    keystone = keystone_client.Client(session=sandbox.session('admin'))
    (project,) = keystone.projects.list(name='demo')
    user = keystone.users.create(name, domain='default', password=name)
    for role in keystone.roles.list():
        if role.name in ('member', 'heat_stack_owner'):
            keystone.roles.grant(role.id, user=user, project=project)
    yield clients.heat(
        ka_session.Session(
            v3.Password(
                sandbox.urls['keystone'] + '/v3',
                username=name,
                password=name,
                project_name='demo',
                user_domain_name='Default',
                project_domain_name='Default',
            ),
            session=clients.http(),
        )
    )
    keystone.users.delete(user)


def triggers(mistral, stack):
    return [
        trigger
        for trigger in mistral.cron_triggers.list()
        if trigger.name.startswith(stack.name)
    ]


def runs(stack):
    return len(stack.output('executions'))


def update_as(heat, stack):
    """Update it without a change of any resource."""
    theirs = stacks_.Stack(heat, stack.id, stack.name)
    theirs.update(TEMPLATE, parameters={'greeting': 'Hello'})


def test_by_default_a_persons_token_makes_them(
    sandbox, stacks, mistral, second_user
):
    with sandbox.heat_with(
        reauthentication_auth_method='', allow_trusts_redelegation=False
    ):
        stack = stacks.create(TEMPLATE)
        update_as(second_user, stack)
        before = runs(stack)
        eventually(lambda: runs(stack) > before + 1, 'ticks')
        stack.signal('more')
        group = stack.data_id('group')
        eventually(
            lambda: (
                'not authorized'
                in stack.heat.stacks.get(group).stack_status_reason
            ),
            'a refusal',
        )
        stack.delete()
        assert triggers(mistral, stack) == []


def test_redelegation_lets_heat_make_them_until_its_trust_ends(
    stacks, mistral, second_user
):
    stack = stacks.create(TEMPLATE)
    stack.signal('more')
    eventually(lambda: len(triggers(mistral, stack)) == 2, 'another trigger')
    eventually(lambda: runs(stack), 'ticks')
    # Heat makes a trust of this person's then, and ends the one before.
    update_as(second_user, stack)
    time.sleep(2)
    before = runs(stack)
    time.sleep(3)
    assert runs(stack) == before
    stack.act('suspend').act('resume')
    eventually(lambda: runs(stack) > before, 'ticks')
