"""A workflow as a graph, and an execution of it."""

import dataclasses
from collections.abc import Mapping

from heat_mistral.core.definition import clauses

#: What Mistral's engine does itself in place of a task.
ENGINE_COMMANDS = clauses.COMMANDS
#: Kinds of edges, in the order in which a legend has them.
KINDS = (*clauses.ON, clauses.REQUIRES)
#: States of tasks, in the order in which a legend has them.
STATES = (
    'IDLE',
    'WAITING',
    'RUNNING',
    'DELAYED',
    'PAUSED',
    'SUCCESS',
    'ERROR',
    'CANCELLED',
    'SKIPPED',
)
#: Stands for the state of a task that has none.
NOT_STARTED = 'not started'


class GraphError(Exception):
    """Why there is no picture, in one sentence for the user."""


@dataclasses.dataclass(frozen=True)
class Task:
    """A task; marks are short texts such as "join all"."""

    name: str
    does: str
    is_workflow: bool = False
    is_repeated: bool = False
    marks: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class Edge:
    """What may follow a task; the condition is '' where there is none.

    :ivar by_default: what the task-defaults say and not the task.
    """

    kind: str
    source: str
    target: str
    condition: str = ''
    by_default: bool = False


@dataclasses.dataclass(frozen=True)
class Workflow:
    """Tasks in the definition's order; edges in that of their tasks."""

    name: str
    tasks: tuple[Task, ...]
    edges: tuple[Edge, ...]


@dataclasses.dataclass(frozen=True)
class GraphRun:
    """What has become of a task.

    :ivar seconds: how long it took, or has taken so far.
    :ivar times: how often it was run; the rest is of the last time.
    :ivar below: state -> number of its sub-workflows' executions.
    """

    state: str
    seconds: float | None = None
    times: int = 1
    below: Mapping[str, int] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Execution:
    """An execution of a workflow, and its tasks by name."""

    id: str
    workflow: str
    state: str
    seconds: float | None
    tasks: Mapping[str, GraphRun]
