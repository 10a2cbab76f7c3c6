"""What a picture shows, whatever it is drawn with: nodes, links, texts."""

import collections
import dataclasses
from collections.abc import Iterator

from heat_mistral.graph import defaults, model, texts

_NAME, _DETAIL, _CONDITION, _LISTED, _FULL = 40, 48, 34, 400, 2000  # columns

#: What a node is: its shape follows.
TASK, COMMAND, CONNECTOR = 'task', 'command', 'connector'


@dataclasses.dataclass(frozen=True)
class Node:
    """The first of the lines is the name; full has all, up to
    2,000 columns.

    :ivar state: one of model.STATES or NOT_STARTED; '' without an execution.
    """

    id: str
    shape: str
    lines: tuple[str, ...]
    full: str
    state: str = ''
    is_workflow: bool = False
    is_repeated: bool = False


@dataclasses.dataclass(frozen=True)
class Link:
    """From node to node; full is the whole condition."""

    source: str
    target: str
    kind: str
    label: str
    full: str


@dataclasses.dataclass(frozen=True)
class Diagram:
    """One workflow's picture."""

    heading: str
    summary: str
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]


def draw(
    workflow: model.Workflow,
    execution: model.Execution | None = None,
    prefix: str = '',
    resource: str = '',
) -> Diagram:
    """What to show of a workflow.

    :param prefix: makes the nodes' ids distinct from other diagrams'.
    :param resource: the one that it belongs to, for the heading.
    """
    ids = {
        task.name: f'{prefix}t{number}'
        for number, task in enumerate(workflow.tasks, 1)
    }
    nodes = [_task(ids[task.name], task, execution) for task in workflow.tasks]
    edges, chips = defaults.folded(workflow)
    drawn = [(ids[edge.source], edge.source, edge) for edge in edges]
    for number, chip in enumerate(chips, 1):
        node = _chip(f'{prefix}d{number}', chip, workflow)
        nodes.append(node)
        drawn += [(node.id, node.lines[0], edge) for edge in chip.edges]
    links: list[Link] = []
    commands: dict[tuple[str, str], str] = {}
    for source, name, edge in drawn:
        target = ids.get(edge.target, '')
        if edge.target in model.ENGINE_COMMANDS:
            # One each: a "fail" for all would be a knot of lines.
            target = commands.setdefault(
                (source, edge.target), f'{prefix}c{len(commands) + 1}'
            )
        links.append(
            Link(
                source,
                target,
                edge.kind,
                texts.shorten(edge.condition, _CONDITION),
                texts.shorten(
                    f'{name}, {edge.kind}: {edge.target} {edge.condition}',
                    _FULL,
                ),
            )
        )
    nodes += [
        Node(node_id, COMMAND, (name,), name)
        for (_, name), node_id in commands.items()
    ]
    return Diagram(
        texts.clean('.'.join(filter(None, (resource, workflow.name)))),
        _summary(workflow, execution),
        tuple(nodes),
        tuple(links),
    )


def _chip(node_id: str, chip: defaults.Chip, workflow: model.Workflow) -> Node:
    targets = {edge.target for edge in chip.edges}
    others = {task.name for task in workflow.tasks} - {*chip.tasks, *targets}
    label = (
        f'{len(chip.tasks)} tasks by default' if others else 'every other task'
    )
    return Node(
        node_id,
        CONNECTOR,
        (label,),
        texts.shorten(f'{label}: {", ".join(chip.tasks)}', _LISTED),
    )


def _task(
    node_id: str, task: model.Task, execution: model.Execution | None
) -> Node:
    lines = [
        task.name,
        f'workflow {task.does}' if task.is_workflow else task.does,
    ]
    if task.marks:
        lines.append(' · '.join(task.marks))
    state = ''
    if execution is not None:
        run = execution.tasks.get(task.name)
        state = run.state if run else model.NOT_STARTED
        lines += _told(run)
    return Node(
        node_id,
        TASK,
        (
            texts.shorten(lines[0], _NAME),
            *(texts.shorten(line, _DETAIL) for line in lines[1:]),
        ),
        texts.shorten('; '.join(lines), _FULL),
        state,
        task.is_workflow,
        task.is_repeated,
    )


def _told(run: model.GraphRun | None) -> Iterator[str]:
    if run is None:
        yield model.NOT_STARTED
        return
    parts = [run.state]
    if run.seconds is not None:
        parts.append(texts.duration(run.seconds))
    if run.times > 1:
        parts.append(f'{run.times} times')
    yield ' · '.join(parts)
    if run.below:
        counts = ', '.join(
            f'{count} {state}' for state, count in run.below.items()
        )
        yield f'executions: {counts}'
    if run.error:
        yield run.error


def _summary(
    workflow: model.Workflow, execution: model.Execution | None
) -> str:
    """Under the heading."""
    tasks = len(workflow.tasks)
    counted = '1 task' if tasks == 1 else f'{tasks} tasks'
    if execution is None:
        return counted
    told = execution.state
    if execution.seconds is not None:
        told += f' · {texts.duration(execution.seconds)}'
    named = [task.name for task in workflow.tasks]
    states = collections.Counter(
        execution.tasks[name].state
        if name in execution.tasks
        else model.NOT_STARTED
        for name in named
    )
    counts = ', '.join(
        f'{states[state]} {state}'
        for state in (*model.STATES, model.NOT_STARTED)
        if states[state]
    )
    summary = f'{told} · {counted}: {counts}'
    others = sorted(set(execution.tasks) - set(named))
    if others:
        summary += f' · not in this definition: {", ".join(others)}'
    return texts.clean(summary)
