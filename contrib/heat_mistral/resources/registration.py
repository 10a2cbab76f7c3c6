"""Bringing what Mistral holds in line with what a workflow resource wants.

One function for create, update and repair: it compares with Mistral, not with
an old template, so that it may be called again after any failure.
"""

import dataclasses
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from heat.common import exception
from heat.common.i18n import _

from heat_mistral import client, definition, errors
from heat_mistral.resources import records as records_


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
        kept = {}
        for short in self._wanted.names:
            found = self._ours(short, recorded.get(short), here)
            if found is not None:
                kept[short] = found
        self._create([short for short in self._wanted.names
                      if short not in kept])
        names_here = {found.name: identifier
                      for identifier, found in here.items()}
        changed = [short for short, found in kept.items()
                   if self._update(short, found, names_here)]
        self._warn_of_triggers(changed)

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
            return here.get(record.id) or self._by_id(record.id)
        name = self._wanted.names[short]
        if record is not None and (record.name, record.namespace) != (
                name, self._wanted.namespace):
            found = asked_for(self._plugin, record)
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

    def _create(self, shorts: list[str]) -> None:
        if not shorts:
            return
        asked_before = self._records.current()
        for short in shorts:
            self._records.put(self._wanted.record(short, None))
        text = definition.join(
            self._wanted.texts[short] for short in shorts)
        try:
            created = self._plugin.create_workflows(
                text, self._wanted.namespace, self._wanted.scope)
        except Exception as ex:
            created = (self._lost(shorts, asked_before)
                       if errors.is_conflict(ex) else [])
            if not created:
                if errors.is_refusal(ex):
                    self._forget(set(shorts) - set(asked_before))
                raise
        identifiers = {found.name: found.id for found in created}
        for short in shorts:
            self._records.put(self._wanted.record(
                short, identifiers[self._wanted.names[short]]))

    def _lost(self, shorts: list[str],
              asked_before: Mapping[str, records_.Record]) -> list[Any]:
        """What an earlier request of ours made while we asked again.

        A request that timed out may be carried out yet. Everything is made
        by one request or nothing, so all must be there and be as asked.
        """
        here = self._look(self._wanted.names[short] for short in shorts)
        by_name = {found.name: found for found in here.values()}
        for short in shorts:
            found = by_name.get(self._wanted.names[short])
            if (found is None or short not in asked_before
                    or definition.digest(found.definition)
                    != asked_before[short].digest):
                return []
        return list(by_name.values())

    def _forget(self, shorts: Iterable[str]) -> None:
        """Mistral made nothing of what was asked for."""
        for short in shorts:
            self._records.forget(self._wanted.record(short, None))

    def _update(self, short: str, found: Any,
                names_here: Mapping[str, str]) -> bool:
        """PUT a workflow if it is not as wanted; tell whether it was."""
        wanted = self._wanted
        record = wanted.record(short, found.id)
        changed = (
            found.name != record.name or found.namespace != wanted.namespace
            or found.scope != wanted.scope
            or definition.digest(found.definition) != record.digest)
        if changed:
            # Mistral answers 500 where a name is taken.
            owner = names_here.get(record.name, found.id)
            if owner != found.id:
                self._make_way(record.name, owner)
            self._plugin.update_workflow(
                found.id, wanted.texts[short], wanted.namespace,
                wanted.scope)
        if self._records.current().get(short) != record:
            self._records.put(record)
            self._records.forget_retired(record)
        return changed

    def _make_way(self, name: str, owner: str) -> None:
        """Delete a workflow of ours that left the text, for its name.

        :raises heat.common.exception.Error: if it is in use, or not ours.
        """
        retired = self._records.retired().get(owner)
        if retired is not None:
            remove(self._plugin, self._records, retired, self._tell)
        if retired is None or owner in self._records.retired():
            raise taken(name, owner)

    def _warn_of_triggers(self, shorts: Iterable[str]) -> None:
        """Tell of cron triggers that lack an input since this update.

        Mistral checks a trigger's input when it is made and never again;
        its runs fail then, in the log alone.
        """
        required = {self._records.current()[short].id:
                    self._wanted.required[short] for short in shorts
                    if self._wanted.required[short]}
        if not required:
            return
        for trigger in self._plugin.cron_triggers():
            given = json.loads(trigger.workflow_input or '{}')
            missing = required.get(trigger.workflow_id, set()) - set(given)
            if missing:
                self._tell(_(
                    'cron trigger %(name)s (%(id)s) does not give the input '
                    '%(missing)s that its workflow now requires: its runs '
                    'will fail') % {
                        'name': trigger.name, 'id': trigger.id,
                        'missing': ', '.join(sorted(missing))})


