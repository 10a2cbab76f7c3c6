"""Cron triggers and the workflows they use come and go apart."""

import pytest
from heatclient import exc as heat_exc

from heat_mistral.tests.functional.support import triggers
from heat_mistral.tests.functional.support.stacks import Failed
from heat_mistral.tests.functional.support.triggers import NOOP, only_workflows

A, B = {'a': NOOP}, {'b': NOOP}
THEIRS = """
heat_template_version: 2018-08-31
resources:
  c:
    type: OS::Mistral::CronTrigger
    properties: {workflow: %s.w.a, pattern: %s}
"""


def workflows(mistral, stack):
    return sorted(
        found.name.rpartition('.')[2]
        for found in mistral.workflows.list()
        if found.name.startswith(f'{stack.name}.')
    )


def told(stack, part):
    """Events of the workflow resource that say so."""
    return [text for text in stack.events('w') if part in text]


def test_a_trigger_leaves_together_with_its_workflow(stacks, mistral):
    stack = stacks.create(triggers.template(dict(A, **B)))
    watch = triggers.Watch(mistral, stack)
    assert len(watch.all()) == 1
    stack.update(only_workflows(B))
    assert watch.all() == []
    assert workflows(mistral, stack) == ['b']
    assert told(stack, 'is kept while it is in use') == []


@pytest.fixture
def scheduled(stacks, mistral):
    """A stack, and a trigger of another stack on its workflow a."""
    stack = stacks.create(only_workflows(A))
    theirs = stacks.create(THEIRS % (stack.name, '0 3 * * *'))
    return stack, theirs


def test_another_stacks_trigger_on_what_leaves(scheduled, mistral):
    stack, theirs = scheduled
    watch = triggers.Watch(mistral, stack)
    trigger = watch.only()
    stack.update(only_workflows(B))
    assert workflows(mistral, stack) == ['a', 'b']
    (event,) = told(stack, 'is kept while it is in use')
    assert trigger.name in event
    assert trigger.id in event
    stack.act('check')
    assert workflows(mistral, stack) == ['a', 'b']
    with pytest.raises(Failed, match=trigger.name):
        stack.delete()
    assert watch.only().id == trigger.id
    theirs.delete()
    stack.delete()
    assert workflows(mistral, stack) == []


@pytest.mark.parametrize(
    'clean_up',
    [
        lambda stack: stack.update(
            only_workflows({'b': dict(NOOP, description='changed')})
        ),
        lambda stack: stack.act('check'),
    ],
    ids=['update', 'check'],
)
def test_what_was_kept_goes_when_the_trigger_is_gone(
    scheduled, mistral, clean_up
):
    stack, theirs = scheduled
    stack.update(only_workflows(B))
    theirs.delete()
    clean_up(stack)
    assert workflows(mistral, stack) == ['b']


def test_another_stacks_trigger_runs_what_was_changed(stacks, mistral):
    stack = stacks.create(only_workflows(A))
    theirs = stacks.create(THEIRS % (stack.name, "'* * * * * *'"))
    watch = triggers.Watch(mistral, stack)
    watch.fired(1)
    stack.update(only_workflows({'a': dict(NOOP, output={'new': 1})}))
    before = len(watch.runs())
    watch.fired(before + 2)
    (newest,) = mistral.executions.list(
        workflow_name=f'{stack.name}.w.a',
        limit=1,
        include_output=True,
        state='SUCCESS',
        sort_keys='created_at',
        sort_dirs='desc',
    )
    assert '"new": 1' in newest.output
    theirs.delete()
    assert watch.runs() == []


def test_an_input_that_a_trigger_does_not_give(scheduled, mistral):
    stack, _theirs = scheduled
    trigger = triggers.Watch(mistral, stack).only()
    stack.update(only_workflows({'a': dict(NOOP, input=['host'])}))
    (event,) = told(stack, 'does not give')
    assert trigger.name in event
    assert 'host' in event
    assert len(event) < 255  # nothing is cut off
    stack.update(only_workflows({'a': dict(NOOP, input=['host', {'y': 1}])}))
    assert len(told(stack, 'does not give')) == 2
    stack.update(only_workflows({'a': dict(NOOP, input=[{'host': 'h'}])}))
    assert len(told(stack, 'does not give')) == 2


def test_a_trigger_whose_workflow_leaves_the_stack_for_good(stacks, mistral):
    stack = stacks.create(triggers.template(dict(A, **B)))
    watch = triggers.Watch(mistral, stack)
    before = watch.only().id
    with pytest.raises(
        (Failed, heat_exc.HTTPBadRequest), match='workflow is empty'
    ):
        stack.update(triggers.template(B))
    # What still runs is not taken from it by a template that is wrong.
    assert watch.only().id == before
    assert workflows(mistral, stack) == ['a', 'b']
    stack.update(triggers.template(dict(A, **B)))
    stack.act('check')
    assert watch.only().id == before
    assert workflows(mistral, stack) == ['a', 'b']
