"""Brings one source and its actions in line in Mistral; safe to repeat.

The order of the requests is such that, whenever it is cut short, nobody's
list of actions fails: a source is tried before it is made known; an action
whose class is gone goes before its source is replaced; an action is public
only while its source is.
"""

import dataclasses
from collections.abc import Callable, Iterable

from heat_mistral.actions import (
    narrowing,
    observing,
    plan,
    planning,
    retrying,
    unregistering,
)
from heat_mistral.actions.model import Registered, Source
from heat_mistral.actions.observing import NAMESPACE
from heat_mistral.actions.plan import Row, SourcePlan, State
from heat_mistral.mistral_api import staging
from heat_mistral.mistral_api.api import MistralApi

_PUBLIC = 'public'
_OVERTAKEN = (
    '; somebody else has changed the source at the same time, which is lost'
)


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What became of one action.

    :ivar row: of the plan that was carried out, or refused.
    :ivar inputs: as Mistral shows them.
    :ivar result: for a person: 'registered', or why it is not.
    """

    row: Row
    inputs: str
    result: str
    is_failed: bool


class Registrar:
    """Registers one source after the other."""

    def __init__(
        self,
        api: MistralApi,
        options: plan.Options,
        record: Callable[[str], None],
    ) -> None:
        """Prepare requests.

        :param record: called with the name of each temporary source, before
            it is made.
        """
        self._api = api
        self._options = options
        self._record = record

    def carried_out(self, made: SourcePlan) -> list[Outcome]:
        """What became of each action of a plan.

        :raises Exception: what ended the last try.
        """
        if made.is_to_be_done:
            return self.register(made.source)
        return [unchanged(row) for row in made.rows]

    def register(self, source: Source) -> list[Outcome]:
        """What became of each action of a source.

        What Mistral has is read anew, so that what was changed since the
        plan was shown is met here.

        :raises Exception: what ended the last try.
        """
        narrow = narrowing.Narrowing(self._api).narrow
        return retrying.tried(lambda: self._once(source, narrow))

    def _once(
        self,
        source: Source,
        narrow: Callable[[Iterable[Registered]], str | None],
    ) -> list[Outcome]:
        made = planning.make(
            source, observing.of(self._api, source), self._options
        )
        if not made.is_to_be_done:
            return [unchanged(row) for row in made.rows]
        try:
            inputs = staging.stage(
                self._api, made.content, made.classes, record=self._record
            )
        except staging.Refused as ex:
            return self._refused(made, f'{source.path}: {ex}')
        worker = unregistering.Unregistrar(
            self._api, unregistering.Options(), lambda told: None
        )
        for one in made.gone:
            refused = worker.take_out(one)
            if refused is not None:
                return self._refused(
                    made,
                    f'the file has no class of {one.name} any more, and '
                    f'{refused}; try again when it has ended',
                )
        # Before their source: others would see the action without it.
        refused = narrow(narrowing.narrowed(made))
        if refused is not None:
            return self._refused(
                made, f'{refused}; try again when it has ended'
            )
        note = '' if self._bring(made) else _OVERTAKEN
        return [
            _done(row, inputs.get(row.name, row.inputs), note)
            for row in made.rows
        ]

    def _refused(self, made: SourcePlan, reason: str) -> list[Outcome]:
        refused = []
        for row in made.rows:
            if row.is_to_be_done:
                row = dataclasses.replace(
                    row, state=State.REFUSED, reason=reason
                )
            if row.state != State.GONE:
                refused.append(unchanged(row))
        return refused

    def _bring(self, made: SourcePlan) -> bool:
        """Have the source and its actions as the plan has them.

        :returns: whether nobody else has changed the source meanwhile.
        """
        source_id, is_alone = self._bring_source(made)
        for row in made.rows:
            if row.is_to_be_done:
                self._bring_action(row, source_id, made.scope)
        if made.scope == _PUBLIC and made.uploaded is not None:
            self._update_scopes(made, made.kept)
        return is_alone

    def _bring_action(self, row: Row, source_id: str, scope: str) -> None:
        there = row.registered
        if there is None:
            self._api.dynamic_actions.create(
                row.name, row.class_name, source_id, NAMESPACE, scope
            )
        elif (there.class_name, there.source_id, there.scope) != (
            row.class_name,
            source_id,
            scope,
        ):
            self._api.dynamic_actions.update(
                there.id, row.class_name, source_id, NAMESPACE, scope
            )

    def _bring_source(self, made: SourcePlan) -> tuple[str, bool]:
        if made.uploaded is None:
            created = self._api.code_sources.create(
                made.source.name, made.content, NAMESPACE, made.scope
            )
            return created.id, True
        if not made.is_content_changed:
            return made.uploaded.id, True
        updated = self._api.code_sources.update(
            made.uploaded.id, made.content, NAMESPACE, made.scope
        )
        return made.uploaded.id, updated.version <= made.uploaded.version + 1

    def _update_scopes(
        self, made: SourcePlan, actions: tuple[Registered, ...]
    ) -> None:
        """Let actions be seen by whom their source is seen by."""
        for one in actions:
            if one.scope != made.scope:
                self._api.dynamic_actions.update(
                    one.id,
                    one.class_name,
                    one.source_id,
                    NAMESPACE,
                    made.scope,
                )


def unchanged(row: Row) -> Outcome:
    """What becomes of an action that nothing is done about."""
    is_failed = row.state in (State.FOREIGN, State.REFUSED)
    result = row.reason or 'nothing to do'
    return Outcome(row, row.inputs, result, is_failed)


def not_done(row: Row) -> Outcome:
    """What becomes of an action after a request that failed for good."""
    if not row.is_to_be_done:
        return unchanged(row)
    return Outcome(row, row.inputs, 'not done', is_failed=True)


def _done(row: Row, inputs: str, note: str) -> Outcome:
    if row.is_to_be_done:
        result = {State.NEW: 'registered', State.CHANGED: 'updated'}[row.state]
        if row.reason:
            result += f': {row.reason}'
        return Outcome(row, inputs, result + note, is_failed=False)
    if row.state == State.GONE:
        return Outcome(row, '', f'unregistered: {row.reason}', is_failed=False)
    return dataclasses.replace(unchanged(row), inputs=inputs)
