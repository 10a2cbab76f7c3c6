"""Failure half-way, and every way back: the user, Heat, the next template.

Whatever happens, the resource stays: ids, alarm_url, history.
"""

import contextlib

import pytest

from heat_mistral.tests.functional.support.stacks import (
    Failed,
    eventually,
    post,
)
from heat_mistral.tests.functional.support.templates import (
    ECHO,
    NOOP,
    template,
    text,
)

OLD = template(definition=text(a=NOOP, b=NOOP))
NEW = template(definition=text(a=ECHO, c=NOOP))
# More tasks than are shown to Mistral at validation. A key that no task has:
# "c" is made and "a" is changed before "b" is refused.
HALF_WAY = template(
    definition=text(
        a=ECHO,
        c=NOOP,
        b='{tasks: {%s}}'
        % (
            ', '.join(
                f't{number}: {{action: std.noop}}' for number in range(20)
            )
            + ', t: {akshun: std.noop}'
        ),
    )
)


@pytest.fixture
def stack(stacks):
    """A stack whose workflow must be the same one at the end."""
    stack = stacks.create(OLD)
    before = stack.output('alarm_url'), stack.output('workflow_ids')['a']
    yield stack
    after = stack.output('alarm_url'), stack.output('workflow_ids')['a']
    assert after == before
    runs = len(stack.output('executions'))
    assert post(after[0]).status_code == 200
    assert len(stack.output('executions')) == runs + 1


def is_as_of(stack, mistral, template):
    """Mistral has what the template says, and nothing beside it."""
    definition = template['resources']['w']['properties']['definition']
    shorts = {line.partition(':')[0] for line in definition.splitlines()}
    here = {
        found.name: found.definition
        for found in mistral.workflows.list()
        if found.name.startswith(f'{stack.name}.')
    }
    assert here.keys() == {f'{stack.name}.w.{each}' for each in shorts}
    assert ('output=new' in here[f'{stack.name}.w.a']) == (
        'output=new' in definition
    )
    assert stack.output('available_workflows').keys() == shorts
    stack.heat.actions.check(stack.id)
    stack.wait('CHECK')
    return True


def ends(stack, *states):
    return eventually(
        lambda: stack.status in states and stack.status, ' or '.join(states)
    )


def test_refused_half_way_again_and_then_a_good_one(stack, mistral):
    for _ in range(2):
        with pytest.raises(Failed, match='akshun'):
            stack.update(HALF_WAY)
        # What is registered can be run in the meantime.
        stack.signal('w')
    stack.update(NEW)
    assert is_as_of(stack, mistral, NEW)


def test_refused_half_way_and_back(stack, mistral):
    ids = stack.output('workflow_ids')
    with pytest.raises(Failed, match='akshun'):
        stack.update(HALF_WAY)
    stack.heat.actions.check(stack.id)
    with pytest.raises(Failed, match='did not finish'):
        stack.wait('CHECK')
    stack.update(OLD)
    assert is_as_of(stack, mistral, OLD)
    assert stack.output('workflow_ids') == ids


def test_refused_half_way_rolls_back(stack, mistral):
    ids = stack.output('workflow_ids')
    stack.heat.stacks.update(
        stack.id, template=HALF_WAY, files={}, disable_rollback=False
    )
    assert (
        ends(stack, 'ROLLBACK_COMPLETE', 'ROLLBACK_FAILED')
        == 'ROLLBACK_COMPLETE'
    )
    assert is_as_of(stack, mistral, OLD)
    assert stack.output('workflow_ids') == ids


def test_a_creation_that_failed_is_repaired_by_an_update(stacks, mistral):
    stack = stacks.start(HALF_WAY)
    with pytest.raises(Failed, match='akshun'):
        stack.wait('CREATE')
    with pytest.raises(Failed, match='akshun'):
        stack.update(HALF_WAY)
    stack.update(NEW)
    assert is_as_of(stack, mistral, NEW)
    stack.signal('w')


def test_a_creation_that_failed_rolls_back_to_nothing(stacks, mistral):
    stack = stacks.start(HALF_WAY, disable_rollback=False)
    ends(stack, 'ROLLBACK_COMPLETE')
    assert not [
        found
        for found in mistral.workflows.list()
        if found.name.startswith(f'{stack.name}.')
    ]


def test_what_is_changed_by_hand_is_found_and_mended(stack, mistral):
    ids = stack.output('workflow_ids')
    for short, as_ in (('a', f'{stack.name}.w.a'), ('b', 'theirs.b')):
        mistral.workflows.update(
            f"version: '2.0'\n{as_}: {ECHO}", id=ids[short]
        )
    stack.heat.actions.check(stack.id)
    with pytest.raises(Failed, match='changed by somebody else'):
        stack.wait('CHECK')
    stack.update(OLD)
    assert is_as_of(stack, mistral, OLD)
    assert stack.output('workflow_ids') == ids


def test_what_is_deleted_by_hand_is_found_and_mended(stack, mistral):
    mistral.workflows.delete(stack.output('workflow_ids')['b'])
    stack.heat.actions.check(stack.id)
    with pytest.raises(Failed, match='is gone'):
        stack.wait('CHECK')
    stack.update(OLD)
    assert is_as_of(stack, mistral, OLD)


def test_what_is_unhealthy_is_not_replaced(stack, mistral):
    for template_ in (OLD, NEW):
        stack.heat.resources.mark_unhealthy(
            stack.id, 'w', True, resource_status_reason='for a test'
        )
        stack.update(template_)
        assert is_as_of(stack, mistral, template_)


@contextlib.contextmanager
def under_way(sandbox, stack, template):
    """An update that waits for Mistral, which is away."""

    def tries():
        return sum(
            'trying again' in (reason or '') for reason in stack.events('w')
        )

    before = tries()
    sandbox.service('mistral').stop()
    try:
        stack.heat.stacks.update(stack.id, template=template, files={})
        eventually(lambda: tries() > before, 'the update to begin')
        yield
    finally:
        sandbox.service('mistral').start()


def test_an_update_that_comes_while_one_is_under_way(stack, sandbox, mistral):
    with under_way(
        sandbox, stack, template(definition=text(a=NOOP, b=ECHO, d=NOOP))
    ):
        stack.heat.stacks.update(stack.id, template=NEW, files={})
    assert ends(stack, 'UPDATE_COMPLETE', 'UPDATE_FAILED') == 'UPDATE_COMPLETE'
    assert is_as_of(stack, mistral, NEW)


def test_an_update_is_cancelled_and_rolled_back(stack, sandbox, mistral):
    with under_way(sandbox, stack, NEW):
        stack.heat.actions.cancel_update(stack.id)
    assert (
        ends(stack, 'ROLLBACK_COMPLETE', 'ROLLBACK_FAILED')
        == 'ROLLBACK_COMPLETE'
    )
    assert is_as_of(stack, mistral, OLD)


def test_an_update_is_cancelled_and_another_one_follows(
    stack, sandbox, mistral
):
    with under_way(sandbox, stack, NEW):
        stack.heat.actions.cancel_without_rollback(stack.id)
        ends(stack, 'UPDATE_FAILED')
    stack.update(OLD)
    assert is_as_of(stack, mistral, OLD)
