"""The rules by their codes. A code is never given to another rule."""

from heat_mistral.core.rules import of_definitions, of_templates
from heat_mistral.core.rules.rule import ERROR, WARNING, Rule

__all__ = ('ERROR', 'RULES', 'WARNING', 'Rule')

RULES: dict[str, Rule] = {
    rule.code: rule
    for rule in sorted(
        (*of_definitions.RULES, *of_templates.RULES),
        key=lambda rule: rule.code,
    )
}
