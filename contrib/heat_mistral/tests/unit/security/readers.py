"""All of core/ that looks at a text of somebody else's."""

import datetime
import json

from heat_mistral.core import (
    code_source,
    definition,
    rules,
    schedule,
    signal_body,
    signal_group,
    signal_limits,
    workflow_reference,
)
from heat_mistral.core.definition import (
    action_checks,
    action_texts,
    actions,
    inline,
    meaning,
    names,
    references,
    tasks_form,
    yaql_syntax,
)
from heat_mistral.core.execution import (
    course,
    mark,
    outcome,
    params,
    progress,
    signal_mark,
    state_info,
    task_order,
    view,
)

NOW = datetime.datetime(2030, 1, 1)

SAMPLE = definition.parse("""\
w:
  input: [a, b: 1]
  tasks:
    t1: {action: std.noop, on-success: [t2]}
    t2: {workflow: x y=1, timeout: <% $.a %>}
""")


def read_definition(text):
    """All that a resource does with a definition."""
    parsed = definition.parse(text)
    names_ = {short: f'stack.res.{short}' for short in parsed.workflows}
    list(definition.broken_references(parsed))
    definition.named_actions(parsed)
    rules.remarks(parsed)
    meaning.digest(text)
    for workflow in list(parsed.workflows.values())[:1]:
        definition.tasks_of_run(workflow, 't1')
    texts = definition.qualify(parsed, names_, {}, description='d', tags=['x'])
    definition.join(texts.values())
    definition.explain(parsed, "Invalid DSL: 'x'\n\nOn instance['w']:\n    1")
    yaql_syntax.is_wrong(text)


def read_actions(text):
    """All that a resource does with a text of ad-hoc actions."""
    parsed = actions.parse(text)
    list(action_checks.circles(parsed))
    rules.remarks_of_actions(parsed)
    action_checks.foreign_bases(parsed)
    names_ = {short: f'stack.res.{short}' for short in parsed.actions}
    texts = action_texts.qualify(parsed, names_)
    action_texts.join(texts.values())


def read_source(text):
    """All that is done with Python, which is never executed."""
    classes = ['A', *(f'A{number}' for number in range(20))]
    code_source.check(text, classes)
    for name in classes:
        code_source.signature(text, name)
        code_source.signature_fault(text, name, 'a, b=1, **kwargs')
        code_source.may_have(text, name)
    code_source.digest(text)


def read_signature(text):
    """What Mistral shows that an action takes."""
    code_source.names_of(text)
    code_source.signature_fault('class A: pass\n', 'A', text)


def read_command(text):
    """A task's workflow or action, with inputs in its line."""
    inline.inputs(text)
    references.named(text)
    references.is_dynamic(text)
    references.is_action_name(text)
    references.literal_in(text, {'w': 's.w'})
    references.renamed(text, {'w': 's.w', 'a': 's.a'})


def read_name(text):
    names.registered_name(text, text)
    names.fault(text)
    workflow_reference.read(text)
    workflow_reference.read({'name': text, 'input': {text: text}})


def read_unknown_keys(text):
    workflow_reference.read({text: text, f'{text}1': 1})


def read_state_info(text):
    state_info.readable(text)
    outcome.message(text)
    outcome.message(text, text)
    outcome.culprit(text, [{'name': f't{n}'} for n in range(20)])
    view.shown({'input': text, 'output': text, 'state_info': text})


def read_complaint(text):
    """What Mistral says against a definition."""
    definition.explain(SAMPLE, text)


def read_json(text):
    """What Mistral gives as JSON within JSON, and a caller's description."""
    view.shown({'input': text, 'output': f'{{"a": {text}}}'})
    mark.marker('owner', 'stack', text, text)
    row = {'id': '1', 'name': text, 'type': text, 'state': text}
    seen = progress.Progress()
    seen.take([{**row, 'runtime_context': text, 'updated_at': text}])
    seen.summary(course.Course({'tasks': {text: {'on-success': [text]}}}))
    task_order.in_order(
        [
            {'id': text, 'created_at': text, 'runtime_context': text},
            {'id': 'b', 'created_at': '', 'runtime_context': text},
        ]
    )


def read_pattern(text):
    schedule.check_pattern(text)
    schedule.next_tick(text, NOW)
    schedule.close_tick(text, None, NOW)


def read_first_time(text):
    schedule.check_first_time(text)


def read_signal(text):
    """Bodies of many keys, and of one that is long."""
    keys = dict.fromkeys(text.split('\n'), text[:20])
    for allowed in RULES:
        for body in (
            keys,
            {'workflow': text},
            {'id': text},
            {'input': keys, 'params': {'env': keys}},
            {'params': keys},
            {'alarm_id': text, 'previous': text, 'current': 1, **keys},
        ):
            try:
                signal_body.read(body, allowed)
            except signal_body.Refused:
                continue


def read_group(text):
    """Of a signal's body, and of a run that Mistral shows."""
    body = {'a': text, 'b': {'c': [text]}, text: text}
    signal_group.of('owner', body, ['a', 'b.c', text])
    signal_limits.seen('1', text, text, signal_mark.read(text))


def read_params(text):
    params.check(dict.fromkeys(text.split('\n'), text))


def read_tasks(text):
    """The form that Heat's own plugin has: properties, and no text."""
    lines = text.split('\n')
    props = dict.fromkeys(
        ('type', 'output', 'output_on_error', 'task_defaults', 'vars')
    )
    tasks_form.text(
        'n',
        {
            **props,
            'description': text,
            'tags': lines,
            'input': {line: line for line in lines},
            'tasks': [
                {'name': f't{number}', 'action': line, 'publish': {line: 1}}
                for number, line in enumerate(lines)
            ],
        },
    )


INPUTS = [f'a{number}' for number in range(1000)]
RULES = tuple(
    signal_body.Rules(
        workflows={f'w{number}': INPUTS for number in range(50)},
        registered={f'w{number}': f's.w{number}' for number in range(50)},
        default='w0',
        input=json.loads(json.dumps(dict.fromkeys(INPUTS, 1))),
        body_is_input=body_is_input,
        lenient=lenient,
    )
    for body_is_input in (None, True, False)
    for lenient in (False, True)
)
