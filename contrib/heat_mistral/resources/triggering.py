"""A cron trigger in Mistral: made, changed and deleted, nothing run twice.

Mistral cannot change a trigger, so a change deletes it and makes another.
What was asked for is stored before the request, so that a lost reply or a
dead engine leaves a trace from which the next attempt goes on.
"""

import dataclasses
import datetime
import json
import math
from typing import Any

from heat.common import exception
from heat.common.i18n import _
from heat.engine import resource
from oslo_utils import timeutils

from heat_mistral import client, errors, schedule
from heat_mistral.resources import trigger_records
from heat_mistral.resources.asked_trigger import Asked

# A tick that is always close cannot be waited for.
SHORT_PERIOD = datetime.timedelta(seconds=10)


class Triggering:
    """The trigger of one resource."""

    def __init__(self, plugin: client.HeatMistralClientPlugin,
                 rsrc: Any) -> None:
        self._plugin = plugin
        self._rsrc = rsrc
        self._records = trigger_records.TriggerRecords(rsrc)

    def identifiers(self) -> list[str]:
        """Ids of all triggers of this resource, past ones included."""
        recorded = self._records.identifiers()
        if recorded:
            return recorded
        # One of Heat's own plugin, or a person's, before the first action.
        trigger = self._existing()
        return [] if trigger is None else [trigger.id]

    def current(self) -> Any:
        """The trigger as Mistral has it.

        :raises mistralclient.api.base.APIException: 404 after its last run.
        """
        return self._plugin.cron_trigger(
            self._records.current or self._rsrc.resource_id)

    def create(self, asked: Asked) -> None:
        """Make the trigger, unless an earlier attempt has made it.

        :raises heat.common.exception.Error: if it cannot be made.
        """
        self._settle()
        if self._existing() is None:
            self._make(asked)

    def adopt(self, name: str) -> bool:
        """Take over the trigger, unless the records came along.

        :param name: what it would be called if it was made now.
        :raises mistralclient.api.base.APIException: 404 if there is none.
        """
        if self._records.current is None:
            self._records.remember(self.current())
        made = self._records.made
        if made is not None:
            # Another stack's resources have other names; it is no change.
            self._records.was_made_for(dataclasses.replace(made, name=name))
        return True

    def change(self, old: Asked, new: Asked) -> bool:
        """Make the trigger as ``new`` asks; put back the old if refused.

        :param old: what the last update that succeeded asked for.
        :returns: True
        :raises heat.engine.resource.PollDelay: while a tick is close.
        :raises heat.common.exception.Error: if Mistral refuses the new one.
        """
        self._settle()
        made = self._records.made or old
        trigger = self._existing()
        if trigger is None:
            if self._records.pending is not None:
                self._make(new.after(made))
            elif self._has_finished(made) and made.ends == new.ends:
                self._records.was_made_for(new)  # what a check compares with
            else:
                self._records.nothing_made()  # nothing to put back
                self._make(new)
        elif not made.same(new):
            self._await_quiet(trigger)
            made = dataclasses.replace(
                made, left=trigger.remaining_executions)
            wanted = new.after(made)
            wanted.first_time_to_send()
            if wanted.name != trigger.name:
                self._refuse_taken(wanted.name)
            self._take_away(trigger, made, wanted)
            self._make(wanted)
        return True

    def suspend(self, asked: Asked) -> bool:
        """Take the trigger away; what is left of it is kept in mind.

        :raises heat.engine.resource.PollDelay: while a tick is close.
        """
        self._settle()
        trigger = self._existing()
        if trigger is not None:
            self._await_quiet(trigger)
            made = dataclasses.replace(
                self._records.made or asked, left=trigger.remaining_executions)
            self._take_away(trigger, made, made)
        return True

    def resume(self, asked: Asked) -> bool:
        """Bring back what ``suspend`` took; a finished one stays so."""
        self._settle()
        made = self._records.pending or self._records.made or asked
        if self._existing() is None and not self._has_finished(made):
            self._make(made)
        return True

    def check(self, asked: Asked) -> bool:
        """Whether the trigger is there and as asked, or has finished.

        :raises heat.common.exception.Error: if it is gone before its time,
            or an update that failed has left another one.
        """
        self._settle()
        made = self._records.made or asked
        if self._existing() is None and not self._has_finished(made):
            raise exception.Error(
                _('cron trigger %s is gone') % asked.name)
        if asked.workflow is not None and not made.same(asked):
            raise exception.Error(
                _('cron trigger %s is as an update wanted it that failed')
                % made.name)
        return True

    def left(self) -> int | None:
        """How often a trigger that is not there will still run."""
        pending, made = self._records.pending, self._records.made
        if pending is not None:
            return pending.to_send
        return None if made is not None and made.ends is None else 0

    def delete(self) -> bool:
        """Delete the trigger; one that is gone already is no error.

        :returns: whether it was there and may have begun a run that does not
            show yet.
        """
        self._settle()
        trigger = self._existing()
        if trigger is None:
            return False
        self._plugin.delete_cron_trigger(trigger.id)
        return schedule.close_tick(
            trigger.pattern, _due(trigger), timeutils.utcnow()) is not None

    def _settle(self) -> None:
        """Find out what became of a request that was not answered.

        It may be that the trigger was made, that only the one before it was
        deleted, or neither.
        """
        self._take_over()
        pending = self._records.pending
        if pending is None:
            return
        current = self._records.current
        found = self._found(pending)
        if found is not None and found.id != current:
            self._records.known(found, pending)
        elif current is not None and self._existing() is not None:
            self._records.nothing_pending()

    def _take_over(self) -> None:
        """Record a trigger that something else has made."""
        if self._records.current is None:
            trigger = self._existing()
            if trigger is not None:
                self._records.remember(trigger)

    def _take_away(self, trigger: Any, made: Asked, wanted: Asked) -> None:
        self._records.was_made_for(made)
        self._records.ask_for(wanted)
        self._plugin.delete_cron_trigger(trigger.id)

    def _make(self, asked: Asked) -> None:
        """POST the trigger; if Mistral refuses, put back what was there."""
        asked.first_time_to_send()
        pending = self._records.pending
        if pending is None or pending.name != asked.name:
            self._refuse_taken(asked.name)
        self._records.ask_for(asked)
        try:
            self._records.known(self._post(asked), asked)
        except exception.Error as refusal:
            made = self._records.made
            if made is None:
                self._records.nothing_pending()
                raise
            # From here on what is left of it is not forgotten.
            self._records.ask_for(made)
            self._put_back(made, refusal)
            raise exception.Error(_(
                '%s; the trigger stays as it was') % refusal) from refusal

    def _put_back(self, made: Asked, refusal: Exception) -> None:
        try:
            self._records.known(self._post(made), made)
        except exception.Error as ex:
            raise exception.Error(_(
                '%(refusal)s; the trigger that was there could not be made '
                'again: %(why)s') % {'refusal': refusal, 'why': ex}) from ex

    def _existing(self) -> Any | None:
        if self._rsrc.resource_id is None:
            return None
        with self._plugin.ignore_not_found:
            return self.current()
        return None

    def _has_finished(self, asked: Asked) -> bool:
        """Whether a trigger that is gone has run as often as it should."""
        return (self._records.pending is None and asked.ends is not None
                and self._rsrc.resource_id is not None)

    def _post(self, asked: Asked) -> Any:
        first_time = asked.first_time_to_send()
        try:
            return self._plugin.create_cron_trigger(
                asked.name, asked.workflow, asked.input, asked.params,
                asked.pattern, first_time, asked.to_send)
        except Exception as ex:
            if not errors.is_refusal(ex):
                raise
            raise exception.Error(self._why(asked, ex)) from ex

    def _why(self, asked: Asked, refusal: Exception) -> str:
        if errors.is_conflict(refusal):
            self._refuse_taken(asked.name)
            return _('there is a cron trigger for the same workflow, input '
                     'and times already: %s') % errors.first_line(refusal)
        return errors.first_line(refusal)

    def _refuse_taken(self, name: str) -> None:
        """Refuse a name that somebody else's trigger has.

        Before the first request: after one whose reply was lost, a trigger
        of the same content would be taken for our own.
        """
        for taken in self._plugin.cron_triggers(name=name):
            raise exception.Error(_(
                'the name %(name)s is taken by cron trigger %(id)s') % {
                    'name': taken.name, 'id': taken.id})

    def _found(self, asked: Asked) -> Any | None:
        """The trigger of a request whose reply was lost.

        Mistral gives one without a pattern a pattern of its own.
        """
        for trigger in self._plugin.cron_triggers(name=asked.name):
            if (asked.workflow in (trigger.workflow_name,
                                   trigger.workflow_id)
                    and asked.pattern in (None, trigger.pattern)
                    and _decoded(trigger.workflow_input) == asked.input):
                return trigger
        return None

    @staticmethod
    def _await_quiet(trigger: Any) -> None:
        """Let a tick that is close pass before the trigger is taken away.

        One that is made again then would run twice for it.
        """
        now = timeutils.utcnow()
        tick = schedule.close_tick(trigger.pattern, _due(trigger), now)
        if trigger.pattern is None or tick is None:
            return
        if schedule.next_tick(trigger.pattern, tick) - tick >= SHORT_PERIOD:
            left = tick + schedule.CLOSE - now
            # Heat takes a delay that is no int as 1.
            raise resource.PollDelay(max(1, math.ceil(left.total_seconds())))


def _due(trigger: Any) -> datetime.datetime | None:
    if trigger.next_execution_time is None:
        return None
    return timeutils.normalize_time(timeutils.parse_isotime(
        trigger.next_execution_time.replace(' ', 'T') + 'Z'))


def _decoded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else (value or {})
