"""How a workflow goes: tasks that nothing leads to, joins that wait for ever.

Mistral starts all tasks of a direct workflow that no on-clause names
(mistral/lang/v2/workflows.py, find_start_tasks). A task that says nothing
under an on-clause has what task-defaults say, but for itself.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from heat_mistral.core.definition import clauses, model
from heat_mistral.core.rules.model import Remark, remark


def unreachable_tasks(
    definition: model.Definition, workflow: model.Workflow
) -> Iterator[Remark]:
    """Tasks that only tasks name which never run."""
    if workflow.type == 'reverse':
        return
    following = _following(workflow)
    named = {name for names in following.values() for name in names}
    waiting = [name for name in following if name not in named]
    if not waiting:
        yield remark(
            'HM102',
            definition,
            (workflow.name, 'tasks'),
            f'no task of "{workflow.name}" can start: each is named by an '
            f'on-clause of another',
        )
        return
    reached = set(waiting)
    while waiting:
        new = following.get(waiting.pop(), set()) - reached
        reached |= new
        waiting += new
    for name in following:
        if name not in reached:
            yield remark(
                'HM102',
                definition,
                (workflow.name, 'tasks', name),
                f'nothing leads to the task "{name}": only tasks that never '
                f'run name it',
            )


def impossible_joins(
    definition: model.Definition, workflow: model.Workflow
) -> Iterator[Remark]:
    """Joins of more tasks than there are on the way to them."""
    if workflow.type == 'reverse':
        return
    joins = {
        name: content['join']
        for name, content in workflow.body['tasks'].items()
        if isinstance(content, Mapping) and 'join' in content
    }
    if not joins:
        return
    leading = dict.fromkeys(joins, 0)
    for names in _following(workflow).values():
        for name in names & joins.keys():
            leading[name] += 1
    for name, join in joins.items():
        path = (workflow.name, 'tasks', name, 'join')
        wanted = join if isinstance(join, int) else 1
        if leading[name] < wanted:
            yield remark(
                'HM103',
                definition,
                path,
                f'the task "{name}" waits for {wanted} '
                f'task{"s" * (wanted != 1)}, and {leading[name] or "no"} '
                f'task{"s" * (leading[name] != 1)} lead'
                f'{"s" * (leading[name] == 1)} to it',
            )


def _following(workflow: model.Workflow) -> dict[str, set[str]]:
    """Task -> the tasks that may follow it."""
    tasks = workflow.body['tasks']
    defaults = workflow.body.get(clauses.DEFAULTS)
    by_default = {
        kind: _names(defaults, kind) & tasks.keys() for kind in clauses.ON
    }
    following: dict[str, set[str]] = {}
    for name, content in tasks.items():
        following[name] = found = set()
        for kind in clauses.ON:
            own = _names(content, kind)
            found |= own & tasks.keys()
            if not own:
                found |= by_default[kind] - {name}
    return following


def _names(owner: Any, kind: str) -> set[str]:
    if not isinstance(owner, Mapping):
        return set()
    try:
        return {target.name for target in clauses.targets(owner.get(kind))}
    except ValueError:
        return set()  # another rule tells of it
