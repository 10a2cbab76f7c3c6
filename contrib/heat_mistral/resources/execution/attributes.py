"""The attributes of an execution resource: live, or kept from the end.

Mistral may purge what has ended. The output is kept, so that what was made of
it does not change then.
"""

import datetime
import functools
from collections.abc import Callable
from typing import Any, Protocol

from heat_mistral.core.execution import (
    course,
    outcome,
    progress,
    state_info,
    states,
    task_order,
    view,
)
from heat_mistral.heat_support import protocols
from heat_mistral.resources.execution import extent, history, schema
from heat_mistral.runs import record, resumption

_TIME = '%Y-%m-%d %H:%M:%S'


class LiveResource(protocols.Acting, Protocol):
    """What is needed of the resource to ask Mistral for it."""

    def client_plugin(self) -> Any: ...

    def live(self, call: Callable[[], Any]) -> Any: ...


def resolve(rsrc: LiveResource, name: str) -> Any:
    """The value of an attribute; None where nothing has been run.

    :raises heat.common.exception.Error: if Mistral could not be asked.
    """
    records = record.RunRecords(rsrc)
    past = history.History(rsrc, records)
    last = records.last
    if last is None:
        return None
    if name in _RECORDED:
        return _RECORDED[name](rsrc, last)
    if name == schema.OUTPUT and (
        records.succeeded or past.is_past or last.action not in record.MAIN
    ):
        # What others have made of it must not change by suspending.
        kept = past.output
        if kept is not None:
            return kept
    plugin = rsrc.client_plugin()
    ask = _LIVE.get(name)
    if name == schema.PROGRESS:
        is_over = records.state in states.FINISHED
        known = None if is_over else extent.known(rsrc, last.id)
        ask = functools.partial(_progress, known)
    try:
        return rsrc.live(lambda: ask(plugin, last.id))
    except Exception as ex:
        if not plugin.is_not_found(ex):
            raise
        # Not begun yet, or purged.
        if name == schema.STATE and records.state in states.FINISHED:
            return records.state
        return None


def _state(plugin: Any, run_id: str) -> str:
    return plugin.mistral().executions.get(run_id, 'state').state


def _state_info(plugin: Any, run_id: str) -> str | None:
    return state_info.readable(
        plugin.mistral().executions.get(run_id, 'state_info').state_info
    )


def _output(plugin: Any, run_id: str) -> dict[str, Any]:
    # A failure's holds its state_info as well.
    found = plugin.mistral().executions.get(run_id, 'output', 'state_info')
    shown = view.shown(found.to_dict())[schema.OUTPUT]
    return shown if isinstance(shown, dict) else {}


def _tasks(plugin: Any, run_id: str) -> list[dict[str, Any]]:
    rows = [
        row.to_dict()
        for row in plugin.mistral().tasks.of(
            run_id,
            'name',
            'state',
            'state_info',
            'started_at',
            *task_order.FIELDS,
        )
    ]
    return [
        {
            'name': row['name'],
            'state': row['state'],
            'started': row['started_at'],
            'finished': row['finished_at'],
            'error': (
                outcome.message(row['state_info'])
                if row['state'] == states.ERROR
                else None
            ),
        }
        for row in task_order.in_order(rows)
    ]


def _progress(
    known: course.Course | None, plugin: Any, run_id: str
) -> dict[str, int]:
    rows = plugin.mistral().tasks.of(run_id, *course.FIELDS)
    return progress.counted([row.to_dict() for row in rows], known)


def _duration(plugin: Any, run_id: str) -> int:
    found = plugin.mistral().executions.get(
        run_id, 'state', 'created_at', 'updated_at'
    )
    began = datetime.datetime.strptime(found.created_at, _TIME)
    if found.state in states.FINISHED and found.updated_at:
        ended = datetime.datetime.strptime(found.updated_at, _TIME)
    else:
        ended = datetime.datetime.now(datetime.timezone.utc).replace(
            tzinfo=None
        )
    return max(0, int((ended - began).total_seconds()))


_RECORDED: dict[str, Callable[[LiveResource, record.RunRecord], Any]] = {
    schema.ID: lambda _rsrc, last: last.id,
    schema.WORKFLOW_NAME: lambda _rsrc, last: last.name,
    schema.RESUMED_TASKS: lambda rsrc, last: resumption.resumed(rsrc, last.id),
}
_LIVE = {
    schema.STATE: _state,
    schema.STATE_INFO: _state_info,
    schema.OUTPUT: _output,
    schema.TASKS: _tasks,
    schema.DURATION: _duration,
}
