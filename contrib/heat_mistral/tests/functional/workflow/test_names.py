"""Names that are long, not ASCII, or hold what is special elsewhere."""

import json
import uuid

import pytest
import requests
from heatclient import exc as heat_exc

from heat_mistral.tests.functional.support.stacks import (
    TIMEOUT,
    eventually,
    post,
)

pytestmark = pytest.mark.databases

LONGEST = 255


def template(resources, **outputs):
    """JSON is YAML in which no name needs another kind of quotes."""
    return json.dumps(
        {
            'heat_template_version': '2018-08-31',
            'resources': resources,
            'outputs': {
                key: {'value': {'get_attr': value}}
                for key, value in outputs.items()
            },
        },
        ensure_ascii=False,
    )


def workflow(*shorts, **more):
    definition = '\n'.join(
        f'{short}: {{input: [x: 1], output: {{x: <% $.x %>}}, '
        f'tasks: {{t: {{action: std.noop}}}}}}'
        for short in shorts
    )
    return {
        'type': 'OS::Mistral::Workflow',
        'properties': {'definition': definition, **more},
    }


def trigger(resource, short):
    return {
        'type': 'OS::Mistral::CronTrigger',
        'properties': {
            'workflow': {'get_attr': [resource, 'available_workflows', short]},
            'pattern': '0 3 * * *',
        },
    }


def outputs_of(stack, count):
    """What ``count`` runs gave, once they have ended."""

    def ended():
        runs = stack.output('executions')
        return (
            len(runs) == count
            and all(run['state'] == 'SUCCESS' for run in runs)
            and runs
        )

    return [run['output'] for run in eventually(ended, f'{count} runs')]


@pytest.mark.parametrize(
    'name', ['my work flows', '工作流程', 'per%cent?x#y&z,ü;=', 'w' * LONGEST]
)
def test_the_name_of_a_resource(stacks, mistral, name):
    short = 'début'
    stack = stacks.create(
        template(
            {name: workflow(short), 'c': trigger(name, short)},
            url=[name, 'alarm_url'],
            names=[name, 'available_workflows'],
            ids=[name, 'workflow_ids'],
            executions=[name, 'executions'],
        )
    )
    registered = stack.output('names')[short]
    assert len(registered) <= LONGEST
    assert mistral.workflows.get(stack.output('ids')[short]).name == registered
    answer = post(stack.output('url'), {'x': 'grüß 你'})
    assert answer.status_code == 200, answer.text
    if name.isascii():
        stack.signal(name, {'x': 'grüß 你'})
    else:
        # Heat reads the path of a request as Latin-1; an alarm_url's path
        # is ASCII.
        with pytest.raises(heat_exc.HTTPNotFound):
            stack.signal(name)
        assert post(stack.output('url'), {'x': 'grüß 你'}).status_code == 200
    assert outputs_of(stack, 2) == [{'x': 'grüß 你'}] * 2
    (used,) = mistral.cron_triggers.list(name=stack.data_id('c'))
    assert used.workflow_name == registered
    stack.heat.actions.check(stack.id)
    stack.wait('CHECK')
    stack.delete()
    assert mistral.workflows.list(name=f'in:{registered}') == []


def test_heat_signs_such_a_url_wrongly(stacks):
    """If this fails, resources/signed_url.py is needed no more."""
    name = 'with a space'
    handle = {name: {'type': 'AWS::CloudFormation::WaitConditionHandle'}}
    stack = stacks.create(
        json.dumps(
            {
                'heat_template_version': '2018-08-31',
                'resources': handle,
                'outputs': {'url': {'value': {'get_resource': name}}},
            }
        )
    )
    answer = requests.put(
        stack.output('url'),
        timeout=TIMEOUT,
        json={'Status': 'SUCCESS', 'UniqueId': '1', 'Data': '', 'Reason': ''},
    )
    assert answer.status_code == 403


def test_names_as_long_as_heat_and_mistral_allow(stacks, mistral):
    shorts = ['s' * (LONGEST - 1) + end for end in '12']
    prefix = f'long-{uuid.uuid4().hex}-'
    stack = stacks.create(
        template(
            {
                'w' * LONGEST: workflow(*shorts),
                'c' * LONGEST: trigger('w' * LONGEST, shorts[1]),
            },
            names=['w' * LONGEST, 'available_workflows'],
            executions=['w' * LONGEST, 'executions'],
        ),
        name=prefix.ljust(LONGEST, 'x'),
    )
    names = stack.output('names')
    assert set(names) == set(shorts)
    assert len(set(names.values())) == 2
    assert {len(name) for name in names.values()} == {LONGEST}
    (found,) = mistral.cron_triggers.list(name=stack.data_id('c' * LONGEST))
    assert found.workflow_name == names[shorts[1]]
    # Mistral's column; SQLite does not mind, MySQL does.
    assert len(found.name) <= 200
    stack.signal('w' * LONGEST, {'workflow': shorts[1], 'input': {'x': 2}})
    assert outputs_of(stack, 1) == [{'x': 2}]
    stack.delete()
    for name in names.values():
        assert mistral.workflows.list(name=name) == []


def test_the_property_name(stacks):
    name = f'my {uuid.uuid4().hex[:8]} wörk, flow'
    stack = stacks.create(
        template(
            {'w': workflow('a', 'b', name=name)},
            names=['w', 'available_workflows'],
            executions=['w', 'executions'],
        )
    )
    prefix = name.replace(' ', '_').replace(',', '_')
    assert stack.output('names') == {'a': f'{prefix}.a', 'b': f'{prefix}.b'}
    stack.signal('w', {'workflow': 'b', 'input': {'x': 'ü'}})
    stack.signal('w', {'workflow': f'{prefix}.b', 'input': {'x': 'ü'}})
    assert outputs_of(stack, 2) == [{'x': 'ü'}] * 2


def test_two_names_that_would_be_one(stacks):
    with pytest.raises(
        heat_exc.HTTPBadRequest, match='would both be registered'
    ):
        stacks.start(template({'w': workflow('a,b', 'a_b')}))
