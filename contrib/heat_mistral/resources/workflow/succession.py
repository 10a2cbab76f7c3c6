"""Which recorded workflow goes on as which desired one, and in which order.

A workflow goes on under its short name. Where that is not in the text any
more, its registered name may be; and the form with "tasks" has one workflow,
whose short name is its registered name and changes with it.
"""

import graphlib
from collections.abc import Mapping

from heat_mistral.resources.workflow import records as records_


def predecessors(
    names: Mapping[str, str],
    namespace: str,
    recorded: Mapping[str, records_.Record],
) -> dict[str, records_.Record]:
    """The record of each desired workflow that there is one for.

    :param names: short name -> registered name, of what is desired.
    :param recorded: by short name.
    """
    leaving = [
        record for short, record in recorded.items() if short not in names
    ]
    by_name = {
        record.name: record
        for record in leaving
        if record.namespace == namespace
    }
    found = {
        short: record
        for short, name in names.items()
        if (record := recorded.get(short) or by_name.get(name))
    }
    if not found and len(leaving) == len(names) == 1:
        ((short, name),) = names.items()
        (only,) = leaving
        if short == name or only.short == only.name:
            found[short] = only
    return found


def in_order(held: Mapping[str, str], names: Mapping[str, str]) -> list[str]:
    """Short names in an order in which names can be changed one by one.

    :param held: short name -> the name that its workflow has in Mistral.
    :param names: short name -> the name it gets.
    """
    holder = {name: short for short, name in held.items()}
    # A new prefix makes names longer or shorter, so there are no circles.
    return list(
        graphlib.TopologicalSorter(
            {
                short: {holder.get(names[short], short)} - {short}
                for short in held
            }
        ).static_order()
    )
