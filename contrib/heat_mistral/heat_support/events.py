"""What a resource tells the stack's owner: its reason, and events.

Called while an action is under way, by attempts, runs and reconcilers.
"""

from typing import Any

from heat.engine import event
from heat.objects import resource as resource_object
from heat.objects import stack as stack_object

#: Characters that Heat keeps of an event's text.
EVENT_LENGTH = 255


def show_reason(rsrc: Any, reason: str, event: bool) -> None:
    """Make this the resource's reason, if it is another one.

    :param event: whether an event tells of it, too.
    """
    if rsrc.status_reason == reason:
        return
    rsrc.status_reason = reason
    write_reason(rsrc, reason)
    if event:
        tell(rsrc, reason)


def write_reason(rsrc: Any, reason: str) -> None:
    """Let others see this as the resource's reason."""
    # Not state_set, which writes the whole row and drops attributes.
    resource_object.Resource.update_by_id(
        rsrc.context, rsrc.id, {'status_reason': reason}
    )


def tell(
    rsrc: Any, text: str, action: str | None = None, status: str | None = None
) -> None:
    """An event of the action that is under way, or of this one.

    Stored as ``Resource._add_event`` does it, and dispatched only where
    somebody has asked for it: Heat 25 to 27 run out of threads for a stack
    after a thousand dispatched events (``ThreadGroupManager``).
    """
    made = event.Event(
        rsrc.context,
        rsrc.stack,
        action or rsrc.action,
        status or rsrc.status,
        text[:EVENT_LENGTH],
        rsrc.resource_id or rsrc.physical_resource_name(),
        rsrc._rsrc_prop_data_id,
        rsrc._stored_properties_data,
        rsrc.name,
        rsrc.type(),
    )
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
    return (
        now is not None
        and now.current_traversal != rsrc.stack.current_traversal
        and (
            now.action in ('ROLLBACK', 'DELETE')
            # What a newer update failed of is no reason to stop this.
            or now.status_reason == f'Stack {now.action} cancelled'
        )
    )
