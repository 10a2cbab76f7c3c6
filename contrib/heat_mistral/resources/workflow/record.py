"""One workflow as a resource remembers it; stored by records."""

import dataclasses
import json

#: Fields of an intent that have a key of their own.
OF_INTENTS = ('expected_until', 'repeated')


@dataclasses.dataclass(frozen=True)
class Record:
    """A workflow that this resource has registered, or intends to.

    :ivar short: its name in the definition.
    :ivar name: its registered name.
    :ivar id: None for an intent.
    :ivar digest: of the text in the request: tells whether a workflow of
        this name is the one that was requested.
    :ivar expected_until: of an intent without an answer: until when Mistral
        may still carry the request out, in seconds since the epoch. None
        where it has answered. (Intents that older releases stored have none.)
    :ivar repeated: of an intent: whether more than one such request is without
        an answer, so that its workflow may come again after it was found.
    """

    short: str
    name: str
    namespace: str
    id: str | None
    digest: str
    expected_until: int | None = None
    repeated: bool = False

    @property
    def identity(self) -> tuple[str, str, str]:
        """What tells the workflow of one request from that of another."""
        return self.name, self.namespace, self.digest


def without(record: Record) -> Record:
    """The record as it is stored: with what older releases know of."""
    return dataclasses.replace(record, expected_until=None, repeated=False)


def from_text(value: str) -> Record:
    """A record as it was stored, by whatever release."""
    fields = json.loads(value)
    return Record(
        **{
            field.name: fields[field.name]
            for field in dataclasses.fields(Record)
            # Also what a later release may have added is left out.
            if field.name in fields
        }
    )
