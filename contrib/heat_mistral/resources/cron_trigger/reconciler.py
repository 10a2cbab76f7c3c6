"""Brings a cron trigger in Mistral in line, so that nothing runs twice.

Mistral cannot change a trigger, so a change deletes it and makes another.
What is wanted is recorded before the request, so that a lost reply or a dead
engine leaves a trace from which the next attempt goes on. Every method may be
called again after any error.
"""

import dataclasses
import math
import time
from typing import Any

from heat.common import exception
from heat.common.i18n import _
from heat.engine import resource

from heat_mistral import client
from heat_mistral.core import schedule
from heat_mistral.resources.cron_trigger import records, registry
from heat_mistral.resources.cron_trigger.desired import Desired
from heat_mistral.runs import cleanup, outcomes, trigger_executions


class CronTriggerReconciler:
    """The trigger of one resource."""

    def __init__(
        self,
        plugin: client.HeatMistralClientPlugin,
        recorded: records.CronTriggerRecords,
        triggers: registry.TriggerRegistry,
    ) -> None:
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
        trigger = self.observe()
        if trigger is None:
            raise exception.Error(
                _('cron trigger %s not found') % self._records.identifier
            )
        return trigger

    def list_triggers(self) -> list[str]:
        """Ids of the triggers of this resource, the latest first."""
        recorded = self._records.trigger_ids()
        if recorded:
            return recorded
        # One of Heat's own plugin, or a person's, before the first action.
        trigger = self.observe()
        return [] if trigger is None else [trigger.id]

    def has_finished(self, wanted: Desired) -> bool:
        """Whether a trigger that is gone has run as often as it should.

        :param wanted: what it is for, where nothing is recorded.
        """
        return (
            self._records.pending is None
            and (self._records.made or wanted).end is not None
            and self._records.identifier is not None
        )

    # Actions

    def create(self, wanted: Desired) -> bool:
        """Make the trigger, unless an earlier attempt has made it.

        :returns: True
        :raises heat.common.exception.Error: if it cannot be made.
        """
        if self._settle() is None:
            self._make(wanted)
        return True

    def adopt(self, name: str) -> bool:
        """Take over the trigger, unless the records came along.

        :param name: what it would be called if it was made now.
        :returns: True
        :raises heat.engine.resource.PollDelay: while a tick is close, of one
            that is made anew.
        :raises heat.common.exception.Error: if there is none.
        """
        if self._records.current is None:
            self._records.set_current(self.require())
        observed = self._settle()
        made = self._records.made
        if made is None:
            return True
        pending = self._records.pending
        if observed is None and pending and not self._records.suspended:
            self._make(pending)  # an engine died below
        elif observed is not None and made.notify != outcomes.NONE:
            # It tells a URL that went with the stack that was abandoned.
            kept = dataclasses.replace(made, name=observed.name)
            self._replace(observed, made, kept)
        # Another stack's resources have other names; it is no change.
        made = self._records.made or made
        self._records.set_made(dataclasses.replace(made, name=name))
        return True

    def update(self, old: Desired, new: Desired) -> bool:
        """Make the trigger as ``new`` wants it; put back the old if refused.

        :param old: what the last update that succeeded wanted.
        :returns: True
        :raises heat.engine.resource.PollDelay: while a tick is close.
        :raises heat.common.exception.Error: if Mistral refuses the new one.
        """
        observed = self._settle()
        made = self._records.made or old
        if observed is not None:
            if not made.same_as(new):
                self._replace(observed, made, new)
        elif self._records.pending is not None:
            self._make(new.continuing(made))
        elif self.has_finished(made) and made.end == new.end:
            self._records.set_made(new)  # what a check compares with
        else:
            self._records.drop_made()  # nothing to put back
            self._make(new)
        self._records.end_suspension()
        return True

    def suspend(self, wanted: Desired) -> bool:
        """Take the trigger away; what is left of it is recorded.

        :returns: True
        :raises heat.engine.resource.PollDelay: while a tick is close.
        """
        observed = self._settle()
        if observed is not None:
            registry.await_quiet(observed)
            made = dataclasses.replace(
                self._records.made or wanted,
                left=observed.remaining_executions,
            )
            self._remove(observed, made, made)
        self._records.set_suspended()
        return True

    def resume(self, wanted: Desired) -> bool:
        """Bring back what ``suspend`` took; a finished one stays so.

        :returns: True
        """
        observed = self._settle()
        made = self._records.pending or self._records.made or wanted
        if observed is None and not self.has_finished(made):
            self._make(made)
        self._records.end_suspension()
        return True

    def check(self, wanted: Desired) -> bool:
        """Check that the trigger is there and as wanted.

        One that has finished or is suspended need not be there.

        :returns: True
        :raises heat.common.exception.Error: if it is gone before its time,
            or an update that failed has left another one.
        """
        observed = self._settle()
        made = self._records.made or wanted
        if observed is None and not (
            self._records.suspended or self.has_finished(made)
        ):
            raise exception.Error(_('cron trigger %s is gone') % wanted.name)
        if wanted.workflow is not None and not made.same_as(wanted):
            raise exception.Error(
                _('cron trigger %s is as an update wanted it that failed')
                % made.name
            )
        return True

    def delete(self, keep_executions: bool) -> bool:
        """Delete the trigger and then what it has started.

        :param keep_executions: cancel those that run and delete none.
        :returns: whether nothing is left to do.
        :raises heat.engine.resource.PollDelay: while a run may have begun
            that does not show yet.
        """
        observed = self._settle()
        if observed is not None:
            self._registry.delete(observed.id)
            if registry.may_have_fired(observed):
                raise resource.PollDelay(
                    math.ceil(schedule.CLOSE.total_seconds())
                )
        return trigger_executions.end_all(
            self._plugin,
            self._records,
            self.list_triggers(),
            time.monotonic() + cleanup.STEP,
            keep_executions,
        )

    # Steps

    def _settle(self) -> Any | None:
        """Find out what became of a request that was not answered.

        The trigger may have been made, only the one before it deleted, or
        neither. One that something else has made is recorded.

        :returns: the trigger that is there.
        """
        observed = self.observe()
        if observed is not None and self._records.current is None:
            self._records.set_current(observed)
        pending = self._records.pending
        if pending is None:
            return observed
        found = self._registry.find_made_for(pending)
        if found is not None and found.id != self._records.current:
            self._records.set_there(found, pending)
            return found
        if observed is not None:
            self._records.drop_pending()
        return observed

    def _replace(self, observed: Any, made: Desired, new: Desired) -> None:
        registry.await_quiet(observed)
        made = dataclasses.replace(made, left=observed.remaining_executions)
        wanted = new.continuing(made)
        wanted.check_usable()
        if wanted.name != observed.name:
            self._registry.refuse_taken(wanted.name)
        # Where Keystone is away, the schedule goes on as it was.
        self._registry.prepare(wanted)
        self._remove(observed, made, wanted)
        self._make(wanted)

    def _remove(self, observed: Any, made: Desired, wanted: Desired) -> None:
        """Delete the trigger; ``wanted`` is what comes in its place."""
        self._records.set_made(made)
        self._records.set_pending(wanted)
        self._registry.delete(observed.id)
        self._records.set_removed(observed.id)

    def _make(self, wanted: Desired) -> None:
        """Make the trigger; if Mistral refuses, put back what was there."""
        wanted.check_usable()
        pending = self._records.pending
        if pending is None or pending.name != wanted.name:
            self._registry.refuse_taken(wanted.name)
        self._records.set_pending(wanted)
        try:
            self._records.set_there(self._registry.create(wanted), wanted)
        except exception.Error as refusal:
            made = self._records.made
            if made is None:
                self._records.drop_pending()
                raise
            # From here on what is left of it is not forgotten.
            self._records.set_pending(made)
            self._put_back(made, refusal)
            raise exception.Error(
                _('%s; the trigger stays as it was') % refusal
            ) from refusal
        trigger_executions.forget_without(self._plugin, self._records)

    def _put_back(self, made: Desired, refusal: Exception) -> None:
        try:
            self._records.set_there(self._registry.create(made), made)
        except exception.Error as ex:
            raise exception.Error(
                _(
                    '%(refusal)s; the trigger that was there could not be made '
                    'again: %(why)s'
                )
                % {'refusal': refusal, 'why': ex}
            ) from ex
