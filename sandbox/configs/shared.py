"""Sections that several services have in common."""

from sandbox import databases, layout

REGION = 'RegionOne'


def url(state, socket):
    return layout.urls(state.read('ports'))[socket]


def default(state, **more):
    return {
        'debug': state.settings()['debug'],
        # Requests from 16 clients, each of which asks another service.
        'executor_thread_pool_size': 128,
        **more,
    }


def database(state, service):
    options = {'connection': databases.url(state, service)}
    if options['connection'].startswith('sqlite'):
        # Survives the end of a process, though not of the machine.
        options['sqlite_synchronous'] = False
    return options


def credentials(state, user, *, with_project=True):
    """How a service user introduces itself to Keystone."""
    options = {
        'auth_type': 'password',
        'auth_url': url(state, 'keystone'),
        'username': user,
        'password': state.secret(user),
        'user_domain_name': 'Default',
    }
    if with_project:
        options |= {
            'project_name': 'service',
            'project_domain_name': 'Default',
        }
    return options


def authtoken(state, user):
    return credentials(state, user) | {
        'www_authenticate_uri': url(state, 'keystone'),
        'region_name': REGION,
        'interface': 'public',
        'service_token_roles_required': True,
    }
