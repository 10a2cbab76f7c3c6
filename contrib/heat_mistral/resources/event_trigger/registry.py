"""Event triggers in Mistral: found, made, changed and deleted."""

import dataclasses
from collections.abc import Callable
from typing import Any

from heat.common import exception
from heat.common.i18n import _

from heat_mistral import client
from heat_mistral.mistral_api import errors, event_triggers
from heat_mistral.resources.event_trigger import desired, schema
from heat_mistral.resources.event_trigger.desired import Desired
from heat_mistral.runs import workflow_lookup


class TriggerRegistry:
    """The event triggers that the stack's user has in Mistral."""

    def __init__(
        self,
        plugin: client.HeatMistralClientPlugin,
        find_workflow: Callable[[str | None], Any],
    ) -> None:
        """Prepare requests.

        :param find_workflow: gives the workflow of a name or id; raises
            heat.common.exception.Error where there is none.
        """
        self._plugin = plugin
        self._find_workflow = find_workflow

    @property
    def _triggers(self) -> event_triggers.EventTriggers:
        return self._plugin.mistral().event_triggers

    def resolve(self, wanted: Desired) -> Desired:
        """The same with the id of its workflow.

        Mistral checks the input when a trigger is made, and not when it is
        changed: its runs would fail, and its log alone would tell.

        :raises heat.common.exception.Error: if there is no such workflow, or
            it does not take the input.
        """
        workflow = self._find_workflow(wanted.workflow)
        workflow_lookup.check_input(workflow, schema.INPUT, wanted.input)
        return dataclasses.replace(wanted, workflow_id=workflow.id)

    def find(self, identifier: str | None) -> Any | None:
        """The trigger of this id, if there is one."""
        if identifier is None:
            return None
        with errors.ignoring_not_found():
            return self._triggers.get(identifier)
        return None

    def find_holder(self, wanted: Desired) -> Any | None:
        """The trigger that runs this workflow for this event, if any.

        Mistral allows one in a project.

        :param wanted: one with the id of its workflow.
        """
        return self._triggers.of_event(
            *wanted.source, wanted.workflow_id or ''
        )

    def find_made_for(self, wanted: Desired) -> Any | None:
        """The trigger of a request whose reply was lost, if it came through.

        :param wanted: one with the id of its workflow.
        """
        row = self.find_holder(wanted)
        if row is not None and desired.content_of(row) == wanted.content:
            return row
        return None

    def refuse_taken(self, wanted: Desired) -> None:
        """Refuse an event for which the workflow runs already.

        Before the first request: after one whose reply was lost, somebody
        else's trigger of the same content would be taken for our own.

        :raises heat.common.exception.Error: if there is such a trigger.
        """
        row = self.find_holder(wanted)
        if row is not None:
            raise exception.Error(
                _(
                    'event trigger %(name)s (%(id)s) runs workflow '
                    '%(workflow)s for this event already; Mistral allows one '
                    'in a project'
                )
                % {'name': row.name, 'id': row.id, 'workflow': wanted.workflow}
            )

    def create(self, wanted: Desired) -> Any:
        """Make the trigger.

        :param wanted: one with the id of its workflow.
        :raises Exception: Mistral may have made it, if this is no refusal.
        """
        return self._triggers.create(
            wanted.name,
            *wanted.source,
            wanted.workflow_id or '',
            wanted.input,
            wanted.params,
        )

    def update(self, identifier: str, wanted: Desired) -> None:
        """Change name, workflow, input and params of the trigger."""
        self._triggers.update(
            identifier,
            wanted.name,
            wanted.workflow_id or '',
            wanted.input,
            wanted.params,
        )

    def delete(self, identifier: str) -> None:
        """Delete the trigger; one that is gone already is no error."""
        self._triggers.delete(identifier)
