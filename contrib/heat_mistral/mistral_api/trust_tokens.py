"""The token of a stack's trust, used again for a short while.

Heat makes a session for every signal, and with it asks Keystone for a token,
which costs more than all the rest of a signal. An alarm storm is many signals
of one stack: they share a token.

Mistral keeps the token with the run and uses it for later tasks, so a token is
not shared for long: a run must not begin with one that is about to end.
"""

import threading
from typing import Any

import cachetools

SHARED_FOR = 60.0  # seconds; Keystone's tokens last an hour by default
_REMEMBERED = 1000

_states: cachetools.TTLCache[str, Any] = cachetools.TTLCache(
    _REMEMBERED, SHARED_FOR
)
_lock = threading.Lock()


def lend(context: Any) -> None:
    """Give the context's auth plugin the token of its trust, if there is one.

    One that Keystone has revoked meanwhile is no harm: keystoneauth fetches
    another when it is refused.
    """
    if context.trust_id is None:
        return
    with _lock:
        state = _states.get(context.trust_id)
    if state is not None:
        context.auth_plugin.set_auth_state(state)


def keep(context: Any) -> None:
    """Remember the token that the context's auth plugin has fetched."""
    if context.trust_id is None:
        return
    state = context.auth_plugin.get_auth_state()
    with _lock:
        # Not for longer than a minute in all: the first one counts.
        if state is not None and context.trust_id not in _states:
            _states[context.trust_id] = state
