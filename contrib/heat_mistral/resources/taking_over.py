"""A workflow resource that something else has made: what is known of it.

Heat's own plugin leaves the registered name as the resource's id and a list
of executions. An adopted resource may have no more than a name or an id.
"""

import time
from collections.abc import Mapping
from typing import Any

from oslo_utils import uuidutils

from heat_mistral import definition
from heat_mistral.resources import owned_executions, workflow_source
from heat_mistral.resources import records as records_
from heat_mistral.resources import workflow_schema as schema

# Where Heat's own plugin keeps the ids of what it has started.
_LISTED = 'executions'


def known(rsrc: Any) -> Mapping[str, records_.Record]:
    """The resource's workflows in Mistral, by short name.

    Looked up as long as there are no records: before the first action.

    :raises heat.common.exception.Error: if Mistral cannot be asked.
    """
    recorded = rsrc.records.current()
    if recorded or rsrc.resource_id is None:
        return recorded
    found = rsrc.live(lambda: _look_up(rsrc))
    if found is None:
        return {}
    short = (found.name if rsrc.external_id else
             workflow_source.Source(rsrc, rsrc.properties).default())
    return {short: records_.Record(
        short=short, name=found.name, namespace=found.namespace,
        id=found.id, digest=definition.digest(found.definition))}


def _look_up(rsrc: Any) -> Any | None:
    plugin = rsrc.client_plugin()
    if rsrc.external_id or uuidutils.is_uuid_like(rsrc.resource_id):
        return plugin.workflow(rsrc.resource_id)
    # By name another project's public workflow might be found.
    return next(iter(plugin.workflows_named([rsrc.resource_id], '')), None)


def take_over(rsrc: Any) -> None:
    """Store the records that are missing."""
    rsrc.records.make_owner()
    if not rsrc.records.current():
        for record in known(rsrc).values():
            rsrc.records.put(record)
            rsrc.resource_id_set(record.name)  # it may be an id so far


def end_listed(rsrc: Any) -> bool:
    """End what Heat's own plugin has started; false if there is more."""
    listed = rsrc.data().get(_LISTED)
    if listed is None:
        return True
    done = owned_executions.end_listed(
        rsrc.client_plugin(), listed.split(','),
        time.monotonic() + owned_executions.STEP,
        keep_finished=rsrc.properties[schema.KEEP_EXECUTIONS])
    if done:
        rsrc.data_delete(_LISTED)
    return done
