"""Templates of ours, of the in-tree plugin and of nothing at all."""

from typing import Any

OURS, IN_TREE, EMPTY, BARE = 'ours', 'in-tree', 'empty', 'bare'
URL, EXECUTIONS = 'url', 'executions'
_TYPES = {
    OURS: 'OS::Mistral::Workflow',
    IN_TREE: 'Benchmark::InTree::Workflow',
    EMPTY: 'Benchmark::Empty',
}
_TRIGGERS = {
    OURS: 'OS::Mistral::CronTrigger',
    IN_TREE: 'Benchmark::InTree::CronTrigger',
}
#: Never comes in a measurement.
PATTERN = '0 3 1 1 *'
BARE_TEXT = "version: '2.0'\nbenchmark: {tasks: {t: {action: std.noop}}}\n"


def of(
    resources: dict[str, Any], outputs: dict[str, Any] | None = None
) -> dict[str, Any]:
    return {
        'heat_template_version': '2018-08-31',
        'resources': resources,
        'outputs': outputs or {},
    }


def signalled(candidate: str) -> dict[str, Any]:
    """One resource that signals start a workflow of one task with."""
    outputs = {URL: {'value': {'get_attr': ['w', 'alarm_url']}}}
    if candidate == EMPTY:
        resource = {'type': _TYPES[EMPTY]}
        outputs[EXECUTIONS] = {'value': {'get_attr': ['w', 'now']}}
    else:
        resource = workflow(candidate)
        outputs[EXECUTIONS] = {'value': {'get_attr': ['w', 'executions']}}
    return of({'w': resource}, outputs)


def workflow(candidate: str) -> dict[str, Any]:
    """A workflow of one task that does nothing."""
    return {
        'type': _TYPES[candidate],
        'properties': {
            'type': 'direct',
            'tasks': [{'name': 't', 'action': 'std.noop'}],
        },
    }


def defined(text: str) -> dict[str, Any]:
    """All workflows of a definition."""
    return of(
        {'w': {'type': _TYPES[OURS], 'properties': {'definition': text}}}
    )


def trigger(candidate: str, of_workflow: str) -> dict[str, Any]:
    """A cron trigger for a workflow resource of the template."""
    return {
        'type': _TRIGGERS[candidate],
        'properties': {
            'pattern': PATTERN,
            'workflow': {'name': {'get_resource': of_workflow}},
        },
    }
