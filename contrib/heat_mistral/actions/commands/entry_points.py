"""``register --backend entry-points``: for packages that Mistral installs.

Nothing is uploaded. Mistral reads entry points when its services start, so
they are told that are to be started anew.
"""

import argparse
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from heat_mistral.actions.commands import base
from heat_mistral.actions.model import ENTRY_POINT, Action, Source
from heat_mistral.actions.observing import NAMESPACE
from heat_mistral.actions.places import GROUP

BACKEND = 'entry-points'
_COLUMNS = ('Name', 'Entry Point', 'Listed', 'To Do')
_SERVICES = 'mistral-api, mistral-engine and mistral-executor'


def add_option(parser: argparse.ArgumentParser) -> None:
    """The option that chooses between uploading and this."""
    parser.add_argument(
        '--backend',
        choices=('upload', BACKEND),
        default='upload',
        help='entry-points: upload nothing; tell whether Mistral lists what '
        'the packages have as entry points, and what is to be restarted',
    )


def told(
    command: base.Base, sources: Iterable[Source], names: Collection[str]
) -> tuple[Sequence[str], Iterable[Any]]:
    """A table of what there is to do for each action."""
    listed = {
        row.name
        for row in command.mistral().actions.visible(names, NAMESPACE)
        if not getattr(row, 'project_id', None)
    }
    rows = []
    missing = set()
    for source in sources:
        for action in source.actions:
            if action.name not in names:
                continue
            to_do = ''
            if action.origin != ENTRY_POINT:
                to_do = (
                    f'declare it in the group "{GROUP}" of '
                    f'{source.distribution}'
                )
            elif action.name not in listed:
                missing.add(f'{source.distribution} {source.version}')
                to_do = 'install and restart'
            if to_do:
                command.status = base.FAILED
            rows.append(
                (
                    action.name,
                    _declaration(source, action),
                    'yes' if action.name in listed else 'no',
                    to_do,
                )
            )
    if missing:
        command.closing = (
            f'Install {", ".join(sorted(missing))} on each host of Mistral, '
            f'then restart {_SERVICES}.'
        )
    elif not command.status:
        command.closing = (
            'Mistral lists all of them; no service needs a restart.'
        )
    return _COLUMNS, rows


def _declaration(source: Source, action: Action) -> str:
    return f'{action.name} = {source.module}:{action.class_name}'
