"""Properties of a resource: whether they are given, and what is wrong."""

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

from heat.common import exception
from heat.common.i18n import _
from heat.engine import function, properties, resource


def invalid(rsrc: resource.Resource, prop: str, message: str) -> Exception:
    """The error for a property whose value cannot be used."""
    return exception.StackValidationFailed(
        error=_('Property error'),
        path=[rsrc.name, 'properties', prop],
        message=message,
    )


@contextlib.contextmanager
def blaming(
    rsrc: resource.Resource, prop: str, *kinds: type[Exception]
) -> Iterator[None]:
    """Report errors of these kinds as the property's."""
    try:
        yield
    except kinds as ex:
        raise invalid(rsrc, prop, str(ex)) from ex


def is_unresolved(props: properties.Properties, name: str) -> bool:
    """Whether a property depends on a resource that is not there yet."""
    return any(
        rsrc.action == rsrc.INIT
        for rsrc in function.dependencies(props.data.get(name))
    )


def is_given(props: properties.Properties, name: str) -> bool:
    """Whether a property has a value, or will have one; null is none."""
    raw = props.data.get(name)
    return raw is not None and (
        is_unresolved(props, name)
        or function.resolve(raw, nullable=True) not in (None, Ellipsis)
    )


class Foreseen(Mapping[str, Any]):
    """Properties of which some depend on resources that are not there yet.

    Those have the value they had last time, where it is known, or that of a
    property that is not given.

    :ivar data: as Heat's Properties have it.
    :ivar unresolved: names of the properties that are not known yet.
    """

    def __init__(
        self, props: properties.Properties, last: Mapping[str, Any]
    ) -> None:
        """Look through the properties.

        :param last: name -> value as it is stored, of some properties.
        """
        self._props = props
        self._last = last
        self.data = props.data
        self.unresolved = frozenset(
            name for name in props.data if is_unresolved(props, name)
        )

    def __getitem__(self, name: str) -> Any:
        if name not in self.unresolved:
            return self._props[name]
        prop, last = self._props.props[name], self._last.get(name)
        if last is None and not prop.has_default():
            return None
        return prop.get_value(last)

    def __iter__(self) -> Iterator[str]:
        return iter(self._props)

    def __len__(self) -> int:
        return len(self._props)
