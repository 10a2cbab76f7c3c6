"""Ends of runs that nobody in the stack waits for, as events.

Mistral says that a run has ended; Mistral is asked whether that is so, and
whose run it is. What it says starts nothing, and is not believed.
"""

import threading
import time
from collections.abc import Callable
from typing import Any

from heat.common.i18n import _
from heat.engine import attributes, constraints, properties
from oslo_log import log as logging

from heat_mistral import client
from heat_mistral.core import event_budget
from heat_mistral.core.execution import ending, notification, states
from heat_mistral.heat_support import events, hooks, shared_value
from heat_mistral.mistral_api import errors

LOG = logging.getLogger(__name__)
NONE, FAILURES, ALL = 'none', 'failures', 'all'
#: Of the attribute ``failures``.
LISTED = 10
_FIELDS = (
    'id',
    'state',
    'state_info',
    'description',
    'workflow_name',
    'updated_at',
)
_ENDS = {
    NONE: (),
    FAILURES: ending.BADLY,
    ALL: (*ending.BADLY, states.SUCCESS),
}
# Seconds beyond the moment at which there is room for what was left out.
_LATER = 1.0
# By resource and kind: who will tell what was left out, in this process.
_waiting: set[tuple[str, str]] = set()
_waiting_lock = threading.Lock()

PROPERTY = properties.Schema(
    properties.Schema.STRING,
    _(
        'Whether the end of a run is an event of this resource: none; '
        'failures, which has those that failed or were cancelled; or all. '
        "It takes a mistral-notifier that reaches Heat's CFN API, and holds "
        'for runs that are started from then on.'
    ),
    default=NONE,
    constraints=[constraints.AllowedValues((NONE, FAILURES, ALL))],
    update_allowed=True,
)
ATTRIBUTE = attributes.Schema(
    _(
        'The last ten runs that failed or were cancelled, newest first, a '
        'line each: time, execution, workflow, failed task, message.'
    ),
    type=attributes.Schema.LIST,
    cache_mode=attributes.Schema.CACHE_NONE,
)


def receiver(rsrc: Any, notify: str) -> dict[str, Any] | None:
    """What a new run's params have for its end to be told; a secret.

    :param notify: value of the property.
    """
    if notify == NONE:
        return None
    url = hooks.url(rsrc)
    return None if url is None else notification.receiver(url, _ENDS[notify])


def serve(
    plugin: client.HeatMistralClientPlugin,
    rsrc: Any,
    body: Any,
    notify: str,
    is_own: Callable[[str], bool],
) -> None:
    """Tell the end of a run, if Mistral confirms it. One request to Mistral.

    :param body: what Mistral, or somebody else, has sent.
    :param notify: value of the property.
    :param is_own: whether what has started an execution, by the id in its
        description, is this resource's.
        Where Mistral cannot be asked, or too much is to be asked, the end is
        counted: an event for each would push out all others.
    """
    identifier = notification.execution_of(body)
    if identifier is None or notify == NONE or rsrc.action == rsrc.DELETE:
        return  # a deletion ends its runs by itself
    try:
        with plugin.hook_turn():
            found = plugin.within(
                plugin.option('attribute_timeout'),
                lambda: plugin.mistral().executions.get(identifier, *_FIELDS),
            )
    except Exception as ex:
        if errors.is_not_found(ex):
            return  # nothing is left to be told of
        LOG.warning(
            'the end of execution %s of %s is not told: %s',
            identifier,
            rsrc,
            errors.first_line(ex),
        )
        _leave_out(rsrc)
        return
    by = ending.triggered_by(found.description)
    if by is None or not is_own(by) or found.state not in _ENDS[notify]:
        return
    kind = _kind(found.state)
    # By Mistral's id: the sender's may be spelt in capitals as well.
    end = f'{found.updated_at or ""} {found.id}'
    taken = shared_value.change(rsrc, kind, lambda stored: _take(stored, end))
    if taken is None:
        return
    if not taken.is_told:
        _tell_later(rsrc, kind)
        return
    rest = _rest(taken) and f'; {_rest(taken)}'
    line = ending.told(
        found.id,
        found.workflow_name,
        found.state,
        found.state_info,
        events.EVENT_LENGTH - len(rest),
    )
    events.tell(rsrc, f'{line}{rest}', 'SIGNAL', _STATUS[kind])


