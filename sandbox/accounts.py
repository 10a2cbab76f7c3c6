"""Projects, users, roles and the catalog in Keystone.

Everything is made where it is missing and left alone where it is there,
so a start that was cut short is completed by the next one.
"""

import contextlib
import dataclasses
from concurrent import futures

from keystoneauth1 import exceptions
from keystoneclient.v3 import client

from sandbox import layout
from sandbox.configs import shared


@dataclasses.dataclass(frozen=True)
class Account:
    project: str
    roles: tuple


# By user name: who may do what where.
USERS = {
    'admin': Account('admin', ('admin',)),
    'demo': Account('demo', ('member', 'heat_stack_owner')),
    'reader': Account('demo', ('reader',)),
    'other': Account('other', ('member', 'heat_stack_owner')),
}

SERVICES = {
    name: Account('service', ('admin', 'service'))
    for name in ('heat', 'mistral', 'aodh')
}

ROLES = (
    'admin',
    'member',
    'reader',
    'service',
    'heat_stack_owner',
    'heat_stack_user',
)


def ensure(state, session):
    """Bring Keystone to what the tables above and the ports say."""
    wanted = layout.urls(state.read('ports'))
    if state.read('catalog') == wanted:
        return
    keystone = client.Client(session=session, interface='public')
    roles = _named(keystone.roles, ROLES)
    _users(keystone, state, roles)
    _stack_domain(keystone, state, roles)
    _catalog(keystone, wanted)
    state.write('catalog', wanted)


def _users(keystone, state, roles):
    accounts = USERS | SERVICES
    projects = _named(
        keystone.projects,
        {a.project for a in accounts.values()},
        domain='default',
    )
    users = _named(keystone.users, accounts, state.secret, domain='default')
    _each(
        lambda name, role: keystone.roles.grant(
            roles[role],
            user=users[name],
            project=projects[accounts[name].project],
        ),
        [(name, role) for name in accounts for role in accounts[name].roles],
    )


def _stack_domain(keystone, state, roles):
    """Where Heat keeps the users that sign alarm URLs."""
    domain = _named(keystone.domains, ['heat'])['heat']
    name = 'heat_domain_admin'
    user = _named(keystone.users, [name], state.secret, domain=domain)[name]
    keystone.roles.grant(roles['admin'], user=user, domain=domain)


def _named(manager, names, password=None, **where):
    """Objects by name; those that are missing are made."""
    found = {x.name: x for x in manager.list(**where)}

    def make(name):
        more = {'password': password(name)} if password else {}
        found[name] = manager.create(name=name, **where, **more)

    _each(make, [(name,) for name in names if name not in found])
    return found


def _each(call, arguments):
    """Do what is independent at the same time, as Keystone has processes."""
    with futures.ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda words: call(*words), arguments))


@contextlib.contextmanager
def region(session, name, urls):
    """A further region, for the length of a with block.

    Heat acts in the region that a stack's owner asks for. So a region whose
    catalog has other URLs changes what some stacks see, and nothing else.
    """
    keystone = client.Client(session=session, interface='public')
    with contextlib.suppress(exceptions.Conflict):
        keystone.regions.create(name)
    _catalog(keystone, urls, name)
    try:
        yield name
    finally:
        for endpoint in keystone.endpoints.list(region=name):
            keystone.endpoints.delete(endpoint)
        keystone.regions.delete(name)


@contextlib.contextmanager
def services(session, urls):
    """Further services in the catalog, for the length of a with block.

    :param urls: of their endpoints, by service type.
    """
    keystone = client.Client(session=session, interface='public')

    def remove():
        # Their endpoints go with them.
        for service in keystone.services.list():
            if service.type in urls:
                keystone.services.delete(service)

    # Those of a process that was killed.
    remove()
    try:
        for kind, url in urls.items():
            service = keystone.services.create(name=kind, type=kind)
            keystone.endpoints.create(
                service, url, 'public', region=shared.REGION
            )
        yield
    finally:
        remove()


def project_of(session, token):
    """The project that a token is for; None if it is not valid."""
    keystone = client.Client(session=session, interface='public')
    try:
        return keystone.tokens.validate(token).project_id
    except exceptions.NotFound:
        return None


def _catalog(keystone, urls, region=shared.REGION):
    services = {s.type: s for s in keystone.services.list()}
    endpoints = {
        e.service_id: e for e in keystone.endpoints.list(region=region)
    }

    def ensure(socket, kind, name, path):
        service = services.get(kind) or keystone.services.create(
            name=name, type=kind
        )
        url = urls[socket] + path
        if service.id not in endpoints:
            keystone.endpoints.create(service, url, 'public', region=region)
        elif endpoints[service.id].url != url:
            keystone.endpoints.update(endpoints[service.id], url=url)

    _each(
        ensure,
        [
            (socket, *where)
            for entry in layout.LAYOUTS.values()
            for socket, where in entry.catalog.items()
        ],
    )
