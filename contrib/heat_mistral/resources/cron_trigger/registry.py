"""Cron triggers in Mistral: found, made and deleted, by what is wanted."""

import datetime
import json
import math
from collections.abc import Callable, Mapping
from typing import Any

from heat.common import exception
from heat.common.i18n import _
from heat.engine import resource
from oslo_utils import timeutils

from heat_mistral import client
from heat_mistral.core import schedule
from heat_mistral.core.execution import notification
from heat_mistral.mistral_api import cron_triggers, errors
from heat_mistral.resources.cron_trigger import desired
from heat_mistral.resources.cron_trigger.desired import Desired

# A tick that is always close cannot be waited for.
_SHORT_PERIOD = datetime.timedelta(seconds=10)


class TriggerRegistry:
    """The cron triggers that the stack's user has in Mistral."""

    def __init__(
        self,
        plugin: client.HeatMistralClientPlugin,
        find_workflow: Callable[[str], Any],
        receiver: Callable[[str], Mapping[str, Any] | None],
    ) -> None:
        """Prepare requests.

        :param find_workflow: gives the workflow of a name or id; raises
            heat.common.exception.Error where there is none.
        :param receiver: what is told of the ends of runs, by ``notify``; a
            secret, and so no part of what is recorded.
        """
        self._plugin = plugin
        self._find_workflow = find_workflow
        self._receiver = receiver

    @property
    def _triggers(self) -> cron_triggers.CronTriggers:
        return self._plugin.mistral().cron_triggers

    def find(self, identifier: str | None) -> Any | None:
        """The trigger of this id or name, if there is one."""
        if identifier is None:
            return None
        with errors.ignoring_not_found():
            return self._triggers.get(identifier)
        return None

    def find_made_for(self, wanted: Desired) -> Any | None:
        """The trigger of a request whose reply was lost, if it came through.

        Mistral gives one without a pattern a pattern of its own.
        """
        trigger = self._triggers.named(wanted.name)
        if (
            trigger is not None
            and wanted.workflow in (trigger.workflow_name, trigger.workflow_id)
            and wanted.pattern in (None, trigger.pattern)
            and _decoded(trigger.workflow_input) == wanted.input
        ):
            return trigger
        return None

    def refuse_taken(self, name: str) -> None:
        """Refuse a name that a trigger has.

        Before the first request: after one whose reply was lost, somebody
        else's trigger of the same content would be taken for our own.

        :raises heat.common.exception.Error: if it is taken.
        """
        trigger = self._triggers.named(name)
        if trigger is not None:
            raise exception.Error(
                _('the name %(name)s is taken by cron trigger %(id)s')
                % {'name': trigger.name, 'id': trigger.id}
            )

    def prepare(self, wanted: Desired) -> None:
        """Make what a trigger needs besides Mistral, while all is as it was.

        :raises Exception: of Keystone.
        """
        self._receiver(wanted.notify)

    def create(self, wanted: Desired) -> Any:
        """Make the trigger.

        :raises heat.common.exception.Error: if it cannot be made, or Mistral
            refuses.
        :raises Exception: Mistral may have made it.
        """
        wanted.check_usable()
        workflow = self._find_workflow(wanted.workflow)
        params = notification.added(
            wanted.params, self._receiver(wanted.notify)
        )
        _refuse_too_long(wanted.input, params)
        try:
            return self._triggers.create(
                wanted.name,
                # By a name Mistral might find another project's.
                workflow.id,
                wanted.input,
                params,
                wanted.pattern,
                wanted.first_time_to_send(),
                wanted.count_to_send,
            )
        except Exception as ex:
            if not errors.is_refusal(ex):
                raise
            if errors.is_conflict(ex):
                self._explain_conflict(wanted.name, ex)
            raise exception.Error(errors.first_line(ex)) from ex

    def delete(self, identifier: str) -> None:
        """Delete the trigger; one that is gone already is no error."""
        self._triggers.delete(identifier)

    def _explain_conflict(self, name: str, conflict: Exception) -> None:
        self.refuse_taken(name)
        raise exception.Error(
            _(
                'there is a cron trigger for the same workflow, input '
                'and times already: %s'
            )
            % errors.first_line(conflict)
        ) from conflict


def _refuse_too_long(
    run_input: Mapping[str, Any], params: Mapping[str, Any]
) -> None:
    try:
        desired.check_length(run_input, params)
    except desired.TooLong as ex:
        raise exception.Error(str(ex)) from ex


def may_have_fired(trigger: Any) -> bool:
    """Whether it may have begun a run that does not show yet."""
    return _close_tick(trigger) is not None


def await_quiet(trigger: Any) -> None:
    """Let a tick that is close pass before the trigger is taken away.

    One that is deleted and made again beside a tick would run twice for it.

    :raises heat.engine.resource.PollDelay: while one is close, and not always.
    """
    tick = _close_tick(trigger)
    if trigger.pattern is None or tick is None:
        return
    if schedule.next_tick(trigger.pattern, tick) - tick < _SHORT_PERIOD:
        return
    left = tick + schedule.CLOSE - timeutils.utcnow()
    # A whole number: Heat takes any other as 1.
    raise resource.PollDelay(max(1, math.ceil(left.total_seconds())))


def _close_tick(trigger: Any) -> datetime.datetime | None:
    due = trigger.next_execution_time
    if due is not None:
        due = timeutils.normalize_time(
            timeutils.parse_isotime(due.replace(' ', 'T') + 'Z')
        )
    return schedule.close_tick(trigger.pattern, due, timeutils.utcnow())


def _decoded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else (value or {})
