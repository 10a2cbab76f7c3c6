"""What an execution resource asks to be run, as its properties say."""

import dataclasses
import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from heat.engine import function

from heat_mistral import signals
from heat_mistral.resources import recorded
from heat_mistral.resources import workflow_reference as reference
from heat_mistral.resources import workflow_run_schema as schema


@dataclasses.dataclass(frozen=True)
class Asked:
    """What is run for one action.

    :ivar where: the property that names the workflow.
    :ivar workflow: registered name or id; None while it is not known.
    """
    where: str
    workflow: str | None
    input: Mapping[str, Any]
    params: Mapping[str, Any]


class Wrong(Exception):
    """A place that names a workflow is wrong.

    :ivar prop: the property.
    """

    def __init__(self, action: str, message: str) -> None:
        super().__init__(f'{action}: {message}' if action else message)
        self.prop = schema.RUN_ACTIONS if action else schema.WORKFLOW


def given(props: Any) -> Iterator[tuple[str, Any]]:
    """All places where a workflow may be named, and what stands there."""
    yield '', props
    for action in schema.ACTIONS:
        entry = _entry(props, action)
        if entry is not None:
            yield action, entry


def later(props: Any) -> Iterator[Asked]:
    """What is named for actions that come after the creation."""
    for action in schema.ACTIONS:
        if action != schema.CREATE and _entry(props, action) is not None:
            found = asked(props, action)
            if found is not None:
                yield found


def is_asked(props: Any, action: str) -> bool:
    """Whether anything is asked for, be it right or wrong."""
    if _entry(props, action) is not None:
        return True
    if action == schema.UPDATE:
        return is_asked(props, schema.CREATE)
    return action == schema.CREATE and has_own(props)


def check(props: Any) -> None:
    """Check all of these places, as far as other resources are there.

    :raises Wrong: if there is something that could not be run.
    """
    for action, entry in given(props):
        try:
            ref = reference.read(entry[schema.WORKFLOW])
            signals.check_params(
                {**ref.params, **(entry[schema.PARAMS] or {})})
        except (reference.InvalidReference, signals.Refused) as ex:
            raise Wrong(action, str(ex)) from ex
        if action and not (_is_named(props, action) or has_own(props)):
            raise Wrong(action, 'has no workflow, and the resource has none '
                                'either')


def asked(props: Any, action: str) -> Asked | None:
    """What is asked for; None if nothing is.

    What has a workflow of its own has its own input and params, too.

    :param props: heat.engine.properties.Properties of the resource.
    """
    if not is_asked(props, action):
        return None
    entry = _entry(props, action)
    if entry is None and action == schema.UPDATE:
        return asked(props, schema.CREATE)
    if entry is not None and entry[schema.WORKFLOW] is not None:
        return _asked(f'actions.{action}.workflow', entry)
    return _asked(schema.WORKFLOW, {
        key: props[key] if entry is None or entry[key] is None
        else entry[key]
        for key in (schema.WORKFLOW, schema.INPUT, schema.PARAMS)})


def empty(props: Any) -> Iterator[str]:
    """The properties that name a workflow where there is none.

    To be asked at create and update: later, Heat gives what was stored then,
    in which nothing and None are the same.
    """
    for action, entry in given(props):
        named = _is_named(props, action) if action else has_own(props)
        if named and reference.read(entry[schema.WORKFLOW]).name is None:
            yield (f'actions.{action}.' if action else '') + schema.WORKFLOW


def has_own(props: Any) -> bool:
    """Whether the resource names a workflow beside its actions.

    It does, too, where the name comes from a resource that has not got it.
    """
    return props.data.get(schema.WORKFLOW) is not None


def _is_named(props: Any, action: str) -> bool:
    """The same for an action, as far as the template itself shows it."""
    raw: Any = props.data
    for key in (schema.RUN_ACTIONS, action, schema.WORKFLOW):
        raw = raw.get(key) if isinstance(raw, Mapping) else None
    return raw is not None


def _entry(props: Any, action: str) -> Mapping[str, Any] | None:
    """What is given for an action; null is nothing, {} is not.

    Properties make a map of both.
    """
    given_ = function.resolve(
        props.data.get(schema.RUN_ACTIONS), nullable=True)
    if not isinstance(given_, Mapping) or given_.get(action) is None:
        return None
    return props[schema.RUN_ACTIONS][action]


def digest(props: Any, action: str) -> str:
    """Tells whether the same is asked for as before.

    Create and update serve the same end: one stands for the other.
    """
    actions = recorded.MAIN if action in recorded.MAIN else (action,)
    what = [None if found is None else
            [found.workflow, found.input, found.params]
            for found in (asked(props, each) for each in actions)]
    return hashlib.sha256(
        json.dumps(what, sort_keys=True).encode()).hexdigest()


def _asked(where: str, entry: Mapping[str, Any]) -> Asked:
    ref = reference.read(entry[schema.WORKFLOW])
    return Asked(
        where=where, workflow=ref.name,
        input={**ref.input, **(entry[schema.INPUT] or {})},
        params={**ref.params, **(entry[schema.PARAMS] or {})})
