"""A list of maps, one for each finding."""

import json
from collections.abc import Iterable

from heat_mistral.core import rules
from heat_mistral.lint import model


def render(findings: Iterable[model.Finding]) -> str:
    """JSON; line and column are from 1."""
    told = [
        {
            'rule': each.rule,
            'name': rules.RULES[each.rule].name,
            'severity': rules.RULES[each.rule].severity,
            'message': each.message,
            'file': each.place.file.path,
            'line': each.place.line,
            'column': each.place.column,
        }
        for each in findings
    ]
    return json.dumps(told, indent=2) + '\n'
