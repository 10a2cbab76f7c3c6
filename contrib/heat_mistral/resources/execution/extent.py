"""How many tasks a run may have, kept beside its record.

It is told from the definition that is looked up to start the run. Asking again
would cost a request for each poll and each attribute. Of a run that somebody
else has started, or that an older release has, it is not known.
"""

import json
from collections.abc import Mapping
from typing import Any

from heat_mistral.core import definition
from heat_mistral.heat_support import protocols

_KEY = 'run_tasks'
_TASK_NAME = 'task_name'


def keep(
    rsrc: protocols.HasData,
    run_id: str,
    workflow: Any,
    params: Mapping[str, Any],
) -> None:
    """Store it for a run that is about to be asked for.

    :param workflow: as Mistral gives it.
    """
    tasks = _tasks(workflow, params)
    if tasks is not None:
        rsrc.data_set(_KEY, json.dumps({'id': run_id, 'tasks': tasks}))


def known(rsrc: protocols.HasData, run_id: str) -> int | None:
    """The number of tasks, if it is known of this run."""
    kept = json.loads(rsrc.data().get(_KEY, '{}'))
    return kept['tasks'] if kept.get('id') == run_id else None


def _tasks(workflow: Any, params: Mapping[str, Any]) -> int | None:
    try:
        parsed = definition.parse(getattr(workflow, 'definition', None) or '')
    except definition.DefinitionError:
        return None  # Mistral runs what we would not have registered
    if len(parsed.workflows) != 1:
        return None
    (found,) = parsed.workflows.values()
    return definition.tasks_of_run(found, params.get(_TASK_NAME))
