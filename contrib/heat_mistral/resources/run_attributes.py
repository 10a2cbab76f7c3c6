"""The attributes of an execution resource: live, or kept from the end.

Mistral may purge what has ended. The output is kept, so that what was made of
it does not change then.
"""

import datetime
import json
from collections.abc import Mapping
from typing import Any

from heat_mistral import outcome, progress, task_order
from heat_mistral.resources import long_texts, ordered_runs, recorded
from heat_mistral.resources import workflow_run_schema as schema

_OUTPUT = 'output'
_TIME = '%Y-%m-%d %H:%M:%S'


def keep_output(rsrc: Any, action: str, output: Mapping[str, Any]) -> None:
    """Remember what a run has put out, if it was to create or update."""
    if action in recorded.MAIN:
        long_texts.write(rsrc, _OUTPUT, json.dumps(output), redact=True)


def resolve(rsrc: Any, life: ordered_runs.OrderedRuns, name: str) -> Any:
    """The value of an attribute; None where nothing has been run.

    :raises heat.common.exception.Error: if Mistral could not be asked.
    """
    last = life.last
    if last is None:
        return None
    if name == schema.ID:
        return last.id
    if name == schema.WORKFLOW_NAME:
        return last.name
    if name == schema.OUTPUT and (
            life.succeeded or life.is_past
            or last.action not in recorded.MAIN):
        # What others have made of it must not change by suspending.
        kept = long_texts.read(rsrc, _OUTPUT)
        if kept is not None:
            return json.loads(kept)
    plugin = rsrc.client_plugin()
    try:
        return rsrc.live(lambda: _LIVE[name](plugin, last.id))
    except Exception as ex:
        if not plugin.is_not_found(ex):
            raise
        # Not begun yet, or purged.
        if name == schema.STATE and life.state in outcome.FINISHED:
            return life.state
        return None


def _state(plugin: Any, run_id: str) -> str:
    return plugin.execution(run_id, 'state').state


def _state_info(plugin: Any, run_id: str) -> str | None:
    return plugin.execution(run_id, 'state_info').state_info


def _output(plugin: Any, run_id: str) -> dict[str, Any]:
    return outcome.output(plugin.execution(run_id, 'output').output)


def _tasks(plugin: Any, run_id: str) -> list[dict[str, Any]]:
    rows = [row.to_dict() for row in plugin.tasks(
        run_id, 'name', 'state', 'state_info', 'started_at',
        *task_order.FIELDS)]
    return [{
        'name': row['name'], 'state': row['state'],
        'started': row['started_at'], 'finished': row['finished_at'],
        'error': (outcome.message(row['state_info'])
                  if row['state'] == outcome.ERROR else None),
    } for row in task_order.in_order(rows)]


def _progress(plugin: Any, run_id: str) -> dict[str, int]:
    return progress.counted(
        row.state for row in plugin.tasks(run_id, 'state'))


def _duration(plugin: Any, run_id: str) -> int:
    found = plugin.execution(run_id, 'state', 'created_at', 'updated_at')
    began = datetime.datetime.strptime(found.created_at, _TIME)
    if found.state in outcome.FINISHED and found.updated_at:
        ended = datetime.datetime.strptime(found.updated_at, _TIME)
    else:
        ended = datetime.datetime.now(datetime.timezone.utc).replace(
            tzinfo=None)
    return max(0, int((ended - began).total_seconds()))


_LIVE = {schema.STATE: _state, schema.STATE_INFO: _state_info,
         schema.OUTPUT: _output, schema.TASKS: _tasks,
         schema.PROGRESS: _progress, schema.DURATION: _duration}
