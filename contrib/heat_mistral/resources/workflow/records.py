"""What a workflow resource has stored of its workflows in Mistral.

Kept as resource data, a key for each item: Heat has no unique key there, and
a list in one row loses what two writers add at once. The values are JSON, and
small: a value is a TEXT column, 64 KB on MySQL.

The intent to register a workflow is stored before the request is sent: a
record without an id. Its reply may get lost, and what the request makes is
recognised by name and digest then. Until when it may come has a key of its
own: an engine of an older release, which may serve the same stack during an
upgrade, cannot read records with more fields than it knows.
"""

import dataclasses
import hashlib
import json
from collections.abc import Iterable

from heat_mistral.heat_support import protocols, resource_data
from heat_mistral.resources.workflow.record import (
    OF_INTENTS,
    Record,
    from_text,
    without,
)

_KEY_LENGTH = 255  # of the column, on every database
_UNFINISHED = 'unfinished'
_WORKFLOW = 'workflow.'
_EXPECTED = 'expected.'
_GIVEN_UP = 'given_up.'
_RETIRED = 'retired.'
_FORMER = 'former.'
_MEMBERS = 'members'
_SHARED = 'shared.'


class Records:
    """The records of one resource; every change is stored at once."""

    def __init__(self, data: protocols.HasData) -> None:
        self._data = data

    @property
    def unfinished(self) -> bool:
        """Whether what is registered may be no template's, but a mixture."""
        return _UNFINISHED in self._data.data()

    def begin(self) -> None:
        """What is registered is about to change."""
        if not self.unfinished:
            self._data.data_set(_UNFINISHED, 'true')

    def finish(self) -> None:
        """What is registered is what a template asks for."""
        self._data.data_delete(_UNFINISHED)

    def current(self) -> dict[str, Record]:
        """By short name, in the order of the names; intents among them."""
        return {
            record.short: self._with_expectation(record)
            for record in self._read(_WORKFLOW)
        }

    def retired(self) -> dict[str, Record]:
        """Workflows that left the text and could not be deleted, by id."""
        return {
            record.id: record
            for record in self._read(_RETIRED)
            if record.id is not None
        }

    def given_up(self) -> list[Record]:
        """Intents of the past: nobody asks for these workflows any more."""
        return self._read(_GIVEN_UP)

    def intents(self) -> list[Record]:
        """All that was requested and not answered with an id."""
        return [
            *(
                record
                for record in self.current().values()
                if record.id is None
            ),
            *self.given_up(),
        ]

    def ids(self) -> set[str]:
        """Ids of all workflows in Mistral that are this resource's."""
        return {
            record.id
            for record in self.current().values()
            if record.id is not None
        } | self.retired().keys()

    def former_names(self) -> list[str]:
        """Registered names of the past: executions keep theirs."""
        return sorted(
            json.loads(value)
            for key, value in self._data.data().items()
            if key.startswith(_FORMER)
        )

    def add_former_name(self, name: str) -> None:
        """Keep a registered name of the past."""
        self._data.data_set(_key(_FORMER, name), json.dumps(name))

    def members(self) -> frozenset[str]:
        """Ids of projects that the last template has shared with."""
        return frozenset(json.loads(self._data.data().get(_MEMBERS, '[]')))

    def set_members(self, members: Iterable[str]) -> None:
        """All workflows are shared with these."""
        kept = sorted(members)
        if kept:
            self._data.data_set(_MEMBERS, json.dumps(kept))
        else:
            self._data.data_delete(_MEMBERS)

    def shared(self) -> dict[str, frozenset[str]]:
        """Id of a workflow -> projects that this resource shares it with.

        Those of a request whose end is not known are among them; those that
        people have shared it with are not.
        """
        return {
            key.removeprefix(_SHARED): frozenset(json.loads(value))
            for key, value in self._data.data().items()
            if key.startswith(_SHARED)
        }

    def set_shared(self, identifier: str, members: Iterable[str]) -> None:
        """This resource shares a workflow with these projects."""
        self._data.data_set(_SHARED + identifier, json.dumps(sorted(members)))

    def forget_shared(self, identifier: str) -> None:
        """The workflow is no more, or shared with nobody by us."""
        self._data.data_delete(_SHARED + identifier)

    def put(self, *records: Record) -> None:
        """Store records in place of what has their short names.

        Several cost Heat's database far less together than one by one.

        :param records: each of another short name.
        """
        recorded = self.current()
        expected = {
            key for key in self._data.data() if key.startswith(_EXPECTED)
        }
        with resource_data.together(self._data):
            for record in records:
                self._put(record, recorded.get(record.short), expected)

    def _put(
        self, record: Record, before: Record | None, expected: set[str]
    ) -> None:
        if before is not None and before.name != record.name:
            self.add_former_name(before.name)
        if before is not None and before.id is None:
            self._keep_what_may_come(before, record)
        # First, so that no intent is there without it.
        self._write_expectation(record, expected)
        self._write(_key(_WORKFLOW, record.short), without(record))

    def _keep_what_may_come(self, intent: Record, record: Record) -> None:
        """Give up an intent where a record is about to take its place."""
        if intent.identity != record.identity:
            self._write(_key_of_intent(intent), intent)
        elif record.id is not None and intent.repeated:
            # One of the requests has made it; another one is still open.
            other = dataclasses.replace(intent, repeated=False)
            self._write(_key_of_intent(other), other)

    def forget(self, record: Record) -> None:
        """The workflow of this short name is no more."""
        self._data.data_delete(_key(_WORKFLOW, record.short))
        self._data.data_delete(_key(_EXPECTED, record.short))

    def give_up(self, intent: Record) -> None:
        """Nobody asks for this workflow any more, but it may still come."""
        self._write(_key_of_intent(intent), intent)
        self.forget(intent)

    def forget_intent(self, intent: Record) -> None:
        """Nothing is left of this request, or its workflow has a record."""
        if self.current().get(intent.short) == intent:
            self.forget(intent)
        self._data.data_delete(_key_of_intent(intent))

    def retire(self, record: Record) -> None:
        """The workflow left the text, but something still uses it."""
        self._write(_key(_RETIRED, record.id or ''), record)
        current = self.current().get(record.short)
        if current is not None and current.id == record.id:
            self.forget(record)

    def forget_retired(self, record: Record) -> None:
        """The retired workflow is no more, or has come back."""
        self._data.data_delete(_key(_RETIRED, record.id or ''))

    def _read(self, prefix: str) -> list[Record]:
        return [
            from_text(value)
            for key, value in sorted(self._data.data().items())
            if key.startswith(prefix)
        ]

    def _write(self, key: str, record: Record) -> None:
        fields = dataclasses.asdict(record)
        for name in OF_INTENTS:
            if not fields[name]:
                del fields[name]
        self._data.data_set(key, json.dumps(fields))

    def _write_expectation(self, record: Record, expected: set[str]) -> None:
        key = _key(_EXPECTED, record.short)
        if record == without(record):
            if key in expected:
                self._data.data_delete(key)
            return
        fields = {name: getattr(record, name) for name in OF_INTENTS}
        self._data.data_set(
            key, json.dumps({**fields, 'identity': record.identity})
        )

    def _with_expectation(self, record: Record) -> Record:
        stored = self._data.data().get(_key(_EXPECTED, record.short))
        if stored is None or record.id is not None:
            return record
        fields = json.loads(stored)
        # It may be of another request, whose record was not stored any more.
        if tuple(fields.pop('identity')) != record.identity:
            return record
        return dataclasses.replace(record, **fields)


def _key_of_intent(intent: Record) -> str:
    identity = json.dumps(intent.identity).encode()
    return _GIVEN_UP + hashlib.sha256(identity).hexdigest()


def _key(prefix: str, name: str) -> str:
    key = prefix + name
    if len(key) <= _KEY_LENGTH:
        return key
    return prefix + hashlib.sha256(name.encode()).hexdigest()
