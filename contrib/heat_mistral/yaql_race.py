"""Around a bug of Mistral's: it may refuse an expression that is right.

YAQL's parser keeps its state in one object, which all threads of Mistral's
API share. Where two requests bring definitions at a time, as the resources of
one stack do, either may be refused for a syntax error that is not there.
"""

import re
from collections.abc import Callable
from typing import TypeVar

import tenacity

from heat_mistral import errors

# A refusal that is meant stays the same, and costs these tries.
TRIES = 4
_SEEN = re.compile(
    r'Parse error: unexpected|Lexical error|no attribute \'lexmatch\'')

T = TypeVar('T')


def asked_again(call: Callable[[], T]) -> T:
    """The result of ``call``, asked again where it may be this bug.

    :param call: registers or validates a definition; raises what Mistral
        says against it, or returns that as text.
    :raises Exception: the last error of the call.
    """
    retrying = tenacity.Retrying(
        retry=(tenacity.retry_if_exception(
                   lambda ex: _is_suspect(errors.text(ex)))
               | tenacity.retry_if_result(
                   lambda said: isinstance(said, str)
                   and _is_suspect(said))),
        wait=tenacity.wait_random(0, 0.2),
        stop=tenacity.stop_after_attempt(TRIES),
        retry_error_callback=_last)
    return retrying(call)


def _last(state: tenacity.RetryCallState) -> object:
    """What the last try has returned or raised."""
    assert state.outcome is not None  # noqa: S101  # there was a try
    return state.outcome.result()


def _is_suspect(said: str) -> bool:
    return _SEEN.search(said) is not None
