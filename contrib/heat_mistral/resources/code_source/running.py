"""Waiting for runs of actions that are about to go."""

from collections.abc import Collection
from typing import Any

from heat.common.i18n import _
from heat.engine import resource

from heat_mistral import client
from heat_mistral.heat_support import events, left_over, protocols

# Seconds between looks for runs that have not ended.
POLL = 5


class Running:
    """The runs of a resource's actions that have not ended.

    Mistral looks an action up again at the end of its run: without it, the run
    never ends.
    """

    def __init__(
        self, plugin: client.HeatMistralClientPlugin, rsrc: protocols.Acting
    ) -> None:
        self._plugin = plugin
        self._rsrc = rsrc
        # Names of actions that an event has told to be waited for.
        self._told: set[str] = set()

    def wait(
        self,
        names: Collection[str],
        is_public: bool,
        before: str | None = None,
    ) -> None:
        """Wait until actions have ended that are under way.

        One that a workflow has left over is awaited for a minute, and
        cancelled.

        :param is_public: whether runs of other projects count.
        :param before: when they have begun, at the latest.
        :raises heat.engine.resource.PollDelay: while there are any.
        """
        for name in sorted(names):
            runs = [
                run
                for run in self.running(name, is_public)
                if before is None or run.created_at <= before
            ]
            runs = left_over.without_left_over(self._plugin, self._rsrc, runs)
            if runs:
                events.show_reason(
                    self._rsrc,
                    _(
                        'waiting for %(count)d run(s) of action %(name)s to '
                        'end (the first is %(id)s): without the action they '
                        'never would'
                    )
                    % {'count': len(runs), 'name': name, 'id': runs[0].id},
                    # Once: one in constant use has another run each time.
                    event=name not in self._told,
                )
                self._told.add(name)
                raise resource.PollDelay(POLL)

    def running(self, name: str, is_public: bool) -> list[Any]:
        """The runs of an action that have not ended."""
        return self._plugin.mistral().action_executions.running(
            name, everybodys=is_public
        )
