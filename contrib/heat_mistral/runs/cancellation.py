"""Cancelling a run that nobody in Heat waits for any more, and why.

Called by the handlers with which Heat ends an action, or begins a newer one.
"""

import sys

from heat.common.i18n import _
from heat.engine import scheduler
from oslo_log import log as logging

from heat_mistral import client
from heat_mistral.heat_support import events, protocols
from heat_mistral.mistral_api import errors
from heat_mistral.runs import record

LOG = logging.getLogger(__name__)
# Of the request, for which Heat does not wait.
TIMEOUT = 10.0  # seconds
# For the state_info of a run that is cancelled.
STACK_CANCELLED = "the stack's action was cancelled"
TIMED_OUT = "the stack's time was up"
OUTDATED = 'a newer action of the stack takes its place'
REPLACED = 'another run takes its place'
DELETED = 'its resource is deleted'


def ending() -> str:
    """Why Heat ends the action whose ``handle_<action>_cancel`` calls this."""
    return (
        TIMED_OUT
        if isinstance(sys.exc_info()[1], scheduler.Timeout)
        else STACK_CANCELLED
    )


def stop(
    plugin: client.HeatMistralClientPlugin, rsrc: protocols.Acting, why: str
) -> None:
    """Ask Mistral to cancel a resource's last run, and do not wait for it.

    Never raises: Heat calls this while it ends an action or begins a newer
    one, and would take an error for one of the stack's. An event tells that
    Mistral could not be asked, since the run may go on then.

    :param why: for the run's state_info.
    """
    try:
        records = record.RunRecords(rsrc)
        run = records.last
        if run is None or not records.under_way:
            return
        identifier = run.id
        try:
            plugin.within(
                TIMEOUT,
                lambda: plugin.mistral().executions.cancel(identifier, why),
            )
        except Exception as ex:
            LOG.warning('execution %s not cancelled', identifier, exc_info=ex)
            events.tell(
                rsrc,
                _(
                    'execution %(id)s could not be cancelled, and may go on: %(why)s'
                )
                % {'id': identifier, 'why': errors.first_line(ex)},
            )
    except Exception:
        LOG.exception('the run of %s was not cancelled', rsrc.name)
