"""Texts of any length in resource data, and whose data that is.

A value there is a TEXT column, 64 KB on MySQL, and encryption makes it longer
still. A longer text is kept in pieces; a key that names them is written last,
so that an engine that dies leaves the old text or the new one.
"""

import contextlib
import hashlib
import json
from collections.abc import Iterator
from typing import Any

from heat.common import exception
from heat.db import api as db_api
from heat.objects import resource as resource_objects
from heat.objects import resource_data as data_objects
from heat.objects import stack as stack_objects

# Of ASCII text, with room for the encrypted form.
PIECE = 40_000


@contextlib.contextmanager
def together(rsrc: Any) -> Iterator[None]:
    """All that is written within is stored at once, or none of it.

    Otherwise each key has a transaction of its own, which costs several times
    what is done in it: a thousand keys took a minute.
    """
    # What Heat's functions do each for itself; within this they join it.
    with db_api.context_manager.writer.using(rsrc.context):
        yield


def read(rsrc: Any, key: str) -> str | None:
    """The text under this key, if there is one."""
    data = rsrc.data()
    pieces = data.get(_index(key))
    if pieces is None:
        return data.get(key)
    return ''.join(data[piece] for piece in json.loads(pieces))


def is_stored(rsrc: Any, key: str) -> bool:
    """Whether there is a text under this key by now.

    ``data()`` remembers what it has read; this asks the database.
    """
    try:
        data_objects.ResourceData.get_val(rsrc, key)
    except exception.NotFound:
        return False
    return True


def write(rsrc: Any, key: str, text: str, redact: bool = False) -> None:
    """Keep a text under this key, in one piece where it is short enough.

    :param text: in ASCII, as ``json.dumps`` makes it.
    :param redact: whether it is encrypted, and not shown by Heat's API.
    """
    before = _pieces(rsrc, key)
    if len(text) <= PIECE:
        rsrc.data_set(key, text, redact)
        rsrc.data_delete(_index(key))
        kept: list[str] = []
    else:
        name = hashlib.sha256(text.encode()).hexdigest()[:16]
        kept = [
            f'{key}.{name}.{start // PIECE}'
            for start in range(0, len(text), PIECE)
        ]
        for number, piece in enumerate(kept):
            start = number * PIECE
            rsrc.data_set(piece, text[start : start + PIECE], redact)
        rsrc.data_set(_index(key), json.dumps(kept))
        rsrc.data_delete(key)
    for piece in before:
        if piece not in kept:
            rsrc.data_delete(piece)


def delete(rsrc: Any, key: str) -> None:
    """Forget the text under this key."""
    before = _pieces(rsrc, key)
    rsrc.data_delete(key)
    rsrc.data_delete(_index(key))
    for piece in before:
        rsrc.data_delete(piece)


def of_stored(rsrc: Any) -> dict[str, str]:
    """The data of a resource that is validated, without encrypted values.

    Heat validates an update with resources of its own making, which know
    nothing of the past. What they will update is found by its name, in the
    stack of that name, and so down to a nested stack.
    """
    if rsrc.id is not None:
        return rsrc.data()
    found = _stored(rsrc)
    return {
        each.key: each.value
        for each in (found.data if found else ())
        if not each.redact
    }


def properties_of_stored(rsrc: Any) -> dict[str, Any]:
    """The properties, resolved, of what a resource made to validate stands for.

    As they are stored; empty where it stands for nothing but itself.
    """
    found = _stored(rsrc) if rsrc.id is None else None
    return dict((found and found.properties_data) or {})


def _stored(rsrc: Any) -> Any | None:
    for parent, each in rsrc.stack.object_path_in_stack():
        if parent is None:
            stack = stack_objects.Stack.get_by_name_and_owner_id(
                rsrc.context, each.name, None
            )
        else:
            found = _named(rsrc.context, parent.name, stack)
            stack = found and stack_objects.Stack.get_by_id(
                rsrc.context, found.physical_resource_id
            )
        if not stack:
            return None
    return _named(rsrc.context, rsrc.name, stack)


def _named(context: Any, name: str, stack: Any) -> Any | None:
    return resource_objects.Resource.get_by_name_and_stack(
        context, name, stack.id
    )


def _index(key: str) -> str:
    return f'{key}.pieces'


def _pieces(rsrc: Any, key: str) -> list[str]:
    index = rsrc.data().get(_index(key))
    return [] if index is None else json.loads(index)
