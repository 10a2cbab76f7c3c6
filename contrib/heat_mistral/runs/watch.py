"""What a resource asks and tells while a run of its own goes on.

The base class is for a resource that only waits; one that tells of the run's
tasks derives from it. One object lives as long as one attempt at an action.
"""

from collections.abc import Callable

from heat.common.i18n import _

from heat_mistral.core.execution import states
from heat_mistral.heat_support import events, protocols
from heat_mistral.mistral_api import api
from heat_mistral.runs import physical_id


class Watch:
    """Asks for the run's state, and tells that it is waited for or paused."""

    def __init__(
        self, rsrc: protocols.Acting, mistral: Callable[[], api.MistralApi]
    ) -> None:
        """Watch the runs of one attempt.

        :param rsrc: the resource whose reason and events tell of them.
        :param mistral: makes the client, which may ask Keystone; so it is
            called when something is to be asked, and not before.
        """
        self._rsrc = rsrc
        self._mistral = mistral

    def has_begun(self, run_id: str) -> None:
        """Mistral has this run; the first one gives the resource its id."""
        if not physical_id.stands_for_something(self._rsrc):
            self._rsrc.resource_id_set(run_id)

    def poll(self, run_id: str, took: float) -> str | None:
        """Ask Mistral how far the run is.

        :param took: what the run has taken so far, in seconds.
        :returns: its state; None if this poll did not ask for it.
        :raises mistralclient.api.base.APIException: 404, if it is gone.
        """
        state: str = self._mistral().executions.get(run_id, 'state').state
        return state

    def goes_on(self, run_id: str, workflow: str, state: str | None) -> None:
        """Tell that the run goes on.

        :param state: None where this poll has not asked for it.
        """
        events.show_reason(
            self._rsrc, going_on(run_id, workflow, state), event=True
        )

    def has_ended(self, run_id: str) -> None:
        """Tell what is left to tell; the run has ended, well or not."""


def going_on(run_id: str, workflow: str, state: str | None) -> str:
    """The resource's reason while a run goes on."""
    return _(
        'execution %(id)s of workflow %(name)s is paused in Mistral and '
        'goes on when somebody resumes it'
        if state == states.PAUSED
        else 'waiting for execution %(id)s of workflow %(name)s'
    ) % {'id': run_id, 'name': workflow}
