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
from heat_mistral.resources.asked_trigger import Asked

# A tick that is always close cannot be waited for.
SHORT_PERIOD = datetime.timedelta(seconds=10)

_CURRENT, _MADE, _PENDING, _TRIGGER = (
    'current', 'made', 'pending', 'trigger.')


class Triggering:
    """The trigger of one resource."""

    def __init__(self, plugin: client.HeatMistralClientPlugin,
                 rsrc: Any) -> None:
        self._plugin = plugin
        self._rsrc = rsrc

    def identifiers(self) -> list[str]:
        """Ids of all triggers of this resource, past ones included."""
        recorded = [key[len(_TRIGGER):] for key in self._rsrc.data()
                    if key.startswith(_TRIGGER)]
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
            self._rsrc.data().get(_CURRENT) or self._rsrc.resource_id)

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
        if not self.identifiers():
            self._remember(self.current())
        made = self._made()
        if made is not None:
            # Another stack's resources have other names; it is no change.
            self._store(_MADE, dataclasses.replace(made, name=name))
        return True

    def change(self, old: Asked, new: Asked) -> bool:
        """Make the trigger as ``new`` asks; put back the old if refused.

        :param old: what the last update that succeeded asked for.
        :returns: True
        :raises heat.engine.resource.PollDelay: while a tick is close.
        :raises heat.common.exception.Error: if Mistral refuses the new one.
        """
        self._settle()
        made = self._made() or old
        trigger = self._existing()
        if trigger is None:
            if self._pending() is not None:
                self._make(new.after(made))
            elif self._has_finished(made) and made.ends == new.ends:
                self._store(_MADE, new)  # what a check compares with
            else:
                self._rsrc.data_delete(_MADE)  # nothing to put back
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
                self._made() or asked, left=trigger.remaining_executions)
            self._take_away(trigger, made, made)
        return True

    def resume(self, asked: Asked) -> bool:
        """Bring back what ``suspend`` took; a finished one stays so."""
        self._settle()
        made = self._pending() or self._made() or asked
        if self._existing() is None and not self._has_finished(made):
            self._make(made)
        return True

    def check(self, asked: Asked) -> bool:
        """Whether the trigger is there and as asked, or has finished.

        :raises heat.common.exception.Error: if it is gone before its time,
            or an update that failed has left another one.
        """
        self._settle()
        made = self._made() or asked
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
        pending, made = self._pending(), self._made()
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
        pending = self._pending()
        if pending is None:
            return
        current = self._rsrc.data().get(_CURRENT)
        found = self._found(pending)
        if found is not None and found.id != current:
            self._known(found, pending)
        elif current is not None and self._existing() is not None:
            self._rsrc.data_delete(_PENDING)

    def _take_over(self) -> None:
        """Record a trigger that something else has made."""
        if _CURRENT not in self._rsrc.data():
            trigger = self._existing()
            if trigger is not None:
                self._rsrc.data_set(_TRIGGER + trigger.id, trigger.name)
                self._rsrc.data_set(_CURRENT, trigger.id)

    def _take_away(self, trigger: Any, made: Asked, wanted: Asked) -> None:
        self._store(_MADE, made)
        self._store(_PENDING, wanted)
        self._plugin.delete_cron_trigger(trigger.id)

    def _make(self, asked: Asked) -> None:
        """POST the trigger; if Mistral refuses, put back what was there."""
        asked.first_time_to_send()
        pending = self._pending()
        if pending is None or pending.name != asked.name:
            self._refuse_taken(asked.name)
        self._store(_PENDING, asked)
        try:
            self._known(self._post(asked), asked)
        except exception.Error as refusal:
            made = self._made()
            if made is None:
                self._rsrc.data_delete(_PENDING)
                raise
            # From here on what is left of it is not forgotten.
            self._store(_PENDING, made)
            self._put_back(made, refusal)
            raise exception.Error(_(
                '%s; the trigger stays as it was') % refusal) from refusal

    def _put_back(self, made: Asked, refusal: Exception) -> None:
        try:
            self._known(self._post(made), made)
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
        return (self._pending() is None and asked.ends is not None
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

    def _pending(self) -> Asked | None:
        """What was asked for last, if it is not known to be there."""
        return self._stored(_PENDING)

    def _made(self) -> Asked | None:
        """What the trigger that was there last was made for."""
        return self._stored(_MADE)

    def _stored(self, key: str) -> Asked | None:
        stored = self._rsrc.data().get(key)
        return None if stored is None else Asked(**json.loads(stored))

    def _store(self, key: str, asked: Asked) -> None:
        self._rsrc.data_set(key, json.dumps(dataclasses.asdict(asked)))

    def _known(self, trigger: Any, asked: Asked) -> None:
        """Record the trigger; its id last, which tells that all is there."""
        self._store(_MADE, asked)
        self._remember(trigger)
        self._rsrc.data_delete(_PENDING)

    def _remember(self, trigger: Any) -> None:
        self._rsrc.data_set(_TRIGGER + trigger.id, trigger.name)
        self._rsrc.resource_id_set(trigger.name)
        self._rsrc.data_set(_CURRENT, trigger.id)

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
