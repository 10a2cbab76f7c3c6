"""heat.conf"""

import pathlib
import sys

from sandbox import releases
from sandbox.configs import shared


def settings(state):
    found = _usual(state)
    for name, value in state.settings()['heat_options'].items():
        if isinstance(value, dict):
            found[name] = found.get(name, {}) | value
        else:
            found['DEFAULT'][name] = value
    return found


def _usual(state):
    return {
        'DEFAULT': shared.default(
            state,
            transport_url='fake:/',
            plugin_dirs=state.settings()['plugin_dirs'] or [],
            environment_dir=installed('environment.d'),
            template_dir=installed('templates'),
            heat_waitcondition_server_url=(
                shared.url(state, 'heat-cfn') + '/v1/waitcondition'
            ),
            heat_metadata_server_url=shared.url(state, 'heat-cfn'),
            region_name_for_services=shared.REGION,
            server_keystone_endpoint_type='public',
            stack_user_domain_name='heat',
            stack_domain_admin='heat_domain_admin',
            stack_domain_admin_password=state.secret('heat_domain_admin'),
            auth_encryption_key=state.secret('heat_encryption_key'),
            convergence_engine=True,
            **releases.trust_options(),
            enable_stack_abandon=True,
            enable_stack_adopt=True,
            max_stacks_per_tenant=10000,
        ),
        'database': shared.database(state, 'heat'),
        'paste_deploy': {'api_paste_config': installed('api-paste.ini')},
        'keystone_authtoken': shared.authtoken(state, 'heat'),
        'trustee': shared.credentials(state, 'heat', with_project=False),
        'ec2authtoken': shared.credentials(state, 'heat')
        | {'endpoint_override': shared.url(state, 'keystone')},
        'clients': {'endpoint_type': 'publicURL'},
        'clients_keystone': {'auth_uri': shared.url(state, 'keystone')},
        'oslo_policy': {'enforce_scope': True},
    }


def installed(name):
    """A file that Heat's wheel puts under the prefix, outside packages."""
    return pathlib.Path(sys.prefix) / 'etc' / 'heat' / name
