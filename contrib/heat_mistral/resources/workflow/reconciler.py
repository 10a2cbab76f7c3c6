"""Bringing Mistral in line with a workflow resource: a step for each action.

Called by attempts until a step is true; each may be called again after any
failure, by another engine too. Registering itself is in registration.
"""

import functools
import time
from collections.abc import Sequence
from typing import Protocol

from heat.common import exception
from heat.common.i18n import _
from heat.engine import resource

from heat_mistral import client
from heat_mistral.core import definition
from heat_mistral.heat_support import events, owner, protocols
from heat_mistral.mistral_api import errors
from heat_mistral.resources.workflow import (
    desired,
    registration,
    registry,
    remarks,
    schema,
    sharing,
    takeover,
    unanswered,
)
from heat_mistral.resources.workflow import records as records_
from heat_mistral.runs import cleanup

# Seconds between looks for what an unanswered request may make.
POLL = 5
# Of what is wrong with many workflows: the reason is one text of Heat's.
_TOLD = 10


class Reconcilable(protocols.Acting, takeover.Adoptable, Protocol):
    """A workflow resource in one of its actions."""


class Reconciler:
    """The work of the actions of one resource."""

    def __init__(
        self, plugin: client.HeatMistralClientPlugin, rsrc: Reconcilable
    ) -> None:
        self._plugin = plugin
        self._rsrc = rsrc
        self._records = records_.Records(rsrc)
        self._tell = functools.partial(events.tell, rsrc)

    def adopt(self) -> bool:
        """Store what there is of the resource in Mistral."""
        takeover.take_over(self._plugin, self._rsrc)
        return True

    def refer(self) -> bool:
        """Store which workflow an external one is by now.

        :raises heat.common.exception.Error: if it is gone.
        """
        takeover.refer(self._plugin, self._rsrc)
        return True

    def reconcile(self, wanted: desired.Desired) -> bool:
        """Register what is desired, then remove what is not.

        :raises heat.common.exception.Error: if a name is taken, or Mistral
            refuses the definition.
        """
        takeover.take_over(self._plugin, self._rsrc)
        self._records.begin()
        self._register(wanted)
        self._rsrc.resource_id_set(wanted.default_name)
        for short, record in self._records.current().items():
            if short not in wanted.names and record.id is None:
                self._records.give_up(record)
        for record in self._leaving(wanted):
            if not self._end_executions(
                wanted.keep_executions, workflow_id=record.id or ''
            ):
                return False
            registry.remove(self._plugin, self._records, record, self._tell)
        self._clean_up_given_up()
        members = sharing.Sharing(self._plugin, self._records, self._tell)
        if not members.reconcile(wanted.members):
            return False
        remarks.tell(self._rsrc, wanted, self._tell)
        self._records.finish()
        return True

    def check(self) -> bool:
        """Whether Mistral has what was registered.

        What this finds, the next update mends, also with the same template.
        Workflows that were still in use when they left may go now.

        :raises heat.common.exception.Error: says what is wrong.
        """
        takeover.take_over(self._plugin, self._rsrc)
        for record in self._records.retired().values():
            registry.remove(self._plugin, self._records, record, self._tell)
        self._clean_up_given_up()
        wrong = registry.differences(self._plugin, self._records.current())
        wrong += sharing.differences(self._plugin, self._records)
        if not self._records.current():
            wrong.append(_('workflow %s is gone') % self._rsrc.resource_id)
        if self._records.unfinished:
            wrong.append(_('the last update did not finish'))
        if wrong:
            rest = len(wrong) - _TOLD
            if rest > 0:
                wrong[_TOLD:] = [_('and %d more') % rest]
            raise exception.Error('; '.join(wrong))
        return True

    def delete(self) -> bool:
        """Delete executions, workflows, and executions begun meanwhile.

        :raises heat.common.exception.Error: if a workflow is in use.
        :raises heat.engine.resource.PollDelay: while Mistral may still make
            what an earlier request has asked for.
        """
        keep_executions = self._rsrc.properties[schema.KEEP_EXECUTIONS]
        with self._plugin.ignore_not_found:
            takeover.take_over(self._plugin, self._rsrc)
        if not self._records.current():
            # Of a delete that comes again nothing is looked up by name: by
            # then it may be somebody else's.
            self._records.begin()
        if not (
            takeover.end_listed(self._plugin, self._rsrc)
            and self._end_executions(keep_executions)
        ):
            return False
        self._await_unanswered()
        for record in [
            *self._records.current().values(),
            *self._records.retired().values(),
        ]:
            registry.delete(self._plugin, record)
        return self._end_executions(keep_executions)

    def _register(self, wanted: desired.Desired) -> None:
        try:
            registration.Registration(
                self._plugin, self._records, wanted, self._tell
            ).run()
        except Exception as ex:
            if not errors.is_invalid(ex):
                raise
            # Mistral was not asked when the template was validated, or not
            # with these names.
            fault = wanted.broken_reference or definition.explain(
                wanted.source.parse(), errors.text(ex)
            )
            raise exception.Error(wanted.source.told(fault)) from ex

    def _leaving(self, wanted: desired.Desired) -> list[records_.Record]:
        """What is registered and not desired, retired ones included."""
        return [
            *(
                record
                for short, record in self._records.current().items()
                if short not in wanted.names
            ),
            *self._records.retired().values(),
        ]

    def _end_executions(self, keep_finished: bool, **filters: str) -> bool:
        """End what Heat has started; false if time ran out before the end."""
        return cleanup.end_all(
            self._plugin,
            owner.of(self._rsrc),
            time.monotonic() + cleanup.STEP,
            keep_finished=keep_finished,
            **filters,
        )

    def _clean_up_given_up(self) -> None:
        # What may still come is not waited for: it does no harm, its record
        # stays, and the next action looks again; deletion waits.
        unanswered.clean_up(
            self._plugin, self._records, self._records.given_up(), self._tell
        )

    def _await_unanswered(self) -> None:
        pending = unanswered.clean_up(
            self._plugin, self._records, self._records.intents(), self._tell
        )
        if pending:
            events.show_reason(self._rsrc, _waiting_for(pending), event=True)
            raise resource.PollDelay(POLL)


def _waiting_for(pending: Sequence[records_.Record]) -> str:
    until = max(intent.expected_until or 0 for intent in pending)
    return _(
        'Mistral has not answered a request to register workflow %(name)s'
        '%(more)s and may still do it: waiting for that until %(until)s UTC '
        'to delete what comes'
    ) % {
        'name': pending[0].name[:100],
        'more': _(' and %d more') % (len(pending) - 1)
        if len(pending) > 1
        else '',
        'until': time.strftime('%Y-%m-%d %H:%M:%S', time.gmtime(until)),
    }
