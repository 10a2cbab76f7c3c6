"""What the rules remark of a definition that is registered now."""

import functools
from collections.abc import Callable

from heat_mistral.core import rules
from heat_mistral.heat_support import protocols
from heat_mistral.heat_support import remarks as remarks_
from heat_mistral.resources.workflow.desired import Desired


def tell(
    data: protocols.HasData, wanted: Desired, tell: Callable[[str], None]
) -> None:
    """Tell of a definition what it was not told of yet."""
    remarks_.tell_once(
        data,
        [wanted.source.text, sorted(wanted.given), wanted.warnings],
        functools.partial(_lines, wanted),
        tell,
    )


def _lines(wanted: Desired) -> list[str]:
    known = rules.Known(given=wanted.given, readable=remarks_.READABLE)
    # The text is read again, in a small part of the time that Mistral takes.
    found = rules.remarks(wanted.source.parse(), known, remarks_.MOST)
    told = rules.summary(found, lambda each: wanted.source.told(each.fault))
    return [*told, *wanted.warnings]
