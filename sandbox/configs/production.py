"""What differs in the configuration of a part of the production profile."""

from sandbox import layout
from sandbox.production import broker, daemons

# A dozen processes share a server that takes 151 connections.
_POOL = {'max_pool_size': 5, 'max_overflow': 20}


def adapt(state, service, part, sections):
    """The settings of one part of a service.

    :param sections: those of the default profile.
    """
    found = sections | {'database': sections['database'] | _POOL}
    if service in _CHANGES:
        for section, options in _CHANGES[service](state, part).items():
            found[section] = found.get(section, {}) | options
    return found


def _keystone(_state, _part):
    # Each process has a cache of its own, which must not be old.
    return {'cache': {'expiration_time': 3}}


def _heat(state, part):
    return {
        'DEFAULT': {
            'transport_url': broker.url(broker.of(state)),
            'host': part,
            'num_engine_workers': daemons.ENGINE_WORKERS,
            'executor_thread_pool_size': 64,
        }
    }


def _mistral(state, part):
    return {
        'DEFAULT': {'transport_url': broker.url(broker.of(state))},
        'api': {
            'host': layout.HOST,
            'port': state.read('ports').get('mistral', 0),
        },
        'engine': {'host': part},
        'executor': {'host': part},
    }


_CHANGES = {'keystone': _keystone, 'heat': _heat, 'mistral': _mistral}
