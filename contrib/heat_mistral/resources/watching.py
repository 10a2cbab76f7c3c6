"""What a resource does and tells while a run of its own goes on.

The base class is for a resource that only waits; who tells more derives from
it (following.py). One object lives as long as one attempt at an action.
"""

from typing import Any

from heat.common.i18n import _
from heat.engine import event
from heat.objects import resource as resource_object
from heat.objects import stack as stack_object

from heat_mistral import outcome
from heat_mistral.resources import signalled


class Watch:
    """Tells that the run is waited for, or paused, and no more.

    :ivar timeout: how long a run may take, in seconds; None for ever.
    :ivar stops: whether a run that is not wanted any more is cancelled.
    """

    timeout: float | None = None
    stops = True

    def __init__(self, rsrc: Any) -> None:
        self._rsrc = rsrc

    def seen(self, run_id: str) -> None:
        """Mistral has begun this run."""
        if self._rsrc.resource_id is None:
            self._rsrc.resource_id_set(run_id)

    def state_is_due(self, run_id: str, took: float) -> bool:
        """Whether this poll asks for the run's state.

        :param took: what the run has taken so far, in seconds.
        """
        return True

    def goes_on(self, run_id: str, workflow: str,
                state: str | None) -> None:
        """The run goes on.

        :param state: None where this poll has not asked for it.
        """
        show(self._rsrc, going_on(run_id, workflow, state), event=True)

    def ended(self, run_id: str) -> None:
        """The run has ended, well or not."""


def going_on(run_id: str, workflow: str, state: str | None) -> str:
    """The resource's reason while a run goes on."""
    return _(
        'execution %(id)s of workflow %(name)s is paused in Mistral and '
        'goes on when somebody resumes it' if state == outcome.PAUSED else
        'waiting for execution %(id)s of workflow %(name)s') % {
            'id': run_id, 'name': workflow}


def show(rsrc: Any, reason: str, event: bool) -> None:
    """Make this the resource's reason, if it is another one.

    :param event: whether an event tells of it, too.
    """
    if rsrc.status_reason == reason:
        return
    rsrc.status_reason = reason
    write(rsrc, reason)
    if event:
        tell(rsrc, reason)


def write(rsrc: Any, reason: str) -> None:
    """Let others see this as the resource's reason."""
    # Not state_set, which writes the whole row and drops attributes.
    resource_object.Resource.update_by_id(
        rsrc.context, rsrc.id, {'status_reason': reason})


def tell(rsrc: Any, text: str) -> None:
    """An event of the action that is under way.

    Stored as ``Resource._add_event`` does it, and dispatched only where
    somebody has asked for it: Heat 25 to 27 run out of threads for a stack
    after a thousand dispatched events (``ThreadGroupManager``).
    """
    made = event.Event(
        rsrc.context, rsrc.stack, rsrc.action, rsrc.status,
        text[:signalled.EVENT_LENGTH],
        rsrc.resource_id or rsrc.physical_resource_name(),
        rsrc._rsrc_prop_data_id, rsrc._stored_properties_data, rsrc.name,
        rsrc.type())
    made.store()
    if rsrc.stack.env.get_event_sinks():
        rsrc.stack.dispatch_event(made)

def is_cancelled(rsrc: Any) -> bool:
    """Whether the stack's action was cancelled, or is being rolled back.

    Heat lets a resource's action go on then, and does not tell it. What
    cancels a deletion is another deletion, which goes on with its run.
    """
    if rsrc.action == rsrc.DELETE:
        return False
    now = stack_object.Stack.get_by_id(rsrc.context, rsrc.stack.id)
    return (now is not None
            and now.current_traversal != rsrc.stack.current_traversal
            and (now.action in ('ROLLBACK', 'DELETE')
                 # What a newer update failed of is no reason to stop this.
                 or now.status_reason == f'Stack {now.action} cancelled'))
