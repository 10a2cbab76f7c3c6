"""The life of one run of one resource: started once, found again, stopped.

What is asked and the run's id are stored before the first request, and that
Mistral has it as soon as it says so. From these an engine that takes over, or
an attempt after a lost reply, goes on with the same run; it never makes
another one of it. (Mistral lets an id be used again once its execution is
gone, so a run that was there and is not any more is not asked for again.)

A resource has one run at a time. The record of the last one stays.
"""

import math
import sys
import time
from typing import Any

from heat.common import exception
from heat.common.i18n import _
from heat.engine import resource, scheduler

from heat_mistral import client, errors, outcome
from heat_mistral.resources import failures, recorded, watching
from heat_mistral.resources.recorded import (
    ASKED,
    GONE,
    REFUSED,
    STARTED,
    Failed,
    Run,
)

SHORTEST_WAIT, LONGEST_WAIT = 1, 10  # seconds; whole ones, for PollDelay
# A poll this often, in parts of the time that the run has taken so far.
PATIENCE = 5
# Nothing that is asked of a run takes Mistral long: its API gives its engine
# 60 s (rpc_response_timeout). One that hangs should be noticed.
LONGEST_REQUEST = 60.0  # seconds
# Of a request to stop, for which Heat does not wait.
STOP_TIMEOUT = 10.0  # seconds
# Why runs are cancelled, for their state_info.
STACK_CANCELLED = "the stack's action was cancelled"
TIMED_OUT = "the stack's time was up"
OUTDATED = 'a newer action of the stack takes its place'


def ending() -> str:
    """Why Heat ends the action whose ``handle_<action>_cancel`` this is."""
    return (TIMED_OUT if isinstance(sys.exc_info()[1], scheduler.Timeout)
            else STACK_CANCELLED)


