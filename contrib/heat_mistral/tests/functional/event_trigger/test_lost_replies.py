"""Replies of Mistral's that get lost, to what these types ask for.

What was asked for is found again; nothing is made twice, or left over.
"""

import os

import pytest

from heat_mistral.tests.functional.support import faulty, templates
from heat_mistral.tests.functional.support import stacks as stacks_
from heat_mistral.tests.functional.support.stacks import eventually

NAME = 'test-lost-replies'
LOST = faulty.FAULTS['reply lost']


@pytest.fixture
def proxied(sandbox):
    """A proxy between Heat and Mistral, and stacks that use it."""
    proxy = faulty.Proxy(sandbox.urls['mistral'])
    with (
        proxy.running() as url,
        sandbox.region(f'lost-{os.getpid()}', mistral=url) as heat,
    ):
        stacks = stacks_.Stacks(heat)
        try:
            yield proxy, stacks
        finally:
            proxy.calm()
            stacks.clean_up()


def template(member, value):
    """One after the other, so that it is known which request comes when."""
    shared = templates.workflow(
        definition=templates.text(a='{tasks: {t: {action: std.noop}}}'),
        members=[member],
    )
    shared['depends_on'] = 'e'
    return templates.with_outputs(
        e={
            'type': 'OS::Mistral::Environment',
            'properties': {'name': NAME, 'variables': {'a': value}},
        },
        w=shared,
        t={
            'type': 'OS::Mistral::EventTrigger',
            'properties': {
                'name': NAME,
                'exchange': 'nova',
                'topic': 'notifications',
                'event': 'test.lost.replies',
                'workflow': {'get_attr': ['w', 'available_workflows', 'a']},
                'params': {'env': {'n': value}},
            },
        },
    )


def test_nothing_is_made_twice_or_left(proxied, sandbox, mistral):
    proxy, stacks = proxied
    member = sandbox.session('other').get_project_id()

    def triggers():
        return [
            row for row in mistral.event_triggers.list() if row.name == NAME
        ]

    proxy.follow(
        ('POST /v2/environments', LOST),
        ('POST /v2/workflows/', LOST),
        ('POST /v2/event_triggers', LOST),
    )
    stack = stacks.create(template(member, 1))
    (trigger,) = triggers()
    assert trigger.id == stack.data_id('t')
    assert stack.attribute('w', 'members') == {'a': {member: 'pending'}}
    environment = stack.attribute('e', 'environment_id')
    assert mistral.environments.get(NAME).id == environment

    proxy.follow(
        ('PUT /v2/environments', LOST), ('PUT /v2/event_triggers/', LOST)
    )
    stack.update(template(member, 2))
    assert mistral.environments.get(NAME).variables == {'a': 2}
    (trigger,) = triggers()
    assert (trigger.id, trigger.workflow_params) == (
        stack.data_id('t'),
        '{"env": {"n": 2}}',
    )

    proxy.follow(
        ('DELETE /v2/event_triggers/', LOST),
        ('DELETE /v2/environments/', LOST),
    )
    stack.delete()
    assert triggers() == []
    eventually(
        lambda: not mistral.environments.list(name=f'eq:{NAME}'),
        'the end of the environment',
    )
