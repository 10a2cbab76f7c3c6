"""Whether the actions are there that ad-hoc actions call, and end somewhere.

Mistral takes an action whose base does not exist, or leads back to it. A run
of it fails with the whole definition and without the reason.
"""

import difflib
from collections.abc import Iterable
from typing import Any

from heat.common import exception
from heat.common.i18n import _

from heat_mistral import client
from heat_mistral.core import definition
from heat_mistral.core.definition import actions as texts
from heat_mistral.mistral_api import actions, errors
from heat_mistral.resources.action.desired import Desired

_NEAR = 3
# Actions of others that are looked at, from one base to the next.
_DEEPEST = 20


def check(
    plugin: client.HeatMistralClientPlugin,
    wanted: Desired,
    shorts: Iterable[str],
) -> None:
    """Check the bases of these actions that are not of the same text.

    :param shorts: names in the definition.
    :raises heat.common.exception.Error: says which is not there, is not
        meant for this project, or leads back.
    """
    walk = _Walk(plugin.mistral().actions, wanted)
    for short in shorts:
        if short in wanted.bases:
            try:
                walk.follow(short)
            except _Fault as fault:
                raise exception.Error(
                    f'{wanted.place(short)}: {fault}'
                ) from fault.__cause__


class _Fault(Exception):
    """What is wrong with a base."""


class _Walk:
    """Goes from an action to its base, and so on; asks once for each."""

    def __init__(self, api: actions.Actions, wanted: Desired) -> None:
        self._api = api
        self._wanted = wanted
        # By registered names, as all of this module from here on.
        self._next: dict[str, str | None] = dict(wanted.calls)

    def follow(self, short: str) -> None:
        first = self._wanted.names[short]
        way = [first]
        name = self._next[first]
        while name is not None and len(way) <= _DEEPEST:
            if name in way:
                told = ' -> '.join(each[:60] for each in [*way, name])
                raise _Fault(_('the bases go in a circle: %s') % told)
            way.append(name)
            if name not in self._next:
                self._next[name] = self._base_of(name)
            name = self._next[name]

    def _base_of(self, name: str) -> str | None:
        """The base of somebody's action; None if it has none to follow."""
        row = self._find(name)
        text = getattr(row, 'definition', None)
        try:
            found = texts.parse(text).actions if text else {}
        except definition.DefinitionError:
            return None  # Mistral has taken it
        return found[name].base if name in found else None

    def _find(self, name: str) -> Any:
        namespace = self._wanted.namespace
        try:
            row = self._api.get(name, namespace)
        except Exception as ex:
            if errors.is_not_found(ex):
                raise _Fault(_absent(self._api, name, namespace)) from ex
            if errors.code(ex) != 500 or errors.is_transient(ex):
                raise
            # Of Python that cannot be loaded: each run would hang.
            raise _Fault(
                _('Mistral cannot load the base %(base)s: %(why)s')
                % {'base': name[:100], 'why': errors.first_line(ex)}
            ) from ex
        if not self._api.is_usable(row):
            # Mistral's look-ups by name ignore projects for an administrator.
            raise _Fault(
                _(
                    'the base %s is a private action of another project, '
                    'which runs of an administrator would call all the same'
                )
                % name[:100]
            )
        return row


def _absent(api: actions.Actions, base: str, namespace: str) -> str:
    where = (
        _(' (looked for among the built-in ones and in namespace "%s")')
        % namespace[:50]
        if namespace
        else ''
    )
    near: list[str] = []
    try:
        near = difflib.get_close_matches(
            base[:100], [name[:100] for name in api.names(namespace)], _NEAR
        )
    except Exception as ex:
        # Somebody's broken module, or a Mistral that is slow: the error
        # without names is better than that one.
        if not (actions.is_list_broken(ex) or errors.is_transient(ex)):
            raise
    hint = _('; near it: %s') % ', '.join(near) if near else ''
    return _('there is no action %(base)s%(where)s%(near)s') % {
        'base': base[:100],
        'where': where,
        'near': hint,
    }
