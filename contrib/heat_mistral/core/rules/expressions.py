"""YAQL and Jinja in a definition: what cannot be read, or is not there."""

from collections.abc import Collection, Iterator, Mapping, Set
from typing import Any

from heat_mistral.core.definition import expressions, model
from heat_mistral.core.rules import languages, near, wrong_use
from heat_mistral.core.rules.model import Path, Remark

# Their texts are for people.
_PROSE = ('description', 'tags')
# How alike two names are of which one is probably meant.
_ALIKE = 0.6
# What each run has beside its variables.
_ALWAYS = ('__env', '__execution', '__task_execution', 'openstack')
_PUBLISH = ('publish', 'publish-on-error', 'publish-on-skip')
_SCOPES = ('branch', 'global', 'atomic')
# What reading one costs however short it is, in characters.
_EACH = 50


def variables(definition: model.Definition) -> dict[str, dict[str, None]]:
    """Names of the variables that each workflow has at some time."""
    return {
        name: _provided(workflow)
        for name, workflow in definition.workflows.items()
    }


def wrong_expressions(
    definition: model.Parsed,
    provided: Mapping[str, Collection[str]],
    given: Set[str],
    readable: int,
) -> Iterator[Remark]:
    """All that is wrong with expressions, a place once.

    :param provided: of :func:`variables`; of what is not in it the variables
        are not known.
    :param given: inputs that every workflow gets.
    :param readable: characters of expressions that are read at most; 10,000
        take about a tenth of a second.
    """
    told: set[tuple[Any, ...]] = set()
    for path, text in expressions.texts(definition):
        if not text or any(step in _PROSE for step in path):
            continue
        yield from _unclosed(definition, path, text)
        yield from _together(definition, path, text)
        for language, expression in _in(text):
            readable -= len(expression) + _EACH
            if readable < 0:
                return
            for found in _of(
                definition,
                path,
                language,
                expression,
                provided.get(str(path[0])),
                given,
            ):
                mark = (found.rule, found.line, found.column, found.message)
                if mark not in told:
                    told.add(mark)
                    yield found


def _in(text: str) -> Iterator[tuple[str, str]]:
    for expression in expressions.between(text, '<%', '%>'):
        yield 'YAQL', expression
    if '{%' in text:
        # Its blocks belong together.
        yield 'Jinja', text
    else:
        for expression in expressions.between(text, '{{', '}}'):
            yield 'Jinja', expression


def _of(
    definition: model.Parsed,
    path: Path,
    language: str,
    expression: str,
    provided: Collection[str] | None,
    given: Set[str],
) -> Iterator[Remark]:
    if len(expression) > languages.LONGEST:
        return

    def remark(rule: str, message: str, word: str = '') -> Remark:
        return Remark(
            rule, message, *_place(definition, path, expression, word), path
        )

    is_yaql = language == 'YAQL'
    reading = (languages.read_yaql if is_yaql else languages.read_jinja)(
        expression
    )
    if reading.fault:
        yield remark(
            'HM301' if is_yaql else 'HM302',
            f'this {language} expression cannot be read: {reading.fault}',
        )
        return
    is_known = (
        languages.is_function_of_yaql
        if is_yaql
        else languages.is_function_of_jinja
    )
    for name in sorted(reading.functions):
        if not is_known(name):
            yield remark(
                'HM303',
                f'{language} in Mistral has no function {name}()'
                + near.hint(name, languages.FUNCTIONS, _ALIKE, ' is there'),
                name,
            )
    sign = '$' if is_yaql else '_'
    for name in sorted(reading.variables - given):
        if provided is None or name in provided:
            continue
        yield remark(
            'HM304',
            f'nothing provides "{sign}.{name}": no input, vars or publish '
            f'of this workflow has the name'
            + (
                _of_task(definition, path, name)
                or near.hint(name, provided, _ALIKE, ' is there')
            ),
            name,
        )
    for rule, message, name in wrong_use.of(
        reading, provided, given, definition.bodies[str(path[0])].get('tasks')
    ):
        yield remark(rule, message, name)
    for name in sorted(reading.bare - set(_ALWAYS)):
        yield remark(
            'HM304',
            f'"{name}" is no variable of Jinja in Mistral; those of the '
            f'workflow are below "_": {{{{ _.{name} }}}}',
            name,
        )


def _unclosed(
    definition: model.Parsed, path: Path, text: str
) -> Iterator[Remark]:
    for opening, closing in (('<%', '%>'), ('{{', '}}')):
        at = text.rfind(opening)
        # A "{{" in a program, or in a template of somebody else's, is none.
        if at < 0 or (opening == '{{' and '\n' in text):
            continue
        if closing not in text[at:].partition('\n')[0]:
            yield Remark(
                'HM305',
                f'"{opening}" is not closed by "{closing}" on its line',
                *_place(definition, path, opening, ''),
                path,
            )


def _together(
    definition: model.Parsed, path: Path, text: str
) -> Iterator[Remark]:
    """What Mistral makes nothing of, though each part of it can be read."""
    yaql = next(expressions.between(text, '<%', '%>'), '')
    jinja = next(expressions.between(text, '{{', '}}'), '')
    statement = next(expressions.between(text, '{%', '%}'), '')
    if yaql and (jinja or statement):
        yield Remark(
            'HM307',
            'YAQL and Jinja do not go into one text',
            *_place(definition, path, jinja or statement, ''),
            path,
        )
    elif statement and not jinja:
        yield Remark(
            'HM306',
            'Mistral evaluates no text with statements that has no "{{ }}"',
            *_place(definition, path, statement, ''),
            path,
        )


def _place(
    definition: model.Parsed, path: Path, text: str, word: str
) -> tuple[int, int]:
    """Of the word in the expression, where its text stands as it is."""
    line, column = expressions.place(definition, path, text)
    at = text.find(word) if word else 0
    if at > 0 and '\n' not in text[:at]:
        column += at
    return line, column


def _provided(workflow: model.Workflow) -> dict[str, None]:
    """Names of variables that a workflow has at some time, in their order."""
    body = workflow.body
    names = dict.fromkeys(
        (*workflow.inputs, *_keys(body.get('vars')), *_ALWAYS)
    )
    defaults = body.get('task-defaults')
    for owner in (*body['tasks'].values(), defaults):
        if not isinstance(owner, Mapping):
            continue
        names |= dict.fromkeys(_with_items(owner.get('with-items')))
        for key, value in owner.items():
            if key in _PUBLISH:
                names |= dict.fromkeys(_keys(value))
            elif isinstance(value, Mapping) and str(key).startswith('on-'):
                published = value.get('publish')
                if isinstance(published, Mapping):
                    for scope in _SCOPES:
                        names |= dict.fromkeys(_keys(published.get(scope)))
    return names


def _keys(value: Any) -> list[str]:
    """Of a map; of an expression none are known."""
    return [str(key) for key in value] if isinstance(value, Mapping) else []


def _with_items(value: Any) -> Iterator[str]:
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, str):
            name, found, _ = each.partition(' in ')
            if found:
                yield name.strip()


def _of_task(definition: model.Parsed, path: Path, name: str) -> str:
    """What is meant where the name is that of a task."""
    if name not in definition.bodies[str(path[0])].get('tasks', ()):
        return ''
    return f'; what a task gave is task({name}).result'
