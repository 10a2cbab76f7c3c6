"""The options and the work of finding actions on this machine."""

import argparse
import fnmatch
from collections.abc import Collection

from heat_mistral.actions import discovery, objections, progress
from heat_mistral.actions.commands import base
from heat_mistral.actions.model import ActionsError, Source

#: Whose entry points Mistral reads itself, wherever it is installed.
_MISTRALS_OWN = 'mistral'


def add_prefix(parser: argparse.ArgumentParser) -> None:
    """The option that all of them have."""
    parser.add_argument(
        '--prefix',
        metavar='<prefix>',
        help='what all names begin with; the default is __actions_prefix__ '
        'of the package, or its name',
    )


def found(
    command: base.Base, places: Collection[str], prefix: str | None
) -> list[Source]:
    """All sources of some places, or of everything that is installed."""
    with progress.shown(command.app.stderr, len(places) or None) as shown:
        if not places:
            return discovery.everything(prefix, shown.step)
        sources = []
        for place in places:
            shown.step(place)
            sources += discovery.within(place, prefix)
        return discovery.unambiguous(sources)


def chosen(sources: list[Source], patterns: Collection[str]) -> set[str]:
    """The names of the actions that are meant.

    :param patterns: names, in which ``*`` stands for anything. Without one
        all are meant but those that come with Mistral itself.
    :raises heat_mistral.actions.model.ActionsError: if nothing has a name.
    """
    names = [
        (action.name, source)
        for source in sources
        for action in source.actions
    ]
    if not patterns:
        return {
            name
            for name, source in names
            if source.distribution != _MISTRALS_OWN
        }
    result = set()
    for pattern in patterns:
        matching = {
            name for name, _ in names if fnmatch.fnmatchcase(name, pattern)
        }
        if not matching:
            raise ActionsError(
                f'no action {pattern} is found on this machine; "discover" '
                f'lists all, "--from" names a directory or package'
            )
        result |= matching
    return result


def tell_faults(command: base.Base, sources: Collection[Source]) -> None:
    """Complain of all files that cannot be read as actions."""
    for source in sources:
        for found_fault in source.findings:
            command.complain(
                f'refused: {objections.located(source, found_fault)}'
            )
