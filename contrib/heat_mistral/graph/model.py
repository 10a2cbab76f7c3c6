"""A workflow as a graph, and an execution of it."""

import dataclasses
import datetime
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
    :ivar error: why it failed, in one line; '' if it has not, or if that is
        not known.
    """

    state: str
    seconds: float | None = None
    times: int = 1
    below: Mapping[str, int] = dataclasses.field(default_factory=dict)
    error: str = ''


@dataclasses.dataclass(frozen=True)
class Execution:
    """An execution of a workflow, and its tasks by name."""

    id: str
    workflow: str
    state: str
    seconds: float | None
    tasks: Mapping[str, GraphRun]


@dataclasses.dataclass(frozen=True)
class Attempt:
    """One time that a task was run.

    :ivar starts: in UTC and without a time zone, as all times of Mistral's;
        None before that.
    :ivar ends: None while it goes on.
    :ivar below: the executions of workflows that it has run.
    :ivar created: since when it has waited for its start; None if that is not
        known. A retry starts it anew.
    """

    task: str
    state: str
    starts: datetime.datetime | None
    ends: datetime.datetime | None = None
    error: str = ''
    below: 'tuple[Run, ...]' = ()
    created: datetime.datetime | None = None


@dataclasses.dataclass(frozen=True)
class Run:
    """An execution with all that has happened in it.

    :ivar workflow: as Mistral has it now; None if it has it no more.
    :ivar ends: None while it goes on.
    :ivar attempts: in the order in which they have started.
    :ivar left_out: what is not here, in words; '' if all is.
    :ivar is_whole: whether all of its own tasks are here.
    """

    execution: Execution
    workflow: Workflow | None
    starts: datetime.datetime
    ends: datetime.datetime | None
    error: str = ''
    attempts: tuple[Attempt, ...] = ()
    left_out: str = ''
    is_whole: bool = True


@dataclasses.dataclass(frozen=True)
class Section:
    """What a page has of one resource, or of one file.

    :ivar workflows: by the names that they call each other by.
    :ivar runs: the newest first.
    :ivar left_out: what is not here, in words; '' if all is.
    """

    title: str
    kind: str
    workflows: Mapping[str, Workflow]
    runs: tuple[Run, ...] = ()
    left_out: str = ''
