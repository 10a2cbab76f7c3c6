"""Brings about what an external resource asks for: each thing is run once.

One object lives as long as one attempt at an action of the stack. It goes by
what is recorded, which an attempt before this one, or another engine, may
have left.
"""

import functools
import json
import time
from collections.abc import Mapping
from typing import Any

from heat.engine import resource
from oslo_utils import uuidutils

from heat_mistral import client
from heat_mistral.core.execution import mark
from heat_mistral.heat_support import events, owner, protocols, resource_data
from heat_mistral.resources.external_resource import schema
from heat_mistral.resources.external_resource.desired import (
    Desired,
    is_same_input,
)
from heat_mistral.runs import (
    cancellation,
    cleanup,
    physical_id,
    record,
    runner,
    watch,
    workflow_lookup,
)

# What Heat's own plugin calls it, so that a stack can move both ways.
_OUTPUTS = 'outputs'
_RESOURCE_ID = 'resource_id'
_RESOURCE_ID_LENGTH = 255


def outputs(rsrc: protocols.HasData) -> dict[str, Any]:
    """What all runs of a resource have put out, later over earlier values."""
    return json.loads(resource_data.read(rsrc, _OUTPUTS) or '{}')


def ended_badly(records: record.RunRecords, always_update: bool) -> bool:
    """Whether an update cannot mend what the last run has left.

    With ``always_update`` the workflow for UPDATE is the one to mend it, if
    there is something to update.
    """
    last = records.last
    return (
        last is not None
        and records.failed
        and (
            last.action in (schema.CREATE, schema.DELETE) or not always_update
        )
    )


class Reconciler:
    """Runs what is desired, in one attempt at one action.

    The methods do a part of the work, or all, and are safe to call again.
    They return true when nothing is left to do, and raise ``PollDelay`` while
    a run goes on, Mistral's errors as they are, and ``record.Failed``.
    """

    def __init__(
        self,
        rsrc: protocols.Acting,
        plugin: client.HeatMistralClientPlugin,
        desired: Desired,
    ) -> None:
        """Prepare an attempt, which begins at most one run."""
        self._rsrc = rsrc
        self._plugin = plugin
        self._desired = desired
        self._records = record.RunRecords(rsrc)
        self._runner = runner.Runner(
            self._records,
            plugin.mistral,
            watch.Watch(rsrc, plugin.mistral),
            functools.partial(events.is_cancelled, rsrc),
        )
        # Of the run that this attempt begins: each step of this attempt, and
        # no step of another one, takes it for its own.
        self._run_id: str = uuidutils.generate_uuid()

    def act(self, action: str) -> bool:
        """Run what is desired for an action.

        A run of an earlier attempt at the same action is waited for. (It is
        done if that one has ended well.) One for another action is cancelled.
        """
        last = self._records.last
        if last is not None and last.id == self._run_id:
            return self._records.succeeded or self._wait(last)
        if last is not None:
            if self._records.under_way:
                self._settle(last, goes_on=last.action == action)
            if self._records.succeeded and last.action == action:
                return True
        return self._run(action)

    def update(self, before: Desired) -> bool:
        """Run the workflow for UPDATE if the input has changed, or always.

        :param before: what was desired before the update.
        :raises heat.engine.resource.UpdateReplace: if an earlier attempt
            left what this cannot mend.
        """
        last = self._records.last
        if last is not None and last.id == self._run_id:
            return self._wait(last)
        taken_up = False
        if last is not None and self._records.under_way:
            self._settle(last, goes_on=True)
            if ended_badly(self._records, before.always_update):
                raise resource.UpdateReplace(self._rsrc)
            taken_up = last.action == schema.UPDATE
        given = before.input if last is None else last.input
        if is_same_input(given, self._desired.input) and (
            taken_up or not self._desired.always_update
        ):
            return True
        return self._run(schema.UPDATE)

    def delete(self) -> bool:
        """The workflow for DELETE first, then the executions."""
        last = self._records.last
        if (
            last is not None
            and self._records.under_way
            and last.action != schema.DELETE
        ):
            self._settle(last, goes_on=False)
        # A create that never began has left nothing to delete.
        if not (
            self._records.has_never_run and schema.CREATE in self._desired.runs
        ):
            self.act(schema.DELETE)
        keep = self._desired.keep_executions
        identifier = self._rsrc.resource_id
        if (
            physical_id.stands_for_something(self._rsrc)
            and uuidutils.is_uuid_like(identifier)
            and not keep
        ):
            cleanup.end_one(
                self._plugin, identifier, self._desired.description
            )
        return cleanup.end_all(
            self._plugin,
            owner.of(self._rsrc),
            time.monotonic() + cleanup.STEP,
            keep_finished=keep,
        )

    def check(self) -> bool:
        """Whether the last run has ended well; one that goes on is awaited.

        What it has made only its workflows know.
        """
        last = self._records.last
        if last is not None and self._records.under_way:
            self._runner.require_begun(last)
            return self._wait(last)
        self._records.raise_if_failed()
        return True

    # Steps

    def _settle(self, last: record.RunRecord, goes_on: bool) -> None:
        """Bring the last run to an end, good or bad.

        :param goes_on: whether it is waited for, or cancelled.
        :raises heat.engine.resource.PollDelay: until then.
        """
        why = (
            cancellation.DELETED
            if self._rsrc.action == schema.DELETE
            else cancellation.REPLACED
        )
        try:
            output = (
                self._runner.wait(last)
                if goes_on
                else self._runner.settle(last, why)
            )
        except record.Failed:
            return  # as its record says
        if output is not None:
            self._keep(last, output)

    def _run(self, action: str) -> bool:
        """Store the run that an action asks for, and wait for it."""
        run = self._desired.runs.get(action)
        if run is None:
            self._records.forget()
            return True
        owner.make(self._rsrc)
        workflow = workflow_lookup.find(self._rsrc, run.where, run.workflow)
        intended = record.RunRecord(
            id=self._run_id,
            action=action,
            workflow=workflow.id,
            name=workflow.name,
            namespace=workflow.namespace,
            input=self._desired.input,
            params=run.params_after(outputs(self._rsrc)),
            description=mark.marker(
                owner.of(self._rsrc),
                self._rsrc.stack.id,
                self._rsrc.name,
                self._desired.description,
            ),
        )
        self._records.intend(intended)
        return self._wait(intended)

    def _wait(self, run: record.RunRecord) -> bool:
        self._keep(run, self._runner.wait(run))
        return True

    def _keep(self, run: record.RunRecord, output: Mapping[str, Any]) -> None:
        """Store what a run gave; the run is done with after that."""
        resource_data.write(
            self._rsrc, _OUTPUTS, json.dumps({**outputs(self._rsrc), **output})
        )
        if output.get(_RESOURCE_ID):
            self._rsrc.resource_id_set(
                str(output[_RESOURCE_ID])[:_RESOURCE_ID_LENGTH]
            )
        self._records.has_succeeded(run.id)
