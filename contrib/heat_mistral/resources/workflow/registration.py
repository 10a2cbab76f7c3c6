"""Registering the desired workflows: POST what is new, PUT what changed.

A pass compares what is desired with what is recorded and what Mistral has,
not with an old template, so that it may be repeated after any failure.
"""

from collections.abc import Callable, Iterable, Mapping, Set
from typing import Any

from heat.common import exception
from heat.common.i18n import _

from heat_mistral import client
from heat_mistral.core import definition
from heat_mistral.core.definition import meaning
from heat_mistral.mistral_api import errors
from heat_mistral.resources.workflow import (
    desired,
    registry,
    succession,
    unanswered,
)
from heat_mistral.resources.workflow import records as records_


class Registration:
    """One pass; afterwards every desired workflow has a record with an id."""

    def __init__(
        self,
        plugin: client.HeatMistralClientPlugin,
        records: records_.Records,
        wanted: desired.Desired,
        tell: Callable[[str], None],
    ) -> None:
        """Prepare a pass.

        :param tell: takes what the stack's owner should hear of.
        """
        self._plugin = plugin
        self._records = records
        self._desired = wanted
        self._tell = tell

    def run(self) -> None:
        """Make Mistral have what is desired.

        What is not desired any more stays, and keeps its records.

        :raises heat.common.exception.Error: if a name is taken.
        """
        names = self._desired.names
        recorded = self._records.current()
        observed = self._observe(
            [*names.values(), *(record.name for record in recorded.values())]
        )
        before = succession.predecessors(
            names, self._desired.namespace, recorded
        )
        ours = self._requested(), self._records.retired().keys()
        kept = {}
        for short in names:
            row = self._find(short, before.get(short), observed, *ours)
            if row is not None:
                kept[short] = row
        kept.update(
            self._create([short for short in names if short not in kept])
        )
        held = {row.name: identifier for identifier, row in observed.items()}
        for short in succession.in_order(
            {short: row.name for short, row in kept.items()}, names
        ):
            row = kept[short]
            self._update(short, row, held, recorded.get(short))
            held.pop(row.name, None)
            held[names[short]] = row.id
        self._forget_predecessors({row.id for row in kept.values()})

    def _observe(self, names: Iterable[str]) -> dict[str, Any]:
        """The workflows of these names in Mistral, by id."""
        return {
            row.id: row
            for row in self._plugin.mistral().workflows.named(
                names, self._desired.namespace
            )
        }

    def _find(
        self,
        short: str,
        record: records_.Record | None,
        observed: Mapping[str, Any],
        requested: Set[registry.Identity],
        retired: Set[str],
    ) -> Any | None:
        """The workflow in Mistral that goes on as this one; None if none.

        :param record: of its predecessor.
        :param requested: what requests without an answer may have made.
        :param retired: ids of workflows of ours that had left the text.
        :raises heat.common.exception.Error: if its name is taken.
        """
        name, namespace = self._desired.names[short], self._desired.namespace
        if record is not None and record.id is not None:
            row = observed.get(record.id) or registry.find_by_id(
                self._plugin, record.id
            )
            if row is not None:
                return row
        elif record is not None and (record.name, record.namespace) != (
            name,
            namespace,
        ):
            made = registry.find_requested(self._plugin, [record])
            if made:
                return made[record]
        # One without a record: a request without an answer has made it, or it
        # had left the text while something used it, and comes back.
        for row in observed.values():
            if row.name != name:
                continue
            if row.id in retired or registry.identity(row) in requested:
                return row
            raise taken(name, row.id)
        return None

    def _create(self, shorts: list[str]) -> dict[str, Any]:
        """POST what is new.

        :returns: what an earlier request had made already, to be updated.
        """
        if not shorts:
            return {}
        earlier, recorded = self._requested(), self._records.current()
        until = unanswered.expected_until(
            sum(self._desired.tasks[short] for short in shorts)
        )
        intents = [self._record(short, None) for short in shorts]
        unanswered.store(self._records, intents, recorded, until)
        began = unanswered.now()
        try:
            created = self._plugin.mistral().workflows.create(
                definition.join(
                    self._desired.texts[short] for short in shorts
                ),
                self._desired.namespace,
                self._desired.scope,
            )
        except Exception as ex:
            unanswered.store(
                self._records,
                intents,
                recorded,
                max(until, unanswered.expected_after(began))
                if unanswered.may_be_carried_out(ex)
                else None,
            )
            if errors.is_conflict(ex):
                made = self._made_earlier(shorts, earlier)
                if made:
                    return made
            if errors.is_refusal(ex):
                for short in set(shorts) - set(recorded):
                    self._records.forget(self._record(short, None))
            raise
        identifiers = {row.name: row.id for row in created}
        self._records.put(
            *(
                self._record(short, identifiers[self._desired.names[short]])
                for short in shorts
            )
        )
        return {}

    def _made_earlier(
        self, shorts: list[str], earlier: set[registry.Identity]
    ) -> dict[str, Any]:
        """What an earlier request of ours made while we asked again.

        One request makes everything or nothing, so all must be there and
        be as it was requested.

        :param earlier: what was requested before this request: a workflow of
            the text of this one may be somebody else's.
        """
        observed = self._observe(self._desired.names[each] for each in shorts)
        by_name = {row.name: row for row in observed.values()}
        made = {}
        for short in shorts:
            row = by_name.get(self._desired.names[short])
            if row is None or registry.identity(row) not in earlier:
                return {}
            made[short] = row
        return made

    def _requested(self) -> set[registry.Identity]:
        return {intent.identity for intent in self._records.intents()}

    def _forget_predecessors(self, kept: set[str]) -> None:
        """Forget former short names, but not the workflows they were of."""
        for short, record in self._records.current().items():
            if short not in self._desired.names and record.id in kept:
                self._records.add_former_name(record.name)
                self._records.forget(record)

    def _update(
        self,
        short: str,
        row: Any,
        held: Mapping[str, str],
        recorded: records_.Record | None,
    ) -> None:
        """PUT a workflow if it is not as desired.

        :param row: the workflow in Mistral.
        :param held: registered name -> id of the workflow that has it.
        :param recorded: of this short name.
        """
        record = self._record(short, row.id)
        if (
            row.name != record.name
            or row.namespace != record.namespace
            or row.scope != self._desired.scope
            or meaning.digest(row.definition) != record.digest
        ):
            # Mistral answers 500 where a name is taken.
            holder = held.get(record.name, row.id)
            if holder != row.id:
                self._make_way(record.name, holder)
            self._plugin.mistral().workflows.update(
                row.id,
                self._desired.texts[short],
                record.namespace,
                self._desired.scope,
            )
        if recorded != record:
            # Not after the record: what failed half-way would not be told of.
            for text in registry.triggers_without_input(
                self._plugin, row.id, self._desired.required[short]
            ):
                self._tell(text)
            self._records.put(record)
            self._records.forget_retired(record)

    def _make_way(self, name: str, holder: str) -> None:
        """Delete a workflow of ours that left the text, for its name.

        :raises heat.common.exception.Error: if it is in use, or not ours.
        """
        retired = self._records.retired().get(holder)
        if retired is not None:
            registry.remove(self._plugin, self._records, retired, self._tell)
        if retired is None or holder in self._records.retired():
            raise taken(name, holder)

    def _record(self, short: str, identifier: str | None) -> records_.Record:
        return records_.Record(
            short=short,
            name=self._desired.names[short],
            namespace=self._desired.namespace,
            id=identifier,
            digest=self._desired.digests[short],
        )


def taken(name: str, identifier: str) -> exception.Error:
    """The error for a name that somebody else's workflow has."""
    return exception.Error(
        _('the name %(name)s is taken by workflow %(id)s')
        % {'name': name, 'id': identifier}
    )
