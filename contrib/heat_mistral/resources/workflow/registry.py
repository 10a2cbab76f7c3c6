"""Workflows in Mistral, as their records know them: find, compare, delete."""

import itertools
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from typing import Any

from heat.common import exception
from heat.common.i18n import _

from heat_mistral import client
from heat_mistral.core.definition import meaning
from heat_mistral.mistral_api import errors
from heat_mistral.resources.workflow import records as records_

#: What the workflow of one request has, and that of another has not: name,
#: namespace and digest.
Identity = tuple[str, str, str]
# Triggers that an error names.
_TOLD = 5


def identity(row: Any) -> Identity:
    """The identity of a workflow in Mistral; see ``Record.identity``."""
    return row.name, row.namespace, meaning.digest(row.definition)


def find_by_id(
    plugin: client.HeatMistralClientPlugin, identifier: str
) -> Any | None:
    """The workflow of this id, if there is one."""
    with plugin.ignore_not_found:
        return plugin.mistral().workflows.get(identifier)
    return None


def find_requested(
    plugin: client.HeatMistralClientPlugin, intents: Iterable[records_.Record]
) -> dict[records_.Record, Any]:
    """The workflows that requests without an answer have made.

    :returns: by intent; one whose workflow is not there is left out.
    """
    by_namespace: dict[str, list[records_.Record]] = {}
    for intent in intents:
        by_namespace.setdefault(intent.namespace, []).append(intent)
    found = {}
    for namespace, these in by_namespace.items():
        observed = {
            identity(row): row
            for row in plugin.mistral().workflows.named(
                (intent.name for intent in these), namespace
            )
        }
        for intent in these:
            row = observed.get(intent.identity)
            if row is not None:
                found[intent] = row
    return found


def differences(
    plugin: client.HeatMistralClientPlugin,
    recorded: Mapping[str, records_.Record],
) -> list[str]:
    """What Mistral has otherwise than it was registered, in words."""
    wrong = []
    for namespace in {record.namespace for record in recorded.values()}:
        records = [
            record
            for record in recorded.values()
            if record.namespace == namespace
        ]
        observed = {
            row.id: row
            for row in plugin.mistral().workflows.named(
                (record.name for record in records), namespace
            )
        }
        for record in records:
            row = observed.get(record.id or '')
            if row is None and record.id is not None:
                # What the stack only refers to may be another project's.
                row = find_by_id(plugin, record.id)
            if row is None:
                wrong.append(_('workflow %s is gone') % record.name)
            elif meaning.digest(row.definition) != record.digest:
                wrong.append(
                    _('workflow %s was changed by somebody else') % record.name
                )
    return wrong


def is_as_wanted(
    plugin: client.HeatMistralClientPlugin,
    names: Mapping[str, str],
    texts: Mapping[str, str],
    namespace: str,
) -> bool:
    """Whether Mistral has these very texts under these names already.

    :param names: short name -> registered name.
    :param texts: short name -> definition.
    """
    observed = {
        row.name: meaning.digest(row.definition)
        for row in plugin.mistral().workflows.named(names.values(), namespace)
    }
    return all(
        observed.get(name) == meaning.digest(texts[short])
        for short, name in names.items()
    )


def remove(
    plugin: client.HeatMistralClientPlugin,
    records: records_.Records,
    record: records_.Record,
    tell: Callable[[str], None],
) -> None:
    """Delete a workflow that left the text; retire it if it is in use.

    Heat updates a workflow before the cron triggers that use it.

    :param record: one with an id.
    :param tell: takes what the stack's owner should hear of.
    """
    identifier = record.id or ''
    try:
        plugin.mistral().workflows.delete(identifier)
    except Exception as ex:
        if not errors.is_invalid(ex):
            raise
        if identifier not in records.retired():
            records.retire(record)
        tell(
            _(
                '%(name)s left the definition, but is kept while it is in '
                'use: %(why)s'
            )
            % {
                'name': record.name,
                'why': _users(plugin, identifier) or errors.first_line(ex),
            }
        )
    else:
        if identifier in records.retired():
            records.forget_retired(record)
        else:
            records.forget(record)


def delete(
    plugin: client.HeatMistralClientPlugin, record: records_.Record
) -> None:
    """Delete a workflow for good.

    :param record: one with an id.
    :raises heat.common.exception.Error: if something uses it; names it.
    """
    identifier = record.id or ''
    try:
        plugin.mistral().workflows.delete(identifier)
    except Exception as ex:
        if not errors.is_invalid(ex):
            raise
        raise exception.Error(
            _('workflow %(name)s cannot be deleted: %(why)s')
            % {
                'name': record.name,
                'why': _users(plugin, identifier) or errors.first_line(ex),
            }
        ) from ex


def _users(plugin: client.HeatMistralClientPlugin, identifier: str) -> str:
    """Which triggers use a workflow, in words; '' if none is seen."""
    named = ', '.join(
        f'{kind} {trigger.name} ({trigger.id})'
        for kind, trigger in itertools.islice(
            _triggers(plugin, identifier), _TOLD
        )
    )
    return _('it is used by %s') % named if named else ''


def _triggers(
    plugin: client.HeatMistralClientPlugin, identifier: str
) -> Iterator[tuple[str, Any]]:
    """The triggers that run a workflow, and of which kind each is."""
    for kind, triggers in (
        (_('cron trigger'), plugin.mistral().cron_triggers),
        (_('event trigger'), plugin.mistral().event_triggers),
    ):
        for trigger in triggers.of_workflow(identifier):
            yield kind, trigger


def triggers_without_input(
    plugin: client.HeatMistralClientPlugin, identifier: str, required: Set[str]
) -> list[str]:
    """Which triggers do not give what a workflow requires, in words.

    Mistral checks a trigger's input when it is made and never again; its
    runs fail then, and Mistral's log alone tells of it.
    """
    if not required:
        return []
    told = []
    for kind, trigger in _triggers(plugin, identifier):
        missing = required - set(json.loads(trigger.workflow_input or '{}'))
        if missing:
            told.append(
                _(
                    '%(kind)s %(name)s (%(id)s) does not give the input '
                    '%(missing)s that its workflow now requires: its runs '
                    'fail until it does'
                )
                % {
                    'kind': kind,
                    'name': trigger.name,
                    'id': trigger.id,
                    'missing': ', '.join(sorted(missing))[:150],
                }
            )
    return told
