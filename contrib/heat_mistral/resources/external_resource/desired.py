"""What the properties of an external resource ask for."""

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

from heat_mistral.core.execution import params as execution_params
from heat_mistral.resources.external_resource import schema

_ENV = 'env'
# What Heat's own plugin calls it; workflows read it.
_ENV_KEY = 'heat_extresource_data'


@dataclasses.dataclass(frozen=True)
class DesiredRun:
    """What is to be run for one action.

    :ivar where: the property that names the workflow.
    :ivar workflow: registered name or id; None while it is not known.
    """

    action: str
    where: str
    workflow: str | None
    params: Mapping[str, Any]

    def check(self) -> None:
        """Refuse params that cannot be passed on.

        :raises heat_mistral.core.execution.params.InvalidParams: if there
            are any.
        """
        try:
            execution_params.check(self.params)
        except execution_params.InvalidParams as ex:
            raise execution_params.InvalidParams(
                f'{self.action}: {ex}'
            ) from ex
        if (
            isinstance(self.params.get(_ENV), str)
            and self.action != schema.CREATE
        ):
            raise execution_params.InvalidParams(
                f'{self.action}: param env must be a map, not the name of an '
                f'environment, since {_ENV_KEY} is added to it'
            )

    def params_after(self, outputs: Mapping[str, Any]) -> dict[str, Any]:
        """Params of the execution, which is told of those before it.

        :param outputs: of the executions before; the first has none.
        """
        if self.action == schema.CREATE:
            return dict(self.params)
        env = {**(self.params.get(_ENV) or {}), _ENV_KEY: outputs}
        return {**self.params, _ENV: env}


@dataclasses.dataclass(frozen=True)
class Desired:
    """What is to be run, and with what.

    :ivar runs: by action; an action that is not here runs nothing.
    :ivar input: of all of them.
    :ivar always_update: each update runs the workflow for UPDATE.
    """

    runs: Mapping[str, DesiredRun]
    input: Mapping[str, Any]
    always_update: bool
    keep_executions: bool
    description: str

    def check(self) -> None:
        """Refuse params that cannot be passed on.

        :raises heat_mistral.core.execution.params.InvalidParams: if there
            are any.
        """
        for run in self.runs.values():
            run.check()


def read(props: Mapping[str, Any]) -> Desired:
    """What the properties ask for.

    :param props: heat.engine.properties.Properties of the resource.
    """
    entries = props[schema.EX_ACTIONS]
    return Desired(
        runs={
            action: DesiredRun(
                action=action,
                where=f'actions.{action}.workflow',
                workflow=entries[action][schema.WORKFLOW],
                params=entries[action][schema.PARAMS] or {},
            )
            for action in schema.ACTIONS
            if entries.get(action) is not None
        },
        input=props[schema.INPUT] or {},
        always_update=props[schema.ALWAYS_UPDATE],
        keep_executions=props[schema.KEEP_EXECUTIONS],
        description=props[schema.DESCRIPTION],
    )


def is_same_input(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether workflows would be given the same."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
