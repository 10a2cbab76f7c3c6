"""Mistral's own reading of texts, from a process of its own.

Heat and Mistral register oslo.config options of the same names and cannot be
imported together.  One JSON line in, one out.
"""

import atexit
import functools
import importlib.util
import json
import subprocess
import sys


@functools.cache
def _process():
    process = subprocess.Popen(
        [sys.executable, '-W', 'ignore', __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    atexit.register(process.kill)
    return process


def installed():
    """Whether there is a Mistral to ask."""
    return importlib.util.find_spec('mistral') is not None


def ask(what, text):
    """The answer of one of the functions below, and its error or None."""
    process = _process()
    process.stdin.write(json.dumps([what, text]) + '\n')
    process.stdin.flush()
    return json.loads(process.stdout.readline())


def shown(value):
    """repr(), with sets in one order whatever the process."""
    if isinstance(value, dict):
        pairs = [f'{shown(key)}: {shown(value[key])}' for key in value]
        return f'{{{", ".join(pairs)}}}'
    if isinstance(value, (list, tuple)):
        items = ', '.join(map(shown, value))
        return f'{type(value).__name__}[{items}]'
    if isinstance(value, set):
        return f'set[{", ".join(sorted(map(shown, value)))}]'
    return repr(value)


def read(text):
    """shown() of what Mistral's loader makes of a text."""
    from mistral.utils import safe_yaml

    return shown(safe_yaml.load(text))


def accept(text):
    """Check a text as Mistral does before it registers it."""
    from mistral.lang import parser

    parser.get_workflow_list_spec_from_yaml(text)


def accept_soon(text):
    """As ``accept``, but without checking Mistral's own schemas each time.

    That is all but a hundredth of what it takes.
    """
    from unittest import mock

    import jsonschema
    from mistral.lang import base

    def validate(instance, schema):
        validator = jsonschema.validators.validator_for(schema)(schema)
        error = jsonschema.exceptions.best_match(
            validator.iter_errors(instance)
        )
        if error is not None:
            raise error

    with mock.patch.object(base.jsonschema, 'validate', validate):
        accept(text)


def accept_actions(text):
    """What runs of the actions of a text must give, as Mistral checks it."""
    from mistral.lang import parser
    from mistral.services import adhoc_actions
    from mistral_lib import utils

    return {
        spec.get_name(): [
            name
            for name, default in utils.get_dict_from_string(
                ', '.join(
                    adhoc_actions.get_input_list(
                        spec.to_dict().get('input', [])
                    )
                )
            ).items()
            if default is utils.NotDefined
        ]
        for spec in parser.get_action_list_spec_from_yaml(text).get_actions()
    }


def stored(text):
    """What Mistral keeps for each workflow of a text of several."""
    from mistral.services import workflows
    from mistral.utils import safe_yaml

    value = safe_yaml.load(text)
    return {
        name: workflows._cut_wf_definition_from_all(value, name)
        for name in value
        if name != 'version'
    }


def edges(text):
    """workflow -> [kind, source, target, condition] of its edges."""
    from mistral.lang import parser

    specs = parser.get_workflow_list_spec_from_yaml(text, validate=False)
    return {spec.get_name(): _edges_of(spec) for spec in specs.get_items()}


def _edges_of(spec):
    if spec.get_type() == 'reverse':
        return [
            ['requires', name, task.get_name(), '']
            for task in spec.get_tasks()
            for name in spec.get_task_requires(task)
        ]
    return [
        [kind, task.get_name(), target, condition]
        for task in spec.get_tasks()
        for kind in ('on-success', 'on-error', 'on-complete', 'on-skip')
        for target, condition, _ in getattr(
            spec, f'get_{kind.replace("-", "_")}_clause'
        )(task.get_name())
    ]


def inputs(command):
    """The inputs that Mistral finds in a task's command."""
    from mistral.lang import base

    return sorted(base.BaseSpec._parse_cmd_and_input(command)[1])


def _serve():
    functions = {
        'inputs': inputs,
        'read': read,
        'accept': accept,
        'accept_soon': accept_soon,
        'accept_actions': accept_actions,
        'stored': stored,
        'edges': edges,
    }
    answers = sys.stdout
    sys.stdout = sys.stderr
    for line in sys.stdin:
        what, text = json.loads(line)
        try:
            answer = [functions[what](text), None]
        except Exception as error:
            answer = [None, str(error) or repr(error)]
        answers.write(json.dumps(answer) + '\n')
        answers.flush()


if __name__ == '__main__':
    _serve()
