"""Expressions that can be read, and are about something that is not there."""

from collections.abc import Callable, Collection, Iterator, Set

from heat_mistral.core.rules import languages, near

# mistral/expressions/std_functions.py, _convert_to_user_model.
_PARTS = (
    'id',
    'name',
    'spec',
    'state',
    'state_info',
    'result',
    'published',
    'type',
    'workflow_execution_id',
    'created_at',
    'updated_at',
)


def of(
    reading: languages.Reading,
    provided: Collection[str] | None,
    given: Set[str],
    tasks: Collection[str] | None,
) -> Iterator[tuple[str, str, str]]:
    """Rule, message, and the word that is wrong.

    :param provided: variables of the workflow, as far as they are known.
    :param given: inputs that every workflow gets.
    :param tasks: of the workflow, as far as they are known.
    """
    variables = () if provided is None else provided
    yield from _words(reading, lambda name: name in given or name in variables)
    if tasks is not None:
        yield from _results(reading, tasks)


def _words(
    reading: languages.Reading, is_known: Callable[[str], bool]
) -> Iterator[tuple[str, str, str]]:
    """Names that are not written as what they are."""
    for word in sorted(reading.words):
        if word == '_':
            yield (
                'HM304',
                'YAQL has no "_": variables of the workflow are below "$"',
                word,
            )
        elif is_known(word):
            yield (
                'HM304',
                f'"{word}" is a text here; the variable is "$.{word}"',
                word,
            )
        elif word in reading.owners & languages.FUNCTIONS:
            yield 'HM303', f'"{word}" is a function: {word}()', word
    for word in sorted(reading.dollars):
        if is_known(word):
            yield (
                'HM304',
                f'"${word}" is nothing here; the variable is "$.{word}"',
                f'${word}',
            )
    for word in sorted(reading.dashed):
        yield (
            'HM308',
            f"a name with a dash needs quotes here: '{word}'",
            word,
        )


def _results(
    reading: languages.Reading, tasks: Collection[str]
) -> Iterator[tuple[str, str, str]]:
    """Tasks, and parts of their answers, that there are not."""
    for name, part in sorted(reading.results):
        if name and name not in tasks:
            yield (
                'HM308',
                f'the workflow has no task "{name}"'
                + near.hint(name, tasks, 0.6, ' is there'),
                name,
            )
        if part and part not in _PARTS:
            yield (
                'HM308',
                f'task() gives no "{part}"'
                + near.hint(part, _PARTS, 0.6, ' is there'),
                part,
            )
