"""What follows a task, and what it requires, as Mistral reads it.

An on-clause is a text, a list, or a map of ``publish`` and ``next``; what is
in it is ``name``, ``name key=value`` or a map of one of these to a condition
(mistral/lang/v2/on_clause.py). ``requires`` is a text or a list of texts.

Each thing that is found comes with the steps to it from the clause on, so
that who finds it wrong can say where it stands.
"""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from heat_mistral.core.definition import references

#: The on-clauses; tasks have them, and task-defaults for all tasks.
ON = ('on-success', 'on-error', 'on-complete', 'on-skip')
REQUIRES = 'requires'
DEFAULTS = 'task-defaults'
#: What Mistral's engine does itself where a clause names it.
COMMANDS = ('fail', 'succeed', 'pause', 'noop')


@dataclasses.dataclass(frozen=True)
class Target:
    """What a clause names.

    :ivar name: of a task, or one of COMMANDS.
    :ivar condition: '' where there is none.
    :ivar path: steps from the clause to where it stands.
    """

    name: str
    condition: str = ''
    path: tuple[str | int, ...] = ()


def targets(clause: Any) -> Iterator[Target]:
    """What an on-clause names, in its order.

    :raises ValueError: for what is no clause.
    """
    path: tuple[str | int, ...] = ()
    following = clause
    if isinstance(clause, Mapping):
        # Mistral takes no other map for a clause: "on-success: {task:
        # condition}" passes its schema, and nothing follows then.
        following, path = clause.get('next'), ('next',)
    if not following:
        return
    if isinstance(following, str):
        yield Target(references.named(following), path=path)
        return
    if isinstance(following, Mapping):
        # Of a map under "next" Mistral's engine sees the names alone.
        entries = [(name, (name,)) for name in following]
    elif isinstance(following, list):
        entries = [(entry, (at,)) for at, entry in enumerate(following)]
    else:
        raise ValueError('neither a text, nor a list, nor a map')
    for entry, step in entries:
        yield _target(entry, (*path, *step))


def _target(entry: Any, path: tuple[str | int, ...]) -> Target:
    condition = ''
    if isinstance(entry, Mapping) and entry:
        entry, condition = next(iter(entry.items()))
        path = (*path, entry)
    if not isinstance(entry, str):
        raise ValueError('names a task by something that is no text')
    return Target(references.named(entry), str(condition), path)


def required(clause: Any) -> Iterator[Target]:
    """The tasks that ``requires`` names, in its order.

    :raises ValueError: for what cannot be its value.
    """
    if not clause:
        return
    if isinstance(clause, str):
        yield Target(clause)
        return
    if not isinstance(clause, list):
        raise ValueError('neither a text nor a list')
    for at, name in enumerate(clause):
        if not isinstance(name, str):
            raise ValueError('names a task by something that is no text')
        yield Target(name, path=(at,))
