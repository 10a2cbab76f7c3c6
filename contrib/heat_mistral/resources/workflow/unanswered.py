"""Requests for workflows that Mistral has not answered.

A POST whose reply does not come (a time limit, a lost connection, an engine
that is killed) may still be carried out: Mistral validates the definition in
the process that took the request, 0.1 s of CPU time a task, before it stores
anything, and a client that has gone does not stop it. So its workflows are
looked for until they cannot come any more.
"""

import dataclasses
import time
from collections.abc import Callable, Iterable, Mapping

from heat_mistral import client
from heat_mistral.mistral_api import errors
from heat_mistral.resources.workflow import records as records_
from heat_mistral.resources.workflow import registry

# Seconds.
#: Four times what a task took on an idle machine.
PER_TASK = 0.4
#: For a request that waits for a thread of Mistral or for the database.
MARGIN = 30
LONGEST = 3600


def now() -> float:
    """Seconds since the epoch; another engine may go on with a record."""
    return time.time()


def expected_until(tasks: int) -> int:
    """Until when a request that is about to be sent may be carried out.

    :param tasks: how many its definition has.
    """
    return int(now() + min(LONGEST, MARGIN + PER_TASK * tasks))


def expected_after(began: float) -> int:
    """The same for a request that was waited for in vain since ``began``.

    Mistral is slower than was thought: it gets as long again.
    """
    return int(now() + min(LONGEST, now() - began))


def may_be_carried_out(ex: Exception) -> bool:
    """Whether a request that has failed in this way may come to effect."""
    return errors.is_transient(ex) and errors.may_be_carried_out(ex)


def is_open(intent: records_.Record, at: float) -> bool:
    """Whether a request of this intent may be carried out after a time."""
    return at < (intent.expected_until or 0)


def store(
    records: records_.Records,
    intents: Iterable[records_.Record],
    recorded: Mapping[str, records_.Record],
    until: int | None,
) -> None:
    """Store the intents of one request, and until when it may come to effect.

    An earlier request for the same may come to effect later than this one.

    :param recorded: by short name, before this request.
    :param until: see ``Record.expected_until``.
    """
    at = now()
    stored = []
    for intent in intents:
        latest, repeated = until, False
        before = recorded.get(intent.short)
        if (
            before is not None
            and before.identity == intent.identity
            and is_open(before, at)
        ):
            latest = max(until or 0, before.expected_until or 0)
            repeated = until is not None or before.repeated
        stored.append(
            dataclasses.replace(
                intent, expected_until=latest, repeated=repeated
            )
        )
    records.put(*stored)


def clean_up(
    plugin: client.HeatMistralClientPlugin,
    records: records_.Records,
    intents: Iterable[records_.Record],
    tell: Callable[[str], None],
) -> list[records_.Record]:
    """Delete what these requests have made; forget those that are over.

    :param tell: takes what the stack's owner should hear of.
    :returns: the intents whose workflows may still come.
    """
    intents = list(intents)
    if not intents:
        return []
    # The time before it is looked: what comes later is not missed.
    before = now()
    found = registry.find_requested(plugin, intents)
    ours = records.ids()
    pending = []
    for intent in intents:
        row = found.get(intent)
        comes = is_open(intent, before)
        if row is not None and row.id not in ours:
            _delete(plugin, records, intent, row.id, tell)
            comes &= intent.repeated
        if comes:
            pending.append(intent)
        else:
            records.forget_intent(intent)
    return pending


def _delete(
    plugin: client.HeatMistralClientPlugin,
    records: records_.Records,
    intent: records_.Record,
    identifier: str,
    tell: Callable[[str], None],
) -> None:
    record = dataclasses.replace(
        intent, id=identifier, expected_until=None, repeated=False
    )
    records.retire(record)
    registry.remove(plugin, records, record, tell)
