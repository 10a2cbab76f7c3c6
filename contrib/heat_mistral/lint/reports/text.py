"""For people: the line in question, and a caret below the place in it."""

from collections.abc import Iterable

from heat_mistral.core import rules
from heat_mistral.lint import model

# As much of a line as is shown, on either side of the place.
_AROUND = 60


def render(findings: Iterable[model.Finding]) -> str:
    """A paragraph each, and how many there are."""
    found = list(findings)
    parts = [_one(each) for each in found]
    errors = sum(rules.RULES[each.rule].severity == 'error' for each in found)
    if found:
        warnings = len(found) - errors
        parts.append(
            f'{errors} error{"s" * (errors != 1)}, '
            f'{warnings} warning{"s" * (warnings != 1)}. '
            f'--explain {found[0].rule} tells more of a rule.\n'
        )
    return '\n'.join(parts)


def _one(finding: model.Finding) -> str:
    rule, place = rules.RULES[finding.rule], finding.place
    told = (
        f'{place.file.path}:{place.line}:{place.column}: {rule.severity}: '
        f'{" ".join(finding.message.split())} [{rule.code} {rule.name}]\n'
    )
    line = place.file.line(place.line)
    if not line.strip():
        return told
    start = max(place.column - 1 - _AROUND, 0)
    shown = line[start : place.column - 1 + _AROUND].replace('\t', ' ')
    number = f'{place.line:5}'
    caret = ' ' * (place.column - 1 - start)
    return (
        f'{told}{number} | {shown.rstrip()}\n{" " * len(number)} | {caret}^\n'
    )
