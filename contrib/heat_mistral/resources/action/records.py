"""What an action resource has stored of its actions in Mistral.

Kept as resource data under one key, which is written once a request, however
many actions that brings. (Heat lets one engine at a time work on a resource.)

The intent to register an action is stored before the request is sent: a
record without an id. Its reply may get lost, and what the request makes is
recognised by name and digest then.
"""

import dataclasses
import json
from collections.abc import Iterable
from typing import Any

from heat_mistral.heat_support import protocols, resource_data

_UNFINISHED = 'unfinished'
_ACTIONS = 'actions'
_CURRENT, _GIVEN_UP = 'current', 'given_up'


@dataclasses.dataclass(frozen=True)
class Record:
    """An action that this resource has registered, or intends to.

    :ivar short: its name in the definition.
    :ivar name: its registered name.
    :ivar id: None for an intent.
    :ivar digest: of the action in the request: tells whether one of this name
        is the one that was requested.
    :ivar until: of an intent: until when Mistral may still carry the request
        out, in seconds since the epoch.
    :ivar moving_to: name and namespace that a request gives it whose reply
        is not there yet.
    """

    short: str
    name: str
    namespace: str
    id: str | None
    digest: str
    until: int = 0
    moving_to: tuple[str, str] | None = None

    @property
    def identity(self) -> tuple[str, str, str]:
        """What tells the action of one request from that of another."""
        return self.name, self.namespace, self.digest

    @property
    def places(self) -> list[tuple[str, str]]:
        """Names and namespaces under which the action may be."""
        here = (self.name, self.namespace)
        return [here] if self.moving_to is None else [here, self.moving_to]


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
        """By short name; intents among them."""
        return {record.short: record for record in self._read(_CURRENT)}

    def registered(self) -> list[Record]:
        """Those whose actions Mistral has given an id."""
        return [record for record in self._read(_CURRENT) if record.id]

    def intents(self) -> list[Record]:
        """All that was requested and not answered with an id."""
        return [
            *(record for record in self._read(_CURRENT) if not record.id),
            *self.given_up(),
        ]

    def given_up(self) -> list[Record]:
        """Intents of the past: nobody asks for these actions any more."""
        return self._read(_GIVEN_UP)

    def put(self, records: Iterable[Record]) -> None:
        """Store records in place of what has their short names.

        An intent for something else is given up: it may still be carried
        out. One for the same that was given up is over.
        """
        current, given_up = self.current(), self.given_up()
        before = current.copy(), given_up
        for record in records:
            replaced = current.get(record.short)
            if (
                replaced is not None
                and not replaced.id
                and replaced.identity != record.identity
            ):
                given_up = [*given_up, replaced]
            current[record.short] = record
        there = {record.identity for record in current.values() if record.id}
        given_up = [each for each in given_up if each.identity not in there]
        if (current, given_up) != before:
            self._write(current.values(), given_up)

    def forget(self, records: Iterable[Record]) -> None:
        """These are no more: actions, and requests that are over."""
        gone = set(records)
        if gone:
            self._write(
                (each for each in self._read(_CURRENT) if each not in gone),
                [each for each in self.given_up() if each not in gone],
            )

    def give_up(self, intents: Iterable[Record]) -> None:
        """Nobody asks for these actions any more, but they may still come."""
        gone = dict.fromkeys(intents)
        if gone:
            self._write(
                (each for each in self._read(_CURRENT) if each not in gone),
                [*self.given_up(), *gone],
            )

    def _read(self, kind: str) -> list[Record]:
        stored = resource_data.read(self._data, _ACTIONS)
        return [
            _record(fields)
            for fields in (json.loads(stored)[kind] if stored else ())
        ]

    def _write(
        self, current: Iterable[Record], given_up: Iterable[Record]
    ) -> None:
        kinds = {_CURRENT: current, _GIVEN_UP: given_up}
        resource_data.write(
            self._data,
            _ACTIONS,
            json.dumps(
                {
                    kind: [dataclasses.asdict(record) for record in records]
                    for kind, records in kinds.items()
                }
            ),
        )


def _record(fields: dict[str, Any]) -> Record:
    if fields.get('moving_to'):
        fields['moving_to'] = tuple(fields['moving_to'])
    return Record(
        **{
            field.name: fields[field.name]
            for field in dataclasses.fields(Record)
            # Also what a later release may have added is left out.
            if field.name in fields
        }
    )
