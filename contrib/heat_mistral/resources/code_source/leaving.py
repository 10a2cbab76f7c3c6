"""Taking actions away from those who run them: hiding and deleting.

Mistral looks an action up again at the end of its run, in the project of the
run. Without it, or where it has become invisible there, the run never ends.

What is about to go is recorded first, and until nothing that runs is found
afterwards: where the reply is lost or the engine dies in between, the next
attempt gives the action back to what has begun meanwhile.
"""

from collections.abc import Collection, Iterable
from typing import Any

from heat.engine import resource

from heat_mistral import client
from heat_mistral.mistral_api.code_sources import PRIVATE, PUBLIC
from heat_mistral.resources.code_source import records as records_
from heat_mistral.resources.code_source import registry, running


class Leaving:
    """The actions of a resource that are hidden or deleted."""

    def __init__(
        self,
        plugin: client.HeatMistralClientPlugin,
        records: records_.Records,
        runs: running.Running,
    ) -> None:
        self._plugin = plugin
        self._records = records
        self._runs = runs

    def wait_to_hide(self, rows: Iterable[Any]) -> None:
        """Wait for everybody's runs of those that are public.

        :raises heat.engine.resource.PollDelay: while there are any.
        """
        names = [row.name for row in rows if row.scope == PUBLIC]
        self._runs.wait(names, is_public=True)

    def hide(self, rows: Iterable[Any]) -> None:
        """Make them private, and note it in the rows.

        Before their source: who saw an action and not its source could list
        no actions at all.

        :raises heat.engine.resource.PollDelay: if somebody's run has begun
            meanwhile; its action is public again then.
        """
        leaving = self._records.leaving
        for row in rows:
            known = leaving.get(row.name)
            if row.scope == PUBLIC:
                self._records.put_leaving(_leaving(row))
                self._put(row, PRIVATE)
            elif known is None or known.scope != PUBLIC:
                continue
            if self._runs.running(row.name, True):
                self._put(row, PUBLIC)
                self._await([row.name], True)
            self._records.forget_leaving(row.name)

    def delete(self, names: Collection[str]) -> None:
        """Delete actions of these names that are of sources of ours.

        :raises heat.engine.resource.PollDelay: while there are runs of them.
        """
        if not names:
            return
        there = registry.find_actions(self._plugin, names)
        for name, known in self._records.leaving.items():
            if name in names and name not in there:
                self._restore_if_running(known)
        ours = self._records.source_ids
        rows = [row for row in there.values() if row.code_source_id in ours]
        # What an attempt before this one has hidden, and not looked after.
        self.hide([row for row in rows if row.scope == PRIVATE])
        for row in rows:
            self._runs.wait([row.name], row.scope == PUBLIC)
        for row in rows:
            self._records.put_leaving(_leaving(row))
            self._plugin.mistral().dynamic_actions.delete(row.id)
            self._restore_if_running(_leaving(row))
        for name in list(names):
            self._records.forget_action(name)
            self._records.forget_leaving(name)

    def _restore_if_running(self, gone: records_.Leaving) -> None:
        """Give a deleted action back to a run that began just before."""
        is_public = gone.scope == PUBLIC
        if self._runs.running(gone.name, is_public):
            # Without its source there is nothing to give back.
            with self._plugin.ignore_not_found:
                self._plugin.mistral().dynamic_actions.create(
                    gone.name,
                    gone.class_name,
                    gone.code_source_id,
                    registry.NAMESPACE,
                    gone.scope,
                )
                self._await([gone.name], is_public)

    def _await(self, names: list[str], is_public: bool) -> None:
        """Come back later, also if what ran has ended just now."""
        self._runs.wait(names, is_public)
        raise resource.PollDelay(running.POLL)

    def _put(self, row: Any, scope: str) -> None:
        row.scope = scope
        self._plugin.mistral().dynamic_actions.update(
            row.id, row.class_name, row.code_source_id, row.namespace, scope
        )


def _leaving(row: Any) -> records_.Leaving:
    return records_.Leaving(
        row.name, row.class_name, row.code_source_id, row.scope
    )
