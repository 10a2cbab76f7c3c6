"""Each property of a cron trigger is changed alone, and Mistral has it."""

import json

from heat_mistral.tests.functional.support import triggers
from heat_mistral.tests.functional.support.triggers import (
    LATER,
    NIGHTLY,
    short,
)


def seen(trigger):
    return {
        'name': trigger.name,
        'pattern': trigger.pattern,
        'first_time': trigger.first_execution_time,
        'left': trigger.remaining_executions,
        'workflow': trigger.workflow_name.rpartition('.')[2],
        'input': json.loads(trigger.workflow_input),
        'params': json.loads(trigger.workflow_params),
    }


def test_each_property_alone(stacks, mistral):
    name = 'test-cron-properties'
    asked = {'name': name, 'pattern': triggers.EVERY_SECOND, 'count': 99}
    stack = stacks.create(triggers.template(**asked))
    watch = triggers.Watch(mistral, stack)
    watch.fired(1)

    def changed(**properties):
        asked.update(properties)
        stack.update(triggers.template(**asked))
        return seen(watch.only())

    wanted = changed(pattern=NIGHTLY)
    left = wanted['left']
    assert left < 99
    assert wanted == {
        'name': name,
        'pattern': NIGHTLY,
        'first_time': None,
        'left': left,
        'workflow': 'a',
        'input': {},
        'params': {},
    }
    runs = {run.id for run in watch.runs()}
    for properties, news in (
        ({'name': f'{name}-2'}, {'name': f'{name}-2'}),
        ({'name': None}, {'name': stack.data_id}),
        ({'pattern': '0 4 * * *'}, {'pattern': '0 4 * * *'}),
        ({'first_time': LATER}, {'first_time': f'{LATER}:00'}),
        ({'workflow': short('b')}, {'workflow': 'b'}),
        (
            {'workflow': {'name': short('b'), 'input': {'x': 2}}},
            {'input': {'x': 2}},
        ),
        (
            {
                'workflow': {
                    'name': short('b'),
                    'input': {'x': 2},
                    'params': {'env': {'e': 3}},
                }
            },
            {'params': {'env': {'e': 3}}},
        ),
        ({'keep_executions': True}, {}),
        ({'keep_executions': False}, {}),
        ({'first_time': None}, {'first_time': None}),
        ({'count': 5}, {'left': 5}),
        ({'count': None}, {'left': None}),
        ({'count': 4}, {'left': 4}),
    ):
        before = seen(watch.only())
        now = changed(**properties)
        if callable(news.get('name')):
            news = {'name': stack.data_id('c')}
        assert now == {**before, **news}, properties
    # None of that ran anything, and what ran before is still known.
    assert {run.id for run in watch.runs()} == runs
    assert {run['id'] for run in stack.attribute('c', 'executions')} == runs
    stack.delete()
    assert watch.runs() == []


def test_a_change_of_nothing_that_mistral_knows(stacks, mistral):
    stack = stacks.create(triggers.template())
    watch = triggers.Watch(mistral, stack)
    before = watch.only().id
    stack.update(triggers.template(keep_executions=True))
    assert watch.only().id == before


def test_one_run_becomes_a_schedule_and_back(stacks, mistral):
    stack = stacks.create(triggers.template(pattern=None, first_time=LATER))
    watch = triggers.Watch(mistral, stack)
    assert watch.only().remaining_executions == 1
    stack.update(triggers.template(first_time=LATER))
    assert watch.only().remaining_executions is None
    stack.update(triggers.template(pattern=None, first_time=LATER))
    assert watch.only().remaining_executions == 1
    assert watch.runs() == []
