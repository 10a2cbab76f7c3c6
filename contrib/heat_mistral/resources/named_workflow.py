"""The workflow that a property names, looked up when it is to be run."""

import json
from collections.abc import Mapping
from typing import Any

from heat.common import exception
from heat.common.i18n import _

from heat_mistral import client, errors


def find(plugin: client.HeatMistralClientPlugin, where: str,
         identifier: str | None) -> Any:
    """The workflow of this name or id.

    :param where: the property, for messages.
    :raises heat.common.exception.Error: if there is none.
    """
    if not identifier:
        raise none_at(where)
    try:
        return plugin.workflow(identifier)
    except Exception as ex:
        if not errors.is_not_found(ex):
            raise
        raise exception.Error(_(
            '%(where)s: there is no workflow %(name)s') % {
                'where': where, 'name': identifier}) from ex


def check_input(workflow: Any, where: str, given: Mapping[str, Any]) -> None:
    """Check that a workflow takes such input, as Mistral does at its start.

    :param workflow: as ``find`` gives it.
    :param where: the property, for messages.
    :raises heat.common.exception.Error: if one is unknown, or lacking.
    """
    # JSON; an old Mistral does not tell.
    interface = json.loads(
        getattr(workflow, 'interface', None) or '{}').get('input')
    if interface is None:
        return
    declared = [name for each in interface
                for name in (each if isinstance(each, Mapping) else [each])]
    needed = [each for each in interface if not isinstance(each, Mapping)]
    for names, what in (
            ([name for name in given if name not in declared],
             _('%(where)s: workflow %(name)s does not take the input '
               '%(which)s; it takes %(declared)s')),
            ([name for name in needed if name not in given],
             _('%(where)s: workflow %(name)s needs the input %(which)s; it '
               'takes %(declared)s'))):
        if names:
            raise exception.Error(what % {
                'where': where, 'name': workflow.name,
                'which': ', '.join(names),
                'declared': ', '.join(declared) or _('none')})


def none_at(where: str) -> Exception:
    """The error for a property whose workflow turns out to be none."""
    return exception.Error(_(
        '%s is empty. If it comes from available_workflows of a workflow '
        'resource, the key must be a name of its definition') % where)
