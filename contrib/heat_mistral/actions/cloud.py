"""The cloud that the program is to work in, by its options and variables.

They are read by keystoneauth1, which is there in a third of the time that
openstacksdk needs; that one is asked where a cloud of clouds.yaml is named.
"""

import argparse
import dataclasses
import os
from collections.abc import Sequence
from typing import Any

from keystoneauth1 import loading

from heat_mistral.actions.model import ActionsError

#: Seconds for one answer, where nothing else is said.
_TIMEOUT = 60.0


@dataclasses.dataclass(frozen=True)
class Cloud:
    """What openstackclient's ``client_manager`` has as well."""

    session: Any
    region_name: str | None
    interface: str | None


def add_options(
    parser: argparse.ArgumentParser, arguments: Sequence[str]
) -> None:
    """The options ``--os-…``, with the variables ``OS_…`` behind them."""
    parser.add_argument(
        '--os-cloud',
        metavar='<name>',
        default=os.environ.get('OS_CLOUD'),
        help='Cloud of clouds.yaml; of the other options only those of the '
        'region and the interface count beside it (Env: OS_CLOUD)',
    )
    parser.add_argument(
        '--os-region-name',
        metavar='<region>',
        default=os.environ.get('OS_REGION_NAME'),
        help='Region of the workflow service (Env: OS_REGION_NAME)',
    )
    parser.add_argument(
        '--os-interface',
        metavar='<interface>',
        choices=('public', 'internal', 'admin'),
        default=os.environ.get('OS_INTERFACE') or None,
        help='public, internal or admin (Env: OS_INTERFACE)',
    )
    loading.register_session_argparse_arguments(parser)
    parser.set_defaults(timeout=_TIMEOUT)
    loading.register_auth_argparse_arguments(
        parser, list(arguments), default='password'
    )


def cloud(options: argparse.Namespace) -> Cloud:
    """The cloud that options and variables name.

    :raises heat_mistral.actions.model.ActionsError: if they name none.
    """
    if options.os_cloud:
        return _of_clouds_yaml(options)
    if not getattr(options, 'os_auth_url', None):
        raise ActionsError(
            'there is no way to Mistral: name a cloud by --os-cloud or '
            'OS_CLOUD, or give OS_AUTH_URL and its companions'
        )
    auth = loading.load_auth_from_argparse_arguments(options)
    session = loading.load_session_from_argparse_arguments(options, auth=auth)
    return Cloud(session, options.os_region_name, options.os_interface)


def _of_clouds_yaml(options: argparse.Namespace) -> Cloud:
    # It takes longer to import than all the rest together.
    import openstack.exceptions
    from openstack import config

    try:
        # Of the other options the defaults would hide what the file says.
        given = {
            'region_name': options.os_region_name,
            'interface': options.os_interface,
        }
        region = config.OpenStackConfig().get_one(
            cloud=options.os_cloud,
            **{name: value for name, value in given.items() if value},
        )
        session = region.get_session()
    except openstack.exceptions.SDKException as ex:
        raise ActionsError(f'there is no way to Mistral: {ex}') from ex
    return Cloud(
        session, region.region_name, region.get_interface('workflowv2')
    )
