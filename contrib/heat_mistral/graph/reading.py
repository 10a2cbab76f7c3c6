"""Executions and definitions, read from Mistral."""

import datetime
from typing import Any

from heat_mistral.core import definition as definition_
from heat_mistral.graph import model, source, states
from heat_mistral.mistral_api import errors, listing

#: What is asked of each task.
TASK = (
    'id',
    'name',
    'state',
    'created_at',
    'updated_at',
    'started_at',
    'finished_at',
)
_BELOW = ('id', 'state', 'task_execution_id')


def execution(
    client: Any, execution_id: str, now: datetime.datetime
) -> model.Execution:
    """An execution with its tasks: three requests, and one more for each
    thousand tasks or sub-workflows.

    :param now: UTC, without a time zone.
    """
    row = client.executions.get(execution_id).to_dict()
    tasks = listing.pages(
        client.tasks.list, workflow_execution_id=execution_id, fields=TASK
    )
    below = listing.pages(
        client.executions.list,
        root_execution_id=row.get('root_execution_id') or execution_id,
        fields=_BELOW,
    )
    return states.execution(
        row,
        [task.to_dict() for task in tasks],
        [sub.to_dict() for sub in below],
        now,
    )


def definition(client: Any, execution_id: str) -> str:
    """The definition of an execution's workflow, as it is now."""
    row = client.executions.get(execution_id)
    return str(client.workflows.get(row.workflow_id).definition)


class Definitions:
    """Workflows by their ids, each read once."""

    def __init__(self, client: Any) -> None:
        """Read nothing yet.

        :param client: mistralclient's.
        """
        self._client = client
        self._found: dict[str, model.Workflow | None] = {}

    def workflow(self, workflow_id: str) -> model.Workflow | None:
        """The workflow as Mistral has it now; None where it has it no more.

        One whose definition cannot be drawn is none, either.
        """
        if workflow_id not in self._found:
            self._found[workflow_id] = self._read(workflow_id)
        return self._found[workflow_id]

    def _read(self, workflow_id: str) -> model.Workflow | None:
        try:
            row = self._client.workflows.get(workflow_id)
            found = source.parsed(str(row.definition))
            return source.choose(found, row.name).workflow
        except (definition_.DefinitionError, model.GraphError):
            return None
        except Exception as ex:
            if not errors.is_not_found(ex):
                raise
            return None
