"""Writers of SQLite wait in line, by Python where SQLite must not wait."""

import sqlite3
import threading

import pytest

from sandbox import sqlite


@pytest.fixture
def connect(tmp_path):
    sqlite.create(tmp_path / 'db')
    made = []

    def connect():
        # As on eventlet's threads: SQLite itself waits for nobody.
        made.append(
            sqlite3.connect(
                tmp_path / 'db',
                timeout=0,
                isolation_level=None,
                check_same_thread=False,
            )
        )
        return made[-1]

    yield connect
    for each in made:
        each.close()


def test_a_writer_waits_for_the_one_before_it(connect):
    first, second = connect(), connect()
    sqlite.wait_in_line(first)
    waiting = threading.Thread(target=sqlite.wait_in_line, args=(second,))
    waiting.start()
    waiting.join(0.2)
    assert waiting.is_alive()
    first.execute('CREATE TABLE t (n)')
    first.execute('COMMIT')
    waiting.join()
    # It has the lock, and sees what the other one wrote.
    assert second.execute('SELECT * FROM t').fetchall() == []
    with pytest.raises(sqlite3.OperationalError, match='locked'):
        first.execute('BEGIN IMMEDIATE')


def test_it_does_not_wait_for_ever(connect, monkeypatch):
    monkeypatch.setattr(sqlite, 'PATIENCE', 0.1)
    sqlite.wait_in_line(connect())
    with pytest.raises(sqlite3.OperationalError, match='locked'):
        sqlite.wait_in_line(connect())
