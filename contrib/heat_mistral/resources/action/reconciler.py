"""Bringing Mistral in line with an action resource: a step for each action.

Called by attempts until a step is true; each may be called again after any
failure, by another engine too. Registering itself is in registration.
"""

import functools
from typing import Protocol

from heat.common import exception
from heat.common.i18n import _
from heat.engine import resource

from heat_mistral import client
from heat_mistral.core import definition, rules
from heat_mistral.core.definition import actions
from heat_mistral.heat_support import events, protocols, remarks
from heat_mistral.mistral_api import errors
from heat_mistral.resources.action import quiet, registration, registry
from heat_mistral.resources.action import records as records_
from heat_mistral.resources.action.desired import Desired


class Reconcilable(protocols.Acting, registry.Adoptable, Protocol):
    """An action resource in one of its actions."""


class Reconciler:
    """The work of Heat's actions on one resource."""

    def __init__(
        self, plugin: client.HeatMistralClientPlugin, rsrc: Reconcilable
    ) -> None:
        self._plugin = plugin
        self._rsrc = rsrc
        self._records = records_.Records(rsrc)
        self._await_quiet = quiet.Quiet(plugin, rsrc).wait

    def adopt(self) -> bool:
        """Store what there is of the resource in Mistral.

        :raises heat.common.exception.Error: if there is nothing.
        """
        registry.take_over(self._plugin, self._rsrc)
        return True

    def reconcile(self, wanted: Desired) -> bool:
        """Register what is desired, then remove what is not.

        :raises heat.common.exception.Error: if a name is taken, a base is
            not there, or Mistral refuses the definition.
        :raises heat.engine.resource.PollDelay: while a run of what is to go
            is under way.
        """
        with self._plugin.ignore_not_found:
            registry.take_over(self._plugin, self._rsrc)
        self._records.begin()
        self._register(wanted)
        self._rsrc.resource_id_set(wanted.first_name)
        self._remove(wanted)
        self._clean_up(self._records.given_up())
        remarks.tell_once(
            self._rsrc,
            [wanted.text],
            functools.partial(_remarks, wanted),
            functools.partial(events.tell, self._rsrc),
        )
        self._records.finish()
        return True

    def check(self) -> bool:
        """Whether Mistral has what was registered.

        What this finds, the next update mends, also with the same template.

        :raises heat.common.exception.Error: says what is wrong.
        """
        if self._rsrc.external_id is not None:
            registry.look_up(self._plugin, self._rsrc)
            return True
        with self._plugin.ignore_not_found:
            registry.take_over(self._plugin, self._rsrc)
        self._clean_up(self._records.given_up())
        recorded = self._records.registered()
        wrong = registry.differences(self._plugin, recorded)
        if not recorded:
            wrong.append(_('action %s is gone') % self._rsrc.resource_id)
        if self._records.unfinished:
            wrong.append(_('the last update did not finish'))
        if wrong:
            raise exception.Error('; '.join(wrong))
        return True

    def delete(self) -> bool:
        """Delete the actions, once no run of them is under way.

        :raises heat.engine.resource.PollDelay: while one is, or while Mistral
            may still make what an earlier request has asked for.
        """
        with self._plugin.ignore_not_found:
            registry.take_over(self._plugin, self._rsrc)
        # Once its records are forgotten, nothing is looked up by name.
        self._records.begin()
        pending = self._clean_up(self._records.intents())
        if pending:
            events.show_reason(
                self._rsrc,
                _(
                    'Mistral has not answered a request to register action '
                    '%s and may still do it: waiting to delete what comes'
                )
                % pending[0].name[:100],
                event=True,
            )
            raise resource.PollDelay(registry.POLL)
        self._delete(self._records.registered())
        return True

    def _register(self, wanted: Desired) -> None:
        try:
            registration.Registration(
                self._plugin, self._records, wanted, self._await_quiet
            ).run()
        except Exception as ex:
            if not errors.is_invalid(ex):
                raise
            # Mistral was not asked when the template was validated, or not
            # with these names.
            fault = definition.explain(
                actions.parse(wanted.text), errors.text(ex)
            )
            raise exception.Error(str(fault)) from ex

    def _remove(self, wanted: Desired) -> None:
        """Delete what is registered and not desired; forget the rest."""
        current = self._records.current()
        kept = {current[short].id for short in wanted.names}
        leaving, over, given_up = [], [], []
        for short, record in current.items():
            if short in wanted.names:
                continue
            if record.id is None:
                given_up.append(record)
            elif record.id in kept:
                over.append(record)  # goes on by another name
            else:
                leaving.append(record)
        self._records.give_up(given_up)
        self._records.forget(over)
        self._delete(leaving)

    def _delete(self, recorded: list[records_.Record]) -> None:
        there = registry.observe_recorded(self._plugin, recorded)
        self._await_quiet(
            (there[record.id].name, there[record.id].namespace)
            for record in recorded
            if record.id in there
        )
        for record in recorded:
            self._plugin.mistral().actions.delete(record.id or '')
        self._records.forget(recorded)

    def _clean_up(
        self, intents: list[records_.Record]
    ) -> list[records_.Record]:
        return registry.clean_up(
            self._plugin, self._records, intents, self._await_quiet
        )


def _remarks(wanted: Desired) -> list[str]:
    """What the rules remark of the definition."""
    found = rules.remarks_of_actions(
        actions.parse(wanted.text),
        rules.Known(readable=remarks.READABLE),
        remarks.MOST,
    )
    return rules.summary(found, lambda each: str(each.fault))
