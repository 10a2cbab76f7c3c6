"""The life of one run of one resource: started once, found again, stopped.

What is asked and the run's id are stored before the first request, and that
Mistral has it as soon as it says so. From these an engine that takes over, or
an attempt after a lost reply, goes on with the same run; it never makes
another one of it. (Mistral lets an id be used again once its execution is
gone, so a run that was there and is not any more is not asked for again.)

A resource has one run at a time. The record of the last one stays.
"""

import dataclasses
import json
import time
from collections.abc import Mapping
from typing import Any

from heat.common import exception
from heat.common.i18n import _
from heat.engine import resource
from heat.objects import resource as resource_object
from heat.objects import stack as stack_object

from heat_mistral import client, errors, outcome
from heat_mistral.resources import failures, long_texts, signalled

_RUN, _STATE, _RAN = 'run', 'run_state', 'has_run'
# What is recorded of a run, besides the states of Mistral's in which it ends:
# asked for, and perhaps there; seen there; refused, or not there after all;
# vanished before its end was seen.
ASKED, STARTED, REFUSED, GONE = 'ASKED', 'STARTED', 'REFUSED', 'GONE'
_BAD = (outcome.ERROR, outcome.CANCELLED, REFUSED, GONE)
SHORTEST_WAIT, LONGEST_WAIT = 1, 10  # seconds; whole ones, for PollDelay
# A poll this often, in parts of the time that the run has taken so far.
PATIENCE = 5
# Of a request to stop, for which Heat does not wait.
STOP_TIMEOUT = 10.0  # seconds


@dataclasses.dataclass(frozen=True)
class Run:
    """A run as it is asked for.

    :ivar id: chosen by us, at random.
    :ivar action: of the resource, which it serves.
    :ivar workflow: id of the workflow.
    :ivar name: of the workflow, for messages.
    :ivar description: the execution's; finds it again.
    """
    id: str
    action: str
    workflow: str
    name: str
    namespace: str
    input: Mapping[str, Any]
    params: Mapping[str, Any]
    description: str


class Failed(exception.Error):
    """The run has ended, and not well."""


class Running:
    """The runs of one resource.

    The methods that ask Mistral raise its errors as they are.
    """

    def __init__(self, plugin: client.HeatMistralClientPlugin,
                 rsrc: Any) -> None:
        self._plugin = plugin
        self._rsrc = rsrc

    # What is known without asking

    @property
    def last(self) -> Run | None:
        """The run that was asked for last."""
        text = long_texts.read(self._rsrc, _RUN)
        return None if text is None else Run(**json.loads(text))

    @property
    def state(self) -> str | None:
        """What is known of the last run."""
        last = self.last
        if last is None:
            return None
        # Of another run until something is known of this one.
        known = self._recorded()
        return known['state'] if known.get('id') == last.id else ASKED

    @property
    def under_way(self) -> bool:
        """Whether there is a run whose end is not known."""
        return self.state in (ASKED, STARTED)

    @property
    def failed(self) -> bool:
        """Whether the last run is known to have ended badly."""
        return self.state in _BAD

    @property
    def succeeded(self) -> bool:
        """Whether the last run has ended well and its output is kept."""
        return self.state == outcome.SUCCESS

    @property
    def has_never_run(self) -> bool:
        """Whether Mistral has never begun a run of this resource."""
        return self._rsrc.data().get(_RAN) == 'false'

    def nothing_yet(self) -> None:
        """The resource is new: no run has been asked for."""
        self._rsrc.data_set(_RAN, 'false')

    def forget(self) -> None:
        """Let the last run count no more."""
        long_texts.delete(self._rsrc, _RUN)

    # Asking

    def ask_for(self, run: Run) -> None:
        """Store what the next request will ask for."""
        long_texts.write(self._rsrc, _RUN, json.dumps(
            dataclasses.asdict(run)), redact=True)

    def wait(self) -> dict[str, Any]:
        """The output of the last run, which is started if need be.

        :raises heat.engine.resource.PollDelay: while it is under way.
        :raises Failed: if it has ended badly.
        """
        run = self.last
        found = (self._start(run) if self.state == ASKED
                 else self._look(run, 'state'))
        if found.state not in outcome.FINISHED:
            self._going_on(run, found.state)
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
        if found.state not in outcome.FINISHED:
            self._seen(run)
            self._plugin.cancel_execution(run.id)
            raise resource.PollDelay(SHORTEST_WAIT)
        try:
            return self._end(run)
        except Failed:
            return None

    def stop(self) -> None:
        """Tell Mistral to stop the last run, and do not wait for it."""
        run = self.last
        if run is not None and self.under_way:
            self._plugin.within(STOP_TIMEOUT, lambda: (
                self._plugin.cancel_execution(run.id)))

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
        self._note(run.id, found.state)
        raise Failed(outcome.told(run.id, run.name, found.state, failure))

    def _going_on(self, run: Run, state: str) -> None:
        self._show(_(
            'execution %(id)s of workflow %(name)s is paused in Mistral and '
            'goes on when somebody resumes it' if state == outcome.PAUSED else
            'waiting for execution %(id)s of workflow %(name)s') % {
                'id': run.id, 'name': run.name})
        if is_cancelled(self._rsrc):
            self._plugin.cancel_execution(run.id)
            raise exception.Error(_(
                'execution %s was cancelled with the stack') % run.id)
        took = time.time() - self._recorded()['at']
        raise resource.PollDelay(round(max(SHORTEST_WAIT, min(
            LONGEST_WAIT, took / PATIENCE))))

    def _show(self, reason: str) -> None:
        """Make this the resource's reason, with an event when it changes."""
        if self._rsrc.status_reason == reason:
            return
        self._rsrc.status_reason = reason
        # Not state_set, which writes the whole row and drops attributes.
        resource_object.Resource.update_by_id(
            self._rsrc.context, self._rsrc.id, {'status_reason': reason})
        self._rsrc._add_event(self._rsrc.action, self._rsrc.status,
                              reason[:signalled.EVENT_LENGTH])

    def _recorded(self) -> dict[str, Any]:
        return json.loads(self._rsrc.data().get(_STATE, '{}'))

    def _seen(self, run: Run) -> None:
        """Mistral has it."""
        if self.state == ASKED:
            if self._rsrc.resource_id is None:
                self._rsrc.resource_id_set(run.id)
            self._rsrc.data_set(_RAN, 'true')
            # Last: until then, all of this is done again.
            self._note(run.id, STARTED)

    def _note(self, run_id: str, state: str) -> None:
        self._rsrc.data_set(_STATE, json.dumps(
            {'id': run_id, 'state': state, 'at': time.time()}))


def is_cancelled(rsrc: Any) -> bool:
    """Whether the stack's action was cancelled, or is being rolled back.

    Heat lets a resource's action go on then, and does not tell it. What
    cancels a deletion is another deletion, which goes on with its run.
    """
    if rsrc.action == rsrc.DELETE:
        return False
    now = stack_object.Stack.get_by_id(rsrc.context, rsrc.stack.id)
    return (now is not None
            and now.current_traversal != rsrc.stack.current_traversal
            and (now.status == 'FAILED'
                 or now.action in ('ROLLBACK', 'DELETE')))
