"""Where each service keeps its tables: SQLite files, or a server.

With ``--database mysql+pymysql://root@127.0.0.1/`` every sandbox has
databases of its own there, named after its state directory.
"""

import hashlib

import sqlalchemy

from sandbox import sqlite


def url(state, service):
    base = state.settings()['database']
    if not base:
        return sqlite.url(state.data / f'{service}.sqlite')
    return base.rstrip('/') + '/' + _name(state, service)


def create(state, service):
    """Create the database if it is missing; True if it was."""
    base = state.settings()['database']
    if not base:
        return sqlite.create(state.data / f'{service}.sqlite')
    name = _name(state, service)
    engine = sqlalchemy.create_engine(base)
    with engine.connect() as connection:
        if name in sqlalchemy.inspect(connection).get_schema_names():
            return False
        connection.exec_driver_sql(f'CREATE DATABASE `{name}`')
    engine.dispose()
    return True


def _name(state, service):
    here = hashlib.sha256(str(state.dir).encode()).hexdigest()[:8]
    return f'sandbox_{here}_{service}'
