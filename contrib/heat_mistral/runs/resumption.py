"""Letting a run that failed go on where it failed, each task once.

Mistral runs a task again for each request that it takes up: a request whose
answer is lost must not simply be sent once more. So it is recorded before it
is sent, with the time when the task last changed. It has come to effect where
that time is another one; where it is the same, the request is only repeated
when it cannot come any more.

Kept as resource data: ``rerun``, the request whose end is not known, and
``resumed``, the names of the tasks that have run again in the last run.
"""

import json
import math
import time
from collections.abc import Callable
from typing import Any

from heat.common import exception
from heat.common.i18n import _
from heat.engine import resource

from heat_mistral.core.execution import states
from heat_mistral.heat_support import events, protocols, resource_data
from heat_mistral.mistral_api import api, deadlines, errors
from heat_mistral.runs import failed_tasks, record

_RERUN, _RESUMED = 'rerun', 'resumed'
# Seconds of one step, before Heat may look after other things.
_STEP = 5.0
# After this a request cannot come any more: its connection may hang for as
# long as a request may, and then Mistral's API waits as long for its engine.
_LATE = 2 * deadlines.ORDINARY_REQUEST
_POLL = 5
# Tasks that are named, in events and in the attribute.
_TOLD, _KEPT = 20, 100
_LONGEST_NAME = 200


class Impossible(exception.Error):
    """The run cannot go on; nothing of it has been run again."""


class Resumption:
    """Lets one run go on, in one attempt at an action."""

    def __init__(
        self,
        rsrc: protocols.Acting,
        records: record.RunRecords,
        mistral: Callable[[], api.MistralApi],
    ) -> None:
        self._rsrc = rsrc
        self._records = records
        self._mistral = mistral
        self._left: list[failed_tasks.FailedTask] | None = None
        self._told = 0

    @property
    def is_under_way(self) -> bool:
        """Whether some of the tasks have been asked for, and not all."""
        return bool(self._left)

    def step(self, run: record.RunRecord) -> None:
        """Let the tasks of the run that failed run again; safe to repeat.

        :raises Impossible: if it cannot go on, before any task runs again.
        :raises heat.engine.resource.PollDelay: while tasks are left.
        :raises Exception: Mistral's errors, as they are.
        """
        if self._left is None:
            self._left = self._find(run)
        ends = time.monotonic() + _STEP
        while self._left:
            if time.monotonic() > ends:
                raise resource.PollDelay(1)
            self._run_again(run, self._left[0])
            self._left.pop(0)
        # The run goes on, though it may have ended again by now.
        self._records.note(run.id, record.STARTED)

    def _find(self, run: record.RunRecord) -> list[failed_tasks.FailedTask]:
        try:
            return failed_tasks.find(self._mistral(), run.id)
        except failed_tasks.CannotGoOn as ex:
            raise Impossible(
                _(
                    'execution %(id)s of workflow %(name)s cannot go on where it '
                    'failed: %(why)s; on_failure: rerun runs all of it anew'
                )
                % {'id': run.id, 'name': run.name, 'why': ex}
            ) from ex

    def _run_again(
        self, run: record.RunRecord, task: failed_tasks.FailedTask
    ) -> None:
        if self._was_taken_up(task):
            self._note(run, task)
            return
        self._rsrc.data_set(
            _RERUN,
            json.dumps(
                {
                    'task': task.id,
                    'seen': task.seen,
                    'until': time.time() + _LATE,
                }
            ),
        )
        try:
            self._mistral().tasks.run_again(task.id)
        except Exception as ex:
            if errors.may_be_carried_out(ex):
                raise
            self._rsrc.data_delete(_RERUN)
            # Somebody else has let it run again, or it is gone.
            if not (errors.is_refusal(ex) and self._has_run(task)):
                raise
        self._note(run, task)

    def _was_taken_up(self, task: failed_tasks.FailedTask) -> bool:
        """Whether an earlier request without an answer has come to effect.

        :raises heat.engine.resource.PollDelay: while it may.
        """
        stored = json.loads(self._rsrc.data().get(_RERUN, '{}'))
        if stored.get('task') != task.id or stored.get('seen') != task.seen:
            return False
        if self._has_run(task):
            return True
        left = stored['until'] - time.time()
        if left > 0:
            events.show_reason(
                self._rsrc,
                _(
                    'Mistral has not answered a request to run task %s again, '
                    'and may still do it: waiting'
                )
                % task.name[:_LONGEST_NAME],
                event=True,
            )
            raise resource.PollDelay(math.ceil(min(left, _POLL)))
        return False

    def _has_run(self, task: failed_tasks.FailedTask) -> bool:
        """Whether the task has run, or runs, again."""
        with errors.ignoring_not_found():
            found = self._mistral().tasks.get(task.id)
            return bool(
                found.state != states.ERROR
                or (found.updated_at or '') != task.seen
            )
        return False

    def _note(
        self, run: record.RunRecord, task: failed_tasks.FailedTask
    ) -> None:
        name = task.name[:_LONGEST_NAME]
        names = resumed(self._rsrc, run.id)
        if len(names) < _KEPT:
            resource_data.write(
                self._rsrc,
                _RESUMED,
                json.dumps({'id': run.id, 'tasks': [*names, name]}),
            )
        self._rsrc.data_delete(_RERUN)
        self._told += 1
        if self._told <= _TOLD:
            events.tell(self._rsrc, _('task %s runs again') % name)
        elif self._told == _TOLD + 1:
            events.tell(
                self._rsrc,
                _('%d more tasks run again') % len(self._left or ()),
            )


def resumed(rsrc: Any, run_id: str) -> list[str]:
    """Names of the tasks of this run that have run again, oldest first."""
    stored = json.loads(resource_data.read(rsrc, _RESUMED) or '{}')
    return list(stored['tasks']) if stored.get('id') == run_id else []
