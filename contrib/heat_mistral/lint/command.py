"""The command line: ``heat-mistral lint``, ``python -m heat_mistral.lint``."""

import argparse
import importlib.util
import json
import sys
from collections.abc import Sequence
from typing import Any

import yaml

from heat_mistral.core import rules
from heat_mistral.lint import model, reports, run, texts

FOUND, WRONG_USE = 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it: 0, 1 where there are errors, 2 for a wrong use of it."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    if asked.explain:
        return _explain(parser, asked.explain)
    if not asked.files:
        parser.error('a file is needed')
    if importlib.util.find_spec('jinja2') is None:
        print(
            f'{parser.prog}: Jinja expressions are not checked: '
            f'pip install "heat-mistral[lint]"',
            file=sys.stderr,
        )
    try:
        actions = _actions(asked)
    except _WrongUse as ex:
        parser.error(str(ex))
    findings = sorted(
        dict.fromkeys(run.lint(asked.files, asked.environment, actions)),
        key=_order,
    )
    sys.stdout.write(reports.FORMS[asked.format](findings))
    severities = {rules.RULES[each.rule].severity for each in findings}
    failing = {'error', 'warning'} if asked.strict else {'error'}
    return FOUND if severities & failing else 0


class _WrongUse(Exception):
    pass


def _order(finding: model.Finding) -> tuple[str, int, int, str]:
    place = finding.place
    return place.file.path, place.line, place.column, finding.rule


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog='heat-mistral lint',
        allow_abbrev=False,
        description='Tell what is wrong with HOT templates and definitions, '
        'before there is a stack. Files that they name are read, too.',
    )
    parser.add_argument(
        'files',
        nargs='*',
        metavar='FILE',
        help='a HOT template, or a definition of workflows',
    )
    parser.add_argument(
        '-e',
        '--environment',
        action='append',
        default=[],
        metavar='FILE',
        help='a Heat environment, for its parameters and its types; may be '
        'given again',
    )
    parser.add_argument(
        '--format', choices=tuple(reports.FORMS), default='text'
    )
    parser.add_argument(
        '--actions',
        action='append',
        default=[],
        metavar='FILE',
        help='names of actions that your cloud has: a YAML or JSON list, or '
        'what "openstack action definition list -f json" prints',
    )
    parser.add_argument(
        '--cloud',
        metavar='NAME',
        help='ask this cloud of clouds.yaml for its actions',
    )
    parser.add_argument(
        '--strict', action='store_true', help='exit 1 for warnings, too'
    )
    parser.add_argument(
        '--explain',
        metavar='RULE',
        help='tell what a rule finds, and why, and nothing else',
    )
    return parser


def _explain(parser: argparse.ArgumentParser, code: str) -> int:
    rule = rules.RULES.get(code.upper())
    if rule is None:
        parser.error(
            f'there is no rule {code}; there are {", ".join(rules.RULES)}'
        )
    print(
        f'{rule.code} {rule.name} ({rule.severity}): {rule.summary}\n\n'
        f'{rule.why}'
    )
    return 0


def _actions(asked: Any) -> dict[str, None]:
    names: dict[str, None] = {}
    for path in asked.actions:
        names.update(dict.fromkeys(_listed(path)))
    if asked.cloud:
        names.update(dict.fromkeys(_of_cloud(asked.cloud)))
    return names


def _listed(path: str) -> list[str]:
    try:
        text = texts.read_file(path).text
        told = (
            json.loads(text)
            if text.lstrip()[:1] in '[{'
            else yaml.safe_load(text)
        )
    except (texts.MissingFile, ValueError, yaml.YAMLError) as ex:
        raise _WrongUse(' '.join(str(ex).split())) from ex
    names = []
    for each in told if isinstance(told, list) else [told]:
        name = each
        if isinstance(each, dict):
            name = each.get('Name', each.get('name'))
        if not isinstance(name, str):
            raise _WrongUse(f'{path}: a list of names of actions is needed')
        names.append(name)
    return names


def _of_cloud(name: str) -> list[str]:
    # The clients take longer to import than most files to read.
    from heat_mistral.lint import cloud

    try:
        return cloud.actions(name)
    except cloud.NoCloud as ex:
        raise _WrongUse(str(ex)) from ex
