"""A change that Mistral refuses puts the old trigger back."""

import pytest
from heatclient import exc as heat_exc

from heat_mistral.tests.functional.support import triggers
from heat_mistral.tests.functional.support.stacks import Failed
from heat_mistral.tests.functional.support.triggers import NIGHTLY, short


def test_the_old_one_is_back(stacks, mistral):
    workflows = dict(
        triggers.WORKFLOWS, strict=dict(triggers.NOOP, input=['z'])
    )

    def asked(workflow, pattern=NIGHTLY):
        return triggers.template(
            workflows, workflow=workflow, pattern=pattern, count=99
        )

    stack = stacks.create(asked(short('a'), triggers.EVERY_SECOND))
    watch = triggers.Watch(mistral, stack)
    watch.fired(1)
    stack.update(asked(short('a')))
    left, runs = watch.only().remaining_executions, watch.runs()
    assert left < 99
    for workflow, why in (
        ('nobody', 'there is no workflow nobody'),
        ({'name': short('b'), 'input': {'y': 1}}, 'unexpected'),
        (short('strict'), 'missing'),
    ):
        with pytest.raises(Failed, match=f'{why}.*stays as it was'):
            stack.update(asked(workflow))
        back = watch.only()
        assert back.workflow_name.endswith('.a')
        assert back.remaining_executions == left
    assert {run['id'] for run in stack.attribute('c', 'executions')} == {
        run.id for run in runs
    }
    stack.update(asked(short('a')))
    assert watch.only().id == back.id
    stack.update(asked(short('b')))
    assert watch.only().workflow_name.endswith('.b')
    assert watch.only().remaining_executions == left
    stack.delete()
    assert watch.all() == watch.runs() == []


def test_what_can_never_run_is_no_template(stacks, mistral):
    stack = stacks.create(triggers.template())
    watch = triggers.Watch(mistral, stack)
    before = watch.only().id
    for properties, why in (
        ({'pattern': '0 0 31 2 *'}, 'never comes due'),
        ({'pattern': 'R 3 * * *'}, 'random field'),
        ({'pattern': 'H 3 * * *'}, 'is no cron pattern'),
        (
            {'pattern': None, 'first_time': triggers.LATER, 'count': 2},
            'needs a pattern',
        ),
        ({'pattern': None}, 'first_time'),
        ({'first_time': 'tomorrow'}, 'YYYY-MM-DD'),
        ({'count': 0}, 'count'),
    ):
        with pytest.raises(heat_exc.HTTPBadRequest, match=why):
            stack.update(triggers.template(**properties))
    assert watch.only().id == before


def test_a_name_that_is_taken(stacks, mistral):
    theirs = stacks.create(triggers.template(name='test-cron-taken'))
    stack = stacks.create(triggers.template())
    watch = triggers.Watch(mistral, stack)
    before = watch.only().id
    with pytest.raises(Failed, match='taken by cron trigger'):
        stack.update(triggers.template(name='test-cron-taken'))
    assert watch.only().id == before
    theirs.delete()
    stack.update(triggers.template(name='test-cron-taken'))
    assert watch.only().name == 'test-cron-taken'
