"""The workflow that a property names, looked up when it is to be run."""

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


def none_at(where: str) -> Exception:
    """The error for a property whose workflow turns out to be none."""
    return exception.Error(_(
        '%s is empty. If it comes from available_workflows of a workflow '
        'resource, the key must be a name of its definition') % where)
