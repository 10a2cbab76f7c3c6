"""What an event trigger resource keeps of its triggers in Mistral.

Kept as resource data, beside what TriggerHistory keeps: a
:class:`~heat_mistral.resources.event_trigger.desired.Desired` of each request
without an answer, as heat_support/unanswered.py does it.
"""

import dataclasses
from typing import Any

from heat_mistral.heat_support import unanswered
from heat_mistral.resources.event_trigger.desired import Desired
from heat_mistral.runs import trigger_history


class EventTriggerRecords(trigger_history.TriggerHistory):
    """The records of one resource; every change is stored at once."""

    @property
    def requests(self) -> unanswered.Requests[Desired]:
        """POSTs whose end is not known."""
        return unanswered.Requests(self._rsrc, Desired, dataclasses.asdict)

    def set_there(self, trigger: Any) -> None:
        """The trigger is there; one before it is a former one now."""
        self.add(trigger.id, trigger.name)
        self._rsrc.data_set(trigger_history.CURRENT, trigger.id)
        self._rsrc.resource_id_set(trigger.id)
        self.requests.drop_pending()

    def set_gone(self, identifier: str) -> None:
        """The trigger was deleted; there may be another one later."""
        self.set_removed(identifier)
        if self.current == identifier:
            self._rsrc.data_set(trigger_history.CURRENT, '')

    def former(self) -> list[str]:
        """Ids of triggers that may still be there beside the current one."""
        current = self.current
        return [
            each
            for each in self.trigger_ids()
            if each != current and self.removed_at(each) is None
        ]
