"""How many events of one kind a resource may have, and how many it left out.

Heat keeps a thousand events of a stack. Some are told at once, and then one
every two minutes: 60 in any hour. What is left out is counted, and told with
the next one.

Pure: a value and what comes of it; others keep it.
"""

import dataclasses
from collections.abc import Mapping
from typing import Any

#: At once, and seconds until there is room for one more.
BURST, EVERY = 30, 120
# Ends that are kept one by one. More than come out of order: those that are
# under way at a time.
_KEPT = 200


@dataclasses.dataclass(frozen=True)
class Taken:
    """What has become of one more event.

    :ivar is_told: there is room for it.
    :ivar left_out: how many before it were not told, and are told with it.
    :ivar since: when the first of those came, in seconds since the epoch.
    """

    is_told: bool
    left_out: int = 0
    since: float = 0


@dataclasses.dataclass(frozen=True)
class EventBudget:
    """What has been told and left out so far.

    :ivar empty_at: until when the events so far take up room (seconds since
        the epoch).
    :ivar left_out: how many were not told since the last one that was.
    :ivar since: when the first of them came.
    :ivar ends: of the latest ones, in their order.
    :ivar floor: the latest one that is not kept among them. What is not later
        than this is old: whoever says it again is not heard again.
    """

    empty_at: float = 0
    left_out: int = 0
    since: float = 0
    ends: tuple[str, ...] = ()
    floor: str = ''

    def has_room_at(self, now: float) -> bool:
        return self.room_at() <= now

    def room_at(self) -> float:
        """When there is room for one more event."""
        return self.empty_at - (BURST - 1) * EVERY

    def take(self, now: float, end: str) -> tuple[Taken | None, 'EventBudget']:
        """One more has come.

        :param end: what it is of. Begins with its time, and has nothing but
            its name behind it, so that ends sort as they happened.
        :returns: None if it is known already, or old; and what is left.
        """
        if end in self.ends or (self.floor and end <= self.floor):
            return None, self
        if not self.has_room_at(now):
            return Taken(False), self.leave_out(now)._knowing(end)
        taken, after = self.tell(now)
        return taken, after._knowing(end)

    def leave_out(self, now: float) -> 'EventBudget':
        """One more has come, and is not told for now."""
        return dataclasses.replace(
            self,
            left_out=self.left_out + 1,
            since=self.since if self.left_out else now,
        )

    def tell(self, now: float) -> tuple[Taken, 'EventBudget']:
        """Use room that there is, for what was left out as well."""
        return Taken(True, self.left_out, self.since), dataclasses.replace(
            self, empty_at=max(self.empty_at, now) + EVERY, left_out=0, since=0
        )

    def _knowing(self, end: str) -> 'EventBudget':
        ends = tuple(sorted((*self.ends, end)))
        return dataclasses.replace(
            self, ends=ends[-_KEPT:], floor=max([self.floor, *ends[:-_KEPT]])
        )

    def dumped(self) -> dict[str, Any]:
        """As it is stored."""
        return {**dataclasses.asdict(self), 'ends': list(self.ends)}

    @classmethod
    def loaded(cls, stored: Mapping[str, Any] | None) -> 'EventBudget':
        """What ``dumped`` has made, or another release of it."""
        fields = {
            field.name: stored[field.name]
            for field in dataclasses.fields(cls)
            if stored and field.name in stored
        }
        return cls(**{**fields, 'ends': tuple(fields.get('ends', ()))})
