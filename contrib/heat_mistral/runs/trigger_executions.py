"""What the triggers of one resource have started in Mistral.

Mistral writes the trigger's id into the description of each execution, and
its list can look for one id a request. A change of what starts them is
another trigger; so that their number, and that of the requests, does not grow with
every change, those of which no execution is left are forgotten.
"""

import datetime
from typing import Any

from heat.common import exception
from oslo_log import log as logging
from oslo_utils import timeutils

from heat_mistral import client
from heat_mistral.heat_support import attempt
from heat_mistral.runs import cleanup, trigger_history

LOG = logging.getLogger(__name__)

#: Of the latest triggers, whose executions are shown.
TRIGGERS_SHOWN = 20
#: An execution may show up after its trigger was deleted: Mistral's engine
#: has a minute (``rpc_response_timeout``) to begin it.
SETTLED = datetime.timedelta(minutes=10)
# Of the oldest triggers, and of the latest, that one change looks at. The
# oldest lose their executions first; the latest may never have had any.
_LOOKED_AT = 5


def newest(
    plugin: client.HeatMistralClientPlugin, identifiers: list[str], limit: int
) -> list[Any]:
    """The newest executions of these triggers, with output.

    Earlier triggers are asked for only while the later ones have fewer: they
    ran one after the other.

    :param identifiers: the latest first.
    """
    rows: list[Any] = []
    for identifier in identifiers[:TRIGGERS_SHOWN]:
        rows += plugin.mistral().executions.described(
            identifier,
            limit=limit - len(rows),
            include_output=True,
            nulls='task_execution_id',
        )
        if len(rows) >= limit:
            break
    return sorted(rows, key=lambda row: row.created_at, reverse=True)


def forget_without(
    plugin: client.HeatMistralClientPlugin,
    recorded: trigger_history.TriggerHistory,
) -> None:
    """Forget former triggers of which no execution is left.

    Some at a time. What hinders this is no fault of the change that it comes
    with: the next one tries again.
    """
    looked_at = _settled(recorded)
    try:
        with attempt.readable_errors():
            for identifier in dict.fromkeys(
                looked_at[:_LOOKED_AT] + looked_at[-_LOOKED_AT:]
            ):
                if not plugin.mistral().executions.described(
                    identifier, limit=1, fields=['id']
                ):
                    recorded.forget(identifier)
    except exception.Error as ex:
        LOG.info('executions of former triggers were not looked for: %s', ex)


def _settled(recorded: trigger_history.TriggerHistory) -> list[str]:
    """Former triggers that can begin no execution any more."""
    now = timeutils.utcnow()
    settled = []
    for identifier in recorded.trigger_ids():
        removed = recorded.removed_at(identifier)
        if identifier == recorded.current:
            continue
        if removed is None:
            # The engine died before it was noted, or an earlier release
            # deleted it.
            recorded.set_removed(identifier)
        elif now - removed > SETTLED:
            settled.append(identifier)
    return settled


def end_all(
    plugin: client.HeatMistralClientPlugin,
    recorded: trigger_history.TriggerHistory,
    identifiers: list[str],
    ends: float,
    keep_finished: bool,
) -> bool:
    """End the executions of these triggers; false if time ran out before.

    A trigger that is done with is forgotten, so that the next step does not
    begin with it again.

    :param ends: when to stop, of the monotonic clock.
    :param keep_finished: cancel those that run and delete none.
    """
    for identifier in identifiers:
        if not cleanup.end_all(
            plugin, identifier, ends, keep_finished=keep_finished
        ):
            return False
        recorded.forget(identifier)
    return True
