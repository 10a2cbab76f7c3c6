"""What Mistral has of the names and sources that a plan is about."""

from collections.abc import Collection, Iterable
from typing import Any

from heat_mistral.actions import mark
from heat_mistral.actions.model import (
    AD_HOC,
    ENTRY_POINT,
    Observed,
    Registered,
    Source,
    Uploaded,
)
from heat_mistral.mistral_api.api import MistralApi

#: Where the command's actions are: the default one.
NAMESPACE = ''


def everything(api: MistralApi, names: Iterable[str] = ()) -> Observed:
    """All sources and dynamic actions of the project.

    :param names: looked for among all other actions, too.
    """
    # In this order: the source of an action was there before it.
    registered = _registered(api)
    return Observed(
        tuple(map(_uploaded, api.code_sources.every(NAMESPACE))),
        registered,
        tuple(_taken(api, names)),
    )


def of(api: MistralApi, source: Source) -> Observed:
    """What there is now of the names of one source."""
    names = {action.name for action in source.actions}
    registered = _registered(api)
    named = api.code_sources.named(source.name, NAMESPACE)
    ids = {one.source_id for one in registered if one.name in names}
    rows = [] if named is None else [named]
    rows += api.code_sources.with_ids(ids - {row.id for row in rows})
    return Observed(
        tuple(map(_uploaded, rows)), registered, tuple(_taken(api, names))
    )


def own(observed: Observed) -> list[tuple[Uploaded, mark.Mark]]:
    """The sources that carry the command's mark, by name."""
    found = [(one, mark.read(one.content)) for one in observed.uploaded]
    return sorted(
        ((one, its) for one, its in found if its is not None),
        key=lambda pair: pair[0].name,
    )


def empty(observed: Observed, override: bool = False) -> list[Uploaded]:
    """Sources of the command's own that no action is made of.

    A run that was cut short may have left them. Should another one be about
    to make their actions, it meets that, and makes the source again.

    :param override: those that were modified elsewhere as well.
    """
    return [
        source
        for source, its in own(observed)
        if not observed.users_of(source) and (its.is_intact or override)
    ]


def _registered(api: MistralApi) -> tuple[Registered, ...]:
    return tuple(
        Registered(
            row.id, row.name, row.class_name, row.code_source_id, row.scope
        )
        for row in api.dynamic_actions.every(NAMESPACE)
    )


def _uploaded(row: Any) -> Uploaded:
    return Uploaded(row.id, row.name, row.content, row.scope, row.version)


def _taken(api: MistralApi, names: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Names that something has which is no dynamic action of the project."""
    wanted: Collection[str] = set(names)
    if not wanted:
        return
    for row in api.actions.visible(wanted, NAMESPACE):
        project = getattr(row, 'project_id', None)
        if api.actions.is_own(row):
            yield row.name, AD_HOC
        elif not project:
            yield row.name, ENTRY_POINT
        elif not api.actions.is_in_project(row):
            yield row.name, f'a public action of project {project}'
