"""Projects, users, roles and the catalog in Keystone.

Everything is made where it is missing and left alone where it is there,
so a start that was cut short is completed by the next one.
"""

import contextlib
import dataclasses

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

SERVICES = {name: Account('service', ('admin', 'service'))
            for name in ('heat', 'mistral', 'aodh')}

ROLES = ('admin', 'member', 'reader', 'service', 'heat_stack_owner',
         'heat_stack_user')


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
    projects = _named(keystone.projects,
                      {a.project for a in accounts.values()},
                      domain='default')
    users = _named(keystone.users, accounts, state.secret,
                   domain='default')
    for name, account in accounts.items():
        for role in account.roles:
            keystone.roles.grant(roles[role], user=users[name],
                                 project=projects[account.project])


def _stack_domain(keystone, state, roles):
    """Where Heat keeps the users that sign alarm URLs."""
    domain = _named(keystone.domains, ['heat'])['heat']
    name = 'heat_domain_admin'
    user = _named(keystone.users, [name], state.secret, domain=domain)[name]
    keystone.roles.grant(roles['admin'], user=user, domain=domain)


def _named(manager, names, password=None, **where):
    """Objects by name; those that are missing are made."""
    found = {x.name: x for x in manager.list(**where)}
    for name in names:
        if name not in found:
            more = {'password': password(name)} if password else {}
            found[name] = manager.create(name=name, **where, **more)
    return found


@contextlib.contextmanager
def region(session, name, urls):
    """A further region, for the length of a with block.

    Heat acts in the region that a stack's owner asks for. So a region whose
    catalog has other URLs changes what some stacks see, and nothing else.
    """
    keystone = client.Client(session=session, interface='public')
    _catalog(keystone, urls, name)
    try:
        yield name
    finally:
        for endpoint in keystone.endpoints.list(region=name):
            keystone.endpoints.delete(endpoint)
        keystone.regions.delete(name)


def _catalog(keystone, urls, region=shared.REGION):
    services = {s.type: s for s in keystone.services.list()}
    endpoints = {e.service_id: e
                 for e in keystone.endpoints.list(region=region)}
    for entry in layout.LAYOUTS.values():
        for socket, (kind, name, path) in entry.catalog.items():
            service = services.get(kind) or keystone.services.create(
                name=name, type=kind)
            url = urls[socket] + path
            if service.id not in endpoints:
                keystone.endpoints.create(service, url, 'public',
                                          region=region)
            elif endpoints[service.id].url != url:
                keystone.endpoints.update(endpoints[service.id], url=url)
