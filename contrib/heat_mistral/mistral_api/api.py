"""Mistral's API as the plugin uses it, noun by noun."""

import dataclasses
from typing import Any

from heat_mistral.mistral_api.action_executions import ActionExecutions
from heat_mistral.mistral_api.actions import Actions
from heat_mistral.mistral_api.code_sources import CodeSources
from heat_mistral.mistral_api.cron_triggers import CronTriggers
from heat_mistral.mistral_api.dynamic_actions import DynamicActions
from heat_mistral.mistral_api.environments import Environments
from heat_mistral.mistral_api.event_triggers import EventTriggers
from heat_mistral.mistral_api.executions import Executions
from heat_mistral.mistral_api.members import Members
from heat_mistral.mistral_api.tasks import Tasks
from heat_mistral.mistral_api.workflows import Workflows


@dataclasses.dataclass(frozen=True)
class MistralApi:
    """What one user may ask of Mistral."""

    workflows: Workflows
    executions: Executions
    tasks: Tasks
    cron_triggers: CronTriggers
    actions: Actions
    action_executions: ActionExecutions
    code_sources: CodeSources
    dynamic_actions: DynamicActions
    event_triggers: EventTriggers
    environments: Environments
    members: Members

    @classmethod
    def over(cls, client: Any, project_id: str) -> 'MistralApi':
        """The API through a client.

        :param client: mistralclient's.
        :param project_id: the user's project, whose names come first.
        """
        return cls(
            workflows=Workflows(client, project_id),
            executions=Executions(client),
            tasks=Tasks(client),
            cron_triggers=CronTriggers(client, project_id),
            actions=Actions(client, project_id),
            action_executions=ActionExecutions(client, project_id),
            code_sources=CodeSources(client, project_id),
            dynamic_actions=DynamicActions(client, project_id),
            event_triggers=EventTriggers(client, project_id),
            environments=Environments(client, project_id),
            members=Members(client, project_id),
        )
