"""Cron triggers in Mistral: /v2/cron_triggers."""

from collections.abc import Mapping
from typing import Any

from oslo_utils import uuidutils

from heat_mistral.mistral_api import errors, listing, trusts


class CronTriggers:
    """Makes, finds and deletes cron triggers; Mistral cannot change one.

    For an administrator Mistral looks names up in all projects, and lists
    what they all have; others see public ones of other projects. So a name
    is looked for in a list, and what is not the project's is passed over.
    """

    def __init__(self, client: Any, project_id: str) -> None:
        """Prepare requests.

        :param client: mistralclient's.
        :param project_id: whose triggers are found.
        """
        self._client = client
        self._project_id = project_id

    def named(self, name: str) -> Any | None:
        """The project's trigger of this name, if there is one."""
        for row in listing.pages(
            self._client.cron_triggers.list, name=listing.equal(name)
        ):
            if row.project_id == self._project_id:
                return row
        return None

    def of_workflow(self, workflow_id: str) -> list[Any]:
        """Triggers that run a workflow, in whichever project: they keep it
        from being deleted.

        Without the administrator's role only the project's own are seen.
        """
        return listing.all_rows(
            self._client.cron_triggers.list,
            workflow_id=listing.identifier(workflow_id),
        )

    def own(self) -> list[Any]:
        """All triggers of the project."""
        return [
            row
            for row in listing.pages(self._client.cron_triggers.list)
            if row.project_id == self._project_id
        ]

    def get(self, identifier: str) -> Any:
        """The cron trigger of this id, or the project's of this name.

        :raises mistralclient.api.base.APIException: 404, if there is none.
        """
        if uuidutils.is_uuid_like(identifier):
            return self._client.cron_triggers.get(
                listing.identifier(identifier)
            )
        trigger = self.named(identifier)
        if trigger is None:
            raise errors.not_found(f'there is no cron trigger {identifier}')
        return trigger

    def create(
        self,
        name: str,
        workflow: str,
        run_input: Mapping[str, Any],
        params: Mapping[str, Any],
        pattern: str | None,
        first_time: str | None,
        count: int | None,
    ) -> Any:
        """Start a schedule.

        :param workflow: the id. (By its name Mistral might find another
            project's.)
        """
        with trusts.explained():
            return self._client.cron_triggers.create(
                name,
                workflow,
                workflow_input=run_input,
                workflow_params=params,
                pattern=pattern,
                first_time=first_time,
                count=count,
            )

    def delete(self, identifier: str) -> None:
        """Delete a cron trigger; one that is gone already is no error.

        :param identifier: the id. (A name might be another project's, too.)
        """
        with errors.ignoring_not_found():
            self._client.cron_triggers.delete(listing.identifier(identifier))
