"""Waiting until no run of an action is under way, before it goes.

A run of an action that is deleted or renamed meanwhile never ends, nor does
its workflow; and Mistral, which looks for such runs, stumbles over it.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from heat.common.i18n import _
from heat.engine import resource

from heat_mistral import client
from heat_mistral.heat_support import events, left_over, protocols
from heat_mistral.resources.action import registry

# Runs that are told of.
_TOLD = 3


class Quiet:
    """Waits for the runs of one resource's actions; tells once of each."""

    def __init__(
        self, plugin: client.HeatMistralClientPlugin, rsrc: protocols.Acting
    ) -> None:
        self._plugin = plugin
        self._rsrc = rsrc
        self._told: set[str] = set()

    def wait(self, actions: Iterable[tuple[str, str]]) -> None:
        """Wait until no run of these actions is under way.

        One that a workflow has left over is awaited for a minute, and
        cancelled.

        :param actions: pairs of name and namespace.
        :raises heat.engine.resource.PollDelay: while one is under way. The
            stack's own timeout ends the waiting; an event tells of it.
        """
        runs = self._plugin.mistral().action_executions
        for name, namespace in actions:
            running = left_over.without_left_over(
                self._plugin,
                self._rsrc,
                runs.running(name, namespace=namespace),
            )
            if running:
                # An action that is used all the time has other runs at each
                # look, and Heat keeps 1000 events of a stack.
                events.show_reason(
                    self._rsrc,
                    _waiting_for(name, running),
                    event=name not in self._told,
                )
                self._told.add(name)
                raise resource.PollDelay(registry.POLL)


def _waiting_for(name: str, running: Sequence[Any]) -> str:
    told = ', '.join(
        f'{run.id} ({run.workflow_name})' if run.workflow_name else run.id
        for run in running[:_TOLD]
    )
    more = len(running) - _TOLD
    return _(
        'waiting for runs of action %(name)s to end, which would never end '
        'without it: action execution %(runs)s%(more)s'
    ) % {
        'name': name[:60],
        'runs': told,
        'more': _(' and %d more') % more if more > 0 else '',
    }
