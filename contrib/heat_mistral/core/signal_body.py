"""A signal's body -> what to run, or a refusal that says what is accepted.

Pure: knows neither Heat nor the client. The table of bodies is in the
documentation of OS::Mistral::Workflow.
"""

import dataclasses
import re
from collections.abc import Iterable, Mapping
from typing import Any

from heat_mistral.core import canonical, words
from heat_mistral.core.execution import params as execution_params
from heat_mistral.core.execution import signal_mark

WORKFLOW, INPUT, PARAMS = ENVELOPE = ('workflow', 'input', 'params')
ID = 'id'
_UUID_LENGTH = 36
_UUID = re.compile('[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}', re.ASCII)
# What Aodh's notifier POSTs has all of these, and no hand-written body has.
_ALARM = frozenset(('alarm_id', 'previous', 'current'))
_ENV = 'env'


class Refused(Exception):
    """The signal runs nothing; the message says what to change."""


@dataclasses.dataclass(frozen=True)
class Rules:
    """What a resource accepts: its workflows and its properties.

    :ivar workflows: short name of each workflow -> names of its inputs.
    :ivar registered: short name -> registered name.
    :ivar default: short name of the workflow that runs when none is named.
    :ivar params: the property ``params``.
    :ivar input: given to every run where a signal does not say otherwise.
    :ivar body_is_input: the property ``use_request_body_as_input``.
    :ivar lenient: ignore unknown keys of a body, as the form with ``tasks``
        always did.
    """

    workflows: Mapping[str, Iterable[str]]
    registered: Mapping[str, str]
    default: str
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    input: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    body_is_input: bool | None = None
    lenient: bool = False


@dataclasses.dataclass(frozen=True)
class SignalRun:
    """What a signal asks for.

    :ivar workflow: short name.
    :ivar description: the caller's own words about this run.
    :ivar id: the caller's own id of the signal, a UUID in small letters.
    :ivar given: what of input and params the signal itself has brought, but
        for an alarm's notification, of which no two are the same.
    :ivar ignored: keys of the body that have no effect.
    """

    workflow: str
    input: Mapping[str, Any]
    params: Mapping[str, Any]
    description: str | None = None
    id: str | None = None
    given: tuple[Mapping[str, Any], Mapping[str, Any]] = ({}, {})
    ignored: tuple[str, ...] = ()

    def asked(self) -> str:
        """Digest of what is asked for: equal for signals that want the same.

        :raises Refused: if the body cannot be looked at.
        """
        try:
            return canonical.digest(
                [self.workflow, *self.given], signal_mark.ASKED_LENGTH
            )
        except canonical.TooDeep as ex:
            raise Refused(str(ex)) from ex


def read(body: Any, rules: Rules) -> SignalRun:
    """Tell what a signal runs.

    :param body: the decoded body: None or a map. (Heat passes nothing else
        on.)
    :raises Refused: if it is not clear what is to run.
    """
    if body is None or body == {}:
        return _run(rules, rules.default, {}, {})
    if not isinstance(body, Mapping):
        raise Refused(
            f'the body of a signal must be a map, not {words.kind(body)}'
        )
    if rules.body_is_input is not True and _is_envelope(body, rules):
        return _enveloped(body, rules)
    if rules.body_is_input is False:
        unknown = set(body) - {*ENVELOPE, ID}
        raise Refused(
            f'unknown {words.list_of("key", unknown)}: with '
            f'use_request_body_as_input: false the body may hold workflow, '
            f'input, params and id only'
        )
    if set(body) >= _ALARM:
        return _alarm(body, rules)
    if rules.lenient and rules.body_is_input is None:
        # No id: this form has always taken it for one more unknown key, and
        # what another program sends has ids that are not the signal's.
        known = {key: body[key] for key in (INPUT, PARAMS) if key in body}
        run = _enveloped(known, rules)
        return dataclasses.replace(
            run, ignored=tuple(sorted(set(body) - set(known)))
        )
    return _run(rules, rules.default, body, {})


def _is_envelope(body: Mapping[str, Any], rules: Rules) -> bool:
    """Whether a body says what to run; else it is the input."""
    if not set(body) <= {*ENVELOPE, ID}:
        return False
    # A workflow may have declared an input "id" before there was this one.
    return (
        ID not in body
        or rules.body_is_input is False
        or not set(body) <= set(rules.workflows[rules.default])
    )


def _id(given: Any) -> str:
    """The caller's id, as Mistral writes one.

    Some databases tell capital letters from small ones and some do not.
    """
    if not isinstance(given, str):
        raise Refused(f'id must be a UUID, not {words.kind(given)}')
    lower = given.lower() if len(given) == _UUID_LENGTH else ''
    if not _UUID.fullmatch(lower):
        raise Refused(
            f'id must be a UUID such as '
            f'0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d, not {words.shown(given)}'
        )
    return lower


def _enveloped(body: Mapping[str, Any], rules: Rules) -> SignalRun:
    workflow = _workflow(body.get(WORKFLOW), rules)
    maps = {}
    for key in (INPUT, PARAMS):
        value = body.get(key)
        if value is not None and not isinstance(value, Mapping):
            raise Refused(f'{key} must be a map, not {words.kind(value)}')
        maps[key] = value or {}
    run = _run(rules, workflow, maps[INPUT], maps[PARAMS])
    if body.get(ID) is None:
        return run
    return dataclasses.replace(run, id=_id(body[ID]))


def _alarm(body: Mapping[str, Any], rules: Rules) -> SignalRun:
    """An alarm's notification: what is declared is input, all of it env."""
    declared = set(rules.workflows[rules.default])
    taken = {key: value for key, value in body.items() if key in declared}
    # A named environment is kept in Mistral and cannot be added to.
    named = isinstance(rules.params.get(_ENV), str)
    run = _run(
        rules,
        rules.default,
        taken,
        {} if named else {_ENV: {'notification': dict(body)}},
    )
    return dataclasses.replace(run, given=(taken, {}))


def _workflow(asked: Any, rules: Rules) -> str:
    if asked is None:
        return rules.default
    for short, registered in rules.registered.items():
        if asked in (short, registered):
            return short
    raise Refused(
        f'there is no workflow {words.shown(asked)} here; there '
        f'{words.are(rules.workflows)}'
    )


def _run(
    rules: Rules,
    workflow: str,
    run_input: Mapping[str, Any],
    params: Mapping[str, Any],
) -> SignalRun:
    declared = list(rules.workflows[workflow])
    unknown = set(run_input) - set(declared)
    if unknown:
        raise Refused(
            f'unknown {words.list_of("input", unknown)} of workflow '
            f'{workflow}; declared {words.are(declared)}'
        )
    try:
        execution_params.check(params)
    except execution_params.InvalidParams as ex:
        raise Refused(str(ex)) from ex
    merged = dict(rules.params, **params)
    if _ENV in merged:
        merged[_ENV] = _env(rules.params.get(_ENV), params.get(_ENV))
    description = merged.pop('description', None)
    return SignalRun(
        workflow,
        {**rules.input, **run_input},
        merged,
        None if description is None else str(description),
        given=(run_input, params),
    )


def _env(default: Any, given: Any) -> Any:
    """Two maps are merged; a name has no parts to merge."""
    if given is None:
        return default
    if isinstance(default, Mapping) and isinstance(given, Mapping):
        return dict(default, **given)
    return given
