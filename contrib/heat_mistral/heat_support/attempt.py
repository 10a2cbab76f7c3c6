"""The work of one action, step by step, while Mistral may be away.

Heat calls ``handle_<action>`` once and ``check_<action>_complete`` until it
is true. All work is done in the second, in steps that are safe to repeat, so
that a Mistral that is away for a while costs the stack time and nothing else.
"""

import contextlib
import math
from collections.abc import Callable, Iterator
from typing import Any

from heat.common import exception
from heat.common.i18n import _
from heat.engine import resource
from keystoneauth1 import exceptions as ka_exceptions
from mistralclient.api import base as mistral_base
from oslo_log import log as logging

from heat_mistral.heat_support import events
from heat_mistral.mistral_api import errors

LOG = logging.getLogger(__name__)

# Seconds. Heat's scheduler takes a PollDelay that is no int as 1.
FIRST_WAIT, LONGEST_WAIT = 1, 10


@contextlib.contextmanager
def readable_errors() -> Iterator[None]:
    """Turn an error of Mistral's into one a stack's owner can read.

    Never a conflict or a ResourceInError: Heat answers those by deleting and
    creating the resource again.
    """
    try:
        yield
    except (mistral_base.APIException, ka_exceptions.ClientException) as ex:
        LOG.debug('Mistral refused', exc_info=True)
        raise exception.Error(errors.first_line(ex)) from ex


class Attempt:
    """The work of one action, step by step until it is done."""

    def __init__(self, rsrc: Any, step: Callable[[], bool]) -> None:
        """Prepare the work.

        :param step: does a part of what is left, or all; true when nothing
            is left. Must be safe to call again after any error.
        """
        self._rsrc = rsrc
        self._step = step
        self._wait = FIRST_WAIT
        self._told: set[str] = set()
        self._shown: str | None = None

    def __call__(self) -> bool:
        """Do a step.

        :raises heat.engine.resource.PollDelay: if Mistral is indisposed. The
            stack's own timeout ends the waiting; an event tells the reason,
            and while it lasts the resource's reason does.
        :raises heat.common.exception.Error: if Mistral refuses.
        """
        plugin = self._rsrc.client_plugin()
        try:
            with readable_errors(), plugin.bounded(self._seconds_left()):
                done = self._step()
        except resource.PollDelay:
            self._served()
            raise
        except exception.Error as ex:
            cause = ex.__cause__
            if cause is None or not errors.is_transient(cause):
                raise
            self._tell(
                _('Mistral cannot serve this now, trying again: %s') % str(ex)
            )
            wait, self._wait = self._wait, min(self._wait * 2, LONGEST_WAIT)
            raise resource.PollDelay(wait) from ex
        self._served()
        return done

    def _served(self) -> None:
        self._wait = FIRST_WAIT
        if self._shown is not None:
            self._shown = None
            events.write_reason(self._rsrc, self._rsrc.status_reason)

    def _seconds_left(self) -> float:
        """How long a step may take: it must not outlast the stack's time."""
        stack = self._rsrc.stack
        if self._rsrc.action == self._rsrc.DELETE and not stack.convergence:
            # Heat does not note when such a deletion began, and reckons from
            # the last update: there would seem to be no time left.
            return math.inf
        return max(1.0, stack.time_remaining())

    def _tell(self, reason: str) -> None:
        # The resource as it is here keeps its own reason: it is shown again
        # when this is over, and is not told of again.
        if reason != self._shown:
            events.write_reason(self._rsrc, reason)
            self._shown = reason
        # Once for each reason: Heat keeps 1000 events of a stack.
        if reason not in self._told:
            self._told.add(reason)
            self._rsrc._add_event(self._rsrc.action, self._rsrc.status, reason)
