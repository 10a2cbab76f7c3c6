"""Ending the executions that a resource has started, in bounded batches."""

import time
from collections.abc import Callable, Iterable
from concurrent import futures
from typing import Any

from heat_mistral import client
from heat_mistral.core.execution import states

BATCH = 100
AT_A_TIME = 4
# Of one step of a deletion, before Heat may look after other things.
STEP = 5.0  # seconds
_WHY = 'its resource or workflow is deleted'


def end_all(
    plugin: client.HeatMistralClientPlugin,
    mark: str,
    ends: float,
    keep_finished: bool = False,
    **filters: str,
) -> bool:
    """End executions until none is left; false if time ran out before.

    :param mark: what the description of each of them holds.
    :param ends: when to stop, of the monotonic clock.
    :param keep_finished: cancel those that run and delete none.
    :param filters: further filters of Mistral's list of executions.
    """
    if keep_finished:
        filters = dict(filters, state='in:IDLE,RUNNING,PAUSED')
    while time.monotonic() < ends:
        batch = plugin.mistral().executions.described(
            mark, limit=BATCH, fields=['id', 'state'], **filters
        )
        if not batch:
            return True
        _at_once(
            (lambda row: plugin.mistral().executions.cancel(row.id, _WHY))
            if keep_finished
            else plugin.mistral().executions.delete,
            batch,
        )
    return False


def end_oldest(
    plugin: client.HeatMistralClientPlugin, mark: str, keep: int
) -> None:
    """Delete finished executions but for the newest.

    :param mark: what the description of each of them holds.
    :param keep: how many stay.
    """
    finished = plugin.mistral().executions.described(
        mark,
        fields=['id', 'state'],
        nulls='task_execution_id',
        state='in:' + ','.join(states.FINISHED),
    )
    _at_once(plugin.mistral().executions.delete, finished[keep:])


def end_listed(
    plugin: client.HeatMistralClientPlugin,
    identifiers: Iterable[str],
    ends: float,
    keep_finished: bool = False,
) -> bool:
    """The same for executions of which only the ids are known.

    :param identifiers: some of them may be gone already.
    """

    def end(identifier: str) -> None:
        if time.monotonic() > ends:
            return
        with plugin.ignore_not_found:
            found = plugin.mistral().executions.get(identifier, 'id', 'state')
            if not keep_finished:
                plugin.mistral().executions.delete(found)
            elif found.state not in states.FINISHED:
                plugin.mistral().executions.cancel(identifier, _WHY)

    _at_once(end, identifiers)
    return time.monotonic() <= ends


def end_one(
    plugin: client.HeatMistralClientPlugin, identifier: str, description: str
) -> None:
    """End the execution that Heat's own plugin has kept the id of.

    :param identifier: of an execution, or of anything else.
    :param description: what that plugin has called it.
    """
    with plugin.ignore_not_found:
        found = plugin.mistral().executions.get(
            identifier, 'id', 'state', 'description'
        )
        if found.description == description:
            plugin.mistral().executions.delete(found)


def _at_once(end: Callable[[Any], None], what: Iterable[Any]) -> None:
    with futures.ThreadPoolExecutor(AT_A_TIME) as pool:
        list(pool.map(end, what))
