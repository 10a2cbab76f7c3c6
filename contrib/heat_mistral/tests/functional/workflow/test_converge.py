"""Reality is observed: ``stack update --converge``, observe_on_update.

Whatever it finds, the resource stays: alarm_url, ids, history.
"""

import pytest

from heat_mistral.tests.functional.support.stacks import Failed, post
from heat_mistral.tests.functional.support.templates import (
    ECHO,
    NOOP,
    template,
    text,
)

TEMPLATE = template(definition=text(a=NOOP, b=NOOP))


@pytest.fixture(params=('--converge', 'observe_on_update'))
def observing(request, sandbox):
    """What an update is given so that reality is observed."""
    if request.param == '--converge':
        yield {'converge': True}
        return
    with sandbox.heat_with(observe_on_update=True):
        yield {}


def test_what_was_deleted_by_hand_is_made_again(stacks, mistral, observing):
    stack = stacks.create(TEMPLATE)
    url, ids = stack.output('alarm_url'), stack.output('workflow_ids')
    mistral.workflows.delete(ids['a'])  # the default one
    stack.update(TEMPLATE, **observing)
    assert stack.output('alarm_url') == url
    assert stack.output('workflow_ids')['b'] == ids['b']
    assert post(url).status_code == 200
    assert len(stack.output('executions')) == 1
    mistral.workflows.update(
        f"version: '2.0'\n{stack.name}.w.b: {ECHO}", id=ids['b']
    )
    stack.update(TEMPLATE, **observing)
    stack.act('check')
    # What is sound is left alone.
    events = len(stack.events('w'))
    stack.update(TEMPLATE, **observing)
    assert len(stack.events('w')) == events
    assert stack.output('alarm_url') == url


def test_a_creation_that_failed_is_not_replaced(stacks, mistral, observing):
    (theirs,) = mistral.workflows.create(f"version: '2.0'\nconverge.b: {NOOP}")
    wanted = template(definition=text(a=NOOP, b=NOOP), name='converge')
    try:
        stack = stacks.start(wanted)
        with pytest.raises(Failed, match='is taken'):
            stack.wait('CREATE')
        before = stack.heat.resources.get(stack.id, 'w').physical_resource_id
        assert before == 'converge.a'
        with pytest.raises(Failed, match='is taken'):
            stack.update(wanted, **observing)
    finally:
        mistral.workflows.delete(theirs.id)
    stack.update(wanted, **observing)
    url = stack.output('alarm_url')
    assert post(url).status_code == 200
    assert [
        event.physical_resource_id
        for event in stack.heat.events.list(stack.id, 'w')
        if event.resource_status == 'DELETE_COMPLETE'
    ] == []
