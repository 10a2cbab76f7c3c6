"""Runs with all that has happened in them, read from Mistral.

A run costs a request for itself, one for all executions below it, and two
for the tasks of each. What a page has room for is shared by its runs.
"""

import datetime
import itertools
from collections.abc import Mapping
from typing import Any

from heat_mistral.core.execution import outcome, state_info
from heat_mistral.core.execution import states as states_
from heat_mistral.graph import model, reading, states
from heat_mistral.mistral_api import executions, listing, tasks

#: Tasks of all runs of a page; and executions below one run.
MOST_TASKS, MOST_BELOW = 2000, 200
_DEEPEST = 10
_EXECUTION = (
    'id',
    'workflow_id',
    'workflow_name',
    'state',
    'state_info',
    'created_at',
    'updated_at',
    'task_execution_id',
)
_NO_ROOM = 'Not all of its tasks are shown: there are too many on this page.'


class Reader:
    """Reads the runs of one page."""

    def __init__(self, client: Any, now: datetime.datetime) -> None:
        """Read nothing yet.

        :param client: mistralclient's.
        :param now: UTC, without a time zone.
        """
        self._client = client
        self._executions = executions.Executions(client)
        self._tasks = tasks.Tasks(client)
        self._now = now
        self._room = MOST_TASKS
        self.definitions = reading.Definitions(client)

    def run(self, execution_id: str) -> model.Run:
        """A run and those below it.

        :raises mistralclient.api.base.APIException: 404, if there is none.
        """
        row = self._executions.get(execution_id, *_EXECUTION).to_dict()
        found = listing.pages(
            self._client.executions.list,
            root_execution_id=listing.identifier(execution_id),
            sort_keys='created_at',
            sort_dirs='asc',
            fields=list(_EXECUTION),
        )
        rows = [
            each.to_dict() for each in itertools.islice(found, MOST_BELOW + 1)
        ]
        by_task: dict[str, list[states.Row]] = {}
        for each in rows[:MOST_BELOW]:
            task = each.get('task_execution_id') or ''
            by_task.setdefault(task, []).append(each)
        left_out = (
            f'More than {MOST_BELOW} executions are below it: the first '
            f'{MOST_BELOW} are shown.'
            if len(rows) > MOST_BELOW
            else ''
        )
        return self._run(row, by_task, left_out, _DEEPEST)

    def _run(
        self,
        row: states.Row,
        by_task: Mapping[str, list[states.Row]],
        left_out: str,
        depth: int,
    ) -> model.Run:
        found = self._rows(row['id']) if depth else None
        is_whole = found is not None and len(found) <= self._room
        found = (found or [])[: self._room]
        self._room -= len(found)
        errors = self._errors(row, found)
        below = [each for rows in by_task.values() for each in rows]
        starts, ends = states.span(row, 'created_at')
        return model.Run(
            execution=states.execution(row, found, below, self._now, errors),
            workflow=self.definitions.workflow(row['workflow_id']),
            starts=starts or self._now,
            ends=ends,
            error=(
                state_info.readable(row.get('state_info')) or ''
                if row['state'] in states_.TASK_FAILED
                else ''
            ),
            attempts=tuple(
                model.Attempt(
                    each['name'],
                    each['state'],
                    *states.span(each, 'started_at'),
                    errors.get(each['id'], ''),
                    tuple(
                        self._run(sub, by_task, '', depth - 1)
                        for sub in by_task.get(each['id'], ())
                    ),
                    states.span(each, 'created_at')[0],
                )
                for each in sorted(found, key=_started)
            ),
            left_out=left_out if is_whole else _NO_ROOM,
            is_whole=is_whole,
        )

    def _rows(self, execution_id: str) -> list[states.Row]:
        """The tasks of an execution, up to one more than there is room for."""
        found = listing.pages(
            self._client.tasks.list,
            workflow_execution_id=execution_id,
            sort_keys='created_at',
            sort_dirs='asc',
            fields=reading.TASK,
        )
        return [
            each.to_dict() for each in itertools.islice(found, self._room + 1)
        ]

    def _errors(
        self, row: states.Row, found: list[states.Row]
    ) -> dict[str, str]:
        """Task id -> why it failed."""
        if not any(each['state'] == states_.ERROR for each in found):
            return {}
        return {
            each.id: outcome.message(each.state_info, row.get('state_info'))
            for each in self._tasks.failed(row['id'])
        }


def _started(row: states.Row) -> tuple[str, str, str]:
    # "~" comes after any digit: what has not begun is last.
    return (
        row.get('started_at') or '~',
        row.get('finished_at') or '~',
        row['id'],
    )
