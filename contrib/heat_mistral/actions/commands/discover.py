"""``discover``: what could be registered from this machine."""

import argparse
from collections.abc import Iterable, Sequence
from typing import Any

from heat_mistral.actions.commands import base, finding

_COLUMNS = ('Name', 'Inputs', 'Description', 'Distribution', 'Place', 'By')


class Discover(base.Lister):
    """List actions that are installed here, or in a directory.

    Classes marked "__export__ = True" and entry points of the group
    "mistral.actions" are found by the text of their files: nothing is
    imported, nothing is executed, and Mistral is not asked.
    """

    auth_required = False

    def get_parser(self, prog_name: str) -> argparse.ArgumentParser:
        """See cliff."""
        parser = super().get_parser(prog_name)
        parser.add_argument(
            'places',
            nargs='*',
            metavar='<package or directory>',
            help='the default is everything that is installed',
        )
        finding.add_prefix(parser)
        return parser

    def take_action(
        self, parsed_args: argparse.Namespace
    ) -> tuple[Sequence[str], Iterable[Any]]:
        """See cliff."""
        sources = finding.found(self, parsed_args.places, parsed_args.prefix)
        finding.tell_faults(self, sources)
        return _COLUMNS, sorted(
            (
                action.name,
                action.inputs,
                action.description,
                source.distribution,
                f'{source.path}:{action.line}',
                action.origin,
            )
            for source in sources
            for action in source.actions
        )
