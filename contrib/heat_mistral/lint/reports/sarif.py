"""SARIF 2.1.0 (OASIS), which GitHub, GitLab and editors read."""

import json
import pathlib
import urllib.parse
from collections.abc import Iterable
from typing import Any

from heat_mistral.core import rules
from heat_mistral.lint import model

_SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json'


def render(findings: Iterable[model.Finding]) -> str:
    """One run with all findings, and the rules that they are of."""
    found = list(findings)
    codes = sorted({each.rule for each in found})
    told = {
        '$schema': _SCHEMA,
        'version': '2.1.0',
        'runs': [
            {
                'tool': {
                    'driver': {
                        'name': 'heat-mistral lint',
                        'rules': [_rule(rules.RULES[code]) for code in codes],
                    }
                },
                'columnKind': 'unicodeCodePoints',
                'results': [
                    _result(each, codes.index(each.rule)) for each in found
                ],
            }
        ],
    }
    return json.dumps(told, indent=2) + '\n'


def _rule(rule: rules.Rule) -> dict[str, Any]:
    return {
        'id': rule.code,
        'name': rule.name,
        'shortDescription': {'text': rule.summary},
        'fullDescription': {'text': rule.why},
        'defaultConfiguration': {'level': rule.severity},
    }


def _result(finding: model.Finding, index: int) -> dict[str, Any]:
    place = finding.place
    path = pathlib.PurePath(place.file.path).as_posix()
    return {
        'ruleId': finding.rule,
        'ruleIndex': index,
        'level': rules.RULES[finding.rule].severity,
        'message': {'text': finding.message},
        'locations': [
            {
                'physicalLocation': {
                    'artifactLocation': {'uri': urllib.parse.quote(path)},
                    'region': {
                        'startLine': place.line,
                        'startColumn': place.column,
                    },
                }
            }
        ],
    }
