"""What many tasks have by task-defaults is drawn once, from a chip.

A line from each task to the handler of all failures hides the others.
"""

import dataclasses
from collections.abc import Iterable

from heat_mistral.graph import model

# Fewer lines than so many are drawn each.
_MANY = 3


@dataclasses.dataclass(frozen=True)
class Chip:
    """Stands for all tasks that have an on-clause by default.

    :ivar edges: what they have, once; the source of each is the first task.
    """

    kind: str
    tasks: tuple[str, ...]
    edges: tuple[model.Edge, ...]


def folded(
    workflow: model.Workflow,
) -> tuple[tuple[model.Edge, ...], tuple[Chip, ...]]:
    """The edges that are drawn each, and chips in place of the others."""
    chips = [
        chip
        for kind in model.KINDS
        if (chip := _chip(kind, workflow.edges)) is not None
    ]
    kinds = {chip.kind for chip in chips}
    return tuple(
        edge
        for edge in workflow.edges
        if not (edge.by_default and edge.kind in kinds)
    ), tuple(chips)


def _chip(kind: str, edges: Iterable[model.Edge]) -> Chip | None:
    own = [edge for edge in edges if edge.by_default and edge.kind == kind]
    tasks = tuple(dict.fromkeys(edge.source for edge in own))
    if len(tasks) < _MANY:
        return None
    once = {(edge.target, edge.condition): edge for edge in reversed(own)}
    return Chip(kind, tasks, tuple(reversed(once.values())))
