"""The UUID by which the executions of a resource are known in Mistral.

Names may change and come back, and an adopted resource has another UUID than
it had before: it keeps its owner.
"""

from typing import Any

_KEY = 'owner'


def of(rsrc: Any) -> str:
    """The owner of what this resource starts."""
    return rsrc.data().get(_KEY) or rsrc.uuid


def make(rsrc: Any) -> None:
    """Store the owner, once and for good."""
    if _KEY not in rsrc.data():
        rsrc.data_set(_KEY, rsrc.uuid)
