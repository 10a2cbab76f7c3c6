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
        taken, budget = budget.take(now, f'{now:09.3f} {number:04}')
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


@given(st.lists(st.integers(0, 400), max_size=1500))
def test_no_end_counts_twice_whatever_is_told_again(numbers):
    budget, counted = EventBudget(), []
    for number in numbers:
        taken, budget = budget.take(1, f'{number:05}')
        counted += [number] * (taken is not None)
    assert len(set(counted)) == len(counted)


def test_who_tells_all_of_them_again_is_not_heard():
    ends = [f'2026-01-01 {number:05} x' for number in range(1000)]
    budget = EventBudget()
    for now, end in enumerate(ends):
        taken, budget = budget.take(now, end)
        assert taken is not None
    later = 10**6  # there is room for all
    for end in ends:
        assert budget.take(later, end) == (None, budget)
    assert len(budget.ends) == 200
    taken, budget = budget.take(later, '2026-01-02 new')
    assert taken.is_told


def test_what_comes_out_of_order_counts():
    budget = EventBudget()
    for number in [*range(1000), *range(1100, 1200), *range(1000, 1100)]:
        taken, budget = budget.take(1, f'{number:05}')
        assert taken is not None


def test_what_another_release_has_stored_is_read():
    assert EventBudget.loaded(None) == EventBudget()
    assert EventBudget.loaded({'left_out': 3, 'new': 1}).left_out == 3
