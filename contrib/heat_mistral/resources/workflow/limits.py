"""The property ``signal_limits`` -> limits."""

from collections.abc import Mapping
from typing import Any

from heat.common.i18n import _

from heat_mistral.core import signal_limits
from heat_mistral.heat_support import properties
from heat_mistral.resources.workflow import limits_schema, schema
from heat_mistral.resources.workflow import source as source_


def read(props: Mapping[str, Any]) -> signal_limits.Limits | None:
    """The limits that the properties set, if any."""
    given = props[schema.SIGNAL_LIMITS]
    if not given:
        return None
    return signal_limits.Limits(
        given[limits_schema.RUNNING],
        given[limits_schema.COOLDOWN] or 0,
        tuple(given[limits_schema.PER] or ()),
        given[limits_schema.EXCEEDED] == limits_schema.JOIN,
    )


def check(rsrc: source_.Named, props: Mapping[str, Any]) -> None:
    """Refuse limits that limit nothing.

    :raises heat.common.exception.StackValidationFailed: if they do not.
    """
    limits = read(props)
    if limits is not None and not (limits.running or limits.cooldown):
        raise properties.invalid(
            rsrc,
            schema.SIGNAL_LIMITS,
            _(
                'it limits nothing: give "running", the number of unfinished '
                'runs, or "cooldown", seconds after the start of a run'
            ),
        )
