"""Rules of Heat's policy for types that Heat does not know by itself.

Heat asks its policy whether somebody may have a resource type in a stack, and
takes "there is no such rule" for yes. For Heat 22 to 27 there is none but
those that are in its code: what an operator writes of any other type, in
policy.yaml or in policy.d, is passed over without a word (``ResourceEnforcer``
asks for registered rules only). So a type that an operator may want to keep
for some gets a rule here, before the engine reads its policy.
"""

from heat.policies import base, resource_types
from oslo_policy import policy


def register(type_name: str) -> None:
    """Let an operator restrict a type; by default everybody may have it."""
    name = resource_types.POLICY_ROOT % type_name
    rules = resource_types.resource_types_policies
    if all(rule.name != name for rule in rules):
        rules.append(policy.RuleDefault(name, base.RULE_ALLOW_EVERYBODY))
