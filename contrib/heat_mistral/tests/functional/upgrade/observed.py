"""What there is of a stack before an upgrade, and after it."""

import dataclasses
from typing import Any

from heat_mistral.tests.functional.support.stacks import Stack, eventually
from heat_mistral.tests.functional.upgrade.world import World

_ENDS = ('SUCCESS', 'ERROR', 'CANCELLED')
# Of runs that begin in the same second it may be any.
_ANY = 'latest_execution'


@dataclasses.dataclass(frozen=True)
class Observed:
    """What Heat shows of a stack, and which runs Mistral has of it.

    :ivar resources: status, id and attributes of each.
    :ivar runs: ids of all executions.
    """

    resources: dict[str, dict[str, Any]]
    outputs: dict[str, Any]
    runs: frozenset[str]

    def attributes(self, resource: str) -> dict[str, Any]:
        return self.resources[resource]['attributes']


def observe(world: World, stack: Stack) -> Observed:
    """What there is once nothing of the stack runs."""
    eventually(
        lambda: all(run.state in _ENDS for run in world.runs(stack).values()),
        f'the runs of {stack.name}',
    )
    return Observed(
        {
            row.resource_name: _shown(stack, row)
            for row in stack.heat.resources.list(stack.id)
        },
        {
            output['output_key']: output['output_value']
            for output in stack.heat.stacks.get(stack.id).outputs
        },
        frozenset(world.runs(stack)),
    )


def _shown(stack: Stack, row: Any) -> dict[str, Any]:
    names = stack.heat.resource_types.get(row.resource_type)['attributes']
    found = stack.heat.resources.get(
        stack.id, row.resource_name, with_attr=sorted(set(names) - {_ANY})
    )
    return {
        'status': found.resource_status,
        'id': found.physical_resource_id,
        'attributes': found.attributes,
    }


def check_same(before: Observed, after: Observed) -> None:
    """Nothing is lost, and nothing was run; there may be something new."""
    assert after.runs == before.runs
    for known, shown in (
        (before.resources, after.resources),
        (before.outputs, after.outputs),
    ):
        now = _values(shown)
        for path, value in _values(known).items():
            assert now[path] == value, path


def _values(value: Any, path: tuple[str, ...] = ()) -> dict[Any, Any]:
    """What a value holds, by the way to it; lists of maps have no order."""
    if isinstance(value, dict):
        parts = value
    elif isinstance(value, list) and all(isinstance(x, dict) for x in value):
        parts = {x.get('id') or x.get('name'): x for x in value}
    else:
        return {path: value}
    found = {path: None}
    for key, part in parts.items():
        found |= _values(part, (*path, str(key)))
    return found
