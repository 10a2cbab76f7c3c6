"""One sandbox for all functional tests, and what they do with it."""

import pytest

from heat_mistral.tests.functional import stacks as stacks_
from sandbox import Sandbox


@pytest.fixture(scope='session')
def sandbox():
    """Real services, which end with the tests."""
    with Sandbox().running() as running:
        yield running


@pytest.fixture(scope='session')
def mistral(sandbox):
    return sandbox.mistral()


@pytest.fixture
def stacks(sandbox):
    """Makes stacks, and deletes at the end what the test left."""
    made = stacks_.Stacks(sandbox)
    yield made
    made.clean_up()
