"""Looking at what Mistral has of a code source resource."""

import itertools
from collections.abc import Iterable, Mapping
from typing import Any

from heat.common import exception
from heat.common.i18n import _

from heat_mistral import client
from heat_mistral.core import code_source
from heat_mistral.mistral_api import errors, staging
from heat_mistral.resources.code_source import records as records_

#: Where workflows without a namespace find actions. (There are none of ours
#: elsewhere: Mistral 23 fails to delete an action by its namespace.)
NAMESPACE = ''


def find_source(plugin: client.HeatMistralClientPlugin, source_id: str) -> Any:
    """The source of this id, or None."""
    with plugin.ignore_not_found:
        return plugin.mistral().code_sources.get(source_id)
    return None


def find_recorded(
    plugin: client.HeatMistralClientPlugin, records: records_.Records
) -> Any | None:
    """The resource's source as Mistral has it.

    One without an id was asked for and not answered: that of this name which
    has that very text is it.
    """
    recorded = records.source
    if recorded is None:
        return None
    if recorded.id is not None:
        return find_source(plugin, recorded.id)
    row = plugin.mistral().code_sources.named(recorded.name, NAMESPACE)
    if row is None or code_source.digest(row.content) != recorded.digest:
        return None
    return row


def find_actions(
    plugin: client.HeatMistralClientPlugin, names: Iterable[str]
) -> dict[str, Any]:
    """The project's dynamic actions of these names, by name."""
    rows = plugin.mistral().dynamic_actions.named(names, NAMESPACE)
    return {row.name: row for row in rows}


def others_actions(
    plugin: client.HeatMistralClientPlugin,
    source_ids: Iterable[str],
    known: Mapping[str, Any],
) -> list[Any]:
    """Actions of these sources that the resource has not made.

    Somebody has made them by hand. They go with their source, and break lists
    of actions as ours do.

    :param known: the resource's own, by name, in its namespace.
    """
    api = plugin.mistral().dynamic_actions
    return [
        row
        for identifier in sorted(source_ids)
        for row in api.of_source(identifier)
        if row.name not in known or row.namespace != NAMESPACE
    ]


def refuse_to_strand(source_id: str, others: Iterable[Any]) -> None:
    """Keep a source that somebody else has made actions of.

    :param others: what ``others_actions`` has found.
    :raises heat.common.exception.Error: names them, if there are any.
    """
    names = sorted(
        row.name for row in others if row.code_source_id == source_id
    )
    if names:
        raise exception.Error(
            _(
                'code source %(id)s is kept: somebody has made %(count)d '
                'other action(s) of it (the first is %(name)s), which would '
                'go with it; delete them'
            )
            % {'id': source_id, 'count': len(names), 'name': names[0][:100]}
        )


def free_name(plugin: client.HeatMistralClientPlugin, base: str) -> str:
    """A name for a source beside those that there are."""
    for number in itertools.count(1):
        name = base if number == 1 else f'{base}.{number}'
        if not plugin.mistral().code_sources.named(name, NAMESPACE):
            return name
    raise AssertionError  # for mypy


def sweep(
    plugin: client.HeatMistralClientPlugin, records: records_.Records
) -> None:
    """Remove what trials have left, and forget them."""
    for name in records.staged:
        staging.sweep(plugin.mistral(), [name])
        records.forget_staged(name)


def differences(
    plugin: client.HeatMistralClientPlugin,
    records: records_.Records,
    scope: str | None,
) -> list[str]:
    """What Mistral has otherwise than it was made, in words.

    :param scope: that was wanted; None if it makes no difference.
    """
    recorded = records.source
    source = find_recorded(plugin, records)
    if recorded is None or source is None:
        return [_('the source is gone')]
    wrong = []
    if code_source.digest(source.content) != recorded.digest:
        wrong.append(_('the text was changed by somebody else'))
    if scope not in (None, source.scope):
        wrong.append(_('the source is %s') % source.scope)
    there = find_actions(plugin, records.actions)
    for name, action in records.actions.items():
        row = there.get(name)
        if row is None:
            wrong.append(_('action %s is gone') % name)
        elif (row.code_source_id, row.class_name) != (
            source.id,
            action.class_name,
        ):
            wrong.append(_('action %s was changed by somebody else') % name)
        elif scope not in (None, row.scope):
            wrong.append(
                _('action %(name)s is %(scope)s')
                % {'name': name, 'scope': row.scope}
            )
    return wrong


