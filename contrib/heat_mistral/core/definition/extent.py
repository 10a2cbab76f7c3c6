"""Which tasks a run of a workflow may have, and what may follow each.

A direct workflow's as JSON can keep them: what is named by a task itself, and
what all others have by ``task-defaults``, once. So the size grows with the
text. Of a reverse workflow those that the task to be reached requires, at any
depth: all of them come.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from heat_mistral.core.definition import clauses, model


def tasks_of_run(workflow: model.Workflow, goal: str | None) -> dict[str, Any]:
    """The tasks, as ``core.execution.course`` reads them.

    :param goal: the param ``task_name``, which a reverse workflow needs.
    """
    tasks = workflow.body['tasks']
    if workflow.type == 'reverse':
        reached = _reached(workflow, goal)
        return {'all': reached, 'workflows': _workflows(tasks, reached)}
    return {
        'tasks': {name: _following(each) for name, each in tasks.items()},
        'defaults': _following(workflow.body.get(clauses.DEFAULTS)),
        'workflows': _workflows(tasks, tasks),
    }


def _following(owner: object) -> dict[str, list[str]]:
    """On-clause -> what it names; without those that name nothing."""
    found = {kind: _named(owner, kind) for kind in clauses.ON}
    return {kind: names for kind, names in found.items() if names}


def _workflows(tasks: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    return [
        name
        for name in names
        if isinstance(tasks[name], Mapping) and tasks[name].get('workflow')
    ]


def _reached(workflow: model.Workflow, goal: str | None) -> list[str]:
    tasks = workflow.body['tasks']
    if not (isinstance(goal, str) and goal in tasks):
        return list(tasks)
    waiting = [goal]
    # What all require is required by the goal, too.
    waiting += _named(workflow.body.get(clauses.DEFAULTS), clauses.REQUIRES)
    reached = set()
    while waiting:
        task = waiting.pop()
        if task in tasks and task not in reached:
            reached.add(task)
            waiting += _named(tasks[task], clauses.REQUIRES)
    return [name for name in tasks if name in reached]


def _named(owner: object, kind: str) -> list[str]:
    if not isinstance(owner, Mapping):
        return []
    read = clauses.required if kind == clauses.REQUIRES else clauses.targets
    try:
        return [target.name for target in read(owner.get(kind))]
    except ValueError:
        return []  # Mistral has registered it: it is not read like this
