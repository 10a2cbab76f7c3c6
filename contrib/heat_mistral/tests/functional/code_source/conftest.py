"""An administrator's stacks, and a look at everybody's lists meanwhile."""

import pytest

from heat_mistral.tests.functional.support import sources as sources_
from heat_mistral.tests.functional.support import stacks as stacks_


@pytest.fixture
def admin(sandbox):
    return sandbox.mistral('admin')


@pytest.fixture
def admins(sandbox):
    """Makes stacks of the administrator's, and deletes what is left."""
    made = stacks_.Stacks(sandbox.heat('admin'))
    yield made
    made.clean_up()


@pytest.fixture(autouse=True)
def watch(sandbox, admin):
    """All lists of all projects answer all the time; nothing is left."""
    before = sources_.there(admin)
    with sources_.Watch(sandbox).running() as watching:
        yield watching
    assert watching.answers
    assert [answer for answer in watching.answers if answer[1] != 200] == []
    assert sources_.there(admin) == before
