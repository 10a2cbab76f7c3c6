"""``clear``: takes everything of the command's own out of Mistral."""

import argparse

from heat_mistral.actions import journal, observing
from heat_mistral.actions.commands import base, registered
from heat_mistral.actions.commands import unregister as unregister_
from heat_mistral.actions.model import ActionsError


class Clear(base.Base):
    """Take all actions out of Mistral that this command has registered.

    Nothing else is touched: their sources are known by their mark.
    """

    def get_parser(self, prog_name: str) -> argparse.ArgumentParser:
        """See cliff."""
        parser = super().get_parser(prog_name)
        parser.add_argument(
            '--yes', action='store_true', help='do not ask first'
        )
        unregister_.add_options(parser)
        return parser

    def take_action(self, parsed_args: argparse.Namespace) -> None:
        """See cliff."""
        from heat_mistral.actions import leftovers

        api = self.mistral()
        leftovers.sweep(api, journal.Journal.default(self.project_id()))
        leftovers.sweep_others(api)
        observed = observing.everything(api)
        names = [one.action.name for one in registered.known(observed)]
        empty = observing.empty(observed, parsed_args.override)
        if not names and not empty:
            self.say('Nothing is registered by this command.')
            return
        if not parsed_args.yes:
            self._ask(names)
        unregister_.unregister(self, api, names, parsed_args)

    def _ask(self, names: list[str]) -> None:
        if not self.app.stdin.isatty():
            raise ActionsError(
                f'{len(names)} actions would be unregistered; without a '
                f'terminal to ask on, --yes is needed'
            )
        for name in names:
            self.app.stderr.write(f'  {name}\n')
        self.app.stderr.write(f'Unregister these {len(names)} actions? [y/N] ')
        self.app.stderr.flush()
        if self.app.stdin.readline().strip().lower() not in ('y', 'yes'):
            raise ActionsError('nothing is done')
