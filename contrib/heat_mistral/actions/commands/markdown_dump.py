"""``markdown-dump``: the registered actions as a page of documentation."""

import argparse

from heat_mistral.actions import formatters, observing
from heat_mistral.actions.commands import action_list, base, registered


class MarkdownDump(base.Base):
    """Write the actions that this command has registered as Markdown."""

    def take_action(self, parsed_args: argparse.Namespace) -> None:
        """See cliff."""
        api = self.mistral()
        known = registered.known(observing.everything(api))
        shown = registered.described(api, [one.action.name for one in known])
        by_origin: dict[str, list[tuple[str, str, str]]] = {}
        for one in known:
            inputs, description = shown.get(
                one.action.name, (registered.UNKNOWN, '')
            )
            by_origin.setdefault(one.origin, []).append(
                (one.action.name, inputs, action_list.first_line(description))
            )
        write = self.app.stdout.write
        write('# Mistral actions\n')
        for origin, rows in sorted(by_origin.items()):
            write(f'\n## {origin}\n\n')
            formatters.write(
                ('Name', 'Inputs', 'Description'), rows, self.app.stdout
            )
