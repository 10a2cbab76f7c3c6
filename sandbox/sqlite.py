"""SQLite under services that were written for MySQL."""

import sqlite3
import time

import sqlalchemy
from sqlalchemy import event

from sandbox import releases

# How long a writer waits in line, in seconds.
PATIENCE = 60


def url(path):
    """Of a file: writers wait for each other instead of failing at once.

    Where threads are eventlet's, SQLite must not wait by itself: it would
    hold all of them, the one that it waits for included.
    """
    patience = 0 if releases.has_green_threads() else PATIENCE
    return f'sqlite:///{path}?timeout={patience}'


def create(path):
    """Make an empty database in write-ahead mode; True if it was made."""
    if path.exists():
        return False
    path.touch(mode=0o600)
    with sqlite3.connect(path) as db:
        db.execute('PRAGMA journal_mode=WAL')
    return True


def enforce_foreign_keys():
    """Make SQLite delete what hangs on a row, as other databases do.

    Heat leaves that to the database (``passive_deletes``). SQLite does it
    only when told to; since it also uses an id again, a new resource would
    otherwise find the data of a deleted one. Not for migrations, which may
    have rows hang on nothing for a while.
    """

    @event.listens_for(sqlalchemy.pool.Pool, 'checkout')
    def _checkout(connection, _record, _proxy):
        if isinstance(connection, sqlite3.Connection):
            connection.execute('PRAGMA foreign_keys=ON')


def number_once():
    """Make SQLite never give the id of a deleted row to a new one.

    No other database does that, and Heat writes attributes by the id of a
    row that it has deleted: with SQLite, over the properties of a resource.
    For the tables that are created from now on.
    """

    @event.listens_for(sqlalchemy.Table, 'before_create')
    def _before_create(table, _connection, **_kwargs):
        key = list(table.primary_key.columns)
        if len(key) == 1 and type(key[0].type) is sqlalchemy.Integer:
            table.dialect_options['sqlite']['autoincrement'] = True


def begin_immediate():
    """Work around oslo.db's deferred BEGIN on SQLite.

    A transaction that reads and then writes fails at once with "database
    is locked" when another one has written in between; no timeout helps.
    Taking the write lock at the beginning makes them wait in line. Ours
    runs before oslo.db's own listener, which then has nothing to do.
    """

    @event.listens_for(sqlalchemy.Engine, 'begin')
    def _begin(connection):
        if connection.dialect.name != 'sqlite':
            return
        if 'in_transaction' not in connection.info:
            wait_in_line(connection.connection.dbapi_connection)
            connection.info['in_transaction'] = True


def wait_in_line(connection):
    """Begin a transaction that writes, when those before it have ended.

    :raises sqlite3.OperationalError: if that does not come.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute('BEGIN IMMEDIATE')
            return
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
        time.sleep(0.005)
