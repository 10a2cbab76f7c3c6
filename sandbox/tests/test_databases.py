"""Databases on a server: made once, and dropped with their sandbox."""

import sqlalchemy

from sandbox import Sandbox, databases
from sandbox.tests import helpers


def test_a_sandbox_that_is_removed_leaves_no_databases(tmp_path):
    server = helpers.mariadb()

    def names():
        return set(sqlalchemy.inspect(server).get_schema_names())

    before = names()
    made = Sandbox(tmp_path / 'here')
    made.state.prepare()
    made.state.update_settings(database=helpers.MARIADB_URL)
    assert databases.create(made.state, 'heat')
    assert not databases.create(made.state, 'heat')
    added, = names() - before
    assert databases.url(made.state, 'heat').endswith(f'/{added}')
    made.remove()
    assert added not in names()
    assert not made.state.dir.exists()
