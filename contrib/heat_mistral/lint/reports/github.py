"""What GitHub Actions shows at the line in a pull request.

Workflow commands: docs.github.com, "Workflow commands for GitHub Actions".
"""

from collections.abc import Iterable

from heat_mistral.core import rules
from heat_mistral.lint import model


def render(findings: Iterable[model.Finding]) -> str:
    """A line each."""
    return ''.join(_one(each) for each in findings)


def _one(finding: model.Finding) -> str:
    rule, place = rules.RULES[finding.rule], finding.place
    return (
        f'::{rule.severity} file={_property(place.file.path)},'
        f'line={place.line},col={place.column},'
        f'title={_property(f"{rule.code} {rule.name}")}'
        f'::{_data(finding.message)}\n'
    )


def _data(text: str) -> str:
    return text.replace('%', '%25').replace('\r', '%0D').replace('\n', '%0A')


def _property(text: str) -> str:
    return _data(text).replace(':', '%3A').replace(',', '%2C')
