"""Around a bug of Mistral's: it may refuse an expression that is right.

YAQL's parser keeps its state in one object, which all threads of Mistral's
API share. Where two requests bring definitions at a time, as the resources of
one stack do, either may be refused for a syntax error that is not there. Of
definitions of 20 tasks, four at a time, Mistral refused three in ten.

So such a refusal counts if YAQL, asked here, finds an expression wrong as
well; where it finds none, Mistral is asked again.
"""

import functools
import logging
import random
import re
import time
from collections.abc import Callable
from typing import TypeVar

from heat_mistral.core.definition import yaql_syntax
from heat_mistral.mistral_api import errors

LOG = logging.getLogger(__name__)

#: Of a registration that is refused for nothing that YAQL finds here. At three
#: in ten, one in a thousand is refused as often.
TRIES = 6
# Where YAQL cannot be asked here.
_TRIES_IN_THE_DARK = 2
# The bug's other face, at one request in twenty: Mistral's API fails, and
# most servers say nothing of it. So it may be another failure as well.
_TRIES_OF_A_CRASH = 3
_CRASH = "no attribute 'lexmatch'"
_SYNTAX = re.compile(r'Parse error: unexpected|Lexical error')

T = TypeVar('T')


def registered(call: Callable[[], T], text: str) -> T:
    """The result of ``call``, which registers a text; asked again if need be.

    :param call: raises what Mistral says against the text.
    :raises Exception: the last error of the call. If that is no answer, the
        request may have been carried out, whatever was said before.
    """
    is_wrong = functools.cache(functools.partial(yaql_syntax.is_wrong, text))
    tries = 0
    crash: Exception | None = None
    while True:
        try:
            return call()
        except Exception as ex:
            tries += 1
            if crash is not None and errors.is_conflict(ex):
                # Made by the request that failed: to be found by who asked.
                raise crash from ex
            if tries >= _tries(ex, is_wrong):
                raise
            if _is_crash(ex):
                crash = ex
        _wait()


def _tries(ex: Exception, is_wrong: Callable[[], bool | None]) -> int:
    if _is_crash(ex):
        return 1 if is_wrong() else _TRIES_OF_A_CRASH
    if not _is_syntax(errors.text(ex)):
        return 1
    wrong = is_wrong()
    if wrong is None:
        return _TRIES_IN_THE_DARK
    return 1 if wrong else TRIES


def _is_crash(ex: Exception) -> bool:
    return errors.is_unexplained(ex) or (
        errors.code(ex) == 500 and _CRASH in errors.text(ex)
    )


def fault(ask: Callable[[], str | None], text: str) -> str | None:
    """What Mistral finds wrong with a text; asked once more if need be.

    Whoever validates a template waits for this, a few seconds at most, so
    the second answer may not come in time. What the first one said is no
    less true for that.

    :param ask: gives what Mistral says against the text, or None.
    :returns: None as well for a refusal that is this bug's.
    :raises Exception: the error of ``ask``, where nothing is known by then.
    """
    try:
        found = ask()
    except Exception as ex:
        if not _is_crash(ex):
            raise
        _wait()
        found = ask()
    if found is None or not _is_syntax(found):
        return found
    wrong = yaql_syntax.is_wrong(text)
    if wrong:
        return found
    _wait()
    try:
        again = ask()
    except Exception:
        if wrong is None:
            return found
        raise
    if wrong is None or again is None or not _is_syntax(again):
        return again
    LOG.info('Mistral refuses an expression that YAQL reads: %s', again[:500])
    return None


def _is_syntax(said: str) -> bool:
    return _SYNTAX.search(said[: errors.LONGEST_SAID]) is not None


def _wait() -> None:
    # Out of step with the request that this one has met; nothing secret.
    time.sleep(random.uniform(0, 0.2))  # noqa: S311  # nosec B311
