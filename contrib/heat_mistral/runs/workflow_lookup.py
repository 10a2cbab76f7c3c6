"""The workflow that a property names, looked up when it is to be run.

Where there is none, the message says which names there are: people write the
short name of a definition where the registered one has to stand.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from heat.common import exception
from heat.common.i18n import _
from heat.engine import function

from heat_mistral.mistral_api import errors

_AVAILABLE = 'available_workflows'
# How many of a resource's names are told.
_TOLD = 20


def find(rsrc: Any, where: str, identifier: str | None) -> Any:
    """The workflow of this name or id.

    :param where: the property, for messages.
    :raises heat.common.exception.Error: if there is none.
    """
    if not identifier:
        raise _empty(rsrc, where, rsrc.t.required_resource_names())
    try:
        return rsrc.client_plugin().mistral().workflows.find(identifier)
    except Exception as ex:
        if not errors.is_not_found(ex):
            raise
        raise missing(rsrc, where, identifier) from ex


def check_input(workflow: Any, where: str, given: Mapping[str, Any]) -> None:
    """Check that a workflow takes such input, as Mistral does at its start.

    :param workflow: as ``find`` gives it.
    :param where: the property, for messages.
    :raises heat.common.exception.Error: if one is unknown, or lacking.
    """
    # JSON; an old Mistral does not tell.
    interface = json.loads(getattr(workflow, 'interface', None) or '{}').get(
        'input'
    )
    if interface is None:
        return
    declared = [
        name
        for each in interface
        for name in (each if isinstance(each, Mapping) else [each])
    ]
    needed = [each for each in interface if not isinstance(each, Mapping)]
    for names, what in (
        (
            [name for name in given if name not in declared],
            _(
                '%(where)s: workflow %(name)s does not take the input '
                '%(which)s; it takes %(declared)s'
            ),
        ),
        (
            [name for name in needed if name not in given],
            _(
                '%(where)s: workflow %(name)s needs the input %(which)s; it '
                'takes %(declared)s'
            ),
        ),
    ):
        if names:
            raise exception.Error(
                what
                % {
                    'where': where,
                    'name': workflow.name,
                    'which': ', '.join(names),
                    'declared': ', '.join(declared) or _('none'),
                }
            )


def missing(rsrc: Any, where: str, name: str) -> exception.Error:
    """The error for a workflow that Mistral has not.

    :param rsrc: the resource that names it.
    :param where: the property that does.
    """
    known = _known(rsrc, rsrc.t.required_resource_names())
    owner = next((owner for owner in known if name in known[owner]), None)
    if owner is not None:
        hint = _(
            'in the definition of %(owner)s it is one; its registered name is '
            '{get_attr: [%(owner)s, available_workflows, %(name)s]}'
        ) % {'owner': owner, 'name': name}
    else:
        hint = _told(known) or _(
            'a workflow of a stack has the name that the attribute '
            'available_workflows of its resource gives'
        )
    return exception.Error(
        _('%(where)s: there is no workflow %(name)s; %(hint)s')
        % {'where': where, 'name': name, 'hint': hint}
    )


def none_at(rsrc: Any, where: str, props: Any) -> exception.Error:
    """The error for a property whose workflow turns out to be none.

    :param props: the properties, which may take it from other resources.
    """
    sources = function.dependencies(props.data)
    return _empty(rsrc, where, {source.name for source in sources})


def _empty(rsrc: Any, where: str, sources: Iterable[str]) -> exception.Error:
    told = _told(_known(rsrc, sources)) or _(
        'if it comes from available_workflows of a workflow resource, the '
        'key must be a name of its definition'
    )
    return exception.Error(
        _('%(where)s is empty; %(hint)s') % {'where': where, 'hint': told}
    )


def _known(rsrc: Any, sources: Iterable[str]) -> dict[str, Mapping[str, str]]:
    """What those workflow resources of the stack have, by their names."""
    found = {
        name: _workflows(rsrc.stack[name])
        for name in sources
        if name in rsrc.stack
    }
    return {name: workflows for name, workflows in found.items() if workflows}


def _workflows(rsrc: Any) -> Mapping[str, str]:
    try:
        return rsrc.FnGetAtt(_AVAILABLE) or {}
    except Exception:
        return {}  # not a workflow resource, or it cannot tell now


def _told(known: Mapping[str, Mapping[str, str]]) -> str:
    return '; '.join(
        _('available_workflows of %(owner)s has %(names)s')
        % {'owner': owner, 'names': _names(sorted(workflows))}
        for owner, workflows in sorted(known.items())
    )


def _names(names: list[str]) -> str:
    told = ', '.join(names[:_TOLD])
    return told if len(names) <= _TOLD else f'{told}, ...'
