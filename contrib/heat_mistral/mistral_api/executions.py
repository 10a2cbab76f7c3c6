"""Executions in Mistral: /v2/executions."""

from collections.abc import Iterable, Iterator, Set
from typing import Any, ClassVar

from oslo_serialization import jsonutils

from heat_mistral.core.execution import states
from heat_mistral.mistral_api import errors, listing

# Pages with other people's executions that are passed over, and how many are
# asked for on each but the first. (Each may have a MiB of input and output.)
_MOST_PAGES = 10
_LATER_PAGE = 20


class Executions:
    """Starts, finds, cancels and deletes executions."""

    _FAILED: ClassVar[dict[str, Any]] = {
        'state': f'in:{states.ERROR},{states.CANCELLED}',
        'fields': [
            'id',
            'workflow_id',
            'workflow_name',
            'state',
            'state_info',
            'created_at',
            'updated_at',
        ],
    }

    def __init__(self, client: Any) -> None:
        """Prepare requests.

        :param client: mistralclient's.
        """
        self._client = client

    def create(
        self,
        execution_id: str,
        workflow_id: str,
        namespace: str,
        run_input: dict[str, Any],
        params: dict[str, Any],
        description: str,
    ) -> Any:
        """Start an execution under an id of the caller's choice.

        The id makes the request safe to repeat: Mistral answers a second one
        with the execution that the first began. mistralclient's own
        ``create`` cannot send it, and takes params as keyword arguments of
        its own.
        """
        # Private to the client, but what all its managers' create() call.
        return self._client.executions._create(
            '/executions',
            {
                'id': execution_id,
                'workflow_id': workflow_id,
                'workflow_namespace': namespace,
                'input': jsonutils.dumps(run_input),
                'params': jsonutils.dumps(params),
                'description': description,
            },
        )

    def get(self, identifier: str, *fields: str) -> Any:
        """The execution of this id.

        mistralclient's own ``get`` cannot ask for less than everything.

        :param fields: what to ask for; by default everything.
        :raises mistralclient.api.base.APIException: 404, if there is none.
        """
        query = '?fields=' + ','.join(fields) if fields else ''
        # Private to the client, but what all its managers' get() call.
        return self._client.executions._get(
            f'/executions/{listing.identifier(identifier)}{query}'
        )

    def of_workflows(
        self, names: Iterable[str], workflow_ids: Set[str], limit: int
    ) -> list[Any]:
        """The newest top-level executions of workflows.

        Mistral finds the executions of several workflows by their names
        only, and a name may be somebody else's: one that it was before, or
        one of another project, which an administrator's list has, too.

        :param names: registered names, former ones as well.
        :param workflow_ids: executions of others are passed over.
        """
        found = [
            row
            for query in listing.one_of(names)
            for row in self._newest(
                query, workflow_ids, limit, include_output=True
            )
        ]
        found.sort(key=lambda row: row.created_at, reverse=True)
        return found[:limit]

    def listed_of_workflows(
        self, names: Iterable[str], workflow_ids: Set[str], limit: int
    ) -> list[Any]:
        """The same with neither input nor output.

        :returns: rows with id, workflow_id and created_at.
        """
        found = [
            row
            for query in listing.one_of(names)
            for row in self._newest(
                query,
                workflow_ids,
                limit,
                fields=['id', 'workflow_id', 'created_at'],
            )
        ]
        found.sort(key=lambda row: row.created_at, reverse=True)
        return found[:limit]

    def failed_of_workflows(
        self, names: Iterable[str], workflow_ids: Set[str], limit: int
    ) -> list[Any]:
        """The same of those that failed or were cancelled, for short.

        :returns: rows with id, workflow_id, workflow_name, state, state_info,
            created_at and updated_at; the one that ended last comes first.
        """
        found = [
            row
            for query in listing.one_of(names)
            for row in self._newest(query, workflow_ids, limit, **self._FAILED)
        ]
        found.sort(key=lambda row: row.updated_at or '', reverse=True)
        return found[:limit]

    def failed_described(self, parts: Iterable[str], limit: int) -> list[Any]:
        """The same of those whose description holds one of these."""
        found = [
            row
            for part in parts
            for row in self.described(
                part, limit, nulls='task_execution_id', **self._FAILED
            )
        ]
        found.sort(key=lambda row: row.updated_at or '', reverse=True)
        return found[:limit]

    def _newest(
        self, query: str, workflow_ids: Set[str], limit: int, **how: Any
    ) -> list[Any]:
        found: list[Any] = []
        marker, size = '', limit
        for _page in range(_MOST_PAGES):
            page = self._client.executions.list(
                workflow_name=query,
                **how,
                nulls='task_execution_id',
                sort_keys='created_at',
                sort_dirs='desc',
                limit=size,
                marker=marker,
            )
            found += [row for row in page if row.workflow_id in workflow_ids]
            # What others have of this page may have kept ours out of it.
            if len(page) < size or len(found) >= limit:
                break
            marker, size = page[-1].id, max(limit, _LATER_PAGE)
        return found[:limit]

    def described(
        self, part: str, limit: int = listing.PAGE, **filters: Any
    ) -> list[Any]:
        """Executions whose description holds ``part``, newest first."""
        return self._client.executions.list(
            description=listing.holding(part),
            sort_keys='created_at',
            sort_dirs='desc',
            limit=limit,
            **filters,
        )

    def of_group(
        self, part: str, limit: int, unfinished_first: bool
    ) -> list[Any]:
        """Executions whose description holds ``part``, by one request.

        :param unfinished_first: these before all finished ones, however old
            they are; each kind newest first.
        """
        # Mistral's database has "accepted" false until an execution has
        # finished (``Workflow.set_state`` in mistral/engine/workflows.py),
        # and sorts by any column it has.
        keys = ['accepted'] if unfinished_first else []
        return self._client.executions.list(
            description=listing.holding(part),
            sort_keys=','.join([*keys, 'created_at']),
            sort_dirs=','.join([*['asc' for _key in keys], 'desc']),
            limit=limit,
            fields=['id', 'state', 'created_at', 'description'],
        )

    def first_described(self, part: str, limit: int) -> list[Any]:
        """Executions whose description holds ``part``, the oldest first."""
        return self._client.executions.list(
            description=listing.holding(part),
            sort_keys='created_at',
            sort_dirs='asc',
            limit=limit,
            fields=['id', 'state', 'created_at', 'description'],
        )

    def below(self, execution_id: str) -> list[Any]:
        """Executions of sub-workflows at any depth, states only."""
        return self._client.executions.list(
            root_execution_id=listing.identifier(execution_id),
            limit=listing.PAGE,
            fields=['state'],
        )

    def of_task(self, task_id: str) -> Iterator[Any]:
        """All executions that a task has run, the newest first."""
        return listing.pages(
            self._client.executions.list,
            task=listing.identifier(task_id),
            sort_keys='created_at',
            sort_dirs='desc',
            fields=[
                'id',
                'state',
                'state_info',
                'workflow_id',
                'workflow_name',
                'created_at',
                'params',
            ],
        )

    def first_failed_of_task(self, task_id: str) -> list[Any]:
        """The first execution that failed of those that a task has run."""
        return self._client.executions.list(
            task=listing.identifier(task_id),
            state=states.ERROR,
            sort_keys='created_at',
            sort_dirs='asc',
            limit=1,
            fields=['id', 'state_info'],
        )

    def cancel(self, identifier: str, why: str) -> None:
        """Cancel an execution that has not ended yet, with its parts.

        mistralclient's own ``update`` cannot say why.

        :param why: what its state_info says, after "cancelled by Heat".
        """
        try:
            # Private to the client, but what its own update() calls.
            self._client.executions._update(
                f'/executions/{listing.identifier(identifier)}',
                {
                    'state': states.CANCELLED,
                    'state_info': f'cancelled by Heat: {why}',
                },
            )
        except Exception as ex:
            # It may end, and be purged, while we ask.
            if not (errors.is_not_found(ex) or errors.is_invalid(ex)):
                raise

    def delete(self, execution: Any) -> None:
        """Delete an execution; cancel it first if it has not ended."""
        if execution.state not in states.FINISHED:
            self.cancel(execution.id, 'it is deleted')
        with errors.ignoring_not_found():
            # "force", since it may still be on its way to CANCELLED.
            self._client.executions.delete(
                listing.identifier(execution.id), force=True
            )
