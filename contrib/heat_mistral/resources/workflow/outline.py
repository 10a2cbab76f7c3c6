"""What a signal needs to know of a definition: names and inputs.

A signal comes often and must be quick, and a parsed definition takes about
90 times the memory of its text. So no parsed definition is kept, but these
names are, for the texts that were signalled lately.
"""

import hashlib
import sys
import threading
from collections.abc import Mapping

import cachetools

from heat_mistral.core import definition

#: Short name of each workflow, in the order of the text -> names of inputs.
Outline = Mapping[str, tuple[str, ...]]

#: Of all outlines that one engine process keeps together.
KEPT_BYTES = 4 * 1024 * 1024


def _size(outline: Outline) -> int:
    return sys.getsizeof(outline) + sum(
        sys.getsizeof(short)
        + sys.getsizeof(inputs)
        + sum(sys.getsizeof(name) for name in inputs)
        for short, inputs in outline.items()
    )


_kept: cachetools.LRUCache[bytes, Outline] = cachetools.LRUCache(
    KEPT_BYTES, getsizeof=_size
)
_lock = threading.Lock()


def of(text: str) -> Outline:
    """The outline of a definition.

    :raises heat_mistral.core.definition.DefinitionError: if it is none.
    """
    key = hashlib.sha256(text.encode('utf-8', 'surrogatepass')).digest()
    with _lock:
        outline = _kept.get(key)
    if outline is None:
        # Not under the lock: other signals need not wait for this.
        outline = {
            short: tuple(workflow.inputs)
            for short, workflow in definition.parse(text).workflows.items()
        }
        with _lock:
            # One that is too large for the whole cache is read each time.
            if _size(outline) <= KEPT_BYTES:
                _kept[key] = outline
    return outline
