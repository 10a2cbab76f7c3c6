"""stack update --converge: reality is looked at, and nothing is replaced.

Heat (25 to 27) looks only at resources that depend on no other: the flag is
lost where a resource hands on to those that wait for it. Hence a trigger in
a stack of its own.
"""

import json

import pytest

from heat_mistral.tests.functional.support import triggers
from heat_mistral.tests.functional.support.stacks import Failed
from heat_mistral.tests.functional.support.triggers import (
    EVERY_SECOND,
    NIGHTLY,
)


@pytest.fixture
def watch(stacks, mistral):
    """A stack with a workflow ``a`` and no trigger."""
    stack = stacks.create(triggers.only_workflows(triggers.WORKFLOWS))
    return triggers.Watch(mistral, stack)


def template(watch, **properties):
    """A trigger for that workflow."""
    return json.dumps(
        {
            'heat_template_version': '2018-08-31',
            'resources': {
                'c': {
                    'type': 'OS::Mistral::CronTrigger',
                    'properties': {
                        'workflow': f'{watch.stack.name}.w.a',
                        **properties,
                    },
                }
            },
        }
    )


def identity(stack):
    """What another resource in its place would have another of."""
    resource = stack.heat.resources.get(stack.id, 'c')
    return resource.creation_time, resource.physical_resource_id


def test_a_finished_one_is_not_run_once_more(stacks, watch):
    wanted = template(watch, pattern=EVERY_SECOND, count=1)
    stack = stacks.create(wanted)
    watch.finished()
    watch.fired(1)
    before = identity(stack)
    stack.update(wanted, converge=True)
    assert identity(stack) == before
    assert watch.all() == []
    assert len(watch.runs()) == 1
    stack.act('check')


def test_one_that_was_deleted_by_hand_is_repaired(stacks, watch, mistral):
    wanted = template(watch, pattern=NIGHTLY)
    stack = stacks.create(wanted)
    before = identity(stack)
    mistral.cron_triggers.delete(watch.only().id)
    stack.update(wanted, converge=True)
    assert identity(stack) == before
    assert watch.only().pattern == NIGHTLY
    there = watch.only().id
    stack.update(wanted, converge=True)
    assert watch.only().id == there
    stack.delete()
    assert watch.all() == []


def test_one_that_could_not_be_made_is_not_replaced(stacks, watch):
    theirs = stacks.create(
        template(watch, pattern=NIGHTLY, name='test-converge-taken')
    )
    there = watch.only().id
    stack = stacks.start(
        template(watch, pattern='0 4 * * *', name='test-converge-taken')
    )
    with pytest.raises(Failed, match='taken by cron trigger'):
        stack.wait('CREATE')
    created, _name = identity(stack)
    stack.update(
        template(watch, pattern='0 4 * * *', name='test-converge-free'),
        converge=True,
    )
    assert identity(stack) == (created, 'test-converge-free')
    stack.delete()
    assert watch.only().id == there
    theirs.delete()
