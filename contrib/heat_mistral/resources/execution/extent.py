"""Which tasks a run may have, kept beside its record.

It is told from the definition that is looked up to start the run. Asking again
would cost a request for each poll and each attribute. Of a run that somebody
else has started, or that an older release has, it is not known.
"""

import json
from collections.abc import Mapping
from typing import Any

from heat_mistral.core import definition
from heat_mistral.core.execution import course
from heat_mistral.heat_support import protocols, resource_data

_KEY = 'run_tasks'
_TASK_NAME = 'task_name'
# Characters. What is longer has thousands of tasks: then those are counted
# that have come.
_LONGEST = resource_data.PIECE


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
    text = json.dumps({'id': run_id, 'course': tasks}, separators=(',', ':'))
    if tasks is not None and len(text) <= _LONGEST:
        rsrc.data_set(_KEY, text)


def known(rsrc: protocols.HasData, run_id: str) -> course.Course | None:
    """Which tasks this run may have, if that is known.

    An older release has kept their number alone.
    """
    kept = json.loads(rsrc.data().get(_KEY, '{}'))
    if kept.get('id') != run_id or 'course' not in kept:
        return None
    return course.Course(kept['course'])


def _tasks(workflow: Any, params: Mapping[str, Any]) -> dict[str, Any] | None:
    try:
        parsed = definition.parse(getattr(workflow, 'definition', None) or '')
    except definition.DefinitionError:
        return None  # Mistral runs what we would not have registered
    if len(parsed.workflows) != 1:
        return None
    (found,) = parsed.workflows.values()
    return definition.tasks_of_run(found, params.get(_TASK_NAME))
