"""What the commands share: the way to Mistral, errors, the exit code."""

import argparse
import contextlib
from collections.abc import Iterator
from typing import Any

from cliff import command, lister

from heat_mistral.actions.model import ActionsError

DONE, FAILED = 0, 1


class Base(command.Command):
    """A command that may ask Mistral.

    :cvar auth_required: openstackclient's: whether it logs in beforehand.
    :ivar status: the exit code, if nothing is raised.
    :ivar closing: what is said at the very end.
    """

    auth_required = True
    status = DONE
    closing = ''

    def run(self, parsed_args: argparse.Namespace) -> int:
        """Run it: cliff logs what is raised, and ends with 1."""
        with readable_errors():
            result = super().run(parsed_args)
        if self.closing:
            self.app.stdout.flush()
            self.say(self.closing)
        return int(result or self.status)

    def mistral(self) -> Any:
        """Mistral's API for the user."""
        from heat_mistral.actions import connection

        return connection.mistral(self.app.client_manager)

    def project_id(self) -> str:
        """The id of the user's project."""
        return str(self.app.client_manager.session.get_project_id())

    def say(self, text: str) -> None:
        """Tell a person something; what a program reads stays clean."""
        if getattr(self.app.options, 'verbose_level', 1):
            self.app.stderr.write(f'{text}\n')

    def complain(self, text: str) -> None:
        """Tell what is refused or failed; the exit code becomes 1."""
        self.app.stderr.write(f'{text}\n')
        self.status = FAILED


class Lister(Base, lister.Lister):
    """A command that shows a table."""


@contextlib.contextmanager
def readable_errors() -> Iterator[None]:
    """Tell refusals of Mistral and of Keystone in one line.

    :raises heat_mistral.actions.model.ActionsError: for each of them.
    """
    try:
        yield
    except (ActionsError, OSError, SystemExit):
        raise
    except Exception as ex:
        from heat_mistral.actions import connection

        line = connection.refusal(ex)
        if line is None:
            raise
        raise ActionsError(line) from ex
