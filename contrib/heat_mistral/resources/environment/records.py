"""What an environment resource keeps of its environments in Mistral.

Kept as resource data:

``current``
    id of the environment that is there; empty while create has begun and
    none has been made
``pending``, ``given_up``
    name and digest of the environments that requests without an answer make,
    as heat_support/unanswered.py does it
``retired.<id>``
    the name of each former environment that may still be there
"""

import dataclasses
from typing import Any

from heat_mistral.heat_support import protocols, unanswered

_CURRENT, _RETIRED = 'current', 'retired.'


@dataclasses.dataclass(frozen=True)
class Intent:
    """An environment that a request makes whose reply may not come."""

    name: str
    digest: str


class EnvironmentRecords:
    """The records of one resource; every change is stored at once."""

    def __init__(self, rsrc: protocols.Identified) -> None:
        self._rsrc = rsrc

    @property
    def current(self) -> str | None:
        """Id of the environment that is there.

        Empty while create has begun and none has been made; None of one that
        this resource did not make, of which only the name is known.
        """
        return self._rsrc.data().get(_CURRENT)

    @property
    def name(self) -> str | None:
        """By what Mistral knows the environment; None if there is none."""
        return None if self.current == '' else self._rsrc.resource_id

    @property
    def requests(self) -> unanswered.Requests[Intent]:
        """POSTs whose end is not known."""
        return unanswered.Requests(self._rsrc, Intent, dataclasses.asdict)

    def begin(self, name: str) -> None:
        """Create has begun: the resource has a physical id from now on.

        Without one, an update that observes reality would replace it. That
        the name may be somebody else's is told by the empty ``current``.
        """
        if self._rsrc.resource_id is None:
            self._rsrc.data_set(_CURRENT, '')
            self._rsrc.resource_id_set(name)

    def set_current(self, row: Any) -> None:
        """This one is there; what was there before is retired."""
        before, name = self.current, self._rsrc.resource_id
        if before and before != row.id:
            self.retire(before, name or '')
        # In this order: an engine that dies in between leaves a pending
        # request, by which the next one finds the environment.
        self._rsrc.data_set(_CURRENT, row.id)
        self._rsrc.resource_id_set(row.name)
        self.requests.drop_pending()

    def retire(self, identifier: str, name: str) -> None:
        """This one is a former environment now."""
        self._rsrc.data_set(_RETIRED + identifier, name)

    def retired(self) -> dict[str, str]:
        """Id -> name of former environments that may still be there."""
        return {
            key[len(_RETIRED) :]: name
            for key, name in self._rsrc.data().items()
            if key.startswith(_RETIRED)
        }

    def forget(self, identifier: str) -> None:
        """This former environment is gone."""
        self._rsrc.data_delete(_RETIRED + identifier)
