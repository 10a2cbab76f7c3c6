"""What is wrong is told before anything is made, and blocks nothing else."""

import pytest
from heatclient import exc as heat_exc

from heat_mistral.tests.functional.stacks import eventually
from heat_mistral.tests.functional.templates import (
    NOOP,
    template,
    text,
    trigger,
    value,
    with_outputs,
    workflow,
)

WRONG = 'a:\n  tasks:\n    t:\n      akshun: std.noop\n'
PLACE = 'w.properties.definition: line 4, column 7'


def test_a_creation_makes_nothing(stacks):
    # Heat's template validation asks no resource; this and a preview do.
    for ask in (stacks.heat.stacks.preview, stacks.heat.stacks.create):
        with pytest.raises(heat_exc.HTTPBadRequest) as caught:
            ask(stack_name='test-refused',
                template=template(definition=WRONG))
        assert PLACE in str(caught.value)
    with pytest.raises(heat_exc.HTTPNotFound):
        stacks.heat.stacks.get('test-refused')


def test_a_refused_update_leaves_the_stack_as_it_was(stacks, mistral):
    stack = stacks.create(template(definition=text(a=NOOP)))
    ids = stack.output('workflow_ids')
    with pytest.raises(heat_exc.HTTPBadRequest) as caught:
        stack.update(template(definition=WRONG))
    assert PLACE in str(caught.value)
    assert stack.status == 'CREATE_COMPLETE'
    assert mistral.workflows.get(ids['a']).updated_at is None
    stack.signal('w')


def test_an_unchanged_resource_blocks_no_other(stacks, sandbox, mistral):
    """Its time has passed, what it calls is gone, Mistral is away."""
    called, = mistral.workflows.create(
        f"version: '2.0'\ntest-validation-called: {NOOP}")
    reference = {'get_attr': ['w', 'available_workflows', 'a']}

    def using(anything):
        return with_outputs(
            w=workflow(definition=text(
                a='{tasks: {t: {workflow: test-validation-called}}}')),
            passed=trigger(workflow=reference, pattern='0 3 * * *',
                           first_time='2020-01-01 00:00'),
            finished=trigger(workflow=reference, pattern='* * * * * *',
                             count=1),
            o=value(anything))

    stack = stacks.create(using(1))
    finished = stack.data_id('finished')
    eventually(lambda: not mistral.cron_triggers.list(name=finished),
               'the last run')
    mistral.workflows.delete(called.id)
    stack.update(using(2))
    assert mistral.cron_triggers.list(name=finished) == []
    sandbox.service('mistral').stop()
    try:
        stack.update(using(3))
    finally:
        sandbox.service('mistral').start()
    assert stack.attribute('o', 'value') == 3
    stack.signal('w')


def test_an_external_workflow_blocks_nothing_while_mistral_is_away(
        stacks, sandbox, mistral):
    theirs, = mistral.workflows.create(
        f"version: '2.0'\ntest-validation-external: {NOOP}")

    def using(anything):
        return with_outputs(w={'type': 'OS::Mistral::Workflow',
                               'external_id': theirs.id},
                            o=value(anything))

    try:
        stack = stacks.create(using(1))
        sandbox.service('mistral').stop()
        try:
            stack.update(using(2))
        finally:
            sandbox.service('mistral').start()
        stack.delete()
    finally:
        mistral.workflows.delete(theirs.id)
