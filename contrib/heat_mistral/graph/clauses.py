"""What follows a task: on-clauses in all their forms, as Mistral reads them.

A clause is a text, a list, or a map of ``publish`` and ``next``; what is in
it is ``name``, ``name key=value`` or a map of one of these to a condition.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from heat_mistral.dsl import references


def targets(clause: Any) -> Iterator[tuple[str, str]]:
    """(name of a task or an engine command, condition or '') for each.

    :raises ValueError: for what is no clause.
    """
    # Mistral takes no other map for a clause: "on-success: {task: condition}"
    # passes its schema, and nothing follows then.
    following = clause.get('next') if isinstance(clause, Mapping) else clause
    if not following:
        return
    if isinstance(following, str):
        following = [following]
    # Of a map under "next" Mistral's engine sees the names alone.
    if not isinstance(following, (list, Mapping)):
        raise ValueError('neither a text, nor a list, nor a map')
    for entry in following:
        name, condition = entry, ''
        if isinstance(entry, Mapping) and entry:
            name, condition = next(iter(entry.items()))
        if not isinstance(name, str):
            raise ValueError('names a task by something that is no text')
        yield references.named(name), str(condition)
