"""Environments of the same name in other projects are nobody's business.

(Private ones are in test_two_projects of the event triggers.)

Mistral knows an environment by its name alone: where another project's public
one has it, a PUT changes that one and a DELETE takes both.
"""

import contextlib

import pytest

from heat_mistral.tests.functional.environment.test_environment import (
    alone,
    named,
)
from heat_mistral.tests.functional.support import stacks as stacks_
from heat_mistral.tests.functional.support.stacks import Failed

NAME = 'test-environment-shared'


@contextlib.contextmanager
def by_hand(mistral, **more):
    """An environment that a person keeps, for the length of a with block."""
    mistral.environments.create(name=NAME, variables={'whose': 'b'}, **more)
    try:
        yield
    finally:
        mistral.environments.delete(NAME)


def test_a_public_one_of_another_project_is_left_alone(sandbox, stacks):
    """Whether it is there before, or comes later."""
    admin = sandbox.mistral('admin')
    stack = stacks.create(alone(name=NAME, variables={'a': 1}))
    with by_hand(admin, scope='public'):
        third = stacks_.Stacks(sandbox.heat('other')).start(alone(name=NAME))
        with pytest.raises(Failed, match='of another project is public'):
            third.wait('CREATE')
        third.delete()
        with pytest.raises(Failed, match='of another project is public'):
            stack.update(alone(name=NAME, variables={'a': 2}))
        with pytest.raises(Failed, match='of another project is public'):
            stack.delete()
        assert {
            row.scope: row.variables
            for row in admin.environments.list(name=f'eq:{NAME}')
        } == {'public': {'whose': 'b'}, 'private': {'a': 1}}
    stack.delete()
    assert named(sandbox.mistral(), NAME) is None
