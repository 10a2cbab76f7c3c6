"""One sandbox for all functional tests, and what they do with it.

Tests marked ``databases`` run a second time on MariaDB, which has what SQLite
has not: lengths of columns, letters that are the same as others, locks on
rows. HEAT_MISTRAL_MARIADB_URL names another server than that of this machine.

With ``--profile production`` all of them run once, on the shape that clouds
have; those marked ``production`` run there alone. A choice of both kinds, the
smoke, runs there without that option, too, where MariaDB and RabbitMQ answer.
"""

import contextlib
import os

import pytest

from heat_mistral.tests.functional.support import collection
from heat_mistral.tests.functional.support import plugins as plugins_
from heat_mistral.tests.functional.support import stacks as stacks_
from sandbox import Sandbox, parts
from sandbox.tests import helpers

SQLITE, MARIADB = 'sqlite', 'mariadb'


def pytest_generate_tests(metafunc):
    if 'sandbox' in metafunc.fixturenames:
        metafunc.parametrize(
            'sandbox', _shapes(metafunc), indirect=True, scope='session'
        )


def _shapes(metafunc):
    """On what a test runs."""
    if metafunc.config.getoption('profile') == parts.PRODUCTION:
        return [parts.PRODUCTION]
    marked = metafunc.definition.get_closest_marker
    if marked('smoke'):
        alone = marked('production')
        return [parts.PRODUCTION] if alone else [SQLITE, parts.PRODUCTION]
    if marked('production'):
        skip = pytest.mark.skip(reason='needs --profile production')
        return [pytest.param(parts.PRODUCTION, marks=skip)]
    return [SQLITE, MARIADB] if marked('databases') else [SQLITE]


@pytest.fixture(scope='session')
def sandbox(request, tmp_path_factory):
    """Real services, which end with the tests."""
    # By itself: one that is running already is used, and left running.
    alone = 'PYTEST_XDIST_WORKER' not in os.environ
    if alone and (request.param == SQLITE or _runs(request.param)):
        with Sandbox().running() as running:
            yield running
        return
    directory = tmp_path_factory.mktemp(request.param)
    if request.param == SQLITE:
        with Sandbox(directory).running() as running:
            yield running
        return
    helpers.mariadb()
    how = {'database': helpers.MARIADB_URL}
    if request.param == parts.PRODUCTION:
        helpers.rabbitmq_answers()
        how = {'profile': request.param}
    made = Sandbox(directory, **how)
    try:
        yield made.start()
    finally:
        made.remove()


def _runs(profile):
    """Whether there is a sandbox of a profile already."""
    there = Sandbox()
    return there.state.settings()['profile'] == profile and all(
        each.running for each in there.services
    )


@pytest.fixture(scope='session')
def mistral(sandbox):
    return sandbox.mistral()


@pytest.fixture
def stacks(sandbox):
    """Makes stacks, and deletes at the end what the test left."""
    made = stacks_.Stacks(sandbox.heat())
    yield made
    made.clean_up()


@pytest.fixture
def task_reruns(sandbox):
    """For tests that let tasks run again: Mistral begins anew after them.

    A rerun leaves Mistral 23.0.0's scheduler a job that it can neither read
    nor forget (mistral/engine/workflows.py expires what the session has, the
    job included); no join in that process comes to its end from then on.
    """
    yield
    sandbox.service('mistral').restart()


@pytest.fixture(scope='module')
def plugins(sandbox):
    """Switches between Heat's own plugin and this one, which comes back."""
    switch = plugins_.Plugins(sandbox)
    with contextlib.ExitStack() as at_the_end:
        at_the_end.callback(switch.use, True)
        yield switch


@pytest.fixture(scope='module')
def openstack(sandbox):
    """Cinder, Glance, Nova and Trove, and the actions that use them."""
    with sandbox.openstack() as cloud, collection.registered(sandbox):
        yield cloud
