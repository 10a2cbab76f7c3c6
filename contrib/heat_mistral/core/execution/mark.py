"""The description of an execution that Heat starts: it says who started it.

Mistral's own triggers mark their executions in the same way. A list of
executions whose description holds the owner's UUID finds them again.
"""

import bisect
import dataclasses
import json
from collections.abc import Callable
from typing import Any

from heat_mistral.core.execution import signal_mark

#: Characters that Mistral keeps of an execution's description; SQLite does
#: not mind more, MySQL does.
DESCRIPTION_LENGTH = 255
_HEAT = 'heat'


@dataclasses.dataclass(frozen=True)
class Mark:
    """Who started a run.

    :ivar owner: the resource's UUID for this purpose.
    :ivar signal: what is said of a signal with an id or with limits.
    """

    owner: str
    signal: signal_mark.SignalMark | None = None


def read(description: object) -> Mark | None:
    """What a description says; None if Heat did not start the run."""
    if (
        not isinstance(description, str)
        or len(description) > DESCRIPTION_LENGTH
    ):
        return None
    try:
        made = json.loads(description)
        by = made['triggered_by']
        if by['type'] != _HEAT or not isinstance(by['id'], str):
            return None
        return Mark(by['id'], signal_mark.read(made.get('signal')))
    except (ValueError, LookupError, TypeError, AttributeError):
        return None  # somebody's own words


def marker(
    owner: str,
    stack_id: str,
    resource: str,
    description: str | None = None,
    signal: signal_mark.SignalMark | None = None,
) -> str:
    """The description of a run that Heat starts: who started it.

    Mistral's own triggers mark their runs in this way; ``owner`` finds them
    again, whatever becomes of the stack's or the resource's name.

    :param owner: the resource's UUID for this purpose.
    :param description: what the caller has to say of the run. It is cut, and
        then the resource's name, to what Mistral's column holds.
    :param signal: what is to be known of the signal that starts the run.
    """

    def mark(name: str, words: str) -> str:
        made: dict[str, Any] = {
            'triggered_by': {
                'type': _HEAT,
                'id': owner,
                'stack_id': stack_id,
                'resource': name,
            }
        }
        if signal is not None:
            made['signal'] = str(signal)
        if words:
            made['description'] = words
        return json.dumps(made)

    name = resource[:DESCRIPTION_LENGTH]
    words = _cut(description or '', lambda text: mark(name, text))
    return mark(_cut(name, lambda text: mark(text, words)), words)


def _cut(text: str, mark: Callable[[str], str]) -> str:
    """As much of a text as fits into a mark."""
    if len(mark(text[: DESCRIPTION_LENGTH + 1])) <= DESCRIPTION_LENGTH:
        return text
    # Each character more makes the mark longer.
    fitting = bisect.bisect_right(
        range(1, DESCRIPTION_LENGTH),
        DESCRIPTION_LENGTH,
        key=lambda length: len(mark(f'{text[:length]}...')),
    )
    return f'{text[:fitting]}...' if fitting else ''
