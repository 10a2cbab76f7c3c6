"""One sandbox for all functional tests, and what they do with it.

Tests marked ``databases`` run a second time on MariaDB, which has what SQLite
has not: lengths of columns, letters that are the same as others, locks on
rows. HEAT_MISTRAL_MARIADB_URL names another server than that of this machine.
"""

import contextlib
import os

import pytest

from heat_mistral.tests.functional import plugins as plugins_
from heat_mistral.tests.functional import stacks as stacks_
from sandbox import Sandbox
from sandbox.tests import helpers

SQLITE, MARIADB = 'sqlite', 'mariadb'


def pytest_generate_tests(metafunc):
    if 'sandbox' in metafunc.fixturenames:
        marked = metafunc.definition.get_closest_marker('databases')
        metafunc.parametrize(
            'sandbox', [SQLITE, MARIADB] if marked else [SQLITE],
            indirect=True, scope='session')


@pytest.fixture(scope='session')
def sandbox(request, tmp_path_factory):
    """Real services, which end with the tests."""
    if request.param == SQLITE:
        # By itself: one that is running already is used, and left running.
        shared = 'PYTEST_XDIST_WORKER' not in os.environ
        directory = None if shared else tmp_path_factory.mktemp(SQLITE)
        with Sandbox(directory).running() as running:
            yield running
        return
    helpers.mariadb()
    made = Sandbox(tmp_path_factory.mktemp(MARIADB),
                   database=helpers.MARIADB_URL)
    try:
        yield made.start()
    finally:
        made.remove()


@pytest.fixture(scope='session')
def mistral(sandbox):
    return sandbox.mistral()


@pytest.fixture
def stacks(sandbox):
    """Makes stacks, and deletes at the end what the test left."""
    made = stacks_.Stacks(sandbox.heat())
    yield made
    made.clean_up()


@pytest.fixture(scope='module')
def plugins(sandbox):
    """Switches between Heat's own plugin and this one, which comes back."""
    switch = plugins_.Plugins(sandbox)
    with contextlib.ExitStack() as at_the_end:
        at_the_end.callback(switch.use, True)
        yield switch
