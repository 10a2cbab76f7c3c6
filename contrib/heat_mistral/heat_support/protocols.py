"""What runs and reconcilers need of a resource, and no more.

Heat's ``heat.engine.resource.Resource`` has all of it; with these protocols
a reader, and mypy, see which part a module leans on.
"""

from typing import Any, Protocol


class HasData(Protocol):
    """Resource data: texts by key, kept in Heat's database.

    ``data()`` remembers what it has read until it is written to.
    """

    def data(self) -> dict[str, str]: ...

    def data_set(self, key: str, value: str, redact: bool = False) -> None: ...

    def data_delete(self, key: str) -> bool: ...


class Identified(HasData, Protocol):
    """A resource that stands for something in Mistral.

    :ivar uuid: Heat's id of the resource; another one after an adoption.
    :ivar resource_id: the physical id; None until something is begun.
    """

    uuid: str
    name: str
    resource_id: str | None

    def resource_id_set(self, inst: str) -> None: ...


class Acting(Identified, Protocol):
    """A resource in one of its actions, of a stack that may be cancelled."""

    id: int
    action: str
    status: str
    status_reason: str
    context: Any
    stack: Any
