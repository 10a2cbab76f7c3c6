"""Hints: Mistral tells at once that a run has ended.

What it says ends a pause between two polls and is not believed: the run's
state is asked for as ever. Heat sees a hint as it does the signals that an
OS::Heat::WaitCondition waits for, by looking into its own database each
second; Mistral is asked no more often for it. A hint that never comes, or
comes from somebody else, changes nothing.
"""

from collections.abc import Callable, Mapping
from typing import Any

from heat.common.i18n import _
from heat.engine import resource

from heat_mistral.core import signal_body
from heat_mistral.core.execution import notification
from heat_mistral.heat_support import resource_data, signals
from heat_mistral.runs import record

_HINT = 'hint'
# How many of them one attempt heeds. A run ends once; more are noise.
_HEEDED = 3


class Hinted(signals.SynchronousSignals):
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
        return notification.added(
            params, None if url is None else notification.receiver(url)
        )

    def serve_signal(self, details: Any) -> str:
        """Keep a hint.

        Mistral tells of each sub-workflow as well; that is no refusal, which
        it would log with a traceback.

        :raises heat_mistral.core.signal_body.Refused: if nobody was asked to tell, or
            this is none of Mistral's notifications.
        """
        if self.data().get('access_key') is None:
            raise signal_body.Refused(
                _(
                    'it takes signals from Mistral only, and only where its '
                    'property notify is true'
                )
            )
        run_id = details.get('id') if isinstance(details, dict) else None
        if not isinstance(run_id, str):
            raise signal_body.Refused(
                _(
                    'the body must be a notification of Mistral: a map with the '
                    "execution's id"
                )
            )
        records = record.RunRecords(self)
        last = records.last
        if (
            last is None
            or last.id != run_id
            or not records.under_way
            or self.data().get(_HINT) == run_id
        ):
            return ''
        self.data_set(_HINT, run_id)
        return _('Signal: Mistral says that execution %s has ended') % run_id

    def take_hint(self) -> bool:
        """Use up a hint; false if none has come."""
        if not resource_data.is_stored(self, _HINT):
            return False
        self.data_delete(_HINT)
        return True


class HintedPauses:
    """Work whose pauses end when a hint has come."""

    def __init__(
        self, rsrc: Hinted, work: Callable[[], bool], hurry: Callable[[], None]
    ) -> None:
        """Prepare the work.

        :param work: does a step of it, and raises PollDelay for a pause.
        :param hurry: called before a step that a hint has brought about.
        """
        self._rsrc = rsrc
        self._work = work
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
            return self._work()
        except resource.PollDelay as delay:
            self._pause = delay.period
            raise resource.PollDelay(1) from delay
