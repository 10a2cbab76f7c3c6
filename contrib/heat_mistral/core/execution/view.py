"""An execution as a template's author sees it."""

import json
from collections.abc import Mapping
from typing import Any

from heat_mistral.core.execution import state_info

#: What a template sees of an execution, in the order it is documented.
KEYS = (
    'id',
    'workflow_name',
    'created_at',
    'updated_at',
    'state',
    'state_info',
    'input',
    'output',
    'description',
)
# Mistral sends these as JSON texts inside JSON.
_JSON_KEYS = frozenset(('input', 'output'))


def shown(reported: Mapping[str, Any]) -> dict[str, Any]:
    """The dictionary that the attribute ``executions`` holds for a run.

    :param reported: the execution as the v2 API gives it.
    """
    seen = {
        key: (
            _decoded(reported.get(key))
            if key in _JSON_KEYS
            else reported.get(key)
        )
        for key in KEYS
    }
    reason, output = seen['state_info'], seen['output']
    seen['state_info'] = state_info.readable(reason)
    # Mistral puts the reason of a failure here as well.
    if reason and isinstance(output, dict) and output.get('result') == reason:
        seen['output'] = {**output, 'result': seen['state_info']}
    return seen


def _decoded(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value
