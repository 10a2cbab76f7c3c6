"""Names, updates, schedules: what Heat's own plugin gets wrong.

The second part of the list of test_in_tree_faults.py.
"""

import uuid

import pytest
from heatclient import exc as heat_exc

from heat_mistral.tests.functional.support.stacks import Failed, eventually
from heat_mistral.tests.functional.support.templates import (
    trigger,
    with_outputs,
    workflow,
)

NIGHTLY, EVERY_SECOND = '0 3 * * *', '* * * * * *'
NEVER = '0 0 30 2 *'
TASK = {'name': 't', 'action': 'std.noop'}
TYPO = {'name': 'typo', 'action': 'std.noop', 'on_success': ['nowhere']}
MAKE = {
    'type': 'direct',
    'input': {'size': 0},
    'output': {'resource_id': 'thing', 'size': '<% $.size %>'},
    'tasks': [TASK],
}
CHANGE = {
    'type': 'direct',
    'input': {'size': 'nothing'},
    'output': {'size': '<% $.size %>'},
    'tasks': [TASK],
}


def direct(*tasks, **more):
    return workflow(type='direct', tasks=list(tasks) or [TASK], **more)


def resource(name):
    return {'get_resource': name}


def unique(name):
    return f'{name}-{uuid.uuid4().hex[:8]}'


def refusal(stacks, **resources):
    def ask():
        try:
            stacks.heat.stacks.preview(
                stack_name='test-refused', template=with_outputs(**resources)
            )
        except heat_exc.HTTPBadRequest as refused:
            return str(refused)
        return None  # a busy Mistral is not waited for

    return eventually(ask, 'a refusal')


def test_item_06_names_are_quoted_in_urls(stacks, mistral):
    name = unique('foo')
    (bystander,) = mistral.workflows.create(
        f"version: '2.0'\n{name}: {{tasks: {{t: {{action: std.noop}}}}}}"
    )
    nightly = mistral.cron_triggers.create(name, name, pattern=NIGHTLY)
    try:
        stack = stacks.create(
            with_outputs(
                w=direct(name=f'{name}#x'),
                c=trigger(
                    name=f'{name}#x',
                    workflow=resource('w'),
                    pattern='0 4 * * *',
                ),
            )
        )
        assert mistral.workflows.list(name=f'{name}#x')
        stack.delete()
        assert not mistral.workflows.list(name=f'{name}#x')
        assert mistral.workflows.list(name=name)
        assert mistral.cron_triggers.list(name=name)
    finally:
        mistral.cron_triggers.delete(nightly.id)
        mistral.workflows.delete(bystander.id)


def test_item_07_workflows_may_be_new_in_the_same_stack(stacks, mistral):
    stack = stacks.create(
        with_outputs(
            sub=direct(output={'o': 'from sub'}),
            w=direct(
                {
                    'name': 't',
                    'workflow': resource('sub'),
                    'publish': {'o': '<% task().result.o %>'},
                },
                output={'o': '<% $.o %>'},
            ),
            c=trigger(workflow={'get_attr': ['w', 'data']}, pattern=NIGHTLY),
        )
    )
    stack.signal('w')
    (run,) = eventually(
        lambda: [
            run
            for run in stack.output('executions')
            if run['state'] == 'SUCCESS'
        ],
        'the run',
    )
    assert run['output']['o'] == 'from sub'
    (trigger_row,) = mistral.cron_triggers.list(name=stack.data_id('c'))
    assert trigger_row.workflow_name == stack.data_id('w')


def test_item_10_a_failed_update_replaces_nothing(stacks):
    good = with_outputs(w=direct(), other=direct())
    stack = stacks.create(good)
    url, ids = stack.output('alarm_url'), stack.output('workflow_ids')
    stack.signal('w')
    runs = stack.output('executions')
    with pytest.raises(Failed, match='is taken'):
        stack.update(
            with_outputs(w=direct(name=stack.data_id('other')), other=direct())
        )
    stack.update(good)
    assert stack.output('alarm_url') == url
    assert stack.output('workflow_ids') == ids
    assert [run['id'] for run in stack.output('executions')] == [
        run['id'] for run in runs
    ]


