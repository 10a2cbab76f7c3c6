"""Runs of actions in Mistral: /v2/action_executions."""

from collections.abc import Iterator
from typing import Any

from heat_mistral.core.execution import states
from heat_mistral.mistral_api import errors, listing

# States that are no end. (A run begins as RUNNING, in a queue or not.)
_GOING = 'in:RUNNING,IDLE,PAUSED'
# Input may be large. With a field that is no column, such as task_name,
# Mistral puts values under each other's names.
_FIELDS = (
    'id',
    'name',
    'state',
    'project_id',
    'workflow_name',
    'workflow_namespace',
    'task_execution_id',
    'created_at',
)


class ActionExecutions:
    """The runs of actions of one project."""

    def __init__(self, client: Any, project_id: str) -> None:
        """Prepare requests.

        :param client: mistralclient's.
        :param project_id: an administrator sees those of all projects.
        """
        self._client = client
        self._project_id = project_id

    def running(
        self,
        name: str,
        *,
        namespace: str | None = None,
        everybodys: bool = False,
    ) -> list[Any]:
        """Runs of the action of this name that have not ended.

        Mistral needs the action once more when such a run ends: it never
        ends if the action has been deleted or renamed before.

        :param namespace: that Mistral looks the action up in for the run, which
            finds it in no other; None: in any.
        :param everybodys: of all projects that may be seen, and not of the
            own alone: of a public action.
        :returns: rows with id, name, state, project_id,
            workflow_name, workflow_namespace, task_execution_id and
            created_at.
        """
        return [
            row
            for row in listing.pages(
                self._client.action_executions.list,
                name=listing.equal(name),
                state=_GOING,
                fields=_FIELDS,
            )
            if (everybodys or row.project_id == self._project_id)
            and namespace
            in (None, getattr(row, 'workflow_namespace', None) or '')
        ]

    def end_of_workflow(self, run: Any) -> str | None:
        """When the workflow has ended that such a run is of.

        A cancelled workflow leaves the runs of its actions as they are. One
        that waits for an answer from outside may do so for ever then.

        :param run: a row of ``running``.
        :returns: Mistral's time; None while the workflow goes on, or where
            there is none.
        """
        if not run.task_execution_id:
            return None
        with errors.ignoring_not_found():
            task = self._client.tasks.get(
                listing.identifier(run.task_execution_id)
            )
            execution = self._client.executions.get(
                listing.identifier(task.workflow_execution_id)
            )
            if execution.state not in states.UNFINISHED:
                return str(execution.updated_at)
        return None

    def of_task(self, task_id: str) -> Iterator[Any]:
        """Runs of the action of a task: id, state and accepted.

        What is not accepted any more has been run again since.
        """
        return listing.pages(
            self._client.action_executions.list,
            task_execution_id=listing.identifier(task_id),
            fields=['id', 'state', 'accepted'],
        )

    def cancel(self, identifier: str) -> None:
        """End a run; what still executes it goes on, and is not heard.

        :raises mistralclient.api.base.APIException: if it has ended.
        """
        self._client.action_executions.update(
            listing.identifier(identifier), state=states.CANCELLED
        )
