"""The program ``heat-mistral``: one command beside the other.

It imports only the command that is asked for: a linter in an editor has no
time for the others' clients.
"""

import importlib
import sys
from collections.abc import Sequence

_COMMANDS = {
    'lint': ('heat_mistral.lint.command', 'check templates and definitions'),
    'graph': ('heat_mistral.graph.command', 'draw workflows and their runs'),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; its own exit status, or 2 where there is none."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    name = given[0] if given else '--help'
    if name in _COMMANDS:
        module = importlib.import_module(_COMMANDS[name][0])
        return int(module.main(given[1:]))
    usage = 'usage: heat-mistral COMMAND ...\n\n' + ''.join(
        f'  {command:8}{words}\n' for command, (_, words) in _COMMANDS.items()
    )
    if name in ('-h', '--help'):
        sys.stdout.write(usage)
        return 0
    sys.stderr.write(f'{usage}\nheat-mistral: there is no command {name}\n')
    return 2
