"""Makes what the linter ships: python -m heat_mistral.tests.unit.lint.record.

And its page of rules. From the resource classes beside Heat, and from
Mistral's own actions: a process each, since their options do not go into one.
"""

import importlib
import importlib.metadata
import json
import pathlib
import pkgutil
import subprocess
import sys
import textwrap

from heat_mistral.lint import data

PAGE = (
    pathlib.Path(__file__).parents[5] / 'doc/source/reference/lint-rules.rst'
)
_WHERE = pathlib.Path(data.__file__).parent


def types():
    """Type -> properties and attributes."""
    from heat.engine import properties

    from heat_mistral import resources

    found = {}
    for module in pkgutil.iter_modules(resources.__path__):
        name = f'{resources.__name__}.{module.name}.resource'
        mapping = importlib.import_module(name).resource_mapping()
        for type_name, one in mapping.items():
            found[type_name] = {
                'properties': {
                    key: _property(schema)
                    for key, schema in properties.schemata(
                        one.properties_schema
                    ).items()
                },
                'attributes': sorted(
                    {**one.attributes_schema, **one.base_attributes_schema}
                ),
            }
    return found


def _property(schema):
    from heat.engine import constraints

    told = {'type': schema.type}
    if schema.required:
        told['required'] = True
    for constraint in schema.constraints:
        if hasattr(constraint, 'allowed'):
            told['allowed'] = list(constraint.allowed)
        if isinstance(constraint, constraints.Range):
            told['range'] = [constraint.min, constraint.max]
    if schema.schema:
        told['schema'] = {
            str(key): _property(each) for key, each in schema.schema.items()
        }
    return told


def actions():
    """The installed Mistral's release, and its actions with their inputs."""
    # First: its modules import each other in a circle.
    from mistral.db.v2 import api  # noqa: F401
    from mistral_lib.utils import inspect_utils

    found = {}
    for entry in importlib.metadata.entry_points(group='mistral.actions'):
        told = inspect_utils.get_arg_list_as_str(entry.load().__init__)
        found[entry.name] = _inputs(told)
    return {
        'mistral': importlib.metadata.version('mistral'),
        'actions': dict(sorted(found.items())),
    }


def _inputs(told):
    """Of Mistral's own form: "a, b=null, c={"x": 1, "y": 2}"."""
    names = []
    for piece in told.split(', '):
        if names and '=' in names[-1] and '=' not in piece:
            names[-1] += f', {piece}'
        elif piece:
            names.append(piece)
    return names


def made(name):
    """The text of one of the files, by a process of its own."""
    return subprocess.run(
        [sys.executable, '-m', __spec__.name, name],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout


def pages():
    """The page of the rules: each rule, with a line that it is told of."""
    from heat_mistral.core import rules
    from heat_mistral.tests.unit.lint import mistakes

    shown = {}
    for (_, wrong), code, marked in mistakes.MISTAKES.values():
        line = next(
            (line for line in wrong.split('\n') if marked in line), wrong
        )
        line = line.replace('\t', '<tab>').strip()
        if line and '\n' not in line:
            shown.setdefault(code, line)
    parts = ['Rules of heat-mistral lint', '==========================', '']
    for code, rule in rules.RULES.items():
        title = f'{code} {rule.name}'
        parts += [
            f'.. _{code}:',
            '',
            title,
            '-' * len(title),
            '',
            *textwrap.wrap(f'*{rule.severity.capitalize()}*: {rule.summary}.'),
            '',
            # A bar would name a substitution.
            *textwrap.wrap(rule.why.replace('|', r'\|')),
            '',
        ]
        if code in shown:
            parts += ['For example::', '', f'   {shown[code]}', '']
    return '\n'.join(parts)


def main():
    by_name = {'types': types, 'actions': actions}
    for name in sys.argv[1:]:
        print(json.dumps(by_name[name](), indent=1))
    if not sys.argv[1:]:
        for name in by_name:
            (_WHERE / f'{name}.json').write_text(made(name), encoding='utf-8')
        PAGE.write_text(pages(), encoding='utf-8')


if __name__ == '__main__':
    main()
