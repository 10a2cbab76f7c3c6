"""Asking Mistral why an execution failed: few, small replies.

A task that runs a workflow fails for what failed in that one; so the way goes
down to the task that has no other below it.
"""

from heat_mistral.core.execution import outcome
from heat_mistral.mistral_api import api, errors

# Workflows may run each other; a chain of this many names is no longer read.
DEEPEST = 10


def failure_of(
    mistral: api.MistralApi, execution_id: str, state_info: str | None
) -> outcome.Failure:
    """Which task of an execution failed, and with what message."""
    names: list[str] = []
    why = outcome.message(state_info)
    # What is purged meanwhile leaves what is known so far.
    with errors.ignoring_not_found():
        while len(names) < DEEPEST:
            task = outcome.culprit(
                state_info,
                [row.to_dict() for row in mistral.tasks.failed(execution_id)],
            )
            if task is None:
                break
            names.append(task['name'])
            why = outcome.message(task['state_info'], state_info) or why
            below = mistral.executions.first_failed_of_task(task['id'])
            if not below:
                break
            execution_id, state_info = below[0].id, below[0].state_info
    return outcome.Failure(tuple(names), why)
