"""How many events there are, and how many are left out."""

from hypothesis import given
from hypothesis import strategies as st

from heat_mistral.core.event_budget import BURST, EVERY, EventBudget

HOUR = 3600


def play(times):
    """Ends of runs at these times.

    :returns: when events were told, and what is left.
    """
    budget, told = EventBudget(), []
    for number, now in enumerate(times):
        # Others may have it in their hands in between.
        budget = EventBudget.loaded(budget.dumped())
        taken, budget = budget.take(now, str(number))
        if taken.is_told:
            told.append((now, taken.left_out))
    return told, budget


@given(st.lists(st.floats(0, 3 * HOUR), max_size=400).map(sorted))
def test_at_most_60_in_any_hour_and_none_is_forgotten(times):
    told, budget = play(times)
    for begun, _left_out in told:
        assert sum(begun <= at < begun + HOUR for at, _ in told) <= 60
    assert sum(1 + left_out for _, left_out in told) + budget.left_out == len(
        times
    )


def test_a_thousand_in_a_minute():
    told, budget = play([number * 0.06 for number in range(1000)])
    assert len(told) == BURST
    assert budget.left_out == 1000 - BURST
    assert budget.since == BURST * 0.06
    room_at = budget.room_at()
    assert not budget.has_room_at(room_at - 1)
    taken, after = budget.tell(room_at)
    assert (taken.left_out, after.left_out) == (970, 0)
    assert after.room_at() == room_at + EVERY


def test_what_is_told_twice_counts_once():
    budget = EventBudget()
    taken, budget = budget.take(1, 'a')
    assert taken.is_told
    taken, again = budget.take(2, 'a')
    assert taken is None
    assert again == budget


def test_what_another_release_has_stored_is_read():
    assert EventBudget.loaded(None) == EventBudget()
    assert EventBudget.loaded({'left_out': 3, 'new': 1}).left_out == 3
