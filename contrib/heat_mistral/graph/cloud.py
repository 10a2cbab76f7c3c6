"""The way to Mistral and to Heat, by OS_CLOUD or the other OS_* variables."""

import contextlib
import functools
from collections.abc import Iterator
from typing import Any

from keystoneauth1 import exceptions as keystone
from mistralclient.api import base
from mistralclient.api import client as mistral_client

from heat_mistral.graph import model
from heat_mistral.mistral_api import errors

try:
    import openstack
    import openstack.exceptions
    from openstack import config
except ImportError as ex:
    raise model.GraphError(
        'executions and stacks need openstacksdk: '
        f'pip install "heat-mistral[graph]" ({ex})'
    ) from ex

_SERVICE = 'workflowv2'


class Cloud:
    """Clients that share a session.

    :ivar mistral: mistralclient's.
    """

    def __init__(self, region: Any) -> None:
        """Look for Mistral.

        :param region: openstacksdk's.
        """
        self._region = region
        session = region.get_session()
        self.mistral = mistral_client.client(
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

    @functools.cached_property
    def heat(self) -> Any:
        """openstacksdk's proxy for Heat."""
        return openstack.connection.Connection(
            config=self._region
        ).orchestration


@contextlib.contextmanager
def connected() -> Iterator[Cloud]:
    """A cloud.

    :raises heat_mistral.graph.model.GraphError: for any refusal of
        Keystone's, Mistral's or Heat's within.
    """
    try:
        yield Cloud(config.get_cloud_region(load_envvars=True))
    except openstack.exceptions.HttpException as ex:
        raise model.GraphError(f'Heat refuses: {ex}') from ex
    except (keystone.ClientException, openstack.exceptions.SDKException) as ex:
        raise model.GraphError(f'there is no way to Mistral: {ex}') from ex
    except base.APIException as ex:
        raise model.GraphError(
            f'Mistral refuses: {errors.first_line(ex)}'
        ) from ex
