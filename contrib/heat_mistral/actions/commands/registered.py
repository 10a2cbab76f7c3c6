"""What commands show and choose of the registered actions."""

import argparse
import dataclasses
import fnmatch
from collections.abc import Collection, Iterable
from typing import Any

from heat_mistral.actions import mark, observing
from heat_mistral.actions.model import (
    ActionsError,
    Observed,
    Registered,
    Uploaded,
)

#: In place of inputs that Mistral does not tell.
UNKNOWN = '?'


@dataclasses.dataclass(frozen=True)
class Known:
    """An action of the command's own, with the mark of its source."""

    action: Registered
    source: Uploaded
    mark: mark.Mark

    @property
    def origin(self) -> str:
        """Where it is from: ``demo 1.2``."""
        return f'{self.mark.distribution} {self.mark.version}'


def known(observed: Observed) -> list[Known]:
    """All of the command's own, by name."""
    return sorted(
        (
            Known(action, source, its)
            for source, its in observing.own(observed)
            for action in observed.users_of(source)
        ),
        key=lambda one: one.action.name,
    )


def chosen(names: Collection[str], patterns: Iterable[str]) -> list[str]:
    """The names that patterns stand for, in their order, each once.

    :param patterns: names, in which ``*`` stands for anything; a name
        without one stands for itself, whether it is there or not.
    :raises heat_mistral.actions.model.ActionsError: if one stands for none.
    """
    result: dict[str, None] = {}
    for pattern in patterns:
        if '*' not in pattern:
            result[pattern] = None
            continue
        matching = fnmatch.filter(sorted(names), pattern)
        if not matching:
            raise ActionsError(f'no registered action is like {pattern}')
        result.update(dict.fromkeys(matching))
    return list(result)


def described(api: Any, names: Collection[str]) -> dict[str, tuple[str, str]]:
    """The inputs and the description of actions, as Mistral shows them.

    Each action that Mistral cannot show is left out.
    """
    return {
        row.name: (row.input or '', row.description or '')
        for row in api.actions.visible(names, observing.NAMESPACE)
    }


def add_names(parser: argparse.ArgumentParser) -> None:
    """The names of one or more actions."""
    parser.add_argument(
        'names',
        nargs='+',
        metavar='<name>',
        help='a registered action; "*" stands for anything',
    )
