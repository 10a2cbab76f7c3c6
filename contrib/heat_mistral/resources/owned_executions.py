"""Ending the executions that a resource has started, in bounded batches."""

import time
from concurrent import futures

from heat_mistral import client

BATCH = 100
AT_A_TIME = 4
# Of one step of a deletion, before Heat may look after other things.
STEP = 5.0  # seconds


def end_all(plugin: client.HeatMistralClientPlugin, mark: str, ends: float,
            keep_finished: bool = False, **filters: str) -> bool:
    """End executions until none is left; false if time ran out before.

    :param mark: what the description of each of them holds.
    :param ends: when to stop, of the monotonic clock.
    :param keep_finished: cancel those that run and delete none.
    :param filters: further filters of Mistral's list of executions.
    """
    if keep_finished:
        filters = dict(filters, state='in:IDLE,RUNNING,PAUSED')
    while time.monotonic() < ends:
        batch = plugin.executions_described(
            mark, limit=BATCH, fields=['id', 'state'], **filters)
        if not batch:
            return True
        end = ((lambda row: plugin.cancel_execution(row.id))
               if keep_finished else plugin.end_execution)
        with futures.ThreadPoolExecutor(AT_A_TIME) as pool:
            list(pool.map(end, batch))
    return False
