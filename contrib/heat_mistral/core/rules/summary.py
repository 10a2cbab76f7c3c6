"""A few of many remarks, for whoever is not to be shown all of them."""

from collections.abc import Callable, Sequence

from heat_mistral.core.rules import catalogue
from heat_mistral.core.rules.model import Remark

#: Remarks that are told.
TOLD = 5


def summary(
    remarks: Sequence[Remark], words: Callable[[Remark], str]
) -> list[str]:
    """A line for each of a few, errors first, and one for all others.

    :param words: gives what a remark says, and where.
    """
    ranked = sorted(
        remarks,
        key=lambda one: catalogue.RULES[one.rule].severity != catalogue.ERROR,
    )
    told = [f'{one.rule}: {words(one)}' for one in ranked[:TOLD]]
    more = len(ranked) - len(told)
    if more:
        told.append(
            f'and {more} more of the definition: "heat-mistral lint" tells '
            f'all of them'
        )
    return told