class Running(recorded.Recorded):
    """The runs of one resource.

    The methods that ask Mistral raise its errors as they are.
    """

    def __init__(self, plugin: client.HeatMistralClientPlugin, rsrc: Any,
                 watch: watching.Watch | None = None) -> None:
        super().__init__(rsrc)
        self._plugin = plugin
        self._watch = watch or watching.Watch(rsrc)

    def wait(self) -> dict[str, Any]:
        """The output of the last run, which is started if need be.

        :raises heat.engine.resource.PollDelay: while it is under way.
        :raises Failed: if it has ended badly.
        """
        run = self.last
        if self.state == ASKED:
            state = self._start(run).state
        elif self._watch.state_is_due(run.id, self._took()):
            state = self._look(run, 'state').state
        else:
            state = None
        if state not in outcome.FINISHED:
            self._going_on(run, state)
        self._watch.ended(run.id)
        return self._end(run)

    def settle(self) -> dict[str, Any] | None:
        """Bring the last run to its end without starting it.

        :returns: its output if it had succeeded before.
        :raises heat.engine.resource.PollDelay: until it is at rest.
        """
        run = self.last
        try:
            found = self._plugin.execution(run.id, 'state')
        except Exception as ex:
            if not errors.is_not_found(ex):
                raise
            self._note(run.id, REFUSED if self.state == ASKED else GONE)
            return None
        self._seen(run)
        if found.state not in outcome.FINISHED:
            self._plugin.cancel_execution(run.id, (
                'its resource is deleted'
                if self._rsrc.action == self._rsrc.DELETE
                else 'another run takes its place'))
            raise resource.PollDelay(SHORTEST_WAIT)
        try:
            return self._end(run)
        except Failed:
            return None

    def look_again(self) -> None:
        """Somebody may have let a run that had failed go on."""
        ends = (outcome.ERROR, outcome.CANCELLED)
        if self.state in ends:
            run = self.last
            with self._plugin.ignore_not_found:
                if self._plugin.execution(run.id, 'state').state not in ends:
                    self._note(run.id, STARTED)

    def is_begun(self) -> bool:
        """Whether Mistral has, or had, the last run, which is not started."""
        run = self.last
        if self.state == ASKED:
            if not self._is_there(run):
                return False
            self._seen(run)
        return True

    def require_begun(self) -> None:
        """Say that the last run has not been started.

        :raises heat.common.exception.Error: if it has not.
        """
        if not self.is_begun():
            run = self.last
            raise exception.Error(_(
                'execution %(id)s of workflow %(name)s for %(action)s has '
                'not been started; an update, or the same action again, '
                'starts it') % {
                    'id': run.id, 'name': run.name, 'action': run.action})

    def stop(self, why: str) -> None:
        """Tell Mistral to stop the last run, and do not wait for it."""
        run = self.last
        if run is not None and self.under_way:
            self._plugin.within(STOP_TIMEOUT, lambda: (
                self._plugin.cancel_execution(run.id, why)))

    def finished(self) -> None:
        """What the last run gave is stored: it need not be asked again."""
        self._note(self.last.id, outcome.SUCCESS)

    # Steps

    def _start(self, run: Run) -> Any:
        try:
            found = self._plugin.create_execution(
                run.id, run.workflow, run.namespace, dict(run.input),
                dict(run.params), run.description)
        except Exception as ex:
            if not errors.is_refusal(ex) or self._is_there(run):
                raise
            self._note(run.id, REFUSED)
            raise Failed(_('workflow %(name)s cannot be run: %(why)s') % {
                'name': run.name, 'why': errors.first_line(ex)}) from ex
        self._seen(run)
        return found

    def _is_there(self, run: Run) -> bool:
        """Whether an earlier request of the same id had more luck."""
        with self._plugin.ignore_not_found:
            self._plugin.execution(run.id, 'state')
            return True
        return False

    def _look(self, run: Run, *fields: str) -> Any:
        try:
            return self._plugin.execution(run.id, *fields)
        except Exception as ex:
            if not errors.is_not_found(ex):
                raise
            self._note(run.id, GONE)
            raise Failed(outcome.vanished(run.id, run.name)) from ex

    def _end(self, run: Run) -> dict[str, Any]:
        found = self._look(run, 'state', 'state_info', 'output')
        if found.state == outcome.SUCCESS:
            return outcome.output(found.output)
        failure = outcome.Failure(why=outcome.message(found.state_info))
        if found.state == outcome.ERROR:
            failure = failures.failure_of(
                self._plugin, run.id, found.state_info)
        self._note(run.id, found.state, failure.why)
        raise Failed(outcome.told(run.id, run.name, found.state, failure))

    def _going_on(self, run: Run, state: str | None) -> None:
        self._watch.goes_on(run.id, run.name, state)
        if watching.is_cancelled(self._rsrc):
            if not self._watch.stops:
                raise exception.Error(_(
                    'execution %s goes on in Mistral without the stack, '
                    'whose action was cancelled') % run.id)
            self._plugin.cancel_execution(run.id, STACK_CANCELLED)
            raise exception.Error(_(
                'execution %s was cancelled with the stack') % run.id)
        limit = self._watch.timeout
        left = LONGEST_WAIT if limit is None else limit - self._took()
        if left <= 0:
            self._expire(run, limit)
            return
        raise resource.PollDelay(math.ceil(max(SHORTEST_WAIT, min(
            LONGEST_WAIT, left, self._took() / PATIENCE))))

    def _expire(self, run: Run, limit: float) -> None:
        """The run has taken too long; it may just have ended all the same.

        :raises Failed: if it has not ended well.
        """
        self._plugin.cancel_execution(
            run.id, f'it did not end within {limit:g} s')
        found = self._look(run, 'state', 'state_info')
        if found.state not in outcome.FINISHED:
            raise resource.PollDelay(SHORTEST_WAIT)
        if found.state == outcome.SUCCESS:
            return
        self._watch.ended(run.id)
        self._note(run.id, outcome.CANCELLED,
                   outcome.message(found.state_info))
        raise Failed(_(
            'execution %(id)s of workflow %(name)s did not end within '
            '%(limit)g s and was cancelled') % {
                'id': run.id, 'name': run.name, 'limit': limit})

    def _took(self) -> float:
        return time.time() - self._recorded()['at']

    def _seen(self, run: Run) -> None:
        """Mistral has it."""
        if self.state == ASKED:
            self._watch.seen(run.id)
            self._began()
            # Last: until then, all of this is done again.
            self._note(run.id, STARTED)