def test_item_11_a_definition_is_checked_before_it_is_made(stacks):
    assert 'w.properties.tasks: task typo' in refusal(
        stacks, w=direct(TASK, TYPO)
    )


def test_item_13_a_trigger_of_a_fixed_name_can_be_changed(stacks, mistral):
    name = unique('nightly')

    def template(pattern):
        return with_outputs(
            w=direct(),
            c=trigger(name=name, workflow=resource('w'), pattern=pattern),
        )

    stack = stacks.create(template(NIGHTLY))
    stack.update(template('0 4 * * *'))
    (found,) = mistral.cron_triggers.list(name=name)
    assert found.pattern == '0 4 * * *'


def test_item_14_a_suspended_schedule_rests_and_a_lost_one_is_seen(
    stacks, mistral
):
    stack = stacks.create(
        with_outputs(
            w=direct(), c=trigger(workflow=resource('w'), pattern=NIGHTLY)
        )
    )

    def rows():
        return mistral.cron_triggers.list(workflow_name=stack.data_id('w'))

    stack.act('suspend')
    assert rows() == []
    stack.act('resume')
    (found,) = rows()
    mistral.cron_triggers.delete(found.id)
    with pytest.raises(Failed, match='is gone'):
        stack.act('check')


def test_item_23_a_trigger_has_params(stacks):
    stack = stacks.create(
        with_outputs(
            w=workflow(
                type='reverse',
                params={'task_name': 'u'},
                tasks=[
                    TASK,
                    {'name': 'u', 'action': 'std.noop', 'requires': ['t']},
                ],
            ),
            c=trigger(
                pattern=EVERY_SECOND,
                count=1,
                workflow={'name': resource('w'), 'params': {'task_name': 'u'}},
            ),
        )
    )
    eventually(
        lambda: [
            run
            for run in stack.output('executions')
            if run['state'] == 'SUCCESS'
        ],
        'the tick',
    )


@pytest.mark.parametrize(
    ('properties', 'told'),
    [
        ({'first_time': 'tomorrow'}, 'first_time'),
        ({'pattern': NIGHTLY, 'count': 0}, 'count'),
        ({'pattern': NEVER}, 'pattern'),
    ],
)
def test_item_23_what_can_never_run_is_no_template(stacks, properties, told):
    assert f'c.properties.{told}' in refusal(
        stacks, c=trigger(workflow='anything', **properties)
    )


def test_item_24_an_update_keeps_the_namespace(stacks, mistral):
    def template(**more):
        return with_outputs(w=direct(namespace='item-24', **more))

    stack = stacks.create(template())
    stack.update(template(tags=['changed']))
    (identifier,) = stack.output('workflow_ids').values()
    found = mistral.workflows.get(identifier)
    assert (found.namespace, found.tags) == ('item-24', ['changed'])
    assert stack.output('alarm_url').startswith('http')


def test_item_25_outputs_input_and_id_of_an_external_resource(stacks, mistral):
    def template(**given):
        made = with_outputs(
            make=workflow(**MAKE),
            change=workflow(**CHANGE),
            e={
                'type': 'OS::Mistral::ExternalResource',
                'properties': {
                    'actions': {
                        'CREATE': {'workflow': resource('make')},
                        'UPDATE': {'workflow': resource('change')},
                    },
                    'input': given,
                },
            },
        )
        made['outputs'] = {
            'size': {'value': {'get_attr': ['e', 'output', 'size']}},
            'id': {'value': resource('e')},
        }
        return made

    stack = stacks.create(template(size=3))
    assert (stack.output('size'), stack.output('id')) == (3, 'thing')
    stack.update(template())
    assert (stack.output('size'), stack.output('id')) == ('nothing', 'thing')
    names = stack.data_id('make'), stack.data_id('change')
    assert [
        run for run in mistral.executions.list() if run.workflow_name in names
    ]
    stack.delete()
    assert [
        run for run in mistral.executions.list() if run.workflow_name in names
    ] == []
