"""Executions and definitions, read from Mistral."""

import contextlib
import datetime
from collections.abc import Iterator
from typing import Any

from keystoneauth1 import exceptions as keystone
from mistralclient.api import base
from mistralclient.api import client as mistral_client

from heat_mistral.graph import model, states
from heat_mistral.mistral_api import errors, listing

try:
    import openstack.exceptions
    from openstack import config
except ImportError as ex:
    raise model.GraphError(
        'an execution needs openstacksdk: '
        f'pip install "heat-mistral[graph]" ({ex})'
    ) from ex

_SERVICE = 'workflowv2'
_TASK = (
    'id',
    'name',
    'state',
    'created_at',
    'updated_at',
    'started_at',
    'finished_at',
)
_BELOW = ('id', 'state', 'task_execution_id')


@contextlib.contextmanager
def connected() -> Iterator[Any]:
    """A Mistral client, by OS_CLOUD or the other OS_* variables.

    :raises heat_mistral.graph.model.GraphError: for any refusal of Keystone's
        or Mistral's within.
    """
    try:
        yield _connect()
    except (keystone.ClientException, openstack.exceptions.SDKException) as ex:
        raise model.GraphError(f'there is no way to Mistral: {ex}') from ex
    except base.APIException as ex:
        raise model.GraphError(
            f'Mistral refuses: {errors.first_line(ex)}'
        ) from ex


def _connect() -> Any:
    region = config.get_cloud_region(load_envvars=True)
    session = region.get_session()
    return mistral_client.client(
        mistral_url=session.get_endpoint(
            service_type=_SERVICE,
            region_name=region.region_name,
            interface=region.get_interface(_SERVICE),
        ),
        session=session,
        enforce_raw_definitions=True,
        # It takes no notice of the session's.
        insecure=not region.config.get('verify', True),
        cacert=region.config.get('cacert'),
    )


def execution(
    client: Any, execution_id: str, now: datetime.datetime
) -> model.Execution:
    """An execution with its tasks: three requests, and one more for each
    thousand tasks or sub-workflows.

    :param now: UTC, without a time zone.
    """
    row = client.executions.get(execution_id).to_dict()
    tasks = listing.pages(
        client.tasks.list, workflow_execution_id=execution_id, fields=_TASK
    )
    below = listing.pages(
        client.executions.list,
        root_execution_id=row.get('root_execution_id') or execution_id,
        fields=_BELOW,
    )
    return states.execution(
        row,
        [task.to_dict() for task in tasks],
        [sub.to_dict() for sub in below],
        now,
    )


def definition(client: Any, execution_id: str) -> str:
    """The definition of an execution's workflow, as it is now."""
    row = client.executions.get(execution_id)
    return str(client.workflows.get(row.workflow_id).definition)
