"""Projects that a private workflow is shared with: .../members."""

from typing import Any

from heat_mistral.mistral_api import errors, listing

# All that has members in Mistral 23.0: workbooks and actions have none.
_WORKFLOW = 'workflow'


class Members:
    """The members of the workflows that one project owns.

    A member is ``pending`` until the other project accepts: only it can.
    """

    def __init__(self, client: Any, project_id: str) -> None:
        """Prepare requests.

        :param client: mistralclient's.
        :param project_id: the owner of the workflows.
        """
        self._client = client
        self._project_id = project_id

    def of_workflow(self, workflow_id: str) -> dict[str, str]:
        """Id of each project that a workflow is shared with -> status.

        :returns: ``pending``, ``accepted`` or ``rejected`` each.
        """
        return {
            row.member_id: row.status
            for row in self._client.members.list(
                listing.identifier(workflow_id), _WORKFLOW
            )
            # A workflow of another project shows us, its member.
            if row.project_id == self._project_id
        }

    def add(self, workflow_id: str, member_id: str) -> None:
        """Offer a workflow to a project; one that has it is no error.

        Mistral takes any text for a project.

        :raises mistralclient.api.base.APIException: 404, if there is no such
            workflow; 400, if it is public.
        """
        try:
            self._client.members.create(
                listing.identifier(workflow_id), _WORKFLOW, member_id
            )
        except Exception as ex:
            if not errors.is_conflict(ex):
                raise

    def remove(self, workflow_id: str, member_id: str) -> None:
        """Take a workflow away from a project; a stranger is no error."""
        with errors.ignoring_not_found():
            self._client.members.delete(
                listing.identifier(workflow_id),
                _WORKFLOW,
                listing.identifier(member_id),
            )
