"""Brings an event trigger in Mistral in line; safe to repeat after any error.

Mistral changes all of a trigger but what it listens to. For another event
another trigger is made, and then the former one is deleted: no update that
fails leaves the stack without one. What is wanted is recorded before the
request, so that a lost reply or a dead engine leaves a trace.
"""

import time
from typing import Any

from heat.common import exception
from heat.common.i18n import _
from heat.engine import resource

from heat_mistral import client
from heat_mistral.heat_support import protocols, unanswered
from heat_mistral.mistral_api import errors
from heat_mistral.resources.event_trigger import desired, records, registry
from heat_mistral.resources.event_trigger.desired import Desired
from heat_mistral.runs import cleanup, trigger_executions

# Seconds that Mistral's event engine may need to begin a run for an event that
# came before the trigger was deleted.
_UNDER_WAY = 1


class EventTriggerReconciler:
    """The trigger of one resource."""

    def __init__(
        self,
        plugin: client.HeatMistralClientPlugin,
        recorded: records.EventTriggerRecords,
        triggers: registry.TriggerRegistry,
        rsrc: protocols.Acting,
    ) -> None:
        """Prepare requests.

        :param rsrc: whose events tell the stack's owner of it.
        """
        self._rsrc = rsrc
        self._plugin = plugin
        self._records = recorded
        self._registry = triggers

    # Without any change

    def observe(self) -> Any | None:
        """The trigger as Mistral has it, if it is there."""
        return self._registry.find(self._records.identifier)

    def require(self) -> Any:
        """The trigger as Mistral has it.

        :raises heat.common.exception.Error: if it is not there.
        """
        row = self.observe()
        if row is None:
            raise exception.Error(
                _('event trigger %s not found') % self._records.identifier
            )
        return row

    def is_as_wanted(self, wanted: Desired) -> bool:
        """Whether Mistral has what is wanted.

        :raises heat.common.exception.Error: if the workflow is not there.
        """
        row = self.observe()
        return row is not None and _is_as(row, self._registry.resolve(wanted))

    def list_triggers(self) -> list[str]:
        """Ids of the triggers of this resource, the latest first."""
        recorded = self._records.trigger_ids()
        if recorded or self._records.current is not None:
            return recorded
        # A person's, before the first action.
        return [self._records.identifier] if self._records.identifier else []

    # Actions

    def adopt(self) -> Any:
        """Take over the trigger, unless the records came along.

        :returns: the trigger.
        :raises heat.common.exception.Error: if there is none.
        """
        row = self.require()
        if self._records.current is None:
            self._records.set_there(row)
        return row

    def reconcile(self, wanted: Desired) -> bool:
        """Make Mistral have what is wanted: create, update and resume.

        :returns: True
        :raises heat.common.exception.Error: if there is no such workflow, it
            does not take the input, it runs for the event already, or
            Mistral refuses.
        :raises heat.engine.resource.PollDelay: while Mistral may still make
            what an earlier action wanted.
        """
        observed = self._settle()
        wanted = self._registry.resolve(wanted)
        if self._records.requests.pending != wanted:
            self._records.requests.give_up()
        if observed is None or desired.source_of(observed) != wanted.source:
            self._make(wanted)
            self._remove_former()
        elif not _is_as(observed, wanted):
            if observed.workflow_id != wanted.workflow_id:
                self._registry.refuse_taken(wanted)
            self._registry.update(observed.id, wanted)
        self._records.end_suspension()
        trigger_executions.forget_without(self._plugin, self._records)
        self._await_unanswered(wanted)
        return True

    def suspend(self) -> bool:
        """Take the trigger away.

        :returns: True
        :raises heat.engine.resource.PollDelay: while Mistral may still make
            one.
        """
        observed = self._settle()
        if observed is not None:
            self._remove(observed.id)
        self._records.set_suspended()
        self._await_unanswered()
        return True

    def check(self, wanted: Desired) -> bool:
        """Check that the trigger is there and as wanted, or suspended.

        What this finds, the next update mends, also with the same template.

        :returns: True
        :raises heat.common.exception.Error: says what is wrong.
        """
        observed = self._settle()
        if observed is None and self._records.suspended:
            return True
        if observed is None:
            raise exception.Error(_('event trigger %s is gone') % wanted.name)
        if wanted.workflow is not None and not _is_as(
            observed, self._registry.resolve(wanted)
        ):
            raise exception.Error(
                _(
                    'event trigger %s was changed by somebody else, or by an '
                    'update that failed'
                )
                % observed.name
            )
        return True

    def delete(self, keep_executions: bool) -> bool:
        """Delete the trigger and then what it has started.

        :param keep_executions: cancel those that run and delete none.
        :returns: whether nothing is left to do.
        :raises heat.engine.resource.PollDelay: while a run may have begun
            that does not show yet, or Mistral may still make a trigger.
        """
        observed = self._settle()
        if observed is not None:
            self._remove(observed.id)
            raise resource.PollDelay(_UNDER_WAY)
        self._await_unanswered()
        return trigger_executions.end_all(
            self._plugin,
            self._records,
            self.list_triggers(),
            time.monotonic() + cleanup.STEP,
            keep_executions,
        )

    # Steps

    def _settle(self) -> Any | None:
        """Find out what became of requests that were not answered.

        :returns: the trigger that is there.
        """
        observed = self.observe()
        if observed is not None and self._records.current is None:
            self._records.set_there(observed)
        # The time before it is looked: what comes later is not missed.
        at = unanswered.now()
        requests = self._records.requests
        pending = requests.pending
        for wanted in requests.given_up:
            late = self._registry.find_made_for(wanted)
            if late is not None and wanted != pending:
                # A former one, unless it is the current one.
                self._records.add(late.id, late.name)
        if pending is not None:
            found = self._registry.find_made_for(pending)
            if found is not None:
                self._records.set_there(found)
                observed = found
        requests.forget_until(at)
        self._remove_former()
        return observed

    def _make(self, wanted: Desired) -> None:
        requests = self._records.requests
        expected = requests.expects(wanted)
        if not expected:
            self._registry.refuse_taken(wanted)
        try:
            with requests.sending(wanted):
                made = self._registry.create(wanted)
        except Exception as ex:
            if not errors.is_conflict(ex):
                raise
            # An earlier request of ours may have come through meanwhile.
            found = self._registry.find_made_for(wanted) if expected else None
            if found is None:
                if any(map(self._registry.find_made_for, requests.given_up)):
                    raise resource.PollDelay(_UNDER_WAY) from ex
                self._registry.refuse_taken(wanted)
                raise
            made = found
        self._records.set_there(made)

    def _await_unanswered(self, wanted: Desired | None = None) -> None:
        """Wait for what requests may still make: it would run for ever."""
        self._records.requests.await_end(
            self._rsrc,
            _('an event trigger'),
            # Mistral allows no second one beside that which is there.
            lambda each: (
                wanted is not None
                and (each.source, each.workflow_id)
                == (wanted.source, wanted.workflow_id)
            ),
        )

    def _remove(self, identifier: str) -> None:
        self._registry.delete(identifier)
        self._records.set_gone(identifier)

    def _remove_former(self) -> None:
        """Delete what another trigger has taken the place of."""
        for identifier in self._records.former():
            self._remove(identifier)


def _is_as(row: Any, wanted: Desired) -> bool:
    return (
        desired.source_of(row) == wanted.source
        and desired.content_of(row) == wanted.content
    )
