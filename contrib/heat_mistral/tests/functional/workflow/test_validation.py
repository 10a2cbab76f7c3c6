"""What is wrong is told before anything is made, and blocks nothing else."""

import pytest
from heatclient import exc as heat_exc

from heat_mistral.tests.functional.support.stacks import eventually
from heat_mistral.tests.functional.support.templates import (
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
            ask(stack_name='test-refused', template=template(definition=WRONG))
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
    (called,) = mistral.workflows.create(
        f"version: '2.0'\ntest-validation-called: {NOOP}"
    )
    reference = {'get_attr': ['w', 'available_workflows', 'a']}

    def using(anything):
        return with_outputs(
            w=workflow(
                definition=text(
                    a='{tasks: {t: {workflow: test-validation-called}}}'
                )
            ),
            passed=trigger(
                workflow=reference,
                pattern='0 3 * * *',
                first_time='2020-01-01 00:00',
            ),
            finished=trigger(
                workflow=reference, pattern='* * * * * *', count=1
            ),
            o=value(anything),
        )

    stack = stacks.create(using(1))
    finished = stack.data_id('finished')
    eventually(
        lambda: not mistral.cron_triggers.list(name=finished), 'the last run'
    )
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


LACKS = 'a:\n  tasks:\n    t: {workflow: b, on-error: noop}\n' + (
    'b: {input: [x], tasks: {t: {action: std.noop}}}\n'
)


def test_what_is_registered_is_not_refused_by_a_check_of_ours(stacks, mistral):
    """Made when Mistral could not be asked, or by an older release."""

    def using(text, anything):
        return with_outputs(
            w=workflow(definition=text, name='test-validation-lacks'),
            o=value(anything),
        )

    fine = LACKS.replace('workflow: b', 'workflow: b x=1')
    stack = stacks.create(using(fine, 1))
    registered = mistral.workflows.get(stack.output('workflow_ids')['a'])
    mistral.workflows.update(
        registered.definition.replace(' x=1', ''), id=registered.id
    )
    stack.update(using(LACKS, 2))
    assert stack.attribute('o', 'value') == 2
    stack.signal('w')
    with pytest.raises(heat_exc.HTTPBadRequest, match='line 3, column 9'):
        stack.update(using(LACKS.replace('[x]', '[y]'), 3))
    with pytest.raises(heat_exc.HTTPBadRequest, match='line 3, column 9'):
        stacks.create(template(definition=LACKS))


def test_an_input_that_mistral_ignores_is_told(stacks, mistral):
    text = 'a:\n  tasks:\n    t: {workflow: b x=1}\nb: ' + NOOP
    stack = stacks.create(template(definition=text))
    told = 'line 3, column 9: the workflow "b" has no input "x" (it has none)'
    assert [event for event in stack.events('w') if told in (event or '')]
    stack.signal('w')
    (run,) = stack.output('executions')[-1:]
    eventually(
        lambda: mistral.executions.get(run['id']).state == 'SUCCESS', 'the run'
    )


def test_a_large_definition_is_checked_as_well(stacks):
    tasks = ', '.join(f't{number}: {{on-success: u}}' for number in range(30))
    with pytest.raises(heat_exc.HTTPBadRequest, match='no task "u"'):
        stacks.create(template(definition=f'a: {{tasks: {{{tasks}}}}}'))


def test_an_external_workflow_blocks_nothing_while_mistral_is_away(
    stacks, sandbox, mistral
):
    (theirs,) = mistral.workflows.create(
        f"version: '2.0'\ntest-validation-external: {NOOP}"
    )

    def using(anything):
        return with_outputs(
            w={'type': 'OS::Mistral::Workflow', 'external_id': theirs.id},
            o=value(anything),
        )

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


def test_an_execution_that_failed_says_why_in_one_line(stacks):
    stack = stacks.create(
        template(
            definition='a: {tasks: {call: {workflow: b}}}\n'
            'b: {tasks: {boom: {action: std.fail}}}'
        )
    )
    stack.signal('w')
    (run,) = eventually(
        lambda: [
            run
            for run in stack.output('executions')
            if run['state'] == 'ERROR'
        ],
        'the failure',
    )
    line = 'failed in task call > boom: Fail action expected exception.'
    assert run['state_info'] == run['output']['result'] == line
