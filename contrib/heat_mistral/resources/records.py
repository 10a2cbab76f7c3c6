"""What a workflow resource remembers of what it has in Mistral.

Kept as resource data, a key for each item: Heat has no unique key there, and
a list in one row loses what two writers add at once. The values are JSON.
"""

import dataclasses
import hashlib
import json
from typing import Any

_KEY_LENGTH = 255  # of the column, on every database
_OWNER = 'owner'
_UNFINISHED = 'unfinished'
_WORKFLOW = 'workflow.'
_RETIRED = 'retired.'
_FORMER = 'former.'


@dataclasses.dataclass(frozen=True)
class Record:
    """A workflow that this resource has registered, or is about to.

    :ivar short: its name in the definition.
    :ivar name: its registered name.
    :ivar id: None while the request is under way or its reply was lost.
    :ivar digest: of the text in that request: tells whether a workflow of
        this name is the one that was asked for.
    """
    short: str
    name: str
    namespace: str
    id: str | None
    digest: str


class Records:
    """The records of one resource; every change is stored at once."""

    def __init__(self, rsrc: Any) -> None:
        self._rsrc = rsrc

    @property
    def owner(self) -> str:
        """The UUID by which this resource's executions are known.

        Names may change and come back. An adopted resource has another UUID
        than it had before, and keeps the owner.
        """
        return self._rsrc.data().get(_OWNER) or self._rsrc.uuid

    def make_owner(self) -> None:
        """Store that UUID, once and for good."""
        if _OWNER not in self._rsrc.data():
            self._rsrc.data_set(_OWNER, self._rsrc.uuid)

    @property
    def unfinished(self) -> bool:
        """Whether what is registered may be no template's, but a mixture."""
        return _UNFINISHED in self._rsrc.data()

    def begin(self) -> None:
        """What is registered is about to change."""
        if not self.unfinished:
            self._rsrc.data_set(_UNFINISHED, 'true')

    def finish(self) -> None:
        """What is registered is what a template wants."""
        self._rsrc.data_delete(_UNFINISHED)

    def current(self) -> dict[str, Record]:
        """By short name, in the order of the names."""
        return {record.short: record for record in self._read(_WORKFLOW)}

    def named(self, name: str) -> Record | None:
        """The current one of this registered name."""
        return next((record for record in self.current().values()
                     if record.name == name), None)

    def retired(self) -> dict[str, Record]:
        """Workflows that left the text and could not be deleted, by id."""
        return {record.id: record for record in self._read(_RETIRED)
                if record.id is not None}

    def former_names(self) -> list[str]:
        """Registered names of the past: executions keep theirs."""
        return sorted(json.loads(value)
                      for key, value in self._rsrc.data().items()
                      if key.startswith(_FORMER))

    def former(self, name: str) -> None:
        """Remember a registered name of the past."""
        self._rsrc.data_set(_key(_FORMER, name), json.dumps(name))

    def put(self, record: Record) -> None:
        """Remember a workflow in place of what had its short name."""
        known = self.current().get(record.short)
        if known is not None and known.name != record.name:
            self.former(known.name)
        self._write(_key(_WORKFLOW, record.short), record)

    def forget(self, record: Record) -> None:
        """The workflow is no more."""
        self._rsrc.data_delete(_key(_WORKFLOW, record.short))

    def retire(self, record: Record) -> None:
        """The workflow left the text, but something still uses it."""
        self._write(_key(_RETIRED, record.id or ''), record)
        self.forget(record)

    def forget_retired(self, record: Record) -> None:
        """The retired workflow is no more."""
        self._rsrc.data_delete(_key(_RETIRED, record.id or ''))

    def _read(self, prefix: str) -> list[Record]:
        return [Record(**json.loads(value))
                for key, value in sorted(self._rsrc.data().items())
                if key.startswith(prefix)]

    def _write(self, key: str, record: Record) -> None:
        self._rsrc.data_set(key, json.dumps(dataclasses.asdict(record)))


def _key(prefix: str, name: str) -> str:
    key = prefix + name
    if len(key) <= _KEY_LENGTH:
        return key
    return prefix + hashlib.sha256(name.encode()).hexdigest()
