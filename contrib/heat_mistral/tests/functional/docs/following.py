"""A page is followed: its files are written, its commands are run.

What a page says of a block stands in the block's ``:class:``:

``not-run`` and a reason
   It is not run; the reasons are in REASONS.
``fails``
   Its last command is to fail.
``eventually``
   It is run again until it writes what the page shows: an alarm takes its
   time.
"""

import pathlib
import time
from collections.abc import Iterable, Sequence

from heat_mistral.tests.functional.docs import outputs, reader
from heat_mistral.tests.functional.docs.shell import PATIENCE, Shell

NOT_RUN, FAILS, EVENTUALLY = 'not-run', 'fails', 'eventually'
REASONS = {
    'has-own-test': 'a test of its own does the same',
    'needs-root': 'changes the machine that it runs on',
    'needs-cloud': 'is for a cloud with servers or volumes, or its hosts',
    'needs-network': 'fetches something from elsewhere',
    'needs-person': 'goes on until somebody stops it',
    'sets-up': 'makes what the tests themselves run in',
    'takes-long': 'runs tests or measures, for minutes or hours',
    'stops-sandbox': 'would end what the other tests use',
}
# Below the root of the project; '/' at the end is a directory.
_FOLLOWED = (
    'README.rst',
    'doc/source/admin/removing.rst',
    'doc/source/install/verify.rst',
    'doc/source/user/',
    'examples/',
)


def is_followed(path: pathlib.Path) -> bool:
    """Whether the commands of this page are run.

    Another page that shows a command says why that is not run.
    """
    return str(path.relative_to(reader.ROOT)).startswith(_FOLLOWED)


class Differs(AssertionError):
    """A command does not do what the page says."""


def follow(shell: Shell, blocks: Iterable[reader.Block]) -> dict[int, str]:
    """Do all that a page says.

    :returns: what the page should show where it shows something else: text
        of blocks by their line.
    :raises Differs: at a command that does not end as the page says.
    """
    anew: dict[int, str] = {}
    for block in blocks:
        if not block.is_shell:
            _write(shell, block)
        elif NOT_RUN not in block.classes:
            text = _run(shell, block)
            if text is not None:
                anew[block.line] = text
    return anew


def _write(shell: Shell, block: reader.Block) -> None:
    if not block.caption:
        return
    path = shell.directory / block.caption
    # Nothing of the project, to which there are links here.
    assert not path.is_symlink(), f'{block.place}: {block.caption}'
    assert path.parent == shell.directory, f'{block.place}: {block.caption}'
    path.write_text(f'{block.text}\n', encoding='utf-8')


def _run(shell: Shell, block: reader.Block) -> str | None:
    commands = reader.commands(block)
    shown: list[str] = []
    differs = False
    for number, command in enumerate(commands, 1):
        fails = FAILS in block.classes and number == len(commands)
        lines = _output(shell, block, command, fails)
        shown += f'$ {command.text}'.splitlines()
        if command.output and not outputs.matches(command.output, lines):
            differs = True
            shown += lines
        else:
            shown += command.output
    return '\n'.join(shown) if differs else None


def _output(
    shell: Shell, block: reader.Block, command: reader.Command, fails: bool
) -> Sequence[str]:
    """What the command writes, blanked, when it has ended as it should."""
    until = time.monotonic() + PATIENCE
    while True:
        status, text = shell.run(command.text)
        lines = outputs.blanked(text, (str(shell.directory), str(reader.ROOT)))
        if bool(status) == fails and (
            EVENTUALLY not in block.classes
            or command.output == (outputs.UNKNOWN,)
            or outputs.matches(command.output, lines)
        ):
            return lines
        if EVENTUALLY not in block.classes or time.monotonic() > until:
            raise Differs(
                f'{block.place}: exit status {status} of\n'
                f'$ {command.text}\n{text}'
            )
