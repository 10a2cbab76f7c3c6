"""How a workflow goes: tasks that nothing leads to, joins that wait for ever.

Mistral starts all tasks of a direct workflow that no on-clause names
(mistral/lang/v2/workflows.py, find_start_tasks). A task that says nothing
under an on-clause has what task-defaults say, but for itself.
"""

import dataclasses
from collections import Counter
from collections.abc import Iterator, Mapping, Set
from typing import Any

from heat_mistral.core.definition import clauses, model
from heat_mistral.core.rules.model import Remark, remark


def unreachable_tasks(
    definition: model.Definition, workflow: model.Workflow
) -> Iterator[Remark]:
    """Tasks that only tasks name which never run."""
    if workflow.type == 'reverse':
        return
    ways = _ways(workflow)
    first = ways.first()
    if not first:
        yield remark(
            'HM102',
            definition,
            (workflow.name, 'tasks'),
            f'no task of "{workflow.name}" can start: each is named by an '
            f'on-clause of another',
        )
        return
    reached = ways.reached(first)
    for name in ways.own:
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
    leading = _ways(workflow).leading_to(joins.keys())
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


@dataclasses.dataclass(frozen=True)
class _Ways:
    """What follows what.

    Both may be long: what task-defaults name, and the tasks that rely on it.
    So one is never written down for each of the other.

    :ivar own: task -> the tasks that it names itself.
    :ivar relying: task -> the kinds of on-clauses that it leaves to
        task-defaults.
    :ivar by_default: kind -> the tasks that task-defaults name.
    """

    own: Mapping[str, Set[str]]
    relying: Mapping[str, frozenset[str]]
    by_default: Mapping[str, Set[str]]

    def first(self) -> set[str]:
        """The tasks that nothing names."""
        named = {name for names in self.own.values() for name in names}
        for kind, names in self.by_default.items():
            those = [task for task in self.own if kind in self.relying[task]]
            if those:
                # A single one does not follow itself.
                named |= names - set(those if len(those) == 1 else ())
        return self.own.keys() - named

    def reached(self, first: Set[str]) -> set[str]:
        """The tasks that follow some, and these."""
        reached, waiting = set(first), [*first]
        spread: set[str] = set()
        while waiting:
            task = waiting.pop()
            new = set(self.own[task])
            for kind in self.relying[task] - spread:
                new |= self.by_default[kind]
                spread.add(kind)
            new -= reached
            reached |= new
            waiting += new
        return reached

    def leading_to(self, wanted: Set[str]) -> dict[str, int]:
        """How many tasks lead to each of these."""
        kinds = {
            name: frozenset(
                kind for kind, them in self.by_default.items() if name in them
            )
            for name in wanted
        }
        alike = Counter(self.relying.values())
        leading = {
            name: sum(
                number for each, number in alike.items() if each & kinds[name]
            )
            - bool(self.relying[name] & kinds[name])
            for name in wanted
        }
        for task, names in self.own.items():
            for name in names & wanted:
                # One that leads there by both ways is counted already.
                counted = task != name and self.relying[task] & kinds[name]
                leading[name] += not counted
        return leading


def _ways(workflow: model.Workflow) -> _Ways:
    tasks = workflow.body['tasks']
    defaults = workflow.body.get(clauses.DEFAULTS)
    by_default = {
        kind: names
        for kind in clauses.ON
        if (names := _names(defaults, kind) & tasks.keys())
    }
    own, relying = {}, {}
    for task, content in tasks.items():
        named = {kind: _names(content, kind) for kind in clauses.ON}
        own[task] = set().union(*named.values()) & tasks.keys()
        relying[task] = frozenset(k for k in by_default if not named[k])
    return _Ways(own, relying, by_default)


def _names(owner: Any, kind: str) -> set[str]:
    if not isinstance(owner, Mapping):
        return set()
    try:
        return {target.name for target in clauses.targets(owner.get(kind))}
    except ValueError:
        return set()  # another rule tells of it
