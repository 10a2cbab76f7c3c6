"""Texts that hypothesis makes up: twice as long, twice the time.

A few of each; ``fuzz`` goes on looking for as long as it is told to.
"""

import hypothesis
import pytest
from hypothesis import strategies as st

from heat_mistral.tests.unit.security import fuzz, growth, targets

FEW = hypothesis.settings(
    max_examples=8,
    database=None,
    deadline=None,
    derandomize=True,
    phases=[hypothesis.Phase.generate],
    suppress_health_check=list(hypothesis.HealthCheck),
)


@pytest.mark.parametrize(
    'target', targets.TARGETS, ids=lambda target: target.name
)
def test_time_grows_with_the_text(target):
    @FEW
    @hypothesis.given(growth.shapes(target))
    def check(shape):
        growth.check(shorter(target), shape)

    check()


@pytest.mark.parametrize(
    'target', targets.TARGETS, ids=lambda target: target.name
)
def test_any_text_is_read_or_refused(target):
    @hypothesis.settings(FEW, max_examples=40)
    @hypothesis.given(fuzz.texts(target))
    def check(text):
        growth.call(target, text)

    check()


def shorter(target):
    """The same with texts that leave time for the other tests."""
    return growth.dataclasses.replace(
        target, longest=min(target.longest, 16 * 1024)
    )


def once(text):
    sum(1 for _ in text)


def for_each(text):
    for _ in range(0, len(text), 256):
        once(text)


def test_what_grows_too_fast_is_found():
    """The measure itself: what walks through once, and what does so often."""
    shape = growth.Shape('', 'a', '', '', '')
    growth.check(growth.Target(once, (), ('a',), longest=2**20), shape)
    with pytest.raises(growth.Misbehaved, match='seconds by size'):
        growth.check(growth.Target(for_each, (), ('a',), longest=2**17), shape)


def test_what_may_not_be_raised_is_found():
    target = growth.Target(int, (KeyError,), ('a',))
    with pytest.raises(growth.Misbehaved, match='ValueError'):
        growth.call(target, 'a')


@hypothesis.given(st.integers(2, 5000))
def test_a_shape_is_as_long_as_is_wanted(size):
    shape = growth.Shape('s', f'{growth.NUMBER},', 'm', 'xy', 'e')
    text = shape.text(size)
    assert size <= len(text) <= size + 12
    assert text.startswith('s0,')
