"""Hints: Mistral tells at once that a run has ended.

What it says ends a pause between two polls and is not believed: the run's
state is asked for as ever. Heat sees a hint as it does the signals that an
OS::Heat::WaitCondition waits for, by looking into its own database each
second; Mistral is asked no more often for it. A hint that never comes, or
comes from somebody else, changes nothing.
"""

from collections.abc import Callable, Mapping
from typing import Any

from heat.common import exception
from heat.common.i18n import _
from heat.engine import resource
from heat.objects import resource_data

from heat_mistral import signals
from heat_mistral.resources import recorded, signalled

_HINT = 'hint'
_NOTIFY = 'notify'
# How many of them one attempt heeds. A run ends once; more are noise.
_HEEDED = 3
# Mistral's names for the ends of a run.
_ENDS = ('WORKFLOW_SUCCEEDED', 'WORKFLOW_FAILED', 'WORKFLOW_CANCELLED')


class Hinted(signalled.SynchronousSignals):
    """Mix-in: the signals that are hints."""

    # A run for any action may end.
    no_signal_actions = ()
    # What can do without signals needs no credentials for them.
    requires_deferred_auth = False

    def notified(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """Params of a new run, with this resource as one more receiver.

        Hints that came before are void. A user that signs is created if
        there is none.
        """
        self.data_delete(_HINT)
        url = self.signal_url()
        if url is None:
            return dict(params)
        return {**params, _NOTIFY: [*(params.get(_NOTIFY) or ()), {
            'type': 'webhook', 'url': url, 'event_types': list(_ENDS),
            # Without it Heat takes the body for a form, and signed.
            'headers': {'Content-Type': 'application/json'}}]}

    def serve_signal(self, details: Any) -> str:
        """Keep a hint.

        Mistral tells of each sub-workflow as well; that is no refusal, which
        it would log with a traceback.

        :raises heat_mistral.signals.Refused: if nobody was asked to tell, or
            this is none of Mistral's notifications.
        """
        if self.data().get('access_key') is None:
            raise signals.Refused(_(
                'it takes signals from Mistral only, and only where its '
                'property notify is true'))
        run_id = details.get('id') if isinstance(details, dict) else None
        if not isinstance(run_id, str):
            raise signals.Refused(_(
                'the body must be a notification of Mistral: a map with the '
                "execution's id"))
        runs = recorded.Recorded(self)
        if (not runs.under_way or runs.last.id != run_id
                or self.data().get(_HINT) == run_id):
            return ''
        self.data_set(_HINT, run_id)
        return _('Signal: Mistral says that execution %s has ended') % run_id

    def take_hint(self) -> bool:
        """Whether a hint has come; it is used up by that."""
        try:
            # Not data(), which remembers what it has read.
            resource_data.ResourceData.get_val(self, _HINT)
        except exception.NotFound:
            return False
        self.data_delete(_HINT)
        return True


class Attempt:
    """An attempt whose pauses end when a hint has come."""

    def __init__(self, rsrc: Hinted, attempt: Callable[[], bool],
                 hurry: Callable[[], None]) -> None:
        """Prepare the work.

        :param attempt: does a step of it, and raises PollDelay for a pause.
        :param hurry: called before a step that a hint has brought about.
        """
        self._rsrc = rsrc
        self._attempt = attempt
        self._hurry = hurry
        self._pause = 0  # seconds that are left of it
        self._heeded = 0

    def __call__(self) -> bool:
        """Do a step, or let a second of a pause go by.

        :raises heat.engine.resource.PollDelay: of one second.
        """
        if self._pause:
            self._pause -= 1
            if self._heeded < _HEEDED and self._rsrc.take_hint():
                self._heeded += 1
                self._hurry()
            elif self._pause:
                raise resource.PollDelay(1)
        try:
            return self._attempt()
        except resource.PollDelay as delay:
            self._pause = delay.period
            raise resource.PollDelay(1) from delay
