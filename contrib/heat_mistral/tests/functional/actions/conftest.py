"""The program for an administrator, and a Mistral that is clean after it."""

import pytest

from heat_mistral.tests.functional.actions import program as program_


@pytest.fixture
def program(sandbox, tmp_path):
    """mistral-actions, run by an administrator."""
    made = program_.Program(sandbox, tmp_path)
    yield made
    left = made.quick('clear', '--yes', '--force', '--override')
    assert left.status == 0, left


@pytest.fixture
def made(admin):
    """Gives what the test has made and not deleted: sources and actions.

    In whichever namespace: what is tried is among them.
    """

    def rows():
        return admin.code_sources.list(), admin.dynamic_actions.list()

    before = {row.id for kind in rows() for row in kind}
    return lambda: tuple(
        [row for row in kind if row.id not in before] for kind in rows()
    )


@pytest.fixture
def admin(sandbox):
    """Mistral, for an administrator."""
    return sandbox.mistral('admin')
