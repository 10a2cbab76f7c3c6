"""What keeps a definition from running, told before anything is made of it.

Called when Heat validates a template: in one request of its API, all
resources one after another. So everything here has a bound, and where Mistral
cannot be asked, the create will tell: a template must not become invalid
because a service is away.
"""

from collections.abc import Mapping
from typing import Any

from oslo_log import log as logging

from heat_mistral import client
from heat_mistral.core import definition
from heat_mistral.core.definition import plain
from heat_mistral.heat_support import properties, resource_data
from heat_mistral.mistral_api import errors
from heat_mistral.resources.workflow import desired as desired_
from heat_mistral.resources.workflow import records as records_
from heat_mistral.resources.workflow import registry, schema

LOG = logging.getLogger(__name__)

# Seconds. What is left of the budget for less is not worth asking in.
SHORTEST = 1.0

#: Without these there is nothing to check.
NEEDED = frozenset(
    (schema.DEFINITION, schema.TASKS, schema.INPUT, schema.TYPE)
)
# Part of what is registered. What does not change is known by it, so these
# are taken as they were while they depend on resources that are not there:
# at an update Heat validates with resources of which none is there.
_WRITTEN = (
    schema.ACTIONS,
    schema.NAME,
    schema.NAMESPACE,
    schema.DESCRIPTION,
    schema.TAGS,
    schema.TASK_DEFAULTS,
    schema.VARS,
    schema.OUTPUT,
    schema.OUTPUT_ON_ERROR,
)


def foreseen(rsrc: Any) -> properties.Foreseen:
    """The properties, as far as they are known before a create or update."""
    stored = resource_data.properties_of_stored(rsrc)
    return properties.Foreseen(
        rsrc.properties,
        {name: stored[name] for name in _WRITTEN if name in stored},
    )


def find_fault(
    plugin: client.HeatMistralClientPlugin,
    parsed: definition.Definition,
    desired: desired_.Desired,
    recorded: Mapping[str, records_.Record],
) -> definition.DefinitionError | None:
    """What is wrong with a definition, by ourselves or by what Mistral says.

    Nothing is, where Mistral has registered these very texts: a newer
    Mistral, or a newer release of this, may refuse what an older one took,
    and a resource that does not change must not be in the way of the others.

    :param recorded: what the resource has registered, by short name.
    """
    if _is_registered(desired, recorded):
        return None
    said = None
    try:
        if desired.broken_reference is None:
            said = _mistrals_fault(plugin, parsed)
        fault = desired.broken_reference or said
        if fault is not None and _is_there(plugin, desired):
            return None
    except Exception as ex:
        LOG.warning(
            'Mistral could not be asked to validate workflows %s: %s',
            ', '.join(desired.names.values()),
            errors.first_line(ex),
        )
        return said  # what it has answered stays true
    return fault


def _mistrals_fault(
    plugin: client.HeatMistralClientPlugin, parsed: definition.Definition
) -> definition.DefinitionError | None:
    """What Mistral says, where that is not known and not too expensive.

    It needs about 0.1 s a task.
    """
    budget = plugin.validation_budget
    if budget.left < SHORTEST:
        return None
    if budget.spend(lambda _: plain.is_plain(parsed)):
        return None
    tasks = sum(
        len(workflow.body.get('tasks') or ())
        for workflow in parsed.workflows.values()
    )
    if tasks > plugin.option('validate_tasks'):
        return None
    fault = budget.spend(
        lambda left: plugin.within(
            left,
            lambda: plugin.mistral().workflows.fault_of(parsed.standalone),
        )
    )
    return None if fault is None else definition.explain(parsed, fault)


def _is_there(
    plugin: client.HeatMistralClientPlugin, desired: desired_.Desired
) -> bool:
    """Whether Mistral has the texts although nothing is recorded of them.

    Heat's own plugin has registered them. (One list, so it is asked for even
    where the budget is spent.)
    """
    return plugin.validation_budget.spend(
        lambda left: plugin.within(
            max(left, SHORTEST),
            lambda: registry.is_as_wanted(
                plugin, desired.names, desired.texts, desired.namespace
            ),
        )
    )


def recorded(rsrc: Any) -> Mapping[str, records_.Record]:
    """What the resource has registered that this one of a template is for."""
    return records_.Records(_Stored(rsrc)).current()


class _Stored:
    """Where records are read."""

    def __init__(self, rsrc: Any) -> None:
        self._data = resource_data.of_stored(rsrc)

    def data(self) -> Mapping[str, str]:
        return self._data


def _is_registered(
    desired: desired_.Desired, recorded: Mapping[str, records_.Record]
) -> bool:
    """Whether Mistral has taken these very texts.

    (A record without an id is of a request whose reply was lost.)
    """
    return all(
        short in recorded
        and recorded[short].id is not None
        and recorded[short].digest == desired.digests[short]
        for short in desired.names
    )
