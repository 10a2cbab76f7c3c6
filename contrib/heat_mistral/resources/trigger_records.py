"""What a cron trigger resource remembers of its triggers in Mistral.

Kept as resource data, a key for each item; the values are JSON where they
are more than an id or a name.
"""

import dataclasses
import json
from typing import Any

from heat_mistral.resources.asked_trigger import Asked

_CURRENT, _MADE, _PENDING, _TRIGGER = (
    'current', 'made', 'pending', 'trigger.')


class TriggerRecords:
    """The records of one resource; every change is stored at once."""

    def __init__(self, rsrc: Any) -> None:
        self._rsrc = rsrc

    def identifiers(self) -> list[str]:
        """Ids of all triggers that are known, past ones included."""
        return [key[len(_TRIGGER):] for key in self._rsrc.data()
                if key.startswith(_TRIGGER)]

    @property
    def current(self) -> str | None:
        """Id of the trigger that was made last."""
        return self._rsrc.data().get(_CURRENT)

    @property
    def pending(self) -> Asked | None:
        """What was asked for last, if it is not known to be there."""
        return self._stored(_PENDING)

    @property
    def made(self) -> Asked | None:
        """What the trigger that was there last was made for."""
        return self._stored(_MADE)

    def ask_for(self, asked: Asked) -> None:
        """The next request asks for this."""
        self._store(_PENDING, asked)

    def was_made_for(self, asked: Asked) -> None:
        """The trigger that is there, or was, is for this."""
        self._store(_MADE, asked)

    def nothing_pending(self) -> None:
        """What is there is what was asked for last, or nothing came of it."""
        self._rsrc.data_delete(_PENDING)

    def nothing_made(self) -> None:
        """There is nothing that could be put back."""
        self._rsrc.data_delete(_MADE)

    def known(self, trigger: Any, asked: Asked) -> None:
        """The trigger is there, as it was asked for."""
        self.was_made_for(asked)
        self.remember(trigger)
        self.nothing_pending()

    def remember(self, trigger: Any) -> None:
        """The trigger is there; its id last, which tells that this is all."""
        self._rsrc.data_set(_TRIGGER + trigger.id, trigger.name)
        self._rsrc.resource_id_set(trigger.name)
        self._rsrc.data_set(_CURRENT, trigger.id)

    def _stored(self, key: str) -> Asked | None:
        stored = self._rsrc.data().get(key)
        return None if stored is None else Asked(**json.loads(stored))

    def _store(self, key: str, asked: Asked) -> None:
        self._rsrc.data_set(key, json.dumps(dataclasses.asdict(asked)))