def failures(rows: list[Any]) -> list[str]:
    """The value of the attribute.

    :param rows: executions that ended badly, the newest first.
    """
    return [
        ending.listed(
            row.updated_at,
            row.id,
            row.workflow_name,
            row.state,
            row.state_info,
        )
        for row in rows[:LISTED]
    ]


def tell_failures(rsrc: Any, lines: list[str]) -> None:
    """The event of a check: what failed lately."""
    if lines:
        events.tell(
            rsrc,
            _('%(count)s failed lately; the last: %(line)s')
            % {
                'count': _('%d runs') % len(lines)
                if len(lines) > 1
                else _('a run'),
                'line': lines[0],
            },
        )


_STATUS = {'runs.failed': 'FAILED', 'runs.succeeded': 'COMPLETE'}


def _kind(state: str) -> str:
    """Successes take no room from failures."""
    return 'runs.succeeded' if state == states.SUCCESS else 'runs.failed'


def _take(
    stored: Any, end: str
) -> tuple[event_budget.Taken | None, dict[str, Any]]:
    budget = event_budget.EventBudget.loaded(stored)
    taken, after = budget.take(time.time(), end)
    return taken, after.dumped()


def _leave_out(rsrc: Any) -> None:
    """Count an end that could not be asked for; it may be told twice."""

    def change(stored: Any) -> tuple[None, dict[str, Any]]:
        budget = event_budget.EventBudget.loaded(stored)
        return None, budget.leave_out(time.time()).dumped()

    shared_value.change(rsrc, 'runs.failed', change)
    _tell_later(rsrc, 'runs.failed')


def _rest(taken: event_budget.Taken) -> str:
    if not taken.left_out:
        return ''
    return _('%(number)d more since %(time)s UTC are left out') % {
        'number': taken.left_out,
        'time': time.strftime('%H:%M:%S', time.gmtime(taken.since)),
    }


def _tell_later(rsrc: Any, kind: str) -> None:
    """Tell how many were left out as soon as there is room.

    No other run may end for a long time. The next one tells it, too, if this
    engine dies.
    """
    with _waiting_lock:
        if (rsrc.uuid, kind) in _waiting:
            return
        _waiting.add((rsrc.uuid, kind))
    try:
        _start_timer(rsrc, kind, _seconds_until_room(rsrc, kind))
    except Exception:
        _waits_no_more(rsrc, kind)  # the next one tries again
        raise


def _waits_no_more(rsrc: Any, kind: str) -> None:
    with _waiting_lock:
        _waiting.discard((rsrc.uuid, kind))


def _start_timer(rsrc: Any, kind: str, seconds: float) -> None:
    # With the stack, which a resource alone does not keep.
    timer = threading.Timer(seconds, _tell_left_out, (rsrc, kind, rsrc.stack))
    timer.daemon = True
    timer.start()


def _seconds_until_room(rsrc: Any, kind: str) -> float:
    room_at: float = shared_value.change(
        rsrc,
        kind,
        lambda stored: (
            event_budget.EventBudget.loaded(stored).room_at(),
            stored,
        ),
    )
    return max(0.0, room_at - time.time()) + _LATER


def _tell_left_out(rsrc: Any, kind: str) -> None:
    # First: what is left out from here on has its own timer.
    _waits_no_more(rsrc, kind)
    try:
        taken = shared_value.change(rsrc, kind, _tell)
        if taken is None:
            _tell_later(rsrc, kind)
            return
        if taken.left_out:
            events.tell(
                rsrc,
                _('runs have ended that no event tells of: %s') % _rest(taken),
                'SIGNAL',
                _STATUS[kind],
            )
    except Exception:
        LOG.exception('ends of runs of %s are not told', rsrc.name)


def _tell(stored: Any) -> tuple[event_budget.Taken | None, Any]:
    """Use room for what was left out; None if there is no room."""
    budget = event_budget.EventBudget.loaded(stored)
    if not budget.left_out:
        return event_budget.Taken(False), stored
    now = time.time()
    if not budget.has_room_at(now):
        return None, stored
    taken, after = budget.tell(now)
    return taken, after.dumped()
