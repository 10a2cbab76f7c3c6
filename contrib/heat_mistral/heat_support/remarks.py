"""What the rules remark of a definition, as events of its resource.

Told when the definition is registered, once: not at a further attempt, a
check, or an update of something else.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any

from oslo_log import log as logging

from heat_mistral.heat_support import protocols

LOG = logging.getLogger(__name__)

#: Of one definition, while a stack waits for it: remarks that are looked for,
#: and characters of expressions that are read, in half a second at most.
MOST, READABLE = 100, 32 * 1024
_KEY = 'remarked'


def tell_once(
    data: protocols.HasData,
    definition: Sequence[Any],
    lines: Callable[[], Sequence[str]],
    tell: Callable[[str], None],
) -> None:
    """Tell what there is to say of a definition, unless that was done.

    :param definition: all that the lines depend on, as JSON takes it.
    :param lines: gives what is to be told, a text for each event.
    """
    mark = hashlib.sha256(json.dumps(definition).encode()).hexdigest()
    marked = data.data().get(_KEY)
    if marked == mark:
        return
    told = _made(lines)
    for line in told:
        tell(line)
    if told:
        data.data_set(_KEY, mark)
    elif marked is not None:
        data.data_delete(_KEY)


def _made(lines: Callable[[], Sequence[str]]) -> Sequence[str]:
    try:
        return lines()
    except Exception:
        # The definition is registered, and works or not whatever this says.
        LOG.exception('The rules cannot be asked about a definition')
        return ()
