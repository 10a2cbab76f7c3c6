"""Databases on a server: made once, and dropped with their sandbox."""

import sqlalchemy

from sandbox import Sandbox, databases
from sandbox.tests import helpers


def test_a_sandbox_that_is_removed_leaves_no_databases(tmp_path):
    server = helpers.mariadb()

    def names():
        return set(sqlalchemy.inspect(server).get_schema_names())

    made = Sandbox(tmp_path / 'here')
    made.state.prepare()
    made.state.update_settings(database=helpers.MARIADB_URL)
    assert databases.create(made.state, 'heat')
    assert not databases.create(made.state, 'heat')
    # Others make theirs on this server at the same time.
    own = databases.url(made.state, 'heat').rpartition('/')[2]
    assert own in names()
    made.remove()
    assert own not in names()
    assert not made.state.dir.exists()
