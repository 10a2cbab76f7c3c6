"""Where each service keeps its tables: SQLite files, or a server.

With ``--database mysql+pymysql://root@127.0.0.1/`` every sandbox has
databases of its own there, named after its state directory.
"""

import hashlib
import os

import sqlalchemy

from sandbox import layout, sqlite

MARIADB_URL = os.environ.get(
    'HEAT_MISTRAL_MARIADB_URL', 'mysql+pymysql://root@127.0.0.1/'
)


def url(state, service):
    base = state.settings()['database']
    if not base:
        return sqlite.url(state.data / f'{service}.sqlite')
    return base.rstrip('/') + '/' + name(state, service)


def create(state, service):
    """Create the database if it is missing; True if it was."""
    base = state.settings()['database']
    if not base:
        return sqlite.create(state.data / f'{service}.sqlite')
    wanted = name(state, service)
    engine = sqlalchemy.create_engine(base)
    with engine.connect() as connection:
        if wanted in sqlalchemy.inspect(connection).get_schema_names():
            return False
        connection.exec_driver_sql(f'CREATE DATABASE `{wanted}`')
    engine.dispose()
    return True


def drop(state):
    """Drop what this sandbox has on a database server, if it has any."""
    base = state.settings()['database']
    if not base:
        return
    engine = sqlalchemy.create_engine(base)
    with engine.connect() as connection:
        for service in layout.LAYOUTS:
            connection.exec_driver_sql(
                f'DROP DATABASE IF EXISTS `{name(state, service)}`'
            )
    engine.dispose()


def name(state, service):
    """What belongs to a service of this sandbox is called on a server."""
    here = hashlib.sha256(str(state.dir).encode()).hexdigest()[:8]
    return f'sandbox_{here}_{service}'
