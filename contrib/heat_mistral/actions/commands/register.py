"""``register``: makes Mistral know actions of this machine."""

import argparse
import collections
from collections.abc import Iterable, Sequence
from typing import Any

from heat_mistral.actions import journal, observing, plan, planning, progress
from heat_mistral.actions.commands import base, entry_points, finding
from heat_mistral.actions.model import ActionsError, Source

_COLUMNS = ('Name', 'State', 'Inputs', 'Result')
_NO_RESTART = 'No service needs a restart.'


class Register(base.Lister):
    """Upload actions to Mistral, where they are in use at once.

    What is to be done is told first. Each source is tried in Mistral before
    anybody can see it. What somebody else has made or changed is left alone.
    """

    def get_parser(self, prog_name: str) -> argparse.ArgumentParser:
        """See cliff."""
        parser = super().get_parser(prog_name)
        parser.add_argument(
            'names',
            nargs='*',
            metavar='<name>',
            help='an action, as "discover" shows it; "*" stands for '
            'anything. The default is all but those of Mistral itself',
        )
        parser.add_argument(
            '--from',
            dest='places',
            action='append',
            default=[],
            metavar='<package or directory>',
            help='look there and not at everything that is installed (may '
            'be repeated)',
        )
        finding.add_prefix(parser)
        parser.add_argument(
            '--override',
            action='store_true',
            help='replace what was modified elsewhere, or is not of this '
            'command',
        )
        parser.add_argument(
            '--dry-run', action='store_true', help='tell what is to be done'
        )
        parser.add_argument(
            '--scope',
            choices=('public', 'private'),
            help='who sees the actions; the default is to leave it as it is, '
            'and public for new ones',
        )
        parser.add_argument(
            '--allow-import',
            dest='allowed_imports',
            action='append',
            default=[],
            metavar='<module>',
            help="a module that all of Mistral's servers have (may be "
            'repeated)',
        )
        parser.add_argument(
            '--strict',
            action='store_true',
            help='refuse a source for warnings as well',
        )
        entry_points.add_option(parser)
        return parser

    def take_action(
        self, parsed_args: argparse.Namespace
    ) -> tuple[Sequence[str], Iterable[Any]]:
        """See cliff."""
        sources = finding.found(self, parsed_args.places, parsed_args.prefix)
        try:
            names = finding.chosen(sources, parsed_args.names)
        except ActionsError:
            # It may be in a file that cannot be read.
            finding.tell_faults(self, sources)
            raise
        if parsed_args.backend == entry_points.BACKEND:
            return entry_points.told(self, sources, names)
        options = plan.Options(
            names,
            parsed_args.override,
            parsed_args.scope,
            parsed_args.strict,
            parsed_args.allowed_imports,
        )
        meant = [
            source
            for source in sources
            if any(action.name in names for action in source.actions)
        ]
        broken = [] if parsed_args.names else sources
        for source in broken:
            if source not in meant and source.findings:
                finding.tell_faults(self, [source])
        api = self.mistral()
        plans = self._planned(api, meant, options)
        for made in plans:
            for warning in made.warnings if made.is_to_be_done else ():
                self.say(f'warning: {warning}')
        if parsed_args.dry_run:
            self.say(f'{_counted(plans)}. Nothing is done: --dry-run.')
            return _COLUMNS, list(
                self._foretold(plans, bool(parsed_args.names))
            )
        self.say(f'{_counted(plans)}.')
        return _COLUMNS, list(
            self._registered(api, plans, options, bool(parsed_args.names))
        )

    def _planned(
        self, api: Any, sources: list[Source], options: plan.Options
    ) -> list[plan.SourcePlan]:
        observed = observing.everything(api, options.names)
        plans = []
        with progress.shown(self.app.stderr, len(sources)) as shown:
            for source in sources:
                shown.step(source.name)
                plans.append(planning.make(source, observed, options))
        return plans

    def _foretold(
        self, plans: list[plan.SourcePlan], is_named: bool
    ) -> Iterable[tuple[str, str, str, str]]:
        from heat_mistral.actions import registering

        for made in plans:
            for row in made.rows:
                self._count(registering.unchanged(row), is_named)
                yield row.name, row.state, row.inputs, row.reason

    def _registered(
        self,
        api: Any,
        plans: list[plan.SourcePlan],
        options: plan.Options,
        is_named: bool,
    ) -> Iterable[tuple[str, str, str, str]]:
        from heat_mistral.actions import connection, leftovers, registering

        notes = journal.Journal.default(self.project_id())
        leftovers.sweep(api, notes)
        registrar = registering.Registrar(api, options, notes.note)
        outcomes: list[Any] = []
        left = list(plans)
        with progress.shown(self.app.stderr, len(plans)) as shown:
            while left:
                shown.step(left[0].source.name)
                try:
                    outcomes += registrar.carried_out(left[0])
                except Exception as ex:
                    line = connection.refusal(ex)
                    if line is None:
                        raise
                    # What is done is told as well, and the rest is not tried.
                    self.complain(f'{left[0].source.name}: {line}')
                    break
                del left[0]
        outcomes += [
            registering.not_done(row) for made in left for row in made.rows
        ]
        for one in outcomes:
            self._count(one, is_named)
            yield one.row.name, one.row.state, one.inputs, one.result
        if left:
            return
        if any(made.is_to_be_done for made in plans):
            self._remove_unused(api, plans)
            leftovers.sweep_others(api)
        self.closing = _NO_RESTART

    def _remove_unused(self, api: Any, plans: list[plan.SourcePlan]) -> None:
        """Delete sources of ours whose last action is in another one now."""
        from heat_mistral.actions import unregistering

        if not any(made.is_moving for made in plans):
            return
        unused = observing.empty(observing.everything(api))
        unregistering.Unregistrar(
            api, unregistering.Options(), lambda told: None
        ).remove_unused(unused)

    def _count(self, one: Any, is_named: bool) -> None:
        """Note what is refused.

        That Mistral has an action from an entry point is a failure only to
        whoever has asked for that one.
        """
        if one.is_failed and (is_named or not one.row.is_installed):
            self.status = base.FAILED


def _counted(plans: list[plan.SourcePlan]) -> str:
    counts = collections.Counter(
        row.state for made in plans for row in made.rows
    )
    told = [
        f'{counts[state]} {state}' for state in plan.STATES if counts[state]
    ]
    return f'Planned: {", ".join(told)}' if told else 'Planned: nothing'
