"""Registering the desired actions: POST what is new, PUT what changed.

A pass compares what is desired with what is recorded and what Mistral has,
not with an old template, so that it may be repeated after any failure.
"""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from heat.common import exception
from heat.common.i18n import _
from heat.engine import resource

from heat_mistral import client
from heat_mistral.core.definition import action_texts
from heat_mistral.mistral_api import errors
from heat_mistral.resources.action import bases, registry
from heat_mistral.resources.action import records as records_
from heat_mistral.resources.action.desired import Desired

# Seconds that a request without a reply may wait for a thread of Mistral, or
# for the database, before it is carried out.
LATE = 30


class Registration:
    """One pass; afterwards every desired action has a record with an id."""

    def __init__(
        self,
        plugin: client.HeatMistralClientPlugin,
        records: records_.Records,
        wanted: Desired,
        quiet: Callable[[Iterable[tuple[str, str]]], None],
    ) -> None:
        """Prepare a pass.

        :param quiet: waits until no run of actions of these names and
            namespaces is under way.
        """
        self._plugin = plugin
        self._records = records
        self._desired = wanted
        self._quiet = quiet
        self._identity = registry.Identities().of

    def run(self) -> None:
        """Make Mistral have what is desired.

        What is not desired any more stays, and keeps its records.

        :raises heat.common.exception.Error: if a name is taken, or a base
            not there.
        :raises heat.engine.resource.PollDelay: while actions that get other
            names run.
        """
        wanted = self._desired
        recorded = self._records.current()
        observed = registry.observe(
            self._plugin,
            [
                *((name, wanted.namespace) for name in wanted.names.values()),
                *(
                    place
                    for record in [
                        *recorded.values(),
                        *self._records.intents(),
                    ]
                    for place in record.places
                ),
            ],
        )
        kept = self._find_kept(recorded, observed)
        new = [short for short in wanted.names if short not in kept]
        changed = {
            short: row
            for short, row in kept.items()
            if self._identity(row) != self._record(short, row.id).identity
            or row.scope != 'private'
        }
        bases.check(self._plugin, wanted, [*new, *changed])
        self._make_way(changed, observed)
        # What changes may call what is new, but may have its name so far.
        held = {(row.name, row.namespace) for row in changed.values()}
        is_held = any(
            (wanted.names[short], wanted.namespace) in held for short in new
        )
        if new and not is_held:
            self._create(new)
        for short, row in self._in_order(changed):
            self._plugin.mistral().actions.update(
                row.id, wanted.texts[short], wanted.namespace
            )
        if new and is_held:
            self._create(new)
        self._records.put(
            self._record(short, row.id) for short, row in kept.items()
        )

    def _find_kept(
        self,
        recorded: Mapping[str, records_.Record],
        observed: Mapping[str, Any],
    ) -> dict[str, Any]:
        """The actions in Mistral that go on, by short name.

        :raises heat.common.exception.Error: if a name is taken.
        """
        wanted = self._desired
        ours = {record.id for record in recorded.values() if record.id}
        # An action goes on under its short name, or where that has left the
        # text, under its registered name.
        leaving = {
            (record.name, record.namespace): record.id
            for short, record in recorded.items()
            if short not in wanted.names
        }
        requested = {intent.identity for intent in self._records.intents()}
        by_name: dict[tuple[str, str], list[Any]] = {}
        for row in observed.values():
            by_name.setdefault((row.name, row.namespace), []).append(row)
        kept: dict[str, Any] = {}
        made: list[records_.Record] = []
        for short, name in wanted.names.items():
            record = recorded.get(short)
            row = observed.get((record and record.id) or '')
            if row is None and record is not None and record.id is None:
                # Made by a request without a reply, maybe under another name.
                row = next(
                    (
                        each
                        for each in by_name.get(record.identity[:2], ())
                        if self._identity(each) == record.identity
                    ),
                    None,
                )
                if row is not None:
                    # It came to effect: nothing of it is awaited any more.
                    made.append(
                        dataclasses.replace(record, id=row.id, until=0)
                    )
            for each in by_name.get((name, wanted.namespace), ()):
                if row is not None:
                    break
                if each.id == leaving.get((name, wanted.namespace)) or (
                    self._identity(each) in requested and each.id not in ours
                ):
                    row = each
                elif each.id not in ours:
                    raise taken(name, each.id)
            if row is not None:
                kept[short] = row
        self._records.put(made)
        return kept

    def _make_way(
        self, changed: Mapping[str, Any], observed: Mapping[str, Any]
    ) -> None:
        """Before names change: nobody else has them, and nothing runs.

        :raises heat.common.exception.Error: if one is taken: Mistral answers
            such a request with a 500.
        """
        wanted = self._desired
        moving = {
            short: row
            for short, row in changed.items()
            if (row.name, row.namespace)
            != (wanted.names[short], wanted.namespace)
        }
        going = {row.id for row in moving.values()}
        for short in moving:
            for row in observed.values():
                if (
                    row.name == wanted.names[short]
                    and row.namespace == wanted.namespace
                    and row.id not in going
                ):
                    raise taken(row.name, row.id)
        # All at once: a run needs the base of its action as well.
        self._quiet((row.name, row.namespace) for row in moving.values())
        self._records.put(
            records_.Record(
                short,
                *self._identity(row)[:2],
                row.id,
                self._identity(row)[2],
                moving_to=(wanted.names[short], wanted.namespace),
            )
            for short, row in moving.items()
        )

    def _in_order(
        self, changed: Mapping[str, Any]
    ) -> Iterable[tuple[str, Any]]:
        """What changes, in an order in which each name is free by then."""
        left = dict(changed)
        while left:
            held = {
                (row.name, row.namespace): short for short, row in left.items()
            }
            ready = [
                short
                for short in left
                if held.get(
                    (self._desired.names[short], self._desired.namespace),
                    short,
                )
                == short
            ]
            # A new prefix makes names longer or shorter: there are no circles.
            for short in ready or list(left):
                yield short, left.pop(short)

    def _create(self, shorts: list[str]) -> None:
        """POST what is new, in one request.

        :raises heat.common.exception.Error: if a name was taken meanwhile.
        :raises heat.engine.resource.PollDelay: if it was by an earlier
            request of ours, which is to be looked at again.
        """
        earlier = {intent.identity for intent in self._records.intents()}
        until = int(registry.now()) + LATE
        intents = [self._record(short, None, until) for short in shorts]
        self._records.put(intents)
        wanted = self._desired
        try:
            created = self._plugin.mistral().actions.create(
                action_texts.join(wanted.texts[short] for short in shorts),
                wanted.namespace,
            )
        except Exception as ex:
            if errors.is_conflict(ex):
                self._look_again(shorts, earlier)
            if errors.is_refusal(ex):
                self._records.forget(
                    intent
                    for intent in intents
                    if intent.identity not in earlier
                )
            if errors.is_conflict(ex):
                self._tell_taken(shorts, ex)
            if errors.is_transient(ex):
                # It may have been waited for longer than LATE.
                until = int(registry.now()) + LATE
                self._records.put(
                    dataclasses.replace(intent, until=until)
                    for intent in intents
                )
            raise
        identifiers = {row.name: row.id for row in created}
        self._records.put(
            self._record(short, identifiers[wanted.names[short]])
            for short in shorts
        )

    def _look_again(
        self, shorts: list[str], earlier: set[registry.Identity]
    ) -> None:
        made = self._observe(shorts)
        if made and all(self._identity(row) in earlier for row in made):
            raise resource.PollDelay(registry.POLL)

    def _tell_taken(self, shorts: list[str], ex: Exception) -> None:
        """Name the action that was made between our look and our request."""
        for row in self._observe(shorts):
            raise taken(row.name, row.id) from ex

    def _observe(self, shorts: list[str]) -> list[Any]:
        return list(
            registry.observe(
                self._plugin,
                [
                    (self._desired.names[short], self._desired.namespace)
                    for short in shorts
                ],
            ).values()
        )

    def _record(
        self, short: str, identifier: str | None, until: int = 0
    ) -> records_.Record:
        return records_.Record(
            short=short,
            name=self._desired.names[short],
            namespace=self._desired.namespace,
            id=identifier,
            digest=self._desired.digests[short],
            until=until,
        )


def taken(name: str, identifier: str) -> exception.Error:
    """The error for a name that somebody else's action has."""
    return exception.Error(
        _('the name %(name)s is taken by action %(id)s')
        % {'name': name, 'id': identifier}
    )
