"""doc/source/admin/faults.rst, as it is made of what was tried."""

import pathlib
import textwrap
from collections.abc import Iterator, Mapping

from heat_mistral.tests.functional.faults import calls, cell, kinds

PLACE = pathlib.Path(__file__).parents[5] / 'doc/source/admin/faults.rst'
_NOT_TRIED = '?'
_INDENTED = {'initial_indent': '    ', 'subsequent_indent': '    '}
_GAPS = '\nWhat has a question mark was not tried when this table was made.\n'

_TOP = """\
.. Made by "tox -e faults -- --write-table"; what is changed here is lost.

======
Faults
======

Something stands between Heat and Mistral: a network, a load balancer, a
database that fails over. Here is what becomes of a stack when one call to
Mistral fails: each call that the resources make, and each way to fail. It was
tried on a real Heat and a real Mistral, with a proxy between them that fails
for one call and passes on all others.

Each cell has two words. The first is for a call that fails once; the second
for one that goes on failing until the stack's owner has been told, or until
the time for a signal or an attribute is over. After each of them Mistral has
what the template says and nothing else: no run more than was asked for, and
nothing that is made twice. After the deletion of the stack nothing is left.

{words}

A signal that is answered 200 has made one run, one that is answered with a
4xx none; one that was answered with a 5xx has made one run or none.

{kinds}

"""
_WORDS = {
    cell.RETRIED: 'The call is made again, and the operation ends well.',
    cell.FOUND: 'Mistral had carried the call out, though its answer was '
    'lost. What it has made or changed is found; nothing is done twice.',
    cell.PASSED: 'The operation does without the answer, and ends well.',
    cell.TOLD: 'The operation fails, or the signal is answered with a 5xx. '
    'The reason says what Mistral, or what answered in its place, has said. '
    'The same operation once more (an update, where it was to create) ends '
    'well.',
    cell.WAITED: 'The call is made again and again. An event and the '
    "resource's reason tell why, until it succeeds or the stack's own timeout "
    'is over. Here it ended, and so did the operation, well.',
    cell.SHOWN: 'The output is an error that says why; shown once more, it '
    'is right.',
}
_KINDS = {
    '500': 'an error that does not say that asking again may help; not '
    'carried out, as far as one can know.',
    '502': '503, 504, 429 (too many requests) and 423 (under maintenance): '
    'not carried out.',
    'a web page': 'HTML with status 200, of something that is no Mistral.',
    'an empty answer': 'carried out, but the answer has no body.',
    'half an answer': 'carried out, but half of the body is missing.',
    'reset before': 'the connection breaks before Mistral gets the call.',
    'reset after': 'the connection breaks when the call is carried out.',
    'reset midway': 'the connection breaks in the middle of the answer.',
    'too late': 'carried out, but the answer comes after ``request_timeout``.',
}
_TITLES = {
    'hear': "a notification of a run's end",
    'go_on': 'an update by which a run goes on',
}
_OPERATIONS = ('create', *calls.REPEATED, 'delete')


def made_of(results: Mapping[calls.Cell, str]) -> str:
    """The page, of a word for each cell."""
    found = {(c.row, c.kind.name, c.lasting): w for c, w in results.items()}
    complete = len(results) == len(calls.everything())
    lines = [
        _TOP.format(
            words=_legend(_WORDS),
            kinds=_legend(_KINDS),
            gaps='' if complete else _GAPS,
        )
    ]
    for operation in _OPERATIONS:
        lines += _section(operation, found)
    return '\n'.join(lines) + '\n'


def _legend(words: Mapping[str, str]) -> str:
    return '\n'.join(
        f'*{word}*\n{textwrap.fill(text, 78, **_INDENTED)}'
        for word, text in words.items()
    )


def _section(
    operation: str, found: Mapping[tuple[calls.Row, str, bool], str]
) -> Iterator[str]:
    title = f'During {_TITLES.get(operation, operation)}'
    yield f'{title}\n{"=" * len(title)}\n'
    yield '.. list-table::\n   :header-rows: 1\n   :stub-columns: 1\n'
    names = [kind.name for kind in kinds.KINDS]
    yield _line(['call', *names])
    for row in calls.ROWS:
        if row.operation == operation:
            cells = [
                ' / '.join(
                    found.get((row, name, lasting), _NOT_TRIED)
                    for lasting in (False, True)
                )
                for name in names
            ]
            yield _line([f'{row.life}: ``{row.call}``', *cells])
    yield ''


def _line(cells: list[str]) -> str:
    first, *others = cells
    return '\n'.join([f'   * - {first}', *(f'     - {x}' for x in others)])
