"""``action-list``: what is registered."""

import argparse
from collections.abc import Iterable, Sequence
from typing import Any

from heat_mistral.actions import observing
from heat_mistral.actions.commands import base, registered
from heat_mistral.actions.observing import NAMESPACE

_COLUMNS = ('Name', 'Inputs', 'Description', 'Scope', 'Distribution', 'Mark')


class ActionList(base.Lister):
    """List the actions that this command has registered, or all there are."""

    def get_parser(self, prog_name: str) -> argparse.ArgumentParser:
        """See cliff."""
        parser = super().get_parser(prog_name)
        parser.add_argument(
            '--all',
            action='store_true',
            help='all that Mistral lists, whoever has made them',
        )
        return parser

    def take_action(
        self, parsed_args: argparse.Namespace
    ) -> tuple[Sequence[str], Iterable[Any]]:
        """See cliff."""
        api = self.mistral()
        if parsed_args.all:
            return _COLUMNS[:4], [
                (
                    row.name,
                    row.input or '',
                    first_line(row.description),
                    row.scope or '',
                )
                for row in api.actions.everything(NAMESPACE)
            ]
        known = registered.known(observing.everything(api))
        shown = registered.described(api, [one.action.name for one in known])
        rows = []
        for one in known:
            inputs, description = shown.get(
                one.action.name, (registered.UNKNOWN, '')
            )
            rows.append(
                (
                    one.action.name,
                    inputs,
                    first_line(description),
                    one.action.scope,
                    one.origin,
                    mark_of(one),
                )
            )
        return _COLUMNS, rows


def first_line(text: str | None) -> str:
    """The first line of a description."""
    return (text or '').strip().partition('\n')[0].rstrip()


def mark_of(one: registered.Known) -> str:
    """Whether the source is as the command has uploaded it."""
    return 'ok' if one.mark.is_intact else 'modified elsewhere'
