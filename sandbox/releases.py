"""What differs between the releases of the services that the sandbox runs.

It runs what is installed beside it: Heat 24 to 27, with the Mistral, Keystone
and Aodh of their time (see constraints/). Everything that one of them wants
otherwise is told here.
"""

import importlib
import importlib.metadata
import inspect


def _major(distribution):
    return int(importlib.metadata.version(distribution).partition('.')[0])


def has_green_threads():
    """Whether Heat and Mistral run on eventlet, as they did up to 2025.1."""
    return _major('openstack-heat') < 25


def choose_threads():
    """Say how threads are made, before Heat or Mistral is imported."""
    if has_green_threads():
        import eventlet

        eventlet.monkey_patch()
        return
    from oslo_service import backend

    backend.init_backend(backend.BackendType.THREADING)


def trust_options():
    """Of heat.conf, so that Heat itself can make cron triggers.

    Mistral up to 22 exchanges the token that it is called with for another
    one, which Keystone refuses where that is a trust's (bug 2048851).
    """
    if _major('mistral') < 23:
        return {}
    return {
        'reauthentication_auth_method': 'trusts',
        'allow_trusts_redelegation': True,
    }


def where_mistral_exchanges_tokens(keystone):
    """``www_authenticate_uri`` of mistral.conf.

    :param keystone: URL, without a version. Mistral up to 22 appends what
        follows the version.
    """
    return keystone if _major('mistral') >= 23 else f'{keystone}/v3'


def credential_options():
    """Of keystone.conf: Keystone 27's and 28's cache loses the blob of one."""
    return {} if _major('keystone') >= 29 else {'caching': False}


def keystone_begins_immediately():
    """Whether writers of Keystone's SQLite may wait in line.

    Keystone 27 to 29 wait for themselves. Requests come one at a time.
    """
    return _major('keystone') >= 30


def mistral_servers(*modules):
    """Those of Mistral's server modules that there are.

    Before Mistral 23 its API runs the cron triggers, and there is no server
    for them.
    """
    found = []
    for name in modules:
        try:
            found.append(importlib.import_module(name))
        except ModuleNotFoundError as ex:
            if ex.name != name:
                raise
    return found


def mistral_runs_triggers_in_api():
    """``[cron_trigger] run_in_api`` of mistral.conf."""
    return _major('mistral') < 23


def where_aodh_looks_for_metrics(host, port):
    """Of the environment: Aodh 20 does not look into the catalog."""
    if _major('aodh') >= 21:
        return {}
    return {'PROMETHEUS_HOST': host, 'PROMETHEUS_PORT': str(port)}


def known_to(call, **options):
    """Those arguments that a function takes in this release."""
    known = inspect.signature(call).parameters
    return {name: options[name] for name in options if name in known}
