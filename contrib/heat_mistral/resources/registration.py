"""Bringing what Mistral holds in line with what a workflow resource wants.

One function for create, update and repair: it compares with Mistral, not with
an old template, so that it may be called again after any failure.
"""

import dataclasses
import json
from collections.abc import Callable, Iterable, Mapping, Set
from typing import Any

from heat.common import exception
from heat.common.i18n import _

from heat_mistral import client, definition, errors
from heat_mistral.resources import records as records_
from heat_mistral.resources import registered, succession


@dataclasses.dataclass(frozen=True)
class Wanted:
    """What is to be registered.

    :ivar names: short name -> registered name, in the order of the text.
    :ivar texts: short name -> complete definition of that one workflow.
    :ivar required: short name -> inputs that every run has to be given.
    """
    names: Mapping[str, str]
    texts: Mapping[str, str]
    required: Mapping[str, frozenset[str]]
    namespace: str
    scope: str

    def record(self, short: str, identifier: str | None) -> records_.Record:
        return records_.Record(
            short=short, name=self.names[short], namespace=self.namespace,
            id=identifier, digest=definition.digest(self.texts[short]))


class Registration:
    """One pass over what is recorded, what Mistral has and what is wanted."""

    def __init__(self, plugin: client.HeatMistralClientPlugin,
                 records: records_.Records, wanted: Wanted,
                 tell: Callable[[str], None]) -> None:
        """Prepare a pass.

        :param tell: takes what the stack's owner should hear of.
        """
        self._plugin = plugin
        self._records = records
        self._wanted = wanted
        self._tell = tell

    def register(self) -> None:
        """POST what is new and PUT what changed.

        :raises heat.common.exception.Error: if a name is taken.
        """
        recorded = self._records.current()
        here = self._look([*self._wanted.names.values(),
                           *(record.name for record in recorded.values())])
        before = succession.predecessors(
            self._wanted.names, self._wanted.namespace, recorded)
        kept = {}
        for short in self._wanted.names:
            found = self._ours(short, before.get(short), here)
            if found is not None:
                kept[short] = found
        kept.update(self._create([short for short in self._wanted.names
                                  if short not in kept]))
        holders = {found.name: identifier
                   for identifier, found in here.items()}
        for short in succession.in_order(kept, self._wanted.names):
            found = kept[short]
            self._update(short, found, holders)
            holders.pop(found.name, None)
            holders[self._wanted.names[short]] = found.id
        self._forget_former({found.id for found in kept.values()})

    def gone(self) -> list[records_.Record]:
        """What is recorded and not wanted any more, retired ones included."""
        current = self._records.current()
        return [*(record for short, record in current.items()
                  if short not in self._wanted.names),
                *self._records.retired().values()]

    def _look(self, names: Iterable[str]) -> dict[str, Any]:
        return {found.id: found for found in self._plugin.workflows_named(
            names, self._wanted.namespace)}

    def _ours(self, short: str, record: records_.Record | None,
              here: Mapping[str, Any]) -> Any | None:
        """The workflow in Mistral that is this one, or None if it is new."""
        if record is not None and record.id is not None:
            found = here.get(record.id) or self._by_id(record.id)
            if found is not None:
                return found
            record = None  # gone, and its name may be somebody's
        name = self._wanted.names[short]
        if record is not None and (record.name, record.namespace) != (
                name, self._wanted.namespace):
            found = registered.asked_for(self._plugin, record)
            if found is not None:
                return found
        for found in here.values():
            if found.name != name:
                continue
            # One that was asked for with the reply lost, or one that had
            # left the text while something used it, and comes back.
            lost = (record is not None and record.name == name and
                    record.digest == definition.digest(found.definition))
            if lost or found.id in self._records.retired():
                return found
            raise taken(name, found.id)
        return None

    def _by_id(self, identifier: str) -> Any | None:
        with self._plugin.ignore_not_found:
            return self._plugin.workflow(identifier)
        return None

    def _create(self, shorts: list[str]) -> dict[str, Any]:
        """POST what is new; return what had been made before, if it was."""
        if not shorts:
            return {}
        asked_before = self._records.current()
        for short in shorts:
            self._records.put(self._wanted.record(short, None))
        text = definition.join(
            self._wanted.texts[short] for short in shorts)
        try:
            created = self._plugin.create_workflows(
                text, self._wanted.namespace, self._wanted.scope)
        except Exception as ex:
            made = (self._lost(shorts, asked_before)
                    if errors.is_conflict(ex) else {})
            if not made and errors.is_refusal(ex):
                self._forget(set(shorts) - set(asked_before))
            if not made:
                raise
            return made
        identifiers = {found.name: found.id for found in created}
        for short in shorts:
            self._records.put(self._wanted.record(
                short, identifiers[self._wanted.names[short]]))
        return {}

    def _lost(self, shorts: list[str],
              asked_before: Mapping[str, records_.Record]
              ) -> dict[str, Any]:
        """What an earlier request of ours made while we asked again.

        A request that timed out may be carried out yet. Everything is made
        by one request or nothing, so all must be there and be as asked.
        """
        here = self._look(self._wanted.names[short] for short in shorts)
        by_name = {found.name: found for found in here.values()}
        made = {}
        for short in shorts:
            found = by_name.get(self._wanted.names[short])
            asked = asked_before.get(short)
            if (found is None or asked is None or asked.id is not None
                    or definition.digest(found.definition)
                    != asked.digest):
                return {}
            made[short] = found
        return made

    def _forget(self, shorts: Iterable[str]) -> None:
        """Mistral made nothing of what was asked for."""
        for short in shorts:
            self._records.forget(self._wanted.record(short, None))

    def _forget_former(self, kept: Set[str]) -> None:
        """Forget former short names, but not the workflows they were of."""
        for short, record in self._records.current().items():
            if short not in self._wanted.names and record.id in kept:
                self._records.former(record.name)
                self._records.forget(record)

    def _update(self, short: str, found: Any,
                holders: Mapping[str, str]) -> None:
        """PUT a workflow if it is not as wanted.

        :param holders: registered name -> id of what has it.
        """
        wanted = self._wanted
        record = wanted.record(short, found.id)
        if (found.name != record.name
                or found.namespace != wanted.namespace
                or found.scope != wanted.scope
                or definition.digest(found.definition) != record.digest):
            # Mistral answers 500 where a name is taken.
            owner = holders.get(record.name, found.id)
            if owner != found.id:
                self._make_way(record.name, owner)
            self._plugin.update_workflow(
                found.id, wanted.texts[short], wanted.namespace,
                wanted.scope)
        if self._records.current().get(short) != record:
            # Not after that: what failed half-way would not be told of.
            self._warn_of_triggers(record)
            self._records.put(record)
            self._records.forget_retired(record)

    def _make_way(self, name: str, owner: str) -> None:
        """Delete a workflow of ours that left the text, for its name.

        :raises heat.common.exception.Error: if it is in use, or not ours.
        """
        retired = self._records.retired().get(owner)
        if retired is not None:
            registered.remove(self._plugin, self._records, retired, self._tell)
        if retired is None or owner in self._records.retired():
            raise taken(name, owner)

    def _warn_of_triggers(self, record: records_.Record) -> None:
        """Tell of cron triggers that lack an input since this update.

        Mistral checks a trigger's input when it is made and never again;
        its runs fail then, in the log alone.
        """
        required = self._wanted.required[record.short]
        if not required:
            return
        for trigger in self._plugin.cron_triggers(workflow_id=record.id):
            missing = required - set(
                json.loads(trigger.workflow_input or '{}'))
            if missing:
                self._tell(_(
                    'cron trigger %(name)s (%(id)s) does not give the input '
                    '%(missing)s that its workflow now requires: its runs '
                    'fail until it does') % {
                        'name': trigger.name, 'id': trigger.id,
                        'missing': ', '.join(sorted(missing))})


def taken(name: str, identifier: str) -> exception.Error:
    """The error for a name that somebody else's workflow has."""
    return exception.Error(_(
        'the name %(name)s is taken by workflow %(id)s') % {
            'name': name, 'id': identifier})
