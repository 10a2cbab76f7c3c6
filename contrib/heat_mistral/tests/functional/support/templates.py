"""Templates of workflow resources, as the tests need them."""

from typing import Any

OUTPUTS = ('alarm_url', 'workflow_ids', 'available_workflows', 'executions')
NOOP = '{tasks: {t: {action: std.noop}}}'
ECHO = '{tasks: {t: {action: std.echo output=new}}}'


def template(**properties: Any) -> dict[str, Any]:
    """One workflow resource, ``w``, with its attributes as outputs."""
    return with_outputs(w=workflow(**properties))


def with_outputs(**resources: dict[str, Any]) -> dict[str, Any]:
    """These resources, and the attributes of ``w`` as outputs."""
    outputs = (
        {name: {'value': {'get_attr': ['w', name]}} for name in OUTPUTS}
        if 'w' in resources
        else {}
    )
    return {
        'heat_template_version': '2018-08-31',
        'resources': resources,
        'outputs': outputs,
    }


def workflow(**properties: Any) -> dict[str, Any]:
    return {'type': 'OS::Mistral::Workflow', 'properties': properties}


def trigger(**properties: Any) -> dict[str, Any]:
    return {'type': 'OS::Mistral::CronTrigger', 'properties': properties}


def value(anything: Any) -> dict[str, Any]:
    """A resource of another kind."""
    return {'type': 'OS::Heat::Value', 'properties': {'value': anything}}


def text(**bodies: str) -> str:
    """A definition of these workflows."""
    return ''.join(f'{short}: {body}\n' for short, body in bodies.items())
