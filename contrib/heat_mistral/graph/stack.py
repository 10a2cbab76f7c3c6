"""What a stack has to do with workflows: its resources, read from Heat."""

import dataclasses
import json
import re
from collections.abc import Mapping
from typing import Any

from openstack import exceptions

from heat_mistral.graph import cloud as cloud_
from heat_mistral.graph import model
from heat_mistral.mistral_api import errors, executions

WORKFLOW, EXECUTION = 'OS::Mistral::Workflow', 'OS::Mistral::Execution'
#: Runs of a resource, and resources of a page.
MOST_RUNS, MOST_RESOURCES = 20, 100
_DEPTH = 5  # of nested stacks, as Heat allows by default
_PLACE = re.compile(r'/stacks/[^/]+/([^/]+)/resources/[^/]+$')
_LIST = 200  # executions of a stack that are looked through


@dataclasses.dataclass(frozen=True)
class Part:
    """One resource.

    :ivar workflows: short name -> id of each workflow that it has.
    :ivar runs: ids of executions, the newest first, up to MOST_RUNS + 1.
    """

    name: str
    kind: str
    workflows: Mapping[str, str]
    runs: tuple[str, ...]


def parts(
    cloud: cloud_.Cloud, stack_name: str, resource: str | None
) -> list[Part]:
    """The resources of a stack, nested ones included, that run workflows.

    :param stack_name: or its id.
    :param resource: only this one; None for all.
    :raises heat_mistral.graph.model.GraphError: if there is none.
    :raises openstack.exceptions.HttpException: if Heat refuses.
    """
    stack = cloud.heat.find_stack(
        stack_name, ignore_missing=True, resolve_outputs=False
    )
    if stack is None:
        raise model.GraphError(f'there is no stack {stack_name}')
    found = [
        (row, place)
        for row in _get(
            cloud,
            f'/stacks/{stack.name}/{stack.id}/resources',
            'resources',
            nested_depth=_DEPTH,
        )
        if row['resource_type'] in (WORKFLOW, EXECUTION)
        and resource in (None, row['resource_name'])
        and (place := _place(row))
    ]
    if not found:
        named = f' called {resource}' if resource else ''
        raise model.GraphError(
            f'the stack {stack_name} has no {WORKFLOW} and no '
            f'{EXECUTION}{named}'
        )
    # Those of executions first: each run is shown once, and there.
    found.sort(key=lambda each: each[0]['resource_type'])
    reader = _Reader(cloud)
    return [reader.part(row, *place) for row, place in found[:MOST_RESOURCES]]


def _place(row: Mapping[str, Any]) -> tuple[str, str] | None:
    """The path of a resource, and the id of the stack that it is in."""
    for link in row.get('links') or ():
        place = _PLACE.search(link['href'])
        if link['rel'] == 'self' and place:
            return place[0], place[1]
    return None


class _Reader:
    """Reads the resources of one stack."""

    def __init__(self, cloud: cloud_.Cloud) -> None:
        self._cloud = cloud
        self._executions = executions.Executions(cloud.mistral)
        self._shown: set[str] = set()
        self._started: dict[str, list[Any]] = {}

    def part(self, row: Mapping[str, Any], path: str, stack_id: str) -> Part:
        name, kind = row['resource_name'], row['resource_type']
        runs = self._marked(stack_id, name)
        workflows: Mapping[str, str] = {}
        if kind == WORKFLOW:
            told = _get(
                self._cloud,
                path,
                'resource',
                with_attr=['available_workflows', 'workflow_ids'],
            )['attributes']
            workflows = told.get('workflow_ids') or {}
            names = told.get('available_workflows') or {}
            runs += self._executions.listed_of_workflows(
                names.values(), set(workflows.values()), MOST_RUNS + 1
            )
        else:
            runs += self._own(row['physical_resource_id'])
        times = {
            run.id: run.created_at for run in runs if run.id not in self._shown
        }
        newest = sorted(times, key=times.__getitem__, reverse=True)
        self._shown.update(newest)
        return Part(name, kind, workflows, tuple(newest[: MOST_RUNS + 1]))

    def _marked(self, stack_id: str, resource: str) -> list[Any]:
        """Those that this resource has started, as their marks say."""
        if stack_id not in self._started:
            self._started[stack_id] = self._executions.described(
                stack_id,
                _LIST,
                nulls='task_execution_id',
                fields=['id', 'created_at', 'description'],
            )
        return [
            row
            for row in self._started[stack_id]
            if _is_of(row.description, stack_id, resource)
        ]

    def _own(self, physical_id: str | None) -> list[Any]:
        """The execution that somebody else has started, if it is there."""
        with errors.ignoring_not_found():
            return [
                self._executions.get(physical_id or '', 'id', 'created_at')
            ]
        return []


def _is_of(description: Any, stack_id: str, resource: str) -> bool:
    try:
        by = json.loads(description)['triggered_by']
        # A long name is cut in a mark.
        whole, cut, _rest = by['resource'].partition('...')
        return by['stack_id'] == stack_id and (
            resource.startswith(whole) if cut else resource == whole
        )
    except (ValueError, LookupError, TypeError, AttributeError):
        return False


def _get(cloud: cloud_.Cloud, path: str, key: str, **query: Any) -> Any:
    response = cloud.heat.get(path, params=query)
    exceptions.raise_from_response(response)
    return response.json()[key]
