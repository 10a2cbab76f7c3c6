"""The longest that each type takes, on a database whose columns end.

Texts and maps of hundreds of KB go through records of Heat's, columns of 64
KB, and come back. What does not fit is refused with a sentence.
"""

import json

import pytest
from heatclient import exc as heat_exc

from heat_mistral.tests.functional.security import everything
from heat_mistral.tests.functional.support.stacks import Failed

pytestmark = pytest.mark.databases

COLUMN = 65_535
#: Heat takes templates of half a megabyte.
LONG = 100_000
JOB = {'get_attr': ['w', 'available_workflows', 'job']}


def filled(size):
    """A map that is so many bytes of JSON."""
    return {'said': 'x' * (size - len('{"said": ""}'))}


def trigger(size, **more):
    return everything.of(
        'CronTrigger',
        workflow={'name': JOB, 'input': filled(size), **more},
        pattern='0 3 1 1 *',
    )


def event_trigger(size, **more):
    return everything.of(
        'EventTrigger',
        exchange='nova',
        topic='notifications',
        event='compute.instance.create.end',
        workflow=JOB,
        input=filled(size),
        **more,
    )


def template(**resources):
    return {
        'heat_template_version': '2018-08-31',
        'resources': {
            'w': everything.of('Workflow', definition=everything.ECHO),
            **resources,
        },
        'outputs': {
            name: {'value': {'get_attr': [name, attribute]}}
            for name, attribute in (
                ('run', 'output'),
                ('thing', 'output'),
                ('e', 'variables'),
            )
            if name in resources
        },
    }


def test_the_longest_of_each(stacks, mistral):
    params = {'env': {'a': 'x' * (COLUMN - len('{"env": {"a": ""}}'))}}
    assert len(json.dumps(params)) == COLUMN
    said = 'x' * LONG
    wanted = template(
        c=trigger(COLUMN, params=params),
        run=everything.of('Execution', workflow=JOB, input={'said': said}),
        thing=everything.of(
            'ExternalResource',
            actions={name: {'workflow': JOB} for name in ('CREATE', 'UPDATE')},
            input={'said': said},
        ),
        e=everything.of('Environment', variables={'said': said}),
    )
    stack = stacks.create(wanted)
    (row,) = mistral.cron_triggers.list(name=f'eq:{stack.data_id("c")}')
    assert json.loads(row.workflow_input) == filled(COLUMN)
    assert json.loads(row.workflow_params) == params
    for name in ('run', 'thing', 'e'):
        assert stack.output(name)['said'] == said
    again = said.replace('x', 'y')
    for name in ('run', 'thing'):
        wanted['resources'][name]['properties']['input']['said'] = again
    wanted['resources']['c'] = trigger(COLUMN - 1)
    stack.update(wanted)
    for name in ('run', 'thing'):
        assert stack.output(name)['said'] == again
    stack.act('check')
    # What the trigger was made for is kept, so that it can be put back.
    with pytest.raises(Failed, match='stays as it was'):
        stack.update({**wanted, 'resources': {
            **wanted['resources'], 'c': trigger(COLUMN - 1, name='nobody'),
        }})  # fmt: skip
    (row,) = mistral.cron_triggers.list(name=f'eq:{stack.data_id("c")}')
    assert json.loads(row.workflow_input) == filled(COLUMN - 1)
    stack.delete()


def test_the_longest_event_trigger(stacks, mistral):
    stack = stacks.create(template(v=event_trigger(COLUMN)))
    row = mistral.event_triggers.get(stack.data_id('v'))
    assert json.loads(row.workflow_input) == filled(COLUMN)


@pytest.mark.parametrize('make', [trigger, event_trigger])
def test_one_byte_more(stacks, mistral, make):
    with pytest.raises((Failed, heat_exc.HTTPBadRequest)) as caught:
        stacks.create(template(t=make(COLUMN + 1)))
    told = str(caught.value)
    assert (
        f'{COLUMN + 1} bytes of JSON; Mistral keeps at most {COLUMN}' in told
    )
    assert 'INSERT' not in told
    assert len(told) < 1000
