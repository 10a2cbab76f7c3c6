"""``unregister``: takes actions out of Mistral."""

import argparse
from typing import Any

from heat_mistral.actions import observing, progress, unregistering
from heat_mistral.actions.commands import base, registered


class Unregister(base.Base):
    """Take actions out of Mistral.

    An action that is being run is left alone: Mistral would never end the
    run without it.
    """

    def get_parser(self, prog_name: str) -> argparse.ArgumentParser:
        """See cliff."""
        parser = super().get_parser(prog_name)
        registered.add_names(parser)
        add_options(parser)
        return parser

    def take_action(self, parsed_args: argparse.Namespace) -> None:
        """See cliff."""
        api = self.mistral()
        observed = observing.everything(api)
        names = registered.chosen(
            [one.action.name for one in registered.known(observed)],
            parsed_args.names,
        )
        unregister(self, api, names, parsed_args)


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options that say what is to become of runs."""
    runs = parser.add_mutually_exclusive_group()
    runs.add_argument(
        '--wait', action='store_true', help='wait for runs that go on'
    )
    runs.add_argument(
        '--force',
        action='store_true',
        help='do it all the same: such runs never end',
    )
    parser.add_argument(
        '--override',
        action='store_true',
        help='take out what was modified elsewhere, too',
    )


def unregister(
    command: base.Base, api: Any, names: list[str], given: Any
) -> None:
    """Take actions out, and their sources when nothing is left of them."""
    observed = observing.everything(api)
    options = unregistering.Options(given.wait, given.force, given.override)
    touched = {
        one.id: one for one in observing.empty(observed, given.override)
    }
    done: list[str] = []
    refused: list[str] = []
    try:
        with progress.shown(command.app.stderr, len(names)) as shown:
            worker = unregistering.Unregistrar(
                api, options, lambda told: shown.wait(f'waiting for {told}')
            )
            for name in names:
                shown.step(name)
                fault = worker.unregister(name, observed)
                if fault is not None:
                    refused.append(f'refused: {name}: {fault}')
                    continue
                done.append(f'unregistered {name}\n')
                source = observed.source_of(name)
                if source is not None:
                    touched[source.id] = source
            worker.remove_unused(list(touched.values()))
    finally:
        # Not among the lines of the progress, and whatever has happened.
        command.app.stdout.write(''.join(done))
        for told in refused:
            command.complain(told)
