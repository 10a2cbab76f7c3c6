"""What Mistral finds wrong with a definition, when a template is validated.

In one request of Heat's API, all resources one after another: what Mistral is
asked has a budget, and where it cannot be asked, the create will tell.
"""

from typing import Any

from oslo_log import log as logging

from heat_mistral import client
from heat_mistral.core import definition
from heat_mistral.core.definition import actions
from heat_mistral.heat_support import resource_data
from heat_mistral.mistral_api import errors
from heat_mistral.resources.action import records as records_
from heat_mistral.resources.action.desired import Desired

LOG = logging.getLogger(__name__)

# Seconds. What is left of the budget for less is not worth asking in.
SHORTEST = 1.0


def find_fault(
    plugin: client.HeatMistralClientPlugin, rsrc: Any, wanted: Desired
) -> definition.DefinitionError | None:
    """What Mistral says against a definition that it has not registered.

    :param rsrc: of a template that may be one of an update.
    """
    recorded = records_.Records(_Stored(rsrc)).current()
    if all(
        short in recorded
        and recorded[short].id is not None
        and recorded[short].digest == wanted.digests[short]
        for short in wanted.names
    ):
        # A newer Mistral may refuse what an older one took, and a resource
        # that does not change must not be in the way of the others.
        return None
    budget = plugin.validation_budget
    if budget.left < SHORTEST:
        return None
    parsed = actions.parse(wanted.text)
    try:
        said = budget.spend(
            lambda left: plugin.within(
                left,
                lambda: plugin.mistral().actions.fault_of(parsed.standalone),
            )
        )
    except Exception as ex:
        LOG.warning(
            'Mistral could not be asked to validate actions %s: %s',
            ', '.join(wanted.names.values())[:500],
            errors.first_line(ex),
        )
        return None
    return None if said is None else definition.explain(parsed, said)


class _Stored:
    """Where records are read."""

    def __init__(self, rsrc: Any) -> None:
        self._data = resource_data.of_stored(rsrc)

    def data(self) -> dict[str, str]:
        return self._data

    def data_set(self, key: str, value: str, redact: bool = False) -> None:
        raise NotImplementedError

    def data_delete(self, key: str) -> bool:
        raise NotImplementedError
