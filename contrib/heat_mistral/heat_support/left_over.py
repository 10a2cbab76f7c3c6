"""Ending runs of actions that a workflow has left over.

A workflow that is cancelled leaves the runs of its actions as they are. One
that waits for an answer from outside would be waited for for ever.
"""

import time
from typing import Any

from heat.common.i18n import _
from oslo_utils import timeutils

from heat_mistral import client
from heat_mistral.heat_support import events, protocols
from heat_mistral.mistral_api import errors

#: Seconds after the end of its workflow that a run is awaited.
LEFT_OVER = 60


def now() -> float:
    """Seconds since the epoch."""
    return time.time()


def without_left_over(
    plugin: client.HeatMistralClientPlugin,
    rsrc: protocols.Acting,
    runs: list[Any],
) -> list[Any]:
    """End the first runs as long as they are left over; an event tells.

    :param runs: of an action, that have not ended.
    :returns: from the first one on that goes on.
    """
    for number, run in enumerate(runs):
        if not _end(plugin, rsrc, run):
            return runs[number:]
    return []


def _end(
    plugin: client.HeatMistralClientPlugin, rsrc: protocols.Acting, run: Any
) -> bool:
    """Cancel a run whose workflow has ended some time ago.

    :returns: whether it was one.
    """
    api = plugin.mistral().action_executions
    try:
        ended = api.end_of_workflow(run)
        if ended is None:
            return False
        since = timeutils.parse_isotime(ended.replace(' ', 'T') + 'Z')
        if now() - since.timestamp() <= LEFT_OVER:
            return False
        api.cancel(run.id)
    except Exception as ex:
        if not errors.is_refusal(ex):
            raise
        # It has ended by itself, which the next look shows, or is another
        # project's, and not shown to this one.
        return False
    events.tell(
        rsrc,
        _(
            'action execution %s was left over by a workflow that has ended, '
            'and is cancelled'
        )
        % run.id,
    )
    return True
