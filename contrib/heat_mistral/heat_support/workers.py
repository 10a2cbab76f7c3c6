"""Which engine works on a resource that is IN_PROGRESS, with convergence.

An engine writes its id into the resource while it works on it, and other
engines see to a resource whose engine died. But Heat 25 and older suspend,
resume and check such stacks as without convergence: the engine's id is in a
lock of the stack, and the resource looks like one that nobody works on. Heat
26 and newer hold no such lock with convergence.
"""

from typing import Any

from heat.common import service_utils
from heat.objects import resource as resource_objects
from heat.objects import stack_lock


def find(rsrc: Any) -> str | None:
    """The id of that engine; None if updates have left the resource so.

    The holder of the stack's lock is asked whether it lives.
    """
    worker = resource_objects.Resource.get_obj(
        rsrc.context, rsrc.id, refresh=True, fields={'engine_id'}
    ).engine_id
    if worker is not None:
        return worker
    holder = stack_lock.StackLock.get_engine_id(rsrc.context, rsrc.stack.id)
    if holder is not None and service_utils.engine_alive(rsrc.context, holder):
        return holder
    return None
