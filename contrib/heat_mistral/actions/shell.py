"""``mistral-actions``: the commands as a program of their own."""

import functools
import importlib.metadata
import sys
from collections.abc import Sequence
from typing import Any

from cliff import app, commandmanager, complete

_COMMANDS = {
    'discover': 'discover:Discover',
    'register': 'register:Register',
    'unregister': 'unregister:Unregister',
    'clear': 'clear:Clear',
    'action-list': 'action_list:ActionList',
    'show': 'show:Show',
    'adopt': 'adopt:Adopt',
    'markdown-dump': 'markdown_dump:MarkdownDump',
}
_GROUP = 'mistral_actions.cli'
_DESCRIPTION = """\
Python actions for a running Mistral: found on this machine, uploaded by
Mistral's API, in use at once. No service is restarted.
"""


class Shell(app.App):
    """The program."""

    NAME = 'mistral-actions'

    def __init__(self) -> None:
        """Name the commands; each is imported when it is run."""
        manager = commandmanager.CommandManager(
            _GROUP, convert_underscores=False
        )
        for name, value in _COMMANDS.items():
            manager.commands[name] = importlib.metadata.EntryPoint(
                name, f'heat_mistral.actions.commands.{value}', _GROUP
            )
        # What the command of this name was called before.
        manager.add_command('bash-completion', complete.CompleteCommand)
        self._arguments: Sequence[str] = sys.argv[1:]
        super().__init__(_DESCRIPTION, _version(), manager, deferred_help=True)

    def build_option_parser(
        self,
        description: str | None,
        version: str | None,
        argparse_kwargs: dict[str, Any] | None = None,
    ) -> Any:
        """The options that stand before the command."""
        from heat_mistral.actions import cloud

        parser = super().build_option_parser(
            description,
            version,
            {'prog': self.NAME, **(argparse_kwargs or {})},
        )
        cloud.add_options(parser, self._arguments)
        return parser

    def configure_logging(self) -> None:
        """See cliff. Once more is said about requests with ``--debug``."""
        if self.options.debug:
            self.options.verbose_level = max(self.options.verbose_level, 2)
        super().configure_logging()

    @functools.cached_property
    def client_manager(self) -> Any:
        """The cloud, under the name that openstackclient gives to its own."""
        from heat_mistral.actions import cloud

        return cloud.cloud(self.options)


def _version() -> str:
    try:
        return importlib.metadata.version('heat-mistral')
    except importlib.metadata.PackageNotFoundError:
        return 'unknown'


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command: 0 if it is done, 1 if it failed, 2 for wrong usage."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    shell = Shell()
    if not given:
        # cliff would open a prompt.
        given = ['help']
    return int(shell.run(given))
