"""The name in Mistral of what the template gives none.

It is the physical name of the resource, which has the stack's name and a
random part. A resource that another stack has adopted goes by another one,
which is no reason to rename what it has in Mistral.
"""

from typing import Any

_KEY = 'default_name'


def of(rsrc: Any) -> str:
    """The name that what this resource makes has by default."""
    # Without a physical name while it is being validated.
    return rsrc.data().get(_KEY) or rsrc.physical_resource_name() or rsrc.name


def keep(rsrc: Any, name: str) -> None:
    """Go on with this name, of something that was adopted."""
    rsrc.data_set(_KEY, name)
