"""``adopt``: lets the command take care of what others have uploaded."""

import argparse
from typing import Any

from heat_mistral.actions import mark, observing, places
from heat_mistral.actions.commands import base, finding, registered
from heat_mistral.actions.model import Registered, Source, Uploaded
from heat_mistral.actions.observing import NAMESPACE
from heat_mistral.core import code_source

#: Of what is not found on this machine.
_UNKNOWN = '-'


class Adopt(base.Base):
    """Put this command's mark on dynamic actions that others have made.

    Their code stays as it is. From then on "register" updates them from the
    package that has an action of the same name, and "unregister" and "clear"
    take them out.
    """

    def get_parser(self, prog_name: str) -> argparse.ArgumentParser:
        """See cliff."""
        parser = super().get_parser(prog_name)
        registered.add_names(parser)
        parser.add_argument(
            '--from',
            dest='place',
            metavar='<package or directory>',
            help='where they are updated from, later; the default is to look '
            'for it among all that is installed',
        )
        finding.add_prefix(parser)
        return parser

    def take_action(self, parsed_args: argparse.Namespace) -> None:
        """See cliff."""
        # Before the look: to read all that is installed takes seconds.
        sources = finding.found(
            self,
            [parsed_args.place] * bool(parsed_args.place),
            parsed_args.prefix,
        )
        api = self.mistral()
        observed = observing.everything(api)
        names = registered.chosen(
            [one.name for one in observed.registered], parsed_args.names
        )
        for name in names:
            action = observed.action(name)
            used = observed.source_of(name)
            if action is None or used is None:
                self.complain(
                    f'refused: {name}: the project has no such dynamic action'
                )
                continue
            content = _marked(used, action, sources)
            if len(content.encode()) > code_source.MAX_BYTES:
                self.complain(
                    f'refused: {name}: its code source has no room for a mark'
                )
                continue
            if content == used.content:
                self.app.stdout.write(f'{name} is adopted already\n')
                continue
            if self._put(api, name, used, content):
                self.app.stdout.write(f'adopted {name}\n')
            # Several actions of one source.
            observed = observing.everything(api)

    def _put(self, api: Any, name: str, used: Uploaded, content: str) -> bool:
        """Give a source its mark, unless somebody changes it meanwhile."""
        now = [
            (row.version, row.content)
            for row in api.code_sources.with_ids([used.id])
        ]
        if now != [(used.version, used.content)]:
            self.complain(
                f'refused: {name}: somebody else has changed its code source '
                f'at the same time; try again'
            )
            return False
        updated = api.code_sources.update(
            used.id, content, NAMESPACE, used.scope
        )
        if updated.version > used.version + 1:
            self.complain(
                f'adopted {name}; somebody else has changed its code source '
                f'at the same time, which is lost'
            )
            return False
        return True


def _marked(used: Uploaded, action: Registered, sources: list[Source]) -> str:
    """The content of a source with a mark that fits."""
    found = mark.read(used.content)
    if found is not None and found.is_intact:
        return used.content
    origin = next(
        (
            source
            for source in sources
            if any(one.name == action.name for one in source.actions)
        ),
        None,
    )
    return mark.marked(
        mark.rest(used.content),
        origin.distribution if origin else _UNKNOWN,
        origin.version if origin else places.NO_VERSION,
    )
