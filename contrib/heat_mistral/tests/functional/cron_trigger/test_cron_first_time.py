"""A first time is reached, or has passed, and the pattern goes on."""

import datetime

import pytest

from heat_mistral.tests.functional.support import triggers
from heat_mistral.tests.functional.support.stacks import Failed
from heat_mistral.tests.functional.support.triggers import (
    LATER,
    NIGHTLY,
    PAST,
    short,
)


def first_times(watch):
    return [row.first_execution_time for row in watch.all()]


def test_one_that_has_passed_leaves_the_pattern(stacks, mistral):
    asked = {'first_time': PAST}
    stack = stacks.create(triggers.template(**asked))
    watch = triggers.Watch(mistral, stack)
    assert first_times(watch) == [None]
    assert watch.only().next_execution_time.endswith('03:00:00')
    stack.update(triggers.template(workflow=short('b'), **asked))
    assert first_times(watch) == [None]
    stack.act('suspend')
    assert first_times(watch) == []
    stack.act('resume')
    assert first_times(watch) == [None]
    stack.act('check')
    stack.update(triggers.template(first_time=LATER))
    assert first_times(watch) == [f'{LATER}:00']


def test_one_that_has_passed_without_a_pattern(stacks, mistral):
    stack = stacks.start(triggers.template(pattern=None, first_time=PAST))
    with pytest.raises(
        Failed, match='more than a minute ahead, and there is no pattern'
    ):
        stack.wait('CREATE')
    watch = triggers.Watch(mistral, stack)
    assert watch.all() == []
    stack.update(triggers.template(pattern=None, first_time=LATER))
    assert first_times(watch) == [f'{LATER}:00']
    with pytest.raises(Failed, match='more than a minute ahead'):
        stack.update(triggers.template(pattern=None, first_time=PAST))
    assert first_times(watch) == [f'{LATER}:00']
    stack.update(triggers.template(pattern=NIGHTLY, first_time=PAST))
    assert first_times(watch) == [None]


def test_the_time_that_mistral_tells(stacks, mistral):
    stack = stacks.create(triggers.template(first_time=LATER))
    assert stack.attribute('c', 'next_execution_time') == f'{LATER}:00'
    stack.update(triggers.template())
    due = stack.attribute('c', 'next_execution_time')
    tomorrow = datetime.datetime.now(datetime.UTC) + datetime.timedelta(1)
    assert due < f'{tomorrow:%Y-%m-%d %H:%M}:60'
    assert due.endswith(' 03:00:00')
