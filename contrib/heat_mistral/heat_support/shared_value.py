"""A value of a resource that several engines change at the same time.

Resource data cannot: of two engines that read a key and write it, one loses
its change (there is no unique key, and no condition). Heat's sync points can,
by which engines agree who goes on with a resource: one row for a key, changed
only by whoever has read its last state. Ours stand beside Heat's, under a
traversal that no stack has, and go with the stack when Heat purges it.
"""

import random
import time
from collections.abc import Callable
from typing import Any, TypeVar

from heat.common.i18n import _
from heat.objects import sync_point
from oslo_concurrency import lockutils

from heat_mistral.heat_support import bus_errors

T = TypeVar('T')
_TRIES = 50
_LONGEST_PAUSE = 0.05  # seconds


def change(rsrc: Any, key: str, change: Callable[[Any], tuple[T, Any]]) -> T:
    """Change a value, each change on top of the last one.

    :param key: at most 36 characters.
    :param change: makes the new value of the last one, None at first, and a
        result; may be called several times. Values can be written as JSON.
    :returns: the result.
    :raises heat.common.exception.Error: if other engines change it all the
        time; it can be tried again.
    """
    # Those of one process wait for each other, and do not compete.
    with lockutils.lock(f'heat_mistral.{rsrc.uuid}.{key}'):
        return _change(rsrc, key, change)


def _change(rsrc: Any, key: str, change: Callable[[Any], tuple[T, Any]]) -> T:
    where = rsrc.uuid, key, False
    for _time in range(_TRIES):
        row = sync_point.SyncPoint.get_by_key(rsrc.context, *where)
        before = None if row is None else row.input_data
        result, after = change(before)
        if after == before:
            return result
        if row is None:
            if _is_created(rsrc, key, after):
                return result
        elif sync_point.SyncPoint.update_input_data(
            rsrc.context, *where, row.atomic_key, after
        ):
            return result
        # No secret: engines that meet should not meet again.
        time.sleep(random.uniform(0, _LONGEST_PAUSE))  # noqa: S311  # nosec B311
    raise bus_errors.error(
        _(
            '%(key)s of %(name)s is changed by other engines all the time; try '
            'again in a little while'
        )
        % {'key': key, 'name': rsrc.name}
    )


def _is_created(rsrc: Any, key: str, value: Any) -> bool:
    try:
        sync_point.SyncPoint.create(
            rsrc.context,
            {
                'entity_id': rsrc.uuid,
                'traversal_id': key,
                'is_update': False,
                'atomic_key': 0,
                'stack_id': rsrc.stack.id,
                'input_data': value,
            },
        )
    except Exception:
        # Somebody else was first: then it is there.
        if (
            sync_point.SyncPoint.get_by_key(
                rsrc.context, rsrc.uuid, key, False
            )
            is None
        ):
            raise
        return False
    return True
