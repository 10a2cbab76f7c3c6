"""What a workflow resource has registered: found, compared and deleted."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from heat.common import exception
from heat.common.i18n import _

from heat_mistral import client, definition, errors
from heat_mistral.resources import records as records_


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


def is_as_wanted(plugin: client.HeatMistralClientPlugin,
                 names: Mapping[str, str], texts: Mapping[str, str],
                 namespace: str) -> bool:
    """Whether Mistral has these very texts under these names already.

    :param names: short name -> registered name.
    :param texts: short name -> definition.
    """
    here = {found.name: definition.digest(found.definition)
            for found in plugin.workflows_named(names.values(), namespace)}
    return all(here.get(name) == definition.digest(texts[short])
               for short, name in names.items())


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
