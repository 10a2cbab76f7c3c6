"""A workflow resource that something else has made, and its workflow.

Heat's own plugin leaves the registered name as the resource's id and a list
of executions. An adopted resource may have no more than a name or an id.
What there is in Mistral is looked up then, until the first action stores it.
"""

import time
from collections.abc import Mapping
from typing import Any, Protocol

from heat.common import exception
from heat.common.i18n import _
from oslo_utils import uuidutils

from heat_mistral import client
from heat_mistral.core.definition import meaning
from heat_mistral.heat_support import owner, protocols
from heat_mistral.resources.workflow import desired, outline, schema, source
from heat_mistral.resources.workflow import records as records_
from heat_mistral.runs import cleanup

# Where Heat's own plugin keeps the ids of what it has started.
_LISTED = 'executions'


class Adoptable(protocols.Identified, source.Named, Protocol):
    """A resource that may have been there before this plugin.

    :ivar external_id: of a workflow that Heat only refers to.
    :ivar properties: Heat's Properties, as they are stored.
    """

    external_id: str | None
    properties: Any


def stored(rsrc: Adoptable) -> Mapping[str, records_.Record] | None:
    """Records of the resource's workflows, by short name.

    :returns: None where none are stored and none were begun.
    """
    records = records_.Records(rsrc)
    recorded = records.current()
    if recorded or records.unfinished or rsrc.resource_id is None:
        return recorded
    return None


def find_workflows(
    plugin: client.HeatMistralClientPlugin, rsrc: Adoptable
) -> Mapping[str, records_.Record]:
    """Records of the resource's workflows, by short name.

    Mistral is asked only where none are stored and none were begun: before
    the first action on what something else has made.

    :raises Exception: if Mistral cannot be asked, or refuses.
    """
    recorded = stored(rsrc)
    if recorded is not None:
        return recorded
    row = _look_up(plugin, rsrc)
    if row is None:
        return {}
    short = row.name if rsrc.external_id else _default(rsrc)
    return {short: _record(short, row)}


def _record(short: str, row: Any) -> records_.Record:
    return records_.Record(
        short=short,
        name=row.name,
        namespace=row.namespace,
        id=row.id,
        digest=meaning.digest(row.definition),
    )


def _look_up(
    plugin: client.HeatMistralClientPlugin, rsrc: Adoptable
) -> Any | None:
    identifier = rsrc.resource_id or ''
    if rsrc.external_id:
        return plugin.mistral().workflows.find(identifier)
    if uuidutils.is_uuid_like(identifier):
        return plugin.mistral().workflows.get(identifier)
    # Not another project's: what is taken over is changed and deleted.
    return next(iter(plugin.mistral().workflows.named([identifier], '')), None)


def _default(rsrc: Adoptable) -> str:
    text = source.Source(rsrc, rsrc.properties).text
    return desired.default(rsrc, rsrc.properties, outline.of(text))


def take_over(plugin: client.HeatMistralClientPlugin, rsrc: Adoptable) -> None:
    """Store the records that are missing; the first thing in every action."""
    owner.make(rsrc)
    records = records_.Records(rsrc)
    if not records.current():
        for record in find_workflows(plugin, rsrc).values():
            records.put(record)
            rsrc.resource_id_set(record.name)  # it may be an id so far


def refer(plugin: client.HeatMistralClientPlugin, rsrc: Adoptable) -> None:
    """Store which workflow an external one is by now.

    Its keeper may have changed, renamed or made it again.

    :raises heat.common.exception.Error: if it is gone.
    """
    owner.make(rsrc)
    row, identifier = None, rsrc.external_id or ''
    with plugin.ignore_not_found:
        row = plugin.mistral().workflows.find(identifier)
    if row is None:
        raise exception.Error(_('workflow %s is gone') % identifier)
    records = records_.Records(rsrc)
    record = _record(row.name, row)
    for short, before in records.current().items():
        if short != record.short:
            records.add_former_name(before.name)
            records.forget(before)
    records.put(record)
    rsrc.resource_id_set(record.name)


def end_listed(
    plugin: client.HeatMistralClientPlugin, rsrc: Adoptable
) -> bool:
    """End what Heat's own plugin has started; false if there is more."""
    listed = rsrc.data().get(_LISTED)
    if listed is None:
        return True
    done = cleanup.end_listed(
        plugin,
        listed.split(','),
        time.monotonic() + cleanup.STEP,
        keep_finished=rsrc.properties[schema.KEEP_EXECUTIONS],
    )
    if done:
        rsrc.data_delete(_LISTED)
    return done
