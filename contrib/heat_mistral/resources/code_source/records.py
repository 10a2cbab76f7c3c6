"""What a code source resource has stored of what it has in Mistral.

Kept as resource data, a key for each item; the values are small. What is
wanted is stored before the request is sent: what a lost reply or a dead
engine leaves is recognised then, and nothing else is ever touched.

``source``
    the source that there is; without an id until Mistral has answered
``retired.<id>``
    a source that another one has taken the place of
``action.<name>``
    an action that is made of one of these sources, or is about to be
``leaving.<name>``
    an action that is being hidden or deleted, as it was before
``staged.<name>``
    a source that is being tried
``unfinished``
    an action of Heat's has changed something and has not come to its end
"""

import dataclasses
import hashlib
import json
from typing import Any

from heat_mistral.heat_support import protocols

_KEY_LENGTH = 255  # of the column, on every database
_SOURCE, _UNFINISHED = 'source', 'unfinished'
_RETIRED, _ACTION, _STAGED = 'retired.', 'action.', 'staged.'
_LEAVING = 'leaving.'
# Characters. JSON writes one in twelve bytes at most, and a record is one
# column of 64 KB.
_LONGEST_INPUT = 4000


@dataclasses.dataclass(frozen=True)
class Source:
    """A source that this resource has made, or intends to.

    :ivar id: None for an intent.
    :ivar wanted_name: the name that was wanted; ``name`` may have a number
        more.
    :ivar digest: of the text in the request.
    """

    id: str | None
    name: str
    wanted_name: str
    digest: str


@dataclasses.dataclass(frozen=True)
class Action:
    """An action that this resource has made, or intends to.

    :ivar shown_input: what it takes, as Mistral has shown it.
    """

    name: str
    class_name: str
    shown_input: str


@dataclasses.dataclass(frozen=True)
class Leaving:
    """An action that is about to be hidden or deleted, as it was before."""

    name: str
    class_name: str
    code_source_id: str
    scope: str


class Records:
    """The records of one resource; every change is stored at once."""

    def __init__(self, data: protocols.HasData) -> None:
        self._data = data

    @property
    def unfinished(self) -> bool:
        """Whether what there is may be no template's, but a mixture."""
        return _UNFINISHED in self._data.data()

    def begin(self) -> None:
        """What there is is about to change."""
        if not self.unfinished:
            self._data.data_set(_UNFINISHED, 'true')

    def finish(self) -> None:
        """What there is is what a template asks for."""
        if self.unfinished:
            self._data.data_delete(_UNFINISHED)

    @property
    def source(self) -> Source | None:
        """The source that there is, or is about to be."""
        value = self._data.data().get(_SOURCE)
        return None if value is None else Source(**_fields(Source, value))

    def put_source(self, source: Source) -> None:
        """Store the source, if it is another one than before."""
        if source != self.source:
            self._data.data_set(
                _SOURCE, json.dumps(dataclasses.asdict(source))
            )

    def forget_source(self) -> None:
        """There is none any more."""
        self._data.data_delete(_SOURCE)

    @property
    def retired(self) -> dict[str, str | None]:
        """Sources that are not used any more, by id.

        The values are when the last of their actions got another one, in
        Mistral's time; None if that is not known.
        """
        return {
            key.removeprefix(_RETIRED): json.loads(value)
            for key, value in self._data.data().items()
            if key.startswith(_RETIRED)
        }

    def retire(self, identifier: str, since: str | None = None) -> None:
        """Another source takes the place of this one, or has done so."""
        self._data.data_set(_RETIRED + identifier, json.dumps(since))

    def forget_retired(self, identifier: str) -> None:
        """The source is no more."""
        self._data.data_delete(_RETIRED + identifier)

    @property
    def source_ids(self) -> set[str]:
        """Ids of all sources in Mistral that are this resource's."""
        source = self.source
        current = {source.id} if source is not None and source.id else set()
        return current | self.retired.keys()

    @property
    def actions(self) -> dict[str, Action]:
        """By name; what is about to be made among them."""
        found = [
            Action(**_fields(Action, value))
            for key, value in self._data.data().items()
            if key.startswith(_ACTION)
        ]
        return {
            action.name: action
            for action in sorted(found, key=lambda each: each.name)
        }

    def put_action(self, action: Action) -> None:
        """Store an action, if it is another one than before.

        What it takes is cut: a default may be anything that the source has
        made while it was executed.
        """
        if len(action.shown_input) > _LONGEST_INPUT:
            cut = f'{action.shown_input[:_LONGEST_INPUT]}...'
            action = dataclasses.replace(action, shown_input=cut)
        if self.actions.get(action.name) != action:
            self._data.data_set(
                _key(_ACTION, action.name),
                json.dumps(dataclasses.asdict(action)),
            )

    def forget_action(self, name: str) -> None:
        """There is no such action any more."""
        self._data.data_delete(_key(_ACTION, name))

    @property
    def leaving(self) -> dict[str, Leaving]:
        """Those that may have been hidden or deleted under a run, by name."""
        found = [
            Leaving(**_fields(Leaving, value))
            for key, value in self._data.data().items()
            if key.startswith(_LEAVING)
        ]
        return {each.name: each for each in found}

    def put_leaving(self, leaving: Leaving) -> None:
        """An action is about to be hidden or deleted."""
        self._data.data_set(
            _key(_LEAVING, leaving.name),
            json.dumps(dataclasses.asdict(leaving)),
        )

    def forget_leaving(self, name: str) -> None:
        """Nothing was running of the action."""
        key = _key(_LEAVING, name)
        if key in self._data.data():
            self._data.data_delete(key)

    @property
    def staged(self) -> list[str]:
        """Names of sources that were tried and may still be there."""
        return [
            key.removeprefix(_STAGED)
            for key in self._data.data()
            if key.startswith(_STAGED)
        ]

    def add_staged(self, name: str) -> None:
        """A source of this name is about to be tried."""
        self._data.data_set(_STAGED + name, 'true')

    def forget_staged(self, name: str) -> None:
        """Nothing is left of it."""
        self._data.data_delete(_STAGED + name)


def _fields(kind: type, value: str) -> dict[str, Any]:
    fields = json.loads(value)
    # What a later release may have added is left out.
    names = [field.name for field in dataclasses.fields(kind)]
    return {name: fields[name] for name in names}


def _key(prefix: str, name: str) -> str:
    key = prefix + name
    if len(key) <= _KEY_LENGTH:
        return key
    return prefix + hashlib.sha256(name.encode()).hexdigest()
