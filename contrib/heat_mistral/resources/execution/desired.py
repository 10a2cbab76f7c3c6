"""What the properties of an execution resource ask for."""

import dataclasses
import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from heat.engine import function

from heat_mistral.core import workflow_reference as reference
from heat_mistral.core.execution import params as execution_params
from heat_mistral.resources.execution import schema
from heat_mistral.runs import record


class InvalidDesired(Exception):
    """A property asks for something that cannot be run.

    :ivar prop: the property.
    """

    def __init__(self, action: str, message: str) -> None:
        super().__init__(f'{action}: {message}' if action else message)
        self.prop = schema.RUN_ACTIONS if action else schema.WORKFLOW


@dataclasses.dataclass(frozen=True)
class DesiredRun:
    """What is to be run for one action.

    :ivar where: the property that names the workflow.
    :ivar workflow: registered name or id; None while it is not known.
    """

    where: str
    workflow: str | None
    input: Mapping[str, Any]
    params: Mapping[str, Any]


@dataclasses.dataclass(frozen=True)
class Desired:
    """What is to be run, when, and how.

    :ivar runs: by action; in place of a run, why there can be none. An
        action that is not here runs nothing.
    :ivar later: what is named for actions after the creation.
    :ivar faults: all that is wrong, the worst first.
    :ivar unnamed: properties that name a workflow by an expression that has
        no value. Only at create and update: what Heat stores of properties
        does not tell an empty value from none.
    :ivar named_at_all: whether any property names a workflow.
    :ivar timeout: of one run, in seconds; None for the stack's.
    """

    runs: Mapping[str, DesiredRun | InvalidDesired]
    later: tuple[DesiredRun, ...]
    faults: tuple[InvalidDesired, ...]
    unnamed: tuple[str, ...]
    named_at_all: bool
    run_on_update: str
    on_failure: str
    timeout: float | None
    keep: int
    notify: bool
    description: str | None

    def check(self) -> None:
        """Refuse what could not be run, as far as other resources are there.

        :raises InvalidDesired: if there is anything.
        """
        for fault in self.faults:
            raise fault

    def run_for(self, action: str) -> DesiredRun | None:
        """What is to be run for an action; None for nothing.

        :raises InvalidDesired: if it cannot be run.
        """
        found = self.runs.get(action)
        if isinstance(found, InvalidDesired):
            raise found
        return found

    def digest(self, action: str) -> str:
        """Tells whether the same is desired for an action as before.

        Create and update serve the same end: one stands for the other.

        :raises InvalidDesired: if it cannot be run.
        """
        actions = record.MAIN if action in record.MAIN else (action,)
        what = [
            None if run is None else [run.workflow, run.input, run.params]
            for run in map(self.run_for, actions)
        ]
        return hashlib.sha256(
            json.dumps(what, sort_keys=True).encode()
        ).hexdigest()


def read(props: Any) -> Desired:
    """What the properties ask for.

    :param props: heat.engine.properties.Properties of the resource.
    """
    entries = {
        action: entry
        for action in schema.ACTIONS
        if (entry := _entry(props, action)) is not None
    }
    runs = {action: _run(props, action, entries[action]) for action in entries}
    if schema.CREATE not in runs and _has_own(props):
        runs[schema.CREATE] = _run(props, '', props)
    if schema.UPDATE not in runs and schema.CREATE in runs:
        runs[schema.UPDATE] = runs[schema.CREATE]
    places = {'': props, **entries}
    return Desired(
        runs=runs,
        later=tuple(
            run
            for action, run in runs.items()
            if action in entries
            and action != schema.CREATE
            and isinstance(run, DesiredRun)
        ),
        faults=tuple(_faults(props, places)),
        unnamed=tuple(_unnamed(props, places)),
        named_at_all=bool(entries) or _has_own(props),
        run_on_update=props[schema.RUN_ON_UPDATE],
        on_failure=props[schema.ON_FAILURE],
        timeout=props[schema.TIMEOUT] or None,
        keep=props[schema.KEEP],
        notify=props[schema.NOTIFY],
        description=props[schema.DESCRIPTION],
    )


def _run(
    props: Any, action: str, entry: Mapping[str, Any]
) -> DesiredRun | InvalidDesired:
    """What an entry asks for: with a workflow of its own, only its own."""
    where = schema.WORKFLOW
    if action and entry[schema.WORKFLOW] is not None:
        where = f'actions.{action}.workflow'
    elif action:
        entry = {
            key: props[key] if entry[key] is None else entry[key]
            for key in (schema.WORKFLOW, schema.INPUT, schema.PARAMS)
        }
    try:
        ref = reference.read(entry[schema.WORKFLOW])
    except reference.InvalidReference as ex:
        return InvalidDesired(action, str(ex))
    return DesiredRun(
        where=where,
        workflow=ref.name,
        input={**ref.input, **(entry[schema.INPUT] or {})},
        params={**ref.params, **(entry[schema.PARAMS] or {})},
    )


def _faults(
    props: Any, places: Mapping[str, Mapping[str, Any]]
) -> Iterator[InvalidDesired]:
    for action, entry in places.items():
        try:
            ref = reference.read(entry[schema.WORKFLOW])
            execution_params.check(
                {**ref.params, **(entry[schema.PARAMS] or {})}
            )
        except (
            reference.InvalidReference,
            execution_params.InvalidParams,
        ) as ex:
            yield InvalidDesired(action, str(ex))
            continue
        if action and not (_names_one(props, action) or _has_own(props)):
            yield InvalidDesired(
                action, 'has no workflow, and the resource has none either'
            )


def _unnamed(
    props: Any, places: Mapping[str, Mapping[str, Any]]
) -> Iterator[str]:
    for action, entry in places.items():
        if _names_one(props, action) if action else _has_own(props):
            try:
                name = reference.read(entry[schema.WORKFLOW]).name
            except reference.InvalidReference:
                continue  # a fault of its own
            if name is None:
                yield f'actions.{action}.workflow' if action else 'workflow'


def _has_own(props: Any) -> bool:
    """Whether the resource names a workflow beside its actions.

    It does also where the name comes from a resource that has none yet.
    """
    return props.data.get(schema.WORKFLOW) is not None


def _names_one(props: Any, action: str) -> bool:
    """The same for an action, as far as the template itself shows it."""
    raw: Any = props.data
    for key in (schema.RUN_ACTIONS, action, schema.WORKFLOW):
        raw = raw.get(key) if isinstance(raw, Mapping) else None
    return raw is not None


def _entry(props: Any, action: str) -> Mapping[str, Any] | None:
    """What is given for an action; null is nothing, {} is not.

    Properties make a map of both.
    """
    given = function.resolve(props.data.get(schema.RUN_ACTIONS), nullable=True)
    if not isinstance(given, Mapping) or given.get(action) is None:
        return None
    entry: Mapping[str, Any] = props[schema.RUN_ACTIONS][action]
    return entry