def remove(plugin: client.HeatMistralClientPlugin,
           records: records_.Records, record: records_.Record,
           tell: Callable[[str], None]) -> None:
    """Delete a workflow that left the text; retire it if it is in use.

    Heat updates a workflow before the cron triggers that use it.

    :param tell: takes what the stack's owner should hear of.
    """
    identifier = record.id
    if identifier is None:
        found = asked_for(plugin, record)
        if found is not None:
            identifier = found.id
            record = dataclasses.replace(record, id=identifier)
    try:
        if identifier is not None:
            plugin.delete_workflow(identifier)
    except Exception as ex:
        if not errors.is_invalid(ex):
            raise
        if record.id not in records.retired():
            records.retire(record)
        tell(_('%(name)s left the definition, but is kept while it is in '
               'use: %(why)s') % {
            'name': record.name,
            'why': in_use(plugin, record.id) or errors.first_line(ex)})
    else:
        if record.id in records.retired():
            records.forget_retired(record)
        else:
            records.forget(record)


def asked_for(plugin: client.HeatMistralClientPlugin,
              record: records_.Record) -> Any | None:
    """The workflow of a request whose reply was lost, if it was made."""
    for found in plugin.workflows_named([record.name], record.namespace):
        if definition.digest(found.definition) == record.digest:
            return found
    return None


def taken(name: str, identifier: str) -> exception.Error:
    """The error for a name that somebody else's workflow has."""
    return exception.Error(_(
        'the name %(name)s is taken by workflow %(id)s') % {
            'name': name, 'id': identifier})


def differences(plugin: client.HeatMistralClientPlugin,
                recorded: Mapping[str, records_.Record]) -> list[str]:
    """What Mistral has otherwise than it was registered, in words."""
    wrong = []
    for namespace in {record.namespace for record in recorded.values()}:
        records = [record for record in recorded.values()
                   if record.namespace == namespace]
        here = {found.id: found for found in plugin.workflows_named(
            (record.name for record in records), namespace)}
        for record in records:
            found = here.get(record.id or '')
            if found is None:
                wrong.append(_('workflow %s is gone') % record.name)
            elif definition.digest(found.definition) != record.digest:
                wrong.append(_('workflow %s was changed by somebody else')
                             % record.name)
    return wrong


def delete(plugin: client.HeatMistralClientPlugin,
           record: records_.Record) -> None:
    """Delete a workflow for good.

    :raises heat.common.exception.Error: if something uses it; names it.
    """
    identifier = record.id
    if identifier is None:
        found = asked_for(plugin, record)
        if found is None:
            return
        identifier = found.id
    try:
        plugin.delete_workflow(identifier)
    except Exception as ex:
        if not errors.is_invalid(ex):
            raise
        raise exception.Error(_(
            'workflow %(name)s cannot be deleted: %(why)s') % {
                'name': record.name,
                'why': in_use(plugin, identifier) or errors.first_line(ex)
        }) from ex


def in_use(plugin: client.HeatMistralClientPlugin, identifier: str) -> str:
    """Which cron triggers use a workflow, in words; '' if none is seen."""
    triggers = plugin.cron_triggers(workflow_id=identifier)
    named = ', '.join(f'{trigger.name} ({trigger.id})'
                      for trigger in triggers)
    return _('it is used by cron trigger %s') % named if named else ''
