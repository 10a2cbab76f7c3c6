"""Ending the executions that a resource has started, in bounded batches."""

from concurrent import futures

from heat_mistral import client

BATCH = 100
AT_A_TIME = 4


def end_some(plugin: client.HeatMistralClientPlugin, mark: str,
             keep_finished: bool = False, **filters: str) -> bool:
    """End a batch of executions; true when there are none left.

    :param mark: what the description of each of them holds.
    :param keep_finished: cancel those that run and delete none.
    :param filters: further filters of Mistral's list of executions.
    """
    if keep_finished:
        filters = dict(filters, state='in:IDLE,RUNNING,PAUSED')
    batch = plugin.executions_described(
        mark, limit=BATCH, fields=['id', 'state'],
        nulls='task_execution_id', **filters)
    end = plugin.cancel_execution if keep_finished else plugin.end_execution
    with futures.ThreadPoolExecutor(AT_A_TIME) as pool:
        list(pool.map(end, batch))
    return not batch
