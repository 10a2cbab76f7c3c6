"""Attributes of a cron trigger, as Mistral has them now."""

from typing import Any

from heat_mistral import client
from heat_mistral.core.execution import view
from heat_mistral.resources.cron_trigger import records, schema
from heat_mistral.resources.cron_trigger.reconciler import (
    CronTriggerReconciler,
)
from heat_mistral.runs import outcomes, trigger_executions


def read(
    name: str,
    plugin: client.HeatMistralClientPlugin,
    reconciler: CronTriggerReconciler,
    recorded: records.CronTriggerRecords,
) -> Any:
    """The value of an attribute; None where there is none.

    :param name: one of ``schema.ATTRIBUTES``.
    """
    if name == schema.EXECUTIONS:
        rows = trigger_executions.newest(
            plugin,
            reconciler.list_triggers(),
            plugin.option('listed_executions'),
        )
        return [view.shown(row.to_dict()) for row in rows]
    if name == schema.FAILURES:
        return failures(plugin, reconciler)
    trigger = reconciler.observe()
    if trigger is not None:
        return getattr(trigger, name)
    # It is gone after its last run, and while it is suspended.
    return _left(recorded) if name == schema.REMAINING_EXECUTIONS else None


def failures(
    plugin: client.HeatMistralClientPlugin, reconciler: CronTriggerReconciler
) -> list[str]:
    """The last runs of the triggers that ended badly: a request for each."""
    return outcomes.failures(
        plugin.mistral().executions.failed_described(
            reconciler.list_triggers()[: trigger_executions.TRIGGERS_SHOWN],
            outcomes.LISTED,
        )
    )


def _left(recorded: records.CronTriggerRecords) -> int | None:
    """How often a trigger that is not there will still run."""
    pending, made = recorded.pending, recorded.made
    if pending is not None:
        return pending.count_to_send
    if made is None:
        # Either Heat's own plugin has made it, of which nothing is recorded
        # before the first action; or none has been made at all.
        return 0 if recorded.current is None else None
    return None if made.end is None else 0
