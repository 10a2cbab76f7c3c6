"""Who may have a source in a stack: by Mistral's policy, and by Heat's."""

import pathlib

import pytest
from heatclient import exc as heat_exc

from heat_mistral.tests.functional.support import sources
from heat_mistral.tests.functional.support.stacks import Failed

POLICIES = pathlib.Path(__file__).parents[5] / 'etc/heat/policy.d'


def test_a_member_is_told_by_mistral(stacks):
    """Nothing is made or left, and the stack can be deleted."""
    stack = stacks.start(sources.alone())
    with pytest.raises(Failed, match=r'Mistral \(403\): Operation forbidden'):
        stack.wait('CREATE')
    events = stack.events('s')
    assert any('are for administrators' in told for told in events)


def test_a_member_is_told_by_heat(stacks, admins, sandbox):
    """The sample policy, where Heat reads it."""
    policy = {'enforce_scope': True, 'policy_dirs': str(POLICIES)}
    with sandbox.heat_with(oslo_policy=policy):
        with pytest.raises(heat_exc.HTTPForbidden, match='CodeSource'):
            stacks.create(sources.alone())
        admins.create(sources.alone()).delete()
