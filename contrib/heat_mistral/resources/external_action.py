"""What is asked for by an item of the property ``actions``."""

from collections.abc import Mapping
from typing import Any

from heat_mistral import client, signals
from heat_mistral.resources import external_resource_schema as schema
from heat_mistral.resources import named_workflow

_ENV = 'env'
# What Heat's own plugin calls it; workflows read it.
_ENV_KEY = 'heat_extresource_data'


def check(action: str, asked: Mapping[str, Any]) -> None:
    """Check the params of an action.

    :raises heat_mistral.signals.Refused: if they cannot be passed on.
    """
    params = asked[schema.PARAMS] or {}
    try:
        signals.check_params(params)
    except signals.Refused as ex:
        raise signals.Refused(f'{action}: {ex}') from ex
    if isinstance(params.get(_ENV), str) and action != schema.CREATE:
        raise signals.Refused(
            f'{action}: param env must be a map, not the name of an '
            f'environment, since {_ENV_KEY} is added to it')


def params_of(action: str, asked: Mapping[str, Any],
              outputs: Mapping[str, Any]) -> dict[str, Any]:
    """The params of an action's execution.

    :param outputs: of the executions before; the first has none.
    """
    params = asked[schema.PARAMS] or {}
    if action == schema.CREATE:
        return dict(params)
    env = {**(params.get(_ENV) or {}), _ENV_KEY: outputs}
    return {**params, _ENV: env}


def workflow_of(plugin: client.HeatMistralClientPlugin, action: str,
                asked: Mapping[str, Any]) -> Any:
    """The workflow that is named for an action.

    :raises heat.common.exception.Error: if there is none.
    """
    return named_workflow.find(plugin, f'actions.{action}.workflow',
                               asked[schema.WORKFLOW])
