"""A cron trigger as a template asks for it, and what goes on from another.

Pure but for Heat's errors: nothing here speaks to Mistral.
"""

import dataclasses
from collections.abc import Mapping
from typing import Any

from heat.common import exception
from heat.common.i18n import _
from oslo_utils import timeutils

from heat_mistral import schedule


@dataclasses.dataclass(frozen=True)
class Asked:
    """A trigger as a template asks for it.

    :ivar workflow: None where it is not known; never of one that is made.
    :ivar left: how often it may still run, where it has been there before.
    """
    name: str
    workflow: str | None
    input: Mapping[str, Any]
    params: Mapping[str, Any]
    pattern: str | None
    first_time: str | None
    count: int | None
    left: int | None = None

    def same(self, other: 'Asked') -> bool:
        """Whether the templates ask for the same."""
        return dataclasses.replace(self, left=None) == dataclasses.replace(
            other, left=None)

    @property
    def to_send(self) -> int | None:
        return self.count if self.left is None else self.left

    @property
    def ends(self) -> Any:
        """What makes this trigger end by itself; None if nothing does."""
        if self.count is not None:
            return self.count
        return None if self.pattern else self.first_time

    def after(self, made: 'Asked') -> 'Asked':
        """This in place of ``made``.

        What has run does not run again, unless it is to end otherwise.
        """
        if made.ends != self.ends:
            return self
        return dataclasses.replace(self, left=made.left)

    def first_time_to_send(self) -> str | None:
        """The first time, if Mistral takes it now.

        :raises heat.common.exception.Error: if the trigger would never run.
        """
        now = timeutils.utcnow()
        first_time = schedule.first_time_to_send(self.first_time, now)
        if self.pattern:
            try:
                schedule.next_tick(self.pattern, now)
            except schedule.ScheduleError as ex:
                raise exception.Error(str(ex)) from ex
        elif first_time is None:
            raise exception.Error(_(
                'first_time %s is not more than a minute ahead, and there is '
                'no pattern') % self.first_time)
        return first_time
