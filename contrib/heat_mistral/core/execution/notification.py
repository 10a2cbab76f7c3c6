"""What Mistral tells a webhook of an execution, and how it is asked to.

Mistral POSTs the execution as it is then (``engine/workflows.py``,
``_notify``) with the name of the event, once and whatever the answer is. It
passes the webhooks of an execution on to its sub-workflows.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from heat_mistral.core.execution import states

_NOTIFY = 'notify'
#: Mistral's names for the ends of a run, by its state then.
ENDS = {
    states.SUCCESS: 'WORKFLOW_SUCCEEDED',
    states.ERROR: 'WORKFLOW_FAILED',
    states.CANCELLED: 'WORKFLOW_CANCELLED',
}
# What all notifications of an execution have, since Mistral has them.
_KEYS = frozenset(
    (
        'id',
        'workflow_id',
        'workflow_name',
        'state',
        'project_id',
        'task_execution_id',
        'root_execution_id',
    )
)


def receiver(url: str, ends: Iterable[str] = tuple(ENDS)) -> dict[str, Any]:
    """One that is told of ends of executions, as ``params.notify`` has it.

    :param url: signed; a secret.
    :param ends: states in which those end that are of interest.
    """
    return {
        'type': 'webhook',
        'url': url,
        'event_types': [ENDS[state] for state in ends],
        # Without it Heat takes the body for a form, and signed.
        'headers': {'Content-Type': 'application/json'},
    }


def added(
    params: Mapping[str, Any], to: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Params of a run with one more receiver, if there is one."""
    if to is None:
        return dict(params)
    return {**params, _NOTIFY: [*(params.get(_NOTIFY) or ()), to]}


def without(params: Any, url: str | None) -> Any:
    """Params as they may be shown: without the receiver of this URL.

    :param params: a map, or the JSON text of one; anything else is kept.
    """
    if isinstance(params, str):
        try:
            decoded = json.loads(params)
        except (ValueError, RecursionError):
            return params
        left = without(decoded, url)
        return params if left is decoded else json.dumps(left)
    told = params.get(_NOTIFY) if isinstance(params, Mapping) else None
    if not isinstance(told, list):
        return params
    others = [
        each
        for each in told
        if not (isinstance(each, Mapping) and each.get('url') == url)
    ]
    if len(others) == len(told):
        return params
    rest = {key: value for key, value in params.items() if key != _NOTIFY}
    return {**rest, _NOTIFY: others} if others else rest


def is_one(body: Any) -> bool:
    """Whether a body may be a notification of an execution."""
    return isinstance(body, Mapping) and set(body) >= _KEYS


def execution_of(body: Any) -> str | None:
    """Id of the execution that a notification is of; None of a part of one.

    :param body: whatever somebody has sent.
    """
    if not is_one(body) or body['task_execution_id'] is not None:
        return None
    identifier = body['id']
    return identifier if isinstance(identifier, str) else None
