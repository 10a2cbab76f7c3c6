"""The Mistral process: API, engine, executor, notifier and cron triggers.

The event engine is there only where a message broker is: it listens to
notifications, which come from other processes.
"""

import importlib.resources
import queue
import types

from alembic import script
from alembic.runtime import migration
from kombu.transport import memory
from mistral import config
from mistral.api import app
from mistral.db.sqlalchemy import base as db_base
from mistral.db.v2 import api as db_api
from mistral.event_engine import default_event_engine
from mistral.rpc import base as rpc
from mistral.services import action_manager, workflows
from oslo_config import cfg
from oslo_log import log

from sandbox import databases, releases, sqlite
from sandbox.services import common

CONF = cfg.CONF

SERVERS = (
    'mistral.engine.engine_server',
    'mistral.executors.executor_server',
    'mistral.notifiers.notification_server',
    'mistral.services.periodic_server',
)
EVENT_ENGINE = 'mistral.event_engine.event_engine_server'
MIGRATIONS = 'mistral.db.sqlalchemy.migration:alembic_migrations'


def build(context):
    config.parse_args(args=['--config-file', context.config_file('mistral')])
    log.setup(CONF, 'Mistral')
    databases.create(context.state, 'mistral')
    if not context.state.done('mistral'):
        _set_up()
        context.state.mark_done('mistral')
    sqlite.begin_immediate()
    sqlite.enforce_foreign_keys()
    let_memory_transport_rest()
    rpc.get_transport()
    api = app.setup_app()
    names = SERVERS
    if context.state.settings()['broker']:
        let_event_engine_rest()
        names += (EVENT_ENGINE,)
    for part in releases.mistral_servers(*names):
        server = part.get_oslo_service()
        server.start()
        context.on_stop(server.stop)
    context.serve('mistral', api)


def _set_up():
    _create_tables_without_alembic()
    action_manager.sync_db()
    workflows.sync_db()


def _create_tables_without_alembic():
    """Work around Mistral's migrations, which SQLite cannot run.

    One of them alters a constraint. The tables are made from the models
    and marked as being of the newest version.
    """
    db_api.setup_db()
    with db_base.get_engine().begin() as connection:
        context = migration.MigrationContext.configure(connection)
        versions = script.ScriptDirectory(_migrations())
        context.stamp(versions, 'head')


def _migrations():
    package, _, name = MIGRATIONS.partition(':')
    return str(importlib.resources.files(package) / name)


def let_memory_transport_rest(interval=0.005):
    """Work around oslo.messaging's polling of kombu's memory transport.

    It sets the pause between two looks to nothing, for the speed of its
    own tests, and every idle listener then keeps a core busy.
    """
    memory.Transport.polling_interval = property(
        lambda self: interval, lambda self, value: None
    )


class _PatientQueue(queue.Queue):
    """One whose ``get_nowait`` waits a little."""

    def get_nowait(self):
        return self.get(timeout=0.1)


def let_event_engine_rest():
    """Work around the event engine's loop, which asks an empty queue again
    and again, without a pause, and takes a whole core."""
    default_event_engine.queue = types.SimpleNamespace(
        Queue=_PatientQueue, Empty=queue.Empty
    )


if __name__ == '__main__':
    common.run(build)
