"""Brings about what an execution resource asks for: each thing is run once.

One object lives as long as one attempt at an action of the stack. It goes by
what is recorded, which an attempt before this one, or another engine, may
have left.
"""

import functools
import time
from collections.abc import Mapping
from typing import Any, Protocol

from heat.engine import resource
from oslo_utils import uuidutils

from heat_mistral import client
from heat_mistral.core.execution import mark
from heat_mistral.heat_support import events, owner, protocols
from heat_mistral.resources.execution import (
    extent,
    external_id,
    follower,
    history,
    schema,
)
from heat_mistral.resources.execution.desired import Desired, DesiredRun
from heat_mistral.runs import (
    cancellation,
    cleanup,
    record,
    resumption,
    runner,
    workflow_lookup,
)


class ExecutionResource(protocols.Acting, Protocol):
    """What is needed of the resource, beside its data and its state."""

    external_id: str | None

    def leaves_runs(self) -> bool:
        """Whether a run goes on where the stack does not want it."""

    def notified(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """Params of a new run, of whose end the resource is told."""

    def delete_signer(self) -> None:
        """Delete the user that signs the URL for these hints."""


class Reconciler:
    """Runs what is desired, in one attempt at one action.

    The methods are safe to call again. They return true when nothing is left
    to do, and raise ``PollDelay`` while a run goes on, Mistral's errors as
    they are, and ``record.Failed``.
    """

    def __init__(
        self,
        rsrc: ExecutionResource,
        plugin: client.HeatMistralClientPlugin,
        desired: Desired,
    ) -> None:
        """Prepare an attempt, which begins at most one run."""
        self._rsrc = rsrc
        self._plugin = plugin
        self._desired = desired
        self._records = record.RunRecords(rsrc)
        self._history = history.History(rsrc, self._records)
        self._follower = follower.Follower(rsrc, plugin.mistral)
        self._runner = runner.Runner(
            self._records,
            plugin.mistral,
            self._follower,
            functools.partial(events.is_cancelled, rsrc),
            desired.timeout,
            leaves=rsrc.leaves_runs(),
        )
        self._resumption = resumption.Resumption(
            rsrc, self._records, plugin.mistral
        )
        # The run that this attempt begins; and one that it waits for instead.
        self._run_id: str = uuidutils.generate_uuid()
        self._taken_up: str | None = None

    def hurry(self) -> None:
        """Mistral says that the run has ended: the next step finds out."""
        self._follower.hurry()

    def make(self) -> bool:
        """Create or update: a create that has not ended well comes first."""
        last = self._records.last
        if last is not None and last.action == schema.DELETE:
            # If it has begun, it may have undone what was made.
            self._runner.discover(last)
        return self.act(
            schema.UPDATE if self._history.is_made else schema.CREATE
        )

    def act(self, action: str) -> bool:
        """Run what is desired for an action.

        A run of an earlier attempt at the same thing is taken up: it goes on
        or has ended well. One for something else gives way.
        """
        last = self._records.last
        if last is not None and last.id in (self._run_id, self._taken_up):
            return self._records.succeeded or self._wait(last)
        if last is not None and self._resumption.is_under_way:
            return self._resume(last)
        digest = self._desired.digest(action)
        is_same = self._history.is_for(action, digest)
        if last is not None:
            self._observe(last)
            if self._records.under_way:
                if is_same:
                    self._take_up(last)
                else:
                    self._let_give_way(last)
        if is_same and self._records.succeeded:
            return True
        if action in record.MAIN:
            self._look_ahead()
        run = self._desired.run_for(action)
        if run is None or not self._is_due(action, digest, is_same):
            self._history.pass_over()
            self._history.end_change(action, digest)
            return True
        if (
            last is not None
            and self._goes_on(is_same)
            and self._has_resumed(last, action)
        ):
            return True
        return self._wait(self._intend(run, action, digest))

    def delete(self) -> bool:
        """The workflow for DELETE first, then the executions."""
        last = self._records.last
        if (
            last is not None
            and self._records.under_way
            and last.action != schema.DELETE
        ):
            self._runner.settle(last, cancellation.DELETED)
        # A create that never began has left nothing to undo.
        if not (
            self._records.has_never_run and schema.CREATE in self._desired.runs
        ):
            self.act(schema.DELETE)
        if not cleanup.end_all(
            self._plugin, owner.of(self._rsrc), time.monotonic() + cleanup.STEP
        ):
            return False
        self._rsrc.delete_signer()
        return True

    def check(self) -> bool:
        """Whether the last run has ended well; one that goes on is awaited."""
        if self._records.last is None and self._rsrc.external_id is not None:
            external_id.wait_for(
                self._records, self._plugin.mistral(), self._rsrc.external_id
            )
        last = self._records.last
        if last is None:
            return True
        self._observe(last)
        if self._records.under_way:
            self._runner.require_begun(last)
            return self._wait(last)
        self._history.raise_if_failed()
        return True

    # Steps

    def _observe(self, last: record.RunRecord) -> None:
        """Find out whether somebody has let a run that failed go on."""
        if not self._history.is_past:
            self._runner.reopen(last)

    def _take_up(self, last: record.RunRecord) -> None:
        """Find out how a run ended, or make it this attempt's own.

        :raises heat.engine.resource.PollDelay: if it goes on.
        """
        try:
            self._wait(last)
        except resource.PollDelay:
            self._taken_up = last.id
            raise
        except record.Failed:
            pass  # it is run again, if it has not vanished

    def _goes_on(self, is_same: bool) -> bool:
        """Whether a run that failed goes on, in place of another run."""
        return (
            is_same
            and (
                self._records.has_ended_badly
                # Mistral cannot let it go on, and says so.
                or self._records.state == record.GONE
            )
            and self._desired.on_failure == schema.GO_ON
        )

    def _has_resumed(self, last: record.RunRecord, action: str) -> bool:
        """Let a run go on, and wait for it; False if a new one is needed."""
        try:
            return self._resume(last)
        except resumption.Impossible as ex:
            # Heat takes no update of a stack that is being deleted, so that
            # nobody could ask for a run anew.
            if action != schema.DELETE:
                raise
            events.show_reason(self._rsrc, str(ex), event=True)
            return False

    def _resume(self, last: record.RunRecord) -> bool:
        """Let a run go on where it failed, and wait for it."""
        self._resumption.step(last)
        self._taken_up = last.id
        return self._wait(last)

    def _let_give_way(self, last: record.RunRecord) -> None:
        if self._rsrc.leaves_runs():
            return
        why = (
            cancellation.DELETED
            if self._rsrc.action == schema.DELETE
            else cancellation.REPLACED
        )
        if self._runner.settle(last, why) is not None:
            self._records.has_succeeded(last.id)

    def _look_ahead(self) -> None:
        """Refuse now what could not be run when its time comes.

        Heat refuses to update a stack that could not be deleted.

        :raises heat.common.exception.Error: if there is anything.
        """
        for run in self._desired.later:
            self._find(run)

    def _is_due(self, action: str, digest: str, is_same: bool) -> bool:
        """Whether an action runs what is desired for it.

        :param is_same: the last run, which has not succeeded, was for this.
        :raises heat_mistral.runs.record.Failed: if nobody knows what that
            run did.
        """
        when = self._desired.run_on_update
        if action not in record.MAIN or when == schema.ALWAYS:
            return True
        if is_same and not self._goes_on(is_same):
            self._records.raise_if_vanished()
        return action == schema.CREATE or (
            when == schema.ON_CHANGE and not self._history.is_made_as(digest)
        )

    def _intend(
        self, run: DesiredRun, action: str, digest: str
    ) -> record.RunRecord:
        """Store the run that is to be started, after a look at its workflow.

        :raises heat.common.exception.Error: if it could not be run.
        """
        owner.make(self._rsrc)
        mine = owner.of(self._rsrc)
        workflow = self._find(run)
        extent.keep(self._rsrc, self._run_id, workflow, run.params)
        params = dict(run.params)
        if self._desired.notify:
            params = self._rsrc.notified(params)
        # One more will be there.
        cleanup.end_oldest(self._plugin, mine, keep=self._desired.keep - 1)
        self._history.begin_change(action)
        intended = record.RunRecord(
            id=self._run_id,
            action=action,
            workflow=workflow.id,
            name=workflow.name,
            namespace=workflow.namespace,
            input=run.input,
            params=params,
            description=mark.marker(
                mine,
                self._rsrc.stack.id,
                self._rsrc.name,
                self._desired.description,
            ),
            asked=digest,
        )
        self._records.intend(intended)
        return intended

    def _find(self, run: DesiredRun) -> Any:
        """The workflow of a run; it takes the run's input."""
        found = workflow_lookup.find(self._rsrc, run.where, run.workflow)
        workflow_lookup.check_input(found, run.where, run.input)
        return found

    def _wait(self, run: record.RunRecord) -> bool:
        output = self._runner.wait(run)
        self._history.keep_output(run.action, output)
        self._history.end_change(run.action, run.asked)
        self._records.has_succeeded(run.id)
        return True
