"""A count runs out: exactly so many runs, whatever is done then."""

import json

import pytest

from heat_mistral.tests.functional.support import triggers
from heat_mistral.tests.functional.support.triggers import (
    EVERY_SECOND,
    NIGHTLY,
    short,
)

COUNT = 2


@pytest.fixture
def finished(stacks, mistral):
    """A stack whose trigger has run twice, every second, and is gone."""
    stack = stacks.create(triggers.template(pattern=EVERY_SECOND, count=COUNT))
    watch = triggers.Watch(mistral, stack)
    watch.finished()
    watch.fired(COUNT)
    return watch


def idle(watch):
    """Whether there is no trigger, and as many runs as were asked for."""
    return watch.all() == [] and len(watch.runs()) == COUNT


def test_a_finished_one_stays_so(stacks, finished):
    stack = finished.stack
    assert stack.attribute('c', 'remaining_executions') == 0
    assert stack.attribute('c', 'next_execution_time') is None
    more = dict(triggers.WORKFLOWS, z=triggers.NOOP)
    asked = {'pattern': EVERY_SECOND, 'count': COUNT}
    for change in (
        lambda: stack.update(triggers.template(more, **asked)),
        lambda: stack.update(
            triggers.template(more, **dict(asked, workflow=short('b')))
        ),
        lambda: stack.update(
            triggers.template(
                more, **dict(asked, workflow=short('b'), pattern=NIGHTLY)
            )
        ),
        lambda: stack.act('check'),
        lambda: stack.act('suspend'),
        lambda: stack.act('resume'),
    ):
        change()
        assert idle(finished)
    runs = {run.id for run in finished.runs()}
    assert {run['id'] for run in stack.attribute('c', 'executions')} == runs
    stack.delete()
    assert finished.runs() == []


def test_a_count_that_is_raised_starts_anew(stacks, finished):
    stack = finished.stack
    stack.update(triggers.template(pattern=EVERY_SECOND, count=3))
    finished.finished()
    finished.fired(COUNT + 3)
    stack.act('check')
    assert len(finished.runs()) == COUNT + 3
    assert len(stack.attribute('c', 'executions')) == COUNT + 3
    stack.delete()
    assert finished.runs() == []


def test_suspended_in_the_middle_it_goes_on_from_there(stacks, mistral):
    stack = stacks.create(triggers.template(pattern='* * * * * */10', count=3))
    watch = triggers.Watch(mistral, stack)
    watch.fired(1)
    stack.act('suspend')
    ran = len(watch.runs())
    assert watch.all() == []
    assert stack.attribute('c', 'remaining_executions') == 3 - ran
    stack.act('resume')
    watch.finished()
    watch.fired(3)
    stack.act('check')
    assert len(watch.runs()) == 3


def test_no_tick_is_doubled_by_an_update_while_it_fires(stacks, mistral):
    """Mistral picks a tick up to 2 s early, and then tells the one after."""
    asked = {'pattern': '* * * * * */10', 'count': 3}
    stack = stacks.create(triggers.template(**asked))
    watch = triggers.Watch(mistral, stack)
    watch.fired(1)
    stack.update(
        triggers.template(
            **dict(asked, workflow={'name': short('a'), 'input': {'x': 5}})
        )
    )
    ran = watch.runs()
    assert len(ran) + watch.only().remaining_executions == 3
    watch.finished()
    watch.fired(3)
    runs = watch.runs()
    assert len(runs) == 3
    # Three ticks of their own, ten seconds from each other.
    begun = sorted(run.created_at for run in runs)
    assert begun == sorted(set(begun))
    given = [json.loads(run.input)['x'] for run in runs]
    assert given.count(1) == len(ran)
    assert given.count(5) == 3 - len(ran)


def test_every_two_seconds_and_live(stacks, mistral):
    stack = stacks.create(triggers.template(pattern='* * * * * */2', count=99))
    watch = triggers.Watch(mistral, stack)
    watch.fired(2)
    before = stack.attribute('c', 'remaining_executions')
    due = stack.attribute('c', 'next_execution_time')
    watch.fired(99 - before + 1)
    assert stack.attribute('c', 'remaining_executions') < before <= 97
    assert stack.attribute('c', 'next_execution_time') > due
    # What it runs while it is deleted goes with it, too.
    stack.delete()
    assert watch.all() == watch.runs() == []
