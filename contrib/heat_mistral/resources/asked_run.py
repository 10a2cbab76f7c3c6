"""What an execution resource asks to be run, as its properties say."""

import dataclasses
import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

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


def given(props: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """All places where a workflow may be named, and what stands there."""
    yield '', props
    for action in schema.ACTIONS:
        entry = (props[schema.RUN_ACTIONS] or {}).get(action)
        if entry is not None:
            yield action, entry


def check(action: str, entry: Mapping[str, Any], is_own: bool) -> None:
    """Check what stands in one of those places.

    :param is_own: whether the resource has a workflow of its own.
    :raises heat_mistral.signals.Refused: if the params cannot be passed on.
    :raises heat_mistral.resources.workflow_reference.InvalidReference: if
        the workflow has neither of its forms, or there is none.
    """
    prefix = f'{action}: ' if action else ''
    try:
        ref = reference.read(entry[schema.WORKFLOW])
        signals.check_params({**ref.params, **(entry[schema.PARAMS] or {})})
    except (reference.InvalidReference, signals.Refused) as ex:
        raise type(ex)(prefix + str(ex)) from ex
    if action and not is_own and entry[schema.WORKFLOW] is None:
        raise reference.InvalidReference(
            f'{prefix}has no workflow, and the resource has none either')


def asked(props: Any, action: str) -> Asked | None:
    """What is asked for; None if nothing is.

    What has a workflow of its own has its own input and params, too.

    :param props: heat.engine.properties.Properties of the resource.
    """
    entry = (props[schema.RUN_ACTIONS] or {}).get(action)
    if entry is None:
        if action == schema.UPDATE:
            return asked(props, schema.CREATE)
        if action != schema.CREATE or not has_own(props):
            return None
    elif entry[schema.WORKFLOW] is not None:
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
