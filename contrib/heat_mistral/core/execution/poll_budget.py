"""How many requests following an execution may cost Mistral.

One object lives as long as one attempt at an action; an engine that takes
over begins a new one.
"""

# A run of an hour is asked for 360 times at a poll each 10 s, and some more
# in its first minute. So many requests beyond one each 10 s may go to its
# tasks as well, and so many altogether: below 400 for an hour.
_FREE, _RESERVE = 22, 32
_EACH = 10.0  # seconds


class PollBudget:
    """Requests that following one execution has cost, and may cost."""

    def __init__(self) -> None:
        self._made = 0
        self._from: float | None = None

    def spend(self) -> None:
        """A request is made."""
        self._made += 1

    def allows(
        self, requests: int, took: float, reserve: bool = False
    ) -> bool:
        """Whether so many may be made now.

        :param took: what the run has taken so far, in seconds.
        :param reserve: for what finds the end of the run sooner.
        """
        if self._from is None:
            self._from = took
        extra = _RESERVE if reserve else _FREE
        return self._made + requests <= extra + (took - self._from) / _EACH
