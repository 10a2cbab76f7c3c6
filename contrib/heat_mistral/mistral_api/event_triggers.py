"""Event triggers in Mistral: /v2/event_triggers."""

from collections.abc import Mapping
from typing import Any

from oslo_serialization import jsonutils
from oslo_utils import uuidutils

from heat_mistral.mistral_api import errors, listing, trusts


class EventTriggers:
    """Makes, finds, changes and deletes event triggers.

    Names are no keys: two triggers may share one. What Mistral allows once in
    a project is an event (exchange, topic, event) for a workflow. Any filter
    of its list is a 500 (Mistral 23.0), so what is looked for is picked out
    here.
    """

    def __init__(self, client: Any, project_id: str) -> None:
        """Prepare requests.

        :param client: mistralclient's.
        :param project_id: whose triggers are found.
        """
        self._client = client
        self._project_id = project_id

    def get(self, identifier: str) -> Any:
        """The event trigger of this id.

        :raises mistralclient.api.base.APIException: 404, if there is none.
        """
        if not uuidutils.is_uuid_like(identifier):
            # Mistral's answer would be a 400.
            raise errors.not_found(f'there is no event trigger {identifier}')
        return self._client.event_triggers.get(listing.identifier(identifier))

    def of_event(
        self, exchange: str, topic: str, event: str, workflow_id: str
    ) -> Any | None:
        """The project's trigger that runs a workflow for an event."""
        wanted = (exchange, topic, event, workflow_id)
        for row in listing.pages(self._client.event_triggers.list):
            if row.project_id == self._project_id and wanted == (
                row.exchange,
                row.topic,
                row.event,
                row.workflow_id,
            ):
                return row
        return None

    def of_workflow(self, workflow_id: str) -> list[Any]:
        """Triggers that run a workflow, in whichever project: they keep it
        from being deleted.

        Without the administrator's role only the project's own are seen.
        """
        return [
            row
            for row in listing.pages(self._client.event_triggers.list)
            if row.workflow_id == workflow_id
        ]

    def own(self) -> list[Any]:
        """All triggers of the project."""
        return [
            row
            for row in listing.pages(self._client.event_triggers.list)
            if row.project_id == self._project_id
        ]

    def create(
        self,
        name: str,
        exchange: str,
        topic: str,
        event: str,
        workflow_id: str,
        run_input: Mapping[str, Any],
        params: Mapping[str, Any],
    ) -> Any:
        """Let a workflow run for each such event.

        Mistral says yes whether or not an event engine runs that would hear
        of it.

        :raises mistralclient.api.base.APIException: 409, if this workflow
            runs for this event already; 400, if it does not take the input.
        """
        with trusts.explained():
            return self._client.event_triggers.create(
                name,
                workflow_id,
                exchange,
                topic,
                event,
                workflow_input=run_input,
                workflow_params=params,
            )

    def update(
        self,
        identifier: str,
        name: str,
        workflow_id: str,
        run_input: Mapping[str, Any],
        params: Mapping[str, Any],
    ) -> Any:
        """Change all that Mistral can change of a trigger.

        It does not check the input, and answers 500 where there is no such
        workflow, or where that runs for the same event already: the caller
        has made sure of all three.

        :raises mistralclient.api.base.APIException: 404, if there is none.
        """
        # Private to the client, but what its managers' update() call; that
        # of event triggers has none.
        return self._client.event_triggers._update(
            f'/event_triggers/{listing.identifier(identifier)}',
            {
                'name': name,
                'workflow_id': workflow_id,
                'workflow_input': jsonutils.dumps(run_input),
                'workflow_params': jsonutils.dumps(params),
            },
        )

    def delete(self, identifier: str) -> None:
        """Delete an event trigger; one that is gone already is no error."""
        with errors.ignoring_not_found():
            self._client.event_triggers.delete(listing.identifier(identifier))
