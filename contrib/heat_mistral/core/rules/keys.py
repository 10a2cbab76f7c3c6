"""Keys that the workflow language has, and what kind of value each takes.

From mistral/lang/v2 of Mistral 23: workflows.py, tasks.py, task_defaults.py,
policies.py, retry_policy.py, publish.py.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from heat_mistral.core.definition import clauses, inline, model
from heat_mistral.core.rules import near
from heat_mistral.core.rules.model import Path, Remark, remark


def is_expression(value: Any) -> bool:
    """Whether Mistral takes it for an expression and nothing beside it."""
    if not isinstance(value, str):
        return False
    text = value.rstrip()
    is_yaql = text.startswith('<%') and text.endswith('%>')
    # Its pattern for Jinja has an end on one side only (mistral/lang/types).
    return is_yaql or text.startswith('{{') or text.endswith('%}')


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _is_map(value: Any) -> bool:
    return isinstance(value, Mapping) and bool(value)


def _is_count(value: Any) -> bool:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return is_expression(value) or (is_number and value >= 0)


def _is_truth(value: Any) -> bool:
    return is_expression(value) or isinstance(value, bool)


def _is_items(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    name, found, items = value.partition(' in ')
    return bool(found) and (
        len(name.split()) == 1
        and items.lstrip().startswith(('[', '<%', '{{', '{%'))
    )


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


_Kind = tuple[str, Callable[[Any], bool]]
_TEXT: _Kind = ('a text', _is_text)
_MAP: _Kind = ('a map with something in it', _is_map)
_MAP_OR_TEXT: _Kind = (
    'a map, or an expression that gives one',
    lambda value: _is_map(value) or _is_text(value),
)
_TEXT_OR_LIST: _Kind = (
    'a text or a list of texts',
    lambda value: (
        _is_text(value)
        or (_is_list(value) and all(_is_text(each) for each in value))
    ),
)
_ITEMS: _Kind = (
    '"name in <% an expression %>", "name in [1, 2]", or a list of such',
    lambda value: all(
        map(_is_items, value if _is_list(value) and value else [value])
    ),
)
_COUNT: _Kind = ('a whole number from 0 on, or an expression', _is_count)
_TRUTH: _Kind = ('true, false or an expression', _is_truth)
_LIST: _Kind = ('a list', _is_list)
_CLAUSE: _Kind = (
    'the name of a task, a list of them, or a map of publish and next',
    lambda value: _is_text(value) or _is_list(value) or _is_map(value),
)
_JOIN: _Kind = (
    '"all", "one" or a number',
    lambda value: (
        value in ('all', 'one')
        or (isinstance(value, int) and not isinstance(value, bool))
    ),
)
_RETRY: _Kind = ('a map with count and delay, or one line', _MAP_OR_TEXT[1])
_ANY: _Kind = ('anything', lambda value: True)

_POLICIES: dict[str, _Kind] = {
    'retry': _RETRY,
    'wait-before': _COUNT,
    'wait-after': _COUNT,
    'timeout': _COUNT,
    'pause-before': _TRUTH,
    'concurrency': _COUNT,
    'fail-on': _TRUTH,
    'safe-rerun': _TRUTH,
}
_ON: dict[str, _Kind] = dict.fromkeys(clauses.ON, _CLAUSE)
_OF_TASK: dict[str, _Kind] = {
    'name': _ANY,
    'type': _ANY,
    'version': _ANY,
    'description': _ANY,
    'tags': _ANY,
    'action': _TEXT,
    'workflow': _TEXT,
    'input': _MAP_OR_TEXT,
    'with-items': _ITEMS,
    'publish': _MAP,
    'publish-on-error': _MAP,
    'publish-on-skip': _MAP,
    'target': _TEXT,
    'keep-result': _TRUTH,
    **_POLICIES,
}
_TASKS: dict[str, dict[str, _Kind]] = {
    'direct': {**_OF_TASK, **_ON, 'join': _JOIN},
    'reverse': {**_OF_TASK, 'requires': _TEXT_OR_LIST},
}
_DEFAULTS: dict[str, _Kind] = {
    **_POLICIES,
    **_ON,
    'requires': _TEXT_OR_LIST,
    'name': _ANY,
    'version': _ANY,
}
_WORKFLOW: dict[str, _Kind] = {
    'name': _ANY,
    'version': _ANY,
    'description': _ANY,
    'type': _ANY,
    'input': _LIST,
    'output': _MAP,
    'output-on-error': _MAP,
    'vars': _MAP,
    'tags': _LIST,
    'task-defaults': _MAP,
    'tasks': _MAP,
}
_RETRY_KEYS: dict[str, _Kind] = {
    'count': _COUNT,
    'delay': _COUNT,
    'break-on': ('an expression', is_expression),
    'continue-on': ('an expression', is_expression),
    'name': _ANY,
    'version': _ANY,
}


def wrong_keys(
    definition: model.Definition, workflow: model.Workflow
) -> Iterator[Remark]:
    """Keys that are not the language's, and values that they do not take."""
    top: Path = (workflow.name,)
    yield from _check(definition, top, workflow.body, _WORKFLOW, 'a workflow')
    yield from _policies(
        definition,
        (*top, clauses.DEFAULTS),
        workflow.body.get(clauses.DEFAULTS),
        _DEFAULTS,
        'task-defaults',
    )
    kind = workflow.type
    for name, content in workflow.body['tasks'].items():
        path = (*top, 'tasks', name)
        if not isinstance(content, Mapping):
            yield remark(
                'HM105', definition, path, f'the task "{name}" must be a map'
            )
            continue
        what = f'a task of a {kind} workflow'
        yield from _policies(definition, path, content, _TASKS[kind], what)
        if 'action' in content and 'workflow' in content:
            yield remark(
                'HM105',
                definition,
                (*path, 'workflow'),
                f'the task "{name}" has both action and workflow; it takes '
                f'one of them',
            )


def _policies(
    definition: model.Definition,
    path: Path,
    value: Any,
    kinds: Mapping[str, _Kind],
    what: str,
) -> Iterator[Remark]:
    if not isinstance(value, Mapping):
        return
    yield from _check(definition, path, value, kinds, what)
    retry = value.get('retry')
    given: Collection[str] = ('count', 'delay')
    if isinstance(retry, Mapping):
        given = retry
        yield from _check(
            definition, (*path, 'retry'), retry, _RETRY_KEYS, '"retry"'
        )
    elif isinstance(retry, str):
        # "count=3 delay=5", behind a word that may be missing.
        given, _ = inline.inputs(f'{retry} ')
    lacking = [key for key in ('count', 'delay') if key not in given]
    if lacking:
        yield remark(
            'HM105',
            definition,
            (*path, 'retry'),
            f'"retry" needs {" and ".join(lacking)}',
        )


def _check(
    definition: model.Definition,
    path: Path,
    value: Mapping[Any, Any],
    kinds: Mapping[str, _Kind],
    what: str,
) -> Iterator[Remark]:
    for key, given in value.items():
        if key not in kinds:
            yield remark(
                'HM104',
                definition,
                (*path, key),
                f'{what} has no key "{str(key)[:50]}"{_near(key, kinds)}',
            )
            continue
        words, takes = kinds[key]
        if not takes(given):
            yield remark(
                'HM105', definition, (*path, key), f'"{key}" takes {words}'
            )


def _near(key: Any, kinds: Mapping[str, _Kind]) -> str:
    wanted = str(key)[:50].replace('_', '-').lower()
    return near.hint(wanted, kinds, 0.7) or (
        f' (it has {", ".join(k for k in kinds if kinds[k] is not _ANY)})'
    )
