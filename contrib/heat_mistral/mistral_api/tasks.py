"""Tasks of executions in Mistral: /v2/tasks."""

from collections.abc import Iterator
from typing import Any

from heat_mistral.core.execution import course, states, task_order
from heat_mistral.mistral_api import listing

#: Of one execution, to find out which of them made it fail.
FAILED = 20


class Tasks:
    """Lists the tasks of executions, and lets some run again."""

    def __init__(self, client: Any) -> None:
        """Prepare requests.

        :param client: mistralclient's.
        """
        self._client = client

    def of(self, execution_id: str, *fields: str) -> Iterator[Any]:
        """All tasks of an execution, oldest first."""
        return listing.pages(
            self._client.tasks.list,
            workflow_execution_id=listing.identifier(execution_id),
            sort_keys='created_at',
            sort_dirs='asc',
            fields=list(fields),
        )

    def get(self, identifier: str) -> Any:
        """The task of this id.

        :raises mistralclient.api.base.APIException: 404, if there is none.
        """
        return self._client.tasks.get(listing.identifier(identifier))

    def run_again(self, identifier: str) -> None:
        """Let a task that has failed run again, and its execution go on.

        So do the executions that this one is a part of. Not safe to repeat:
        one that comes late may run a second time what runs already. All items
        of a task ``with-items`` run again: asked to run those that failed
        ("reset": false), Mistral 23 runs those after them as well, and then
        waits for ever (``WithItemsTask._get_next_indexes``).

        :raises mistralclient.api.base.APIException: 400, if it has not failed.
        """
        self._client.tasks.rerun(listing.identifier(identifier), reset=True)

    def failed(self, execution_id: str) -> list[Any]:
        """The first tasks of an execution that failed, oldest first."""
        return self._client.tasks.list(
            listing.identifier(execution_id),
            state=states.ERROR,
            sort_keys='created_at',
            sort_dirs='asc',
            limit=FAILED,
            fields=['id', 'name', 'state_info'],
        )

    def changed(self, execution_id: str, since: str | None) -> list[Any]:
        """The tasks of an execution that have changed, oldest first.

        :param since: a time of Mistral's; None for all tasks.
        """
        filters = {} if since is None else {'updated_at': f'gte:{since}'}
        return self._client.tasks.list(
            listing.identifier(execution_id),
            sort_keys='created_at',
            sort_dirs='asc',
            limit=listing.PAGE,
            fields=['type', 'updated_at', *course.FIELDS, *task_order.FIELDS],
            **filters,
        )
