"""A signal's body -> what to run, or a refusal that says what is accepted.

Pure: knows neither Heat nor the client. The table of bodies is in the
documentation of OS::Mistral::Workflow.
"""

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

WORKFLOW, INPUT, PARAMS = ENVELOPE = ('workflow', 'input', 'params')
TASK_NAME = 'task_name'
# What Aodh's notifier POSTs has all of these, and no hand-written body has.
_ALARM = frozenset(('alarm_id', 'previous', 'current'))
# Arguments of the same name of Mistral's engine, where a param would take the
# place of what the API itself passes on; and what its engine gives to a
# sub-workflow, with which a run would become part of somebody else's.
_RESERVED = ('wf_ex_id', 'wf_identifier', 'wf_namespace', 'wf_input',
             'async_', 'source_execution_id', 'task_execution_id',
             'parent_execution_id', 'root_execution_id', 'index',
             'namespace')
# Where another type is a 500 of Mistral's engine.
_TYPES = {'env': ((Mapping, str), 'a map or the name of an environment'),
          TASK_NAME: ((str,), 'a text'), 'notify': ((list,), 'a list')}
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
class Run:
    """What a signal asks for.

    :ivar workflow: short name.
    :ivar description: the caller's own words about this run.
    :ivar ignored: keys of the body that have no effect.
    """
    workflow: str
    input: Mapping[str, Any]
    params: Mapping[str, Any]
    description: str | None = None
    ignored: tuple[str, ...] = ()


def read(body: Any, rules: Rules) -> Run:
    """Tell what a signal runs.

    :param body: the decoded body: None or a map. (Heat passes nothing else
        on.)
    :raises Refused: if it is not clear what is to run.
    """
    if body is None or body == {}:
        return _run(rules, rules.default, {}, {})
    if not isinstance(body, Mapping):
        raise Refused(f'the body of a signal must be a map, not '
                      f'{_kind(body)}')
    if rules.body_is_input is not True and set(body) <= set(ENVELOPE):
        return _enveloped(body, rules)
    if rules.body_is_input is False:
        raise Refused(
            f'unknown {_list_of("key", set(body) - set(ENVELOPE))}: with '
            f'use_request_body_as_input: false the body may hold workflow, '
            f'input and params only')
    if set(body) >= _ALARM:
        return _alarm(body, rules)
    if rules.lenient and rules.body_is_input is None:
        known = {key: body[key] for key in ENVELOPE[1:] if key in body}
        run = _enveloped(known, rules)
        return dataclasses.replace(
            run, ignored=tuple(sorted(set(body) - set(known))))
    return _run(rules, rules.default, body, {})


def _enveloped(body: Mapping[str, Any], rules: Rules) -> Run:
    workflow = _workflow(body.get(WORKFLOW), rules)
    maps = {}
    for key in (INPUT, PARAMS):
        value = body.get(key)
        if value is not None and not isinstance(value, Mapping):
            raise Refused(f'{key} must be a map, not {_kind(value)}')
        maps[key] = value or {}
    return _run(rules, workflow, maps[INPUT], maps[PARAMS])


def _alarm(body: Mapping[str, Any], rules: Rules) -> Run:
    """An alarm's notification: what is declared is input, all of it env."""
    declared = set(rules.workflows[rules.default])
    taken = {key: value for key, value in body.items() if key in declared}
    # A named environment is kept in Mistral and cannot be added to.
    named = isinstance(rules.params.get(_ENV), str)
    return _run(rules, rules.default, taken,
                {} if named else {_ENV: {'notification': dict(body)}})


def _workflow(asked: Any, rules: Rules) -> str:
    if asked is None:
        return rules.default
    for short, registered in rules.registered.items():
        if asked in (short, registered):
            return short
    raise Refused(f'there is no workflow {asked!r} here; there '
                  f'{_are(rules.workflows)}')


def check_params(params: Mapping[str, Any]) -> None:
    """Refuse params that are Mistral's own, or of a wrong type.

    :raises Refused: if there are any.
    """
    reserved = [key for key in _RESERVED if key in params]
    if reserved:
        raise Refused(f'{_list_of("param", reserved)} cannot be set: Mistral '
                      f'keeps it for itself')
    for key, (types, what) in _TYPES.items():
        if params.get(key) is not None and not isinstance(
                params[key], types):
            raise Refused(f'param {key} must be {what}, not '
                          f'{_kind(params[key])}')


def _run(rules: Rules, workflow: str, run_input: Mapping[str, Any],
         params: Mapping[str, Any]) -> Run:
    declared = list(rules.workflows[workflow])
    unknown = set(run_input) - set(declared)
    if unknown:
        raise Refused(f'unknown {_list_of("input", unknown)} of workflow '
                      f'{workflow}; declared {_are(declared)}')
    check_params(params)
    merged = dict(rules.params, **params)
    if _ENV in merged:
        merged[_ENV] = _env(rules.params.get(_ENV), params.get(_ENV))
    description = merged.pop('description', None)
    return Run(workflow, {**rules.input, **run_input}, merged,
               None if description is None else str(description))


def _env(default: Any, given: Any) -> Any:
    """Two maps are merged; a name has no parts to merge."""
    if given is None:
        return default
    if isinstance(default, Mapping) and isinstance(given, Mapping):
        return dict(default, **given)
    return given


def _list_of(noun: str, names: Iterable[str]) -> str:
    ordered = sorted(names)
    plural = '' if len(ordered) == 1 else 's'
    return f'{noun}{plural} {", ".join(ordered)}'


def _are(names: Iterable[str]) -> str:
    ordered = list(names)
    if not ordered:
        return 'are none'
    verb = 'is' if len(ordered) == 1 else 'are'
    return f'{verb} {", ".join(ordered)}'


def _kind(value: Any) -> str:
    return {list: 'a list', str: 'a text', bool: 'a truth value',
            int: 'a number', float: 'a number'}.get(
                type(value), type(value).__name__)
