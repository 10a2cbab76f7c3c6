"""Which actions a cloud has: the one request that the linter can make."""

from keystoneauth1 import exceptions as keystone
from mistralclient.api import base
from mistralclient.api import client as mistral_client

from heat_mistral.mistral_api import errors, listing

_SERVICE = 'workflowv2'


class NoCloud(Exception):
    """The cloud cannot be asked; the message says why."""


def actions(name: str) -> list[str]:
    """Names of the actions that a cloud of clouds.yaml has.

    :raises NoCloud: if there is no way to it, or it refuses.
    """
    try:
        import openstack.exceptions
        from openstack import config
    except ImportError as ex:
        raise NoCloud(
            f'--cloud needs openstacksdk: pip install "heat-mistral[lint]" '
            f'({ex})'
        ) from ex
    try:
        region = config.OpenStackConfig().get_one(cloud=name)
        session = region.get_session()
        client = mistral_client.client(
            mistral_url=session.get_endpoint(
                service_type=_SERVICE,
                region_name=region.region_name,
                interface=region.get_interface(_SERVICE),
            ),
            session=session,
            # It takes no notice of the session's.
            insecure=not region.config.get('verify', True),
            cacert=region.config.get('cacert'),
        )
        rows = listing.all_rows(client.actions.list, fields=['id', 'name'])
    except (keystone.ClientException, openstack.exceptions.SDKException) as ex:
        raise NoCloud(f'there is no way to Mistral: {ex}') from ex
    except base.APIException as ex:
        raise NoCloud(f'Mistral refuses: {errors.first_line(ex)}') from ex
    return [row.name for row in rows]
