"""``show``: one registered action."""

import argparse
from collections.abc import Iterable, Sequence
from typing import Any

from cliff import show

from heat_mistral.actions import mark, observing
from heat_mistral.actions.commands import action_list, base, registered
from heat_mistral.actions.model import ActionsError


class Show(base.Base, show.ShowOne):
    """Show an action that this command has registered."""

    def get_parser(self, prog_name: str) -> argparse.ArgumentParser:
        """See cliff."""
        parser = super().get_parser(prog_name)
        parser.add_argument('name', metavar='<name>')
        parser.add_argument(
            '--source',
            action='store_true',
            help='with the source, as Mistral has it',
        )
        return parser

    def take_action(
        self, parsed_args: argparse.Namespace
    ) -> tuple[Sequence[str], Iterable[Any]]:
        """See cliff."""
        api = self.mistral()
        name = parsed_args.name
        one = next(
            (
                each
                for each in registered.known(observing.everything(api))
                if each.action.name == name
            ),
            None,
        )
        if one is None:
            raise ActionsError(
                f'no action {name} is registered by this command'
            )
        inputs, description = registered.described(api, [name]).get(
            name, (registered.UNKNOWN, '')
        )
        shown = {
            'name': name,
            'inputs': inputs,
            'description': description,
            'scope': one.action.scope,
            'class': one.action.class_name,
            'id': one.action.id,
            'distribution': one.mark.distribution,
            'version': one.mark.version,
            'mark': action_list.mark_of(one),
            'code source': one.source.name,
            'code source id': one.source.id,
            'code source version': one.source.version,
        }
        if parsed_args.source:
            shown['source'] = mark.rest(one.source.content)
        return tuple(shown), tuple(shown.values())