def refuse_taken_source(
    plugin: client.HeatMistralClientPlugin,
    row: Any,
    names: Iterable[str],
    override: bool,
) -> None:
    """Refuse the name of a source that somebody else has made.

    :param row: that source, of the own project.
    :param names: of the actions that are wanted.
    :raises heat.common.exception.Error: if it is not to be taken over.
    """
    told = {'name': row.name, 'id': row.id}
    if not override:
        raise exception.Error(
            _(
                'the name %(name)s is taken by code source %(id)s; '
                '"override: true" takes it over'
            )
            % told
        )
    others = {
        action.name
        for action in plugin.mistral().dynamic_actions.of_source(row.id)
    } - set(names)
    if others:
        raise exception.Error(
            _(
                'code source %(name)s (%(id)s) is not taken over: it has the '
                'actions %(others)s, too; put them into "actions"'
            )
            % {**told, 'others': ', '.join(sorted(others))}
        )


def refuse_taken_action(
    plugin: client.HeatMistralClientPlugin,
    name: str,
    row: Any | None,
    override: bool,
) -> None:
    """Refuse the name of an action that somebody else has made.

    :param row: the dynamic action of this name in the own project.
    :raises heat.common.exception.Error: if the action could not be found
        under its name, or the one that is there is not to be replaced.
    """
    told = {'name': name}
    if row is not None:
        if override:
            return
        raise exception.Error(
            _(
                'the name %(name)s is taken by dynamic action %(id)s; '
                '"override: true" takes it over'
            )
            % {**told, 'id': row.id}
        )
    found = _used(plugin, name)
    if found is None:
        return
    if not getattr(found, 'project_id', None):
        if not override:
            raise exception.Error(
                _(
                    'the name %(name)s is that of an action that is built in; '
                    '"override: true" hides that one from all who see this '
                    'one'
                )
                % told
            )
    elif plugin.mistral().actions.is_own(found):
        raise exception.Error(
            _(
                'the name %(name)s is taken by an ad-hoc action of the '
                'project, which Mistral would find first; delete it'
            )
            % told
        )
    elif found.scope == 'public':
        raise exception.Error(
            _(
                'the name %(name)s is taken by a public action of project '
                '%(project)s'
            )
            % {**told, 'project': found.project_id}
        )


def taken_meanwhile(name: str) -> exception.Error:
    """The error for a name that was free when it was looked for."""
    return exception.Error(
        _(
            'the name %s is taken: either somebody has made such an action '
            'just now, or there is one whose name differs in the case of '
            "letters, which is the same to Mistral's database"
        )
        % name
    )


def shown_input(
    plugin: client.HeatMistralClientPlugin, source: Any, action: Any
) -> str:
    """What a dynamic action takes; '' where nobody can tell."""
    shown = code_source.signature(source.content, action.class_name)
    if shown is None:
        # Of an __init__ that is inherited or computed.
        found = _used(plugin, action.name)
        shown = found and found.to_dict().get('input')
    return str(shown or '')


def _used(plugin: client.HeatMistralClientPlugin, name: str) -> Any | None:
    """The action that this name stands for now, whoever has made it."""
    try:
        return plugin.mistral().actions.get(name)
    except Exception as ex:
        # Somebody's source is broken: it is none of ours.
        if errors.is_not_found(ex) or (
            errors.code(ex) == 500 and not errors.is_transient(ex)
        ):
            return None
        raise
