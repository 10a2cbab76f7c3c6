"""Making a source and its actions known: tried first, then source, actions.

A pass compares what is desired with what is recorded and what Mistral has,
not with an old template, so that it may be repeated after any failure.

A text in which every class of the actions that there are is found again is
put in the place of the one before it. Otherwise a second source is made, each
action gets its new class and the new source in one request, and the first
source is retired: at no time has an action a class that is not there.
"""

import contextlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from heat.common import exception

from heat_mistral import client
from heat_mistral.core import code_source
from heat_mistral.mistral_api import errors, staging
from heat_mistral.mistral_api.code_sources import PRIVATE
from heat_mistral.resources.code_source import leaving as leaving_
from heat_mistral.resources.code_source import records as records_
from heat_mistral.resources.code_source import registry
from heat_mistral.resources.code_source.desired import Desired


class Publishing:
    """One pass; afterwards every desired action is there and recorded."""

    def __init__(
        self,
        plugin: client.HeatMistralClientPlugin,
        records: records_.Records,
        wanted: Desired,
        tell: Callable[[str], None],
        leaving: leaving_.Leaving,
    ) -> None:
        """Prepare a pass.

        :param tell: takes what the stack's owner should hear of.
        :param leaving: hides actions.
        """
        self._mistral = plugin.mistral()
        self._plugin = plugin
        self._records = records
        self._desired = wanted
        self._tell = tell
        self._leaving = leaving

    def run(self) -> None:
        """Make Mistral have what is desired; what is not stays.

        :raises heat.common.exception.Error: if a name is taken, or Mistral
            cannot use the source; nothing has changed then.
        :raises heat.engine.resource.PollDelay: while somebody runs what is
            to be hidden.
        """
        source = self._find_source()
        actions = registry.find_actions(
            self._plugin, {*self._desired.actions, *self._records.actions}
        )
        ours = self._records.source_ids | ({source.id} if source else set())
        mine = {
            name: row
            for name, row in actions.items()
            if row.code_source_id in ours
        }
        others = registry.others_actions(self._plugin, ours, mine)
        for name in self._desired.actions:
            if name not in mine:
                registry.refuse_taken_action(
                    self._plugin,
                    name,
                    actions.get(name),
                    self._desired.override,
                )
        if source is not None and self._is_replaced(
            source, [*mine.values(), *others]
        ):
            registry.refuse_to_strand(source.id, others)
        is_private = self._desired.scope == PRIVATE
        if is_private:
            # Before the trial, which would be repeated at each look.
            taken = (actions.get(name) for name in self._desired.actions)
            self._leaving.wait_to_hide(
                [*mine.values(), *others, *filter(None, taken)]
            )
        inputs = self._inputs(source, mine)
        if inputs is None:
            inputs = self._try()
        self._records.begin()
        if is_private:
            self._leaving.hide([*mine.values(), *others])
        source = self._put_source(source, mine)
        since = self._put_actions(source, actions, inputs)
        for identifier, known in self._records.retired.items():
            if known is None and since is not None:
                self._records.retire(identifier, since)

    def _find_source(self) -> Any | None:
        """The source that is to go on as the desired one.

        :raises heat.common.exception.Error: if its name is taken.
        """
        row = registry.find_recorded(self._plugin, self._records)
        if row is not None:
            return row
        row = self._mistral.code_sources.named(
            self._desired.name, registry.NAMESPACE
        )
        if row is None or row.id in self._records.retired:
            return None
        registry.refuse_taken_source(
            self._plugin, row, self._desired.actions, self._desired.override
        )
        return row

    def _inputs(
        self, source: Any | None, mine: Mapping[str, Any]
    ) -> dict[str, str] | None:
        """What the actions take; None where that has to be tried."""
        recorded = self._records.actions
        if source is None or not self._has_text(source):
            return None
        for name, class_name in self._desired.actions.items():
            row, known = mine.get(name), recorded.get(name)
            if (
                row is None
                or known is None
                or class_name != row.class_name
                or class_name != known.class_name
            ):
                return None
        return {name: action.shown_input for name, action in recorded.items()}

    def _has_text(self, source: Any) -> bool:
        return code_source.digest(source.content) == self._desired.digest

    def _try(self) -> dict[str, str]:
        """What the actions take, as Mistral says before anybody sees them.

        :raises heat.common.exception.Error: if Mistral cannot use the source.
        """
        staging.sweep_abandoned(self._mistral)
        try:
            shown = staging.stage(
                self._mistral,
                self._desired.content,
                self._desired.actions,
                record=self._records.add_staged,
            )
        except staging.Refused as ex:
            with contextlib.suppress(Exception):
                registry.sweep(self._plugin, self._records)
            raise exception.Error(str(ex)) from ex
        for name in self._records.staged:
            self._records.forget_staged(name)  # it is removed
        for text in self._desired.warnings:
            self._tell(text)
        return shown

    # The source

    def _put_source(self, source: Any | None, mine: Mapping[str, Any]) -> Any:
        """Make the source, or give it its text and scope."""
        if source is None:
            return self._create_source()
        if self._is_replaced(source, mine.values()):
            self._records.retire(source.id)
            return self._create_source()
        if not self._has_text(source) or source.scope != self._desired.scope:
            source = self._mistral.code_sources.update(
                source.id,
                self._desired.content,
                registry.NAMESPACE,
                self._desired.scope,
            )
        self._record_source(source.id, source.name)
        return source

    def _is_replaced(self, source: Any, rows: Iterable[Any]) -> bool:
        """Whether it is renamed, or an action would have no class in it."""
        recorded = self._records.source
        named = recorded.wanted_name if recorded else source.name
        return named != self._desired.name or (
            not self._has_text(source)
            and any(
                row.code_source_id == source.id
                and not code_source.may_have(
                    self._desired.content, row.class_name
                )
                for row in rows
            )
        )

    def _create_source(self) -> Any:
        name = registry.free_name(self._plugin, self._desired.name)
        self._record_source(None, name)
        try:
            source = self._mistral.code_sources.create(
                name,
                self._desired.content,
                registry.NAMESPACE,
                self._desired.scope,
            )
        except Exception as ex:
            if errors.is_refusal(ex):
                self._records.forget_source()
            raise
        self._record_source(source.id, source.name)
        return source

    def _record_source(self, identifier: str | None, name: str) -> None:
        self._records.put_source(
            records_.Source(
                identifier, name, self._desired.name, self._desired.digest
            )
        )

    # Its actions

    def _put_actions(
        self,
        source: Any,
        actions: Mapping[str, Any],
        inputs: Mapping[str, str],
    ) -> str | None:
        """Make the actions, or give them their class, source and scope.

        :returns: when Mistral did so for the last one, in its own time.
        """
        times = []
        for name, class_name in self._desired.actions.items():
            self._records.put_action(
                records_.Action(name, class_name, inputs[name])
            )
            row = self._put_action(
                actions.get(name), name, class_name, source.id
            )
            self._records.forget_leaving(name)
            shown = row.to_dict()
            times.append(shown.get('updated_at') or shown.get('created_at'))
        return max((str(time) for time in times if time), default=None)

    def _put_action(
        self, row: Any | None, name: str, class_name: str, source_id: str
    ) -> Any:
        """Make an action, or change it where it is not as desired."""
        scope = self._desired.scope
        if row is None:
            try:
                return self._mistral.dynamic_actions.create(
                    name, class_name, source_id, registry.NAMESPACE, scope
                )
            except Exception as ex:
                if not errors.is_conflict(ex):
                    raise
                raise registry.taken_meanwhile(name) from ex
        if (row.class_name, row.code_source_id, row.scope) == (
            class_name,
            source_id,
            scope,
        ):
            return row
        return self._mistral.dynamic_actions.update(
            row.id, class_name, source_id, registry.NAMESPACE, scope
        )
