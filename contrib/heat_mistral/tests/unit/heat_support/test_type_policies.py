"""Rules for types that Heat does not know."""

import pathlib
from unittest import mock

import fixtures
from heat.common import exception, policy
from heat.policies import resource_types
from heat.tests import common, utils
from oslo_config import cfg
from oslo_policy import opts

from heat_mistral.heat_support import type_policies

SAMPLE = pathlib.Path(__file__).parents[5] / 'etc/heat/policy.d'
SOURCE, OTHER = 'OS::Mistral::CodeSource', 'OS::Mistral::Other'


class TypePoliciesTest(common.HeatTestCase):
    def setUp(self):
        super().setUp(mock_resource_policy=False)
        self.mock_find_file.side_effect = lambda name: (
            name if pathlib.Path(name).exists() else None
        )
        opts.set_defaults(cfg.CONF)
        rules = list(resource_types.resource_types_policies)
        patch = mock.patch.object(
            resource_types, 'resource_types_policies', rules
        )
        patch.start()
        self.addCleanup(patch.stop)
        self.addCleanup(
            cfg.CONF.clear_override, 'policy_dirs', group='oslo_policy'
        )

    def may(self, kind, role, directory):
        cfg.CONF.set_override(
            'policy_dirs', [str(directory)], group='oslo_policy'
        )
        enforcer = policy.ResourceEnforcer()
        context = utils.dummy_context(roles=[role])
        try:
            enforcer.enforce(context, kind, is_registered_policy=True)
        except exception.Forbidden:
            return False
        return True

    def test_everybody_may_unless_an_operator_says_otherwise(self):
        type_policies.register(SOURCE)
        nowhere = self.useFixture(fixtures.TempDir()).path
        self.assertTrue(self.may(SOURCE, 'member', nowhere))

    def test_the_sample_lets_administrators_only(self):
        type_policies.register(SOURCE)
        self.assertFalse(self.may(SOURCE, 'member', SAMPLE))
        self.assertTrue(self.may(SOURCE, 'admin', SAMPLE))

    def test_heat_passes_over_rules_for_types_that_it_does_not_know(self):
        """If this fails, Heat does not: type_policies can go."""
        resource_types.resource_types_policies[:] = [
            rule
            for rule in resource_types.resource_types_policies
            if SOURCE not in rule.name
        ]
        self.assertTrue(self.may(SOURCE, 'member', SAMPLE))

    def test_twice_is_once(self):
        type_policies.register(OTHER)
        before = len(resource_types.resource_types_policies)
        type_policies.register(OTHER)
        self.assertEqual(before, len(resource_types.resource_types_policies))
