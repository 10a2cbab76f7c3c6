"""How many tasks a run of a workflow may have.

Of a direct workflow all: which of them follow shows only as it runs. Of a
reverse one those that the task to be reached requires, at any depth.
"""

from heat_mistral.core.definition import clauses, model


def tasks_of_run(workflow: model.Workflow, goal: str | None) -> int:
    """The number of tasks.

    :param goal: the param ``task_name``, which a reverse workflow needs.
    """
    tasks = workflow.body['tasks']
    if workflow.type != 'reverse' or not (
        isinstance(goal, str) and goal in tasks
    ):
        return len(tasks)
    waiting = [goal]
    # What all require is required by the goal, too.
    waiting += _required(workflow.body.get(clauses.DEFAULTS))
    reached = set()
    while waiting:
        task = waiting.pop()
        if task in tasks and task not in reached:
            reached.add(task)
            waiting += _required(tasks[task])
    return len(reached)


def _required(owner: object) -> list[str]:
    if not isinstance(owner, dict):
        return []
    try:
        found = list(clauses.required(owner.get(clauses.REQUIRES)))
    except ValueError:
        return []  # Mistral has registered it: it is not read like this
    return [target.name for target in found]
