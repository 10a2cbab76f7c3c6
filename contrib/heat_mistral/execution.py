"""An execution: as Mistral reports it, and as a template's author sees it.

Pure: knows neither Heat nor the client.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

#: What a template sees of an execution, in the order it is documented.
KEYS = ('id', 'workflow_name', 'created_at', 'updated_at', 'state',
        'state_info', 'input', 'output', 'description')
#: Characters that Mistral keeps of an execution's description; SQLite does
#: not mind more, MySQL does.
DESCRIPTION_LENGTH = 255
# Mistral sends these as JSON texts inside JSON.
_JSON_KEYS = frozenset(('input', 'output'))


def shown(reported: Mapping[str, Any]) -> dict[str, Any]:
    """The dictionary that the attribute ``executions`` holds for a run.

    :param reported: the execution as the v2 API gives it.
    """
    return {key: (_decoded(reported.get(key)) if key in _JSON_KEYS
                  else reported.get(key))
            for key in KEYS}


def marker(owner: str, stack_id: str, resource: str,
           description: str | None = None) -> str:
    """The description of a run that Heat starts: who started it.

    Mistral's own triggers mark their runs in this way; ``owner`` finds them
    again, whatever becomes of the stack's or the resource's name.

    :param owner: the resource's UUID for this purpose.
    :param description: what the caller has to say of the run. It is cut, and
        then the resource's name, to what Mistral's column holds.
    """
    def mark(name: str, words: str) -> str:
        made: dict[str, Any] = {'triggered_by': {
            'type': 'heat', 'id': owner, 'stack_id': stack_id,
            'resource': name}}
        if words:
            made['description'] = words
        return json.dumps(made)

    words = _cut(description or '', lambda text: mark(resource, text))
    return mark(_cut(resource, lambda text: mark(text, words)), words)


def _cut(text: str, mark: Callable[[str], str]) -> str:
    """As much of a text as fits into a mark."""
    kept = text = text[:DESCRIPTION_LENGTH]
    while kept and len(mark(kept)) > DESCRIPTION_LENGTH:
        text = text[:-1]
        kept = text and f'{text}...'
    return kept


def _decoded(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
