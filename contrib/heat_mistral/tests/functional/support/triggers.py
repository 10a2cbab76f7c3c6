"""Stacks of workflows and one cron trigger, and what Mistral has of it."""

import json
from typing import Any

from heat_mistral.tests.functional.support.stacks import eventually

NIGHTLY = '0 3 * * *'
EVERY_SECOND = '* * * * * *'
LATER, PAST = '2100-01-01 00:00', '2020-01-01 00:00'
NOOP: dict[str, Any] = {'tasks': {'t': {'action': 'std.noop'}}}
WITH_INPUT = dict(NOOP, input=[{'x': 1}])
WORKFLOWS = {'a': WITH_INPUT, 'b': WITH_INPUT}


def short(name: str) -> dict[str, Any]:
    """The workflow of this short name, as a trigger's property."""
    return {'get_attr': ['w', 'available_workflows', name]}


def template(
    workflows: dict[str, Any] | None = None, **properties: Any
) -> str:
    """A workflow resource ``w`` and a trigger ``c``.

    :param properties: of the trigger; None leaves one of the usual out.
    """
    given = {'workflow': short('a'), 'pattern': NIGHTLY, **properties}
    return json.dumps(
        {
            'heat_template_version': '2018-08-31',
            'resources': {
                'w': workflow_resource(workflows or WORKFLOWS),
                'c': {
                    'type': 'OS::Mistral::CronTrigger',
                    'properties': {
                        key: value
                        for key, value in given.items()
                        if value is not None
                    },
                },
            },
        }
    )


def workflow_resource(workflows: dict[str, Any]) -> dict[str, Any]:
    return {
        'type': 'OS::Mistral::Workflow',
        'properties': {'definition': json.dumps(workflows)},
    }


def only_workflows(workflows: dict[str, Any]) -> str:
    """A template without a trigger."""
    return json.dumps(
        {
            'heat_template_version': '2018-08-31',
            'resources': {'w': workflow_resource(workflows)},
        }
    )


class Watch:
    """What Mistral has of one stack's triggers, from now on."""

    def __init__(self, mistral, stack) -> None:
        self.mistral = mistral
        self.stack = stack

    def all(self) -> list[Any]:
        """The triggers on workflows of this stack that are there now."""
        return [
            row
            for row in self.mistral.cron_triggers.list()
            if row.workflow_name.startswith(f'{self.stack.name}.')
        ]

    def only(self) -> Any:
        (row,) = self.all()
        return row

    def runs(self) -> list[Any]:
        """What these workflows have been run for, whoever did it."""
        return [
            row
            for row in self.mistral.executions.list()
            if row.workflow_name.startswith(f'{self.stack.name}.')
        ]

    def fired(self, count: int) -> None:
        """Wait until so many runs have been begun."""
        eventually(lambda: len(self.runs()) >= count, f'{count} runs')

    def finished(self) -> None:
        """Wait until the trigger has run for the last time."""
        eventually(lambda: not self.all(), 'the last run')
