"""What a cron trigger resource keeps of its triggers in Mistral.

Kept as resource data, beside what TriggerHistory keeps:

``made``, ``pending``
    a :class:`~heat_mistral.resources.cron_trigger.desired.Desired` each, as
    JSON: for which the last trigger was made, and for which the next request
    is sent
"""

import json
from typing import Any

from heat_mistral.heat_support import resource_data
from heat_mistral.resources.cron_trigger.desired import Desired
from heat_mistral.runs import trigger_history

_MADE, _PENDING = 'made', 'pending'


class CronTriggerRecords(trigger_history.TriggerHistory):
    """The records of one resource; every change is stored at once."""

    @property
    def pending(self) -> Desired | None:
        """What the last request wanted, if its end is not known."""
        return self._read(_PENDING)

    @property
    def made(self) -> Desired | None:
        """What the last trigger that is known was made for."""
        return self._read(_MADE)

    def set_pending(self, wanted: Desired) -> None:
        """The next request wants this."""
        self._write(_PENDING, wanted)

    def set_made(self, wanted: Desired) -> None:
        """The trigger that is there, or was, is for this."""
        self._write(_MADE, wanted)

    def drop_pending(self) -> None:
        """No request is left whose end is not known."""
        resource_data.delete(self._rsrc, _PENDING)

    def drop_made(self) -> None:
        """There is nothing that could be put back."""
        resource_data.delete(self._rsrc, _MADE)

    def set_there(self, trigger: Any, wanted: Desired) -> None:
        """The trigger is there, and is for this."""
        self.set_made(wanted)
        self.set_current(trigger)
        self.drop_pending()

    def set_current(self, trigger: Any) -> None:
        """The trigger is there; its id is written last, when all is."""
        self.add(trigger.id, trigger.name)
        self._rsrc.resource_id_set(trigger.name)
        self._rsrc.data_set(trigger_history.CURRENT, trigger.id)

    def _read(self, key: str) -> Desired | None:
        text = resource_data.read(self._rsrc, key)
        return None if text is None else Desired(**json.loads(text))

    def _write(self, key: str, wanted: Desired) -> None:
        # Longer than a column, where input and params are as long as one.
        resource_data.write(self._rsrc, key, json.dumps(wanted.dumped()))
