"""Signals that count together: the group of a body, and the ids of its runs.

Pure. The id of a run is made of the resource, its group and the number of
the run before it: whoever sees the same runs makes the same id, and Mistral
makes one execution of an id.
"""

import dataclasses
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from heat_mistral.core import canonical
from heat_mistral.core.execution import signal_mark

# For the ids of runs, and for nothing else.
_NAMESPACE = uuid.UUID('5f2d9c1e-7a84-4b06-9d3f-c0e8b1a6d752')
# Characters of a value, and of all of them, that a message shows.
_SHOWN, _ALL_SHOWN = 40, 100


@dataclasses.dataclass(frozen=True)
class Group:
    """Signals with the same values under the keys of ``per``.

    :ivar digest: what runs of the group are found by.
    :ivar words: the group for a reader, such as ``alarm_id "x"``; '' where
        the whole resource is one.
    :ivar lacking: keys that the body has not, which is a value, too.
    """

    key: str
    digest: str
    words: str
    lacking: tuple[str, ...]

    def run_id(self, number: int) -> str:
        """The id of the run of this number."""
        return str(uuid.uuid5(_NAMESPACE, f'{self.key}.{number}'))


def of(owner: str, body: Any, per: Sequence[str]) -> Group:
    """The group of a signal's body.

    :param owner: the resource's UUID for its runs.
    :param per: keys of the body; a dot leads into a map.
    :raises heat_mistral.core.canonical.TooDeep: if a value cannot be looked
        at.
    """
    found = [(key, _value(body, key)) for key in per]
    # A list with the value in it, or none, so that null is a value.
    key = canonical.digest([owner, found], 64)
    told = ', '.join(f'{key} {_shown(value)}' for key, value in found)
    return Group(
        key,
        key[: signal_mark.GROUP_LENGTH],
        told if len(told) <= _ALL_SHOWN else f'{told[:_ALL_SHOWN]}...',
        tuple(key for key, value in found if not value),
    )


def _value(body: Any, dotted: str) -> list[Any]:
    for part in dotted.split('.'):
        if not isinstance(body, Mapping) or part not in body:
            return []
        body = body[part]
    return [body]


def _shown(value: list[Any]) -> str:
    if not value:
        return '(none)'
    text = canonical.text(value[0])
    return text if len(text) <= _SHOWN else f'{text[:_SHOWN]}...'
