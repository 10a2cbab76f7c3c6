"""The triggers that a resource has had, as long as their runs may be there.

A trigger of Mistral's (of time, or of events) is known to its executions by
its id, and a change may make another one. So ids are kept, as resource data:

``current``
    id of the trigger that was made last; empty while create has begun and
    none has been made
``trigger.<id>``
    the name of each trigger whose executions may still be in Mistral
``removed.<id>``
    when the trigger was deleted, in UTC; absent of the current one
``suspended``
    present while no trigger is there because the stack is suspended
"""

import datetime

from oslo_utils import timeutils

from heat_mistral.heat_support import protocols

CURRENT = 'current'
_TRIGGER, _REMOVED, _SUSPENDED = 'trigger.', 'removed.', 'suspended'


class TriggerHistory:
    """The triggers of one resource; every change is stored at once."""

    def __init__(self, rsrc: protocols.Identified) -> None:
        self._rsrc = rsrc

    @property
    def current(self) -> str | None:
        """Id of the trigger that was made last.

        Empty while create has begun and none has been made; None of a
        trigger that this resource did not make, of which only the physical
        id is known.
        """
        return self._rsrc.data().get(CURRENT)

    @property
    def identifier(self) -> str | None:
        """By what Mistral knows the trigger; None if there cannot be one."""
        if self.current is None:
            return self._rsrc.resource_id
        return self.current or None

    def begin(self, name: str) -> None:
        """Create has begun: the resource has a physical id from now on.

        Without one, an update that observes reality would replace it. That
        the name may be somebody else's is told by the empty ``current``.
        """
        if self._rsrc.resource_id is None:
            self._rsrc.data_set(CURRENT, '')
            self._rsrc.resource_id_set(name)

    # A check has Heat forget that the stack is suspended: not the records.

    @property
    def suspended(self) -> bool:
        """Whether it is right that no trigger is there."""
        return _SUSPENDED in self._rsrc.data()

    def set_suspended(self) -> None:
        """The trigger was taken away until resume, or an update."""
        self._rsrc.data_set(_SUSPENDED, '1')

    def end_suspension(self) -> None:
        """What is wanted is there again."""
        self._rsrc.data_delete(_SUSPENDED)

    # Triggers whose executions may still be in Mistral

    def add(self, identifier: str, name: str) -> None:
        """The trigger is there."""
        self._rsrc.data_set(_TRIGGER + identifier, name)

    def trigger_ids(self) -> list[str]:
        """Ids of all triggers that are known, the latest first."""
        current = self.current
        known = [
            key[len(_TRIGGER) :]
            for key in self._rsrc.data()
            if key.startswith(_TRIGGER)
        ]
        return sorted(
            known,
            key=lambda each: (each == current, self._removed(each) or ''),
            reverse=True,
        )

    def removed_at(self, identifier: str) -> datetime.datetime | None:
        """When the trigger was deleted, if that is known."""
        text = self._removed(identifier)
        return None if text is None else datetime.datetime.fromisoformat(text)

    def set_removed(self, identifier: str) -> None:
        """The trigger has just been deleted."""
        self._rsrc.data_set(
            _REMOVED + identifier,
            timeutils.utcnow().isoformat(timespec='seconds'),
        )

    def forget(self, identifier: str) -> None:
        """Nothing of the trigger is left, nor can come any more."""
        self._rsrc.data_delete(_TRIGGER + identifier)
        self._rsrc.data_delete(_REMOVED + identifier)

    def _removed(self, identifier: str) -> str | None:
        return self._rsrc.data().get(_REMOVED + identifier)
