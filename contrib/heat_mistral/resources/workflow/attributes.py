"""The live attributes of a workflow resource, a function for each.

Called within the time that a live attribute may take, with the records of
the workflows there are by short name (``recorded``).
"""

from collections.abc import Mapping
from typing import Any

from heat_mistral import client
from heat_mistral.core.execution import view
from heat_mistral.resources.workflow import records as records_
from heat_mistral.runs import outcomes


def available_workflows(
    recorded: Mapping[str, records_.Record],
) -> dict[str, str]:
    """Short name -> registered name."""
    return {
        short: record.name
        for short, record in recorded.items()
        if record.id is not None
    }


def workflow_ids(recorded: Mapping[str, records_.Record]) -> dict[str, str]:
    """Short name -> id."""
    return {
        short: record.id
        for short, record in recorded.items()
        if record.id is not None
    }


def executions(
    plugin: client.HeatMistralClientPlugin,
    records: records_.Records,
    limit: int,
    recorded: Mapping[str, records_.Record],
) -> list[dict[str, Any]]:
    """Executions of the resource's workflows, newest first.

    Mistral finds them by the names that they were started under.

    :param records: for workflows and names of the past.
    :param limit: how many are asked for.
    """
    rows = plugin.mistral().executions.of_workflows(
        *_workflows(records, recorded), limit
    )
    return [view.shown(row.to_dict()) for row in rows]


def latest_execution(
    plugin: client.HeatMistralClientPlugin,
    records: records_.Records,
    recorded: Mapping[str, records_.Record],
) -> dict[str, Any]:
    """The newest of the executions, or an empty map.

    An execution comes with its input and output, up to 1 MiB each: one is
    asked for.
    """
    return next(iter(executions(plugin, records, 1, recorded)), {})


def failures(
    plugin: client.HeatMistralClientPlugin,
    records: records_.Records,
    recorded: Mapping[str, records_.Record],
) -> list[str]:
    """The last executions of the resource's workflows that ended badly."""
    return outcomes.failures(
        plugin.mistral().executions.failed_of_workflows(
            *_workflows(records, recorded), outcomes.LISTED
        )
    )


def _workflows(
    records: records_.Records, recorded: Mapping[str, records_.Record]
) -> tuple[list[str], set[str]]:
    """Names that executions may have been started under, and ids."""
    workflows = [*recorded.values(), *records.retired().values()]
    return (
        [*(record.name for record in workflows), *records.former_names()],
        {record.id for record in workflows if record.id is not None},
    )


def show(
    plugin: client.HeatMistralClientPlugin,
    resource_id: str,
    recorded: Mapping[str, records_.Record],
) -> dict[str, Any] | None:
    """The default workflow as Mistral has it; None if none is registered.

    :param resource_id: its registered name; its id where something else has
        made it.
    """
    record = next(
        (
            record
            for record in recorded.values()
            if resource_id in (record.name, record.id)
        ),
        None,
    )
    if record is None or record.id is None:
        return None
    return plugin.mistral().workflows.get(record.id).to_dict()
