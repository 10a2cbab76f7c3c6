"""A virtual host of RabbitMQ for each sandbox."""

import os
import shutil
import subprocess
import urllib.parse

from sandbox import databases, errors

URL = os.environ.get(
    'HEAT_MISTRAL_RABBITMQ_URL', 'rabbit://guest:guest@127.0.0.1:5672/'
)


def of(state):
    """The name of the virtual host of a sandbox."""
    return databases.name(state, 'bus')


def url(name):
    """What ``transport_url`` takes, for a virtual host."""
    return URL.rstrip('/') + '/' + name


def names():
    """Those of all virtual hosts."""
    return _rabbitmqctl('list_vhosts', '--no-table-headers').split()


def create(name):
    """Make a virtual host, if it is not there.

    :raises errors.SandboxError: with what to do.
    """
    _rabbitmqctl('add_vhost', name)
    user = urllib.parse.urlsplit(URL).username
    _rabbitmqctl('set_permissions', '--vhost', name, user, '.*', '.*', '.*')


def delete(name):
    """Take a virtual host away, if it is there."""
    if name in names():
        _rabbitmqctl('delete_vhost', name)


def close_connections(name):
    """Close all connections of a virtual host, as a fault of the net does."""
    _rabbitmqctl('close_all_connections', '--vhost', name, 'a fault')


def _rabbitmqctl(*words):
    program = shutil.which('rabbitmqctl') or '/usr/sbin/rabbitmqctl'
    # Only root and the server's own user may ask it.
    sudo = () if os.geteuid() == 0 else ('sudo', '--non-interactive')
    try:
        done = subprocess.run(
            [*sudo, program, '--quiet', *words],
            capture_output=True,
            text=True,
            timeout=60,
        )
    except FileNotFoundError as ex:
        raise errors.SandboxError(
            f'the production profile needs RabbitMQ on this machine: {ex}'
        ) from None
    if done.returncode:
        raise errors.SandboxError(
            f'rabbitmqctl {" ".join(words)}: {done.stderr.strip()}'
        )
    return done.stdout
