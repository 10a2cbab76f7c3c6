"""The Keystone process."""

import os
import threading

import keystone.conf
import keystone.server
from keystone.cmd import bootstrap
from keystone.common import fernet_utils
from keystone.common.sql import upgrades
from keystone.credential.providers import fernet as credential_fernet
from keystone.server.flask import core

from sandbox import databases, layout, releases, sqlite
from sandbox.services import common

CONF = keystone.conf.CONF


def build(context):
    config_files = [context.config_file('keystone')]
    # A set-up that was cut short is taken up again: every step of it
    # leaves alone what is there.
    databases.create(context.state, 'keystone')
    if not context.state.done('keystone'):
        # Keystone's registry of back ends can be filled once a process.
        common.in_child(lambda: set_up(context.state, config_files))
        context.state.mark_done('keystone')
    if releases.keystone_begins_immediately():
        sqlite.begin_immediate()
    sqlite.enforce_foreign_keys()
    context.serve(
        'keystone',
        _one_at_a_time(
            core.initialize_application('public', config_files=config_files)
        ),
    )


def _one_at_a_time(app):
    """Keep the requests of several threads apart.

    Keystone's AuthContextMiddleware holds the token of a request on itself
    (self.token); another thread's request would be served with its rights.
    """
    lock = threading.Lock()

    def serve(environ, start_response):
        with lock:
            return app(environ, start_response)

    return serve


def set_up(state, config_files):
    """Make keys, tables and the first user."""
    keystone.server.configure(config_files=config_files)
    _make_keys(
        CONF.fernet_tokens.key_repository,
        CONF.fernet_tokens.max_active_keys,
        'fernet_tokens',
    )
    _make_keys(
        CONF.credential.key_repository,
        credential_fernet.MAX_ACTIVE_KEYS,
        'credential',
    )
    upgrades.offline_sync_database_to_version()
    first = bootstrap.Bootstrapper()
    first.admin_username = 'admin'
    first.admin_password = state.secret('admin')
    first.project_name = 'admin'
    first.admin_role_name = 'admin'
    first.service_name = 'keystone'
    first.region_id = 'RegionOne'
    # Without a version: Heat appends /v3/ec2tokens.
    first.public_url = layout.urls(state.read('ports'))['keystone']
    first.bootstrap()


def _make_keys(directory, active, group):
    os.makedirs(directory, mode=0o700, exist_ok=True)
    keys = fernet_utils.FernetUtils(directory, active, group)
    keys.create_key_directory()
    if not keys.load_keys():
        keys.initialize_key_repository()


if __name__ == '__main__':
    common.run(build)
