"""Tries again what may do better: Mistral is away, or somebody was first."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from heat_mistral.mistral_api import errors

#: How often something is begun at most.
TRIES = 5

T = TypeVar('T')


def tried(call: Callable[[], T]) -> T:
    """The result of a call that reads what Mistral has and goes on from it.

    :param call: safe to repeat after any error: an answer that did not come
        may be to a request that was carried out.
    :raises Exception: the last error.
    """
    for left in reversed(range(TRIES)):
        try:
            return call()
        except Exception as ex:
            if not left or not _is_worth_a_try(ex):
                raise
            # Out of step with another one who does the same; nothing secret.
            time.sleep(
                random.uniform(0.1, 0.5)  # noqa: S311  # nosec B311
                * (TRIES - left)
            )
    raise AssertionError


def _is_worth_a_try(ex: Exception) -> bool:
    """Whether it may do better with what Mistral has now.

    After a conflict or a 404 somebody else was there.
    """
    return (
        errors.is_conflict(ex)
        or errors.is_not_found(ex)
        or errors.is_transient(ex)
        or errors.is_unexplained(ex)
    )
