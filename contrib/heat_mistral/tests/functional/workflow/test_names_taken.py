"""A name that something else has is refused, and nothing of it is touched."""

import pytest
from heatclient import exc as heat_exc

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
    trigger,
    value,
    with_outputs,
    workflow,
)

pytestmark = pytest.mark.databases

OLD = text(a=NOOP)


@pytest.fixture
def name(mistral, request):
    """A prefix for names; what is left of them is deleted at the end."""
    prefix = f'taken-{request.node.originalname}'
    yield prefix
    for found in mistral.workflows.list():
        if found.name.startswith(prefix):
            mistral.workflows.delete(found.id)


def state(mistral, name):
    """All workflows of this prefix, as they are."""
    return {
        found.id: (found.name, found.definition, found.updated_at)
        for found in mistral.workflows.list()
        if found.name.startswith(name)
    }


def test_by_another_stack(stacks, mistral, name):
    first = stacks.create(template(name=name, definition=OLD))
    before = state(mistral, name)
    # The same text and another one, at creation and at an update.
    second = stacks.create(template(definition=text(a=NOOP, b=ECHO)))
    own = second.output('workflow_ids')
    for definition in (OLD, text(a=ECHO)):
        with pytest.raises(
            Failed, match='is taken by workflow ' + next(iter(before))
        ):
            stacks.create(template(name=name, definition=definition))
        with pytest.raises(Failed, match=next(iter(before))):
            second.update(template(name=name, definition=definition))
    second.update(template(definition=text(a=NOOP, b=ECHO)))
    assert second.output('workflow_ids') == own
    second.signal('w')
    stacks.clean_up(but=first)
    assert state(mistral, name) == before
    first.signal('w')


def test_by_a_person(stacks, mistral, name):
    (theirs,) = mistral.workflows.create(f"version: '2.0'\n{name}.a: {NOOP}")
    before = state(mistral, name)
    stack = stacks.start(template(name=name, definition=OLD))
    with pytest.raises(Failed, match=theirs.id):
        stack.wait('CREATE')
    # Another name; then theirs goes, and the name is free.
    stack.update(template(definition=OLD))
    assert state(mistral, name) == before
    mistral.workflows.delete(theirs.id)
    stack.update(template(name=name, definition=OLD))
    assert stack.output('available_workflows') == {'a': f'{name}.a'}


def test_by_one_that_somebody_made_in_place_of_ours(stacks, mistral, name):
    """The text is the same: still it is not the one we made."""
    stack = stacks.create(template(name=name, definition=OLD))
    url = stack.output('alarm_url')
    ours = mistral.workflows.get(stack.output('workflow_ids')['a'])
    mistral.workflows.delete(ours.id)
    (theirs,) = mistral.workflows.create(ours.definition)
    before = state(mistral, name)
    with pytest.raises(Failed, match=theirs.id):
        stack.update(template(name=name, definition=text(a=ECHO)))
    assert state(mistral, name) == before
    mistral.workflows.delete(theirs.id)
    stack.update(template(name=name, definition=OLD))
    assert post(url).status_code == 200
    assert stack.output('alarm_url') == url


def is_free(stacks, name):
    try:
        stacks.heat.stacks.get(name)
    except heat_exc.HTTPNotFound:
        return True
    return False


def test_by_a_former_life_of_the_stack(stacks, mistral, name):
    retained = template(definition=OLD)
    retained['resources']['w']['deletion_policy'] = 'Retain'
    first = stacks.create(retained, name=name)
    left = first.output('workflow_ids')['a']
    first.delete()
    before = state(mistral, name)
    assert list(before) == [left]
    eventually(lambda: is_free(stacks, name), 'the name of the stack')
    second = stacks.start(template(definition=OLD), name=name)
    with pytest.raises(Failed, match=left):
        second.wait('CREATE')
    second.delete()
    assert state(mistral, name) == before
    eventually(lambda: is_free(stacks, name), 'the name of the stack')
    # It can be taken up as it is, by its id.
    external = workflow(definition=OLD)
    external['external_id'] = left
    third = stacks.create(with_outputs(w=external), name=name)
    third.signal('w')
    assert list(third.output('workflow_ids').values()) == [left]
    third.delete()
    assert state(mistral, name) == before


def test_by_the_same_resource_under_another_logical_name(
    stacks, mistral, name
):
    # Heat deletes the old one when nothing needs it; without the value that
    # may be before the new one is made, which then finds the name free.
    old = with_outputs(
        w=workflow(name=name, definition=OLD), o=value({'get_resource': 'w'})
    )
    stack = stacks.create(old)
    url, ids = stack.output('alarm_url'), stack.output('workflow_ids')
    before = state(mistral, name)
    renamed = with_outputs(
        v=workflow(name=name, definition=OLD), o=value({'get_resource': 'v'})
    )
    with pytest.raises(Failed, match=ids['a']):
        stack.update(renamed)
    assert state(mistral, name) == before
    stack.update(old)
    assert state(mistral, name) == before
    assert stack.output('alarm_url') == url
    assert post(url).status_code == 200
    # Once more, to be rolled back by Heat itself.
    stack.heat.stacks.update(
        stack.id, template=renamed, files={}, disable_rollback=False
    )
    with pytest.raises(Failed):
        stack.wait('UPDATE')
    assert stack.status == 'ROLLBACK_COMPLETE'
    assert state(mistral, name) == before
    assert stack.output('alarm_url') == url


def two(first, second, **more):
    """Two resources with these names, the second after the first."""
    later = workflow(name=second, definition=text(a=ECHO))
    later['depends_on'] = 'w'
    return with_outputs(
        w=workflow(name=first, definition=OLD), v=later, **more
    )


def test_two_resources_cannot_swap_their_names(stacks, mistral, name):
    x, y, z = (f'{name}-{each}' for each in 'xyz')
    stack = stacks.create(two(x, y))
    before = state(mistral, name)
    (of_y,) = (
        identifier
        for identifier, found in before.items()
        if found[0] == f'{y}.a'
    )
    with pytest.raises(Failed, match=f'{y}.a is taken by workflow {of_y}'):
        stack.update(two(y, x))
    assert state(mistral, name) == before
    stack.update(two(x, y))
    assert state(mistral, name) == before
    # By way of a third name they can.
    for names in ((z, y), (z, x), (y, x)):
        stack.update(two(*names))
    after = state(mistral, name)
    assert after.keys() == before.keys()
    assert after[of_y][0] == f'{x}.a'
    stack.signal('w')
    stack.signal('v')


def test_of_a_cron_trigger(stacks, mistral, name):
    def scheduled(trigger_name, logical='c'):
        return with_outputs(
            w=workflow(definition=OLD),
            o=value({'get_resource': logical}),
            **{
                logical: trigger(
                    name=trigger_name,
                    pattern='0 3 * * *',
                    workflow={'get_attr': ['w', 'available_workflows', 'a']},
                )
            },
        )

    first = stacks.create(scheduled(name))
    (theirs,) = mistral.cron_triggers.list(name=name)
    with pytest.raises(Failed, match=f'taken by cron trigger {theirs.id}'):
        stacks.create(scheduled(name))
    second = stacks.create(scheduled(f'{name}-2'))
    with pytest.raises(Failed, match=theirs.id):
        second.update(scheduled(name))
    with pytest.raises(Failed, match=theirs.id):
        first.update(scheduled(name, logical='d'))
    first.update(scheduled(name))
    second.update(scheduled(f'{name}-2'))
    stacks.clean_up(but=first)
    (again,) = mistral.cron_triggers.list(name=name)
    assert again.id == theirs.id
