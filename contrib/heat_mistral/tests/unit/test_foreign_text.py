"""What others write is looked at in a time that grows with its length alone.

A tenant's megabyte, and what Mistral repeats of it, comes to one engine that
serves everybody: a regular expression that starts over at each character
stops it for minutes. So all that takes such text is given a lot of each
character that may fit a pattern, and of their combinations.

The time is this thread's own on the processor. Where nothing is wrong none
takes more than a fifth of the limit; what starts over takes hundreds of times
as long. On a crowded machine any may take long once, but not each time.
"""

import contextlib
import datetime
import time

import testtools
from keystoneauth1 import exceptions as ka_exceptions
from mistralclient.api.base import APIException

from heat_mistral.core import (
    definition,
    schedule,
    signal_body,
    workflow_reference,
)
from heat_mistral.core.definition import (
    clauses,
    emit,
    expressions,
    hints,
    inline,
    load,
    meaning,
    names,
    positions,
    references,
    tasks_form,
    tree,
    yaql_syntax,
)
from heat_mistral.core.execution import (
    course,
    mark,
    outcome,
    params,
    progress,
    state_info,
    task_order,
    view,
)
from heat_mistral.graph import mermaid, source, texts
from heat_mistral.mistral_api import errors

MEGABYTE = 1024 * 1024
LIMIT = 4.0  # seconds
TRIES = 4
CHARACTERS = [*' \n\r\t\0', *':\'"[]{}()<>%\\#,=-_.?*&!|@`$~^+/;09aR']
CHARACTERS += ['é', '\x85', '\u2028', '\ufeff', '\ud800', '\U0001f600']
#: In Mistral's messages.
SAID = (
    'On instance[', "\nOn instance['a']", '\nOn instance[1]:\n', "['", "']",
    "['a']", 'task_name=', 'workflow_name=', 'workflow task property: ',
    'Traceback (most recent', "['Traceback", 'Failed to run [error=',
    ', wf=, task=', "msg='", "'])", '[action_ex_id=', 'Timed out', '?a',
    '\n[action_ex_id=a, idx=0]: ', ' [task_ex_id=', '] -> ', ', ',
    'One or more actions had failed.\n', 'Parse error: unexpected ',
)  # fmt: skip
#: In definitions and other properties.
WRITTEN = (
    # expressions, and quotes in them
    '<%', '%>', '<% %>', '<% a %>', '<%\n', '{{', '}}', '{{}}', '{%', '%}',
    "\\'", '\\"', "'\\", '"a" ', 'a=b ', 'a="', 'a=<% ', '=[', 'in ',
    # YAML
    ': ', '- ', ' #', '#\n', '\n ', ' \n', '\r\n', '\n\n', 'a: ', 'a:\n',
    '{a: ', '<<: ', '<<: {}\n', 'version: ', '1:', '1:1', '1.', '1_', 'e+',
    # names, numbers and cron patterns
    'urn:', 'uuid:', '1 ', '1,', '0-59,', '*/1', '@a', '\ud83d\ude00',
)  # fmt: skip
UNITS = (*CHARACTERS, *SAID, *WRITTEN)

NOW = datetime.datetime(2030, 1, 1)
DEFINITION = definition.parse("""\
w:
  input: [a, b: 1]
  tasks:
    t1: {action: std.noop, on-success: [t2]}
    t2: {workflow: x y=1, timeout: <% $.a %>}
""")
NAMES = {'w': 's.w', 'a': 's.a'}
RULES = signal_body.Rules(
    workflows={'w': ['a']}, registered={'w': 's.w'}, default='w'
)
LENIENT = signal_body.Rules(
    workflows={'w': ['a']}, registered={'w': 's.w'}, default='w', lenient=True
)


def first_line(text):
    errors.first_line(APIException(400, text))
    errors.first_line(APIException(500, text.encode('utf-8', 'replace')))
    errors.first_line(APIException(400, f'x{text}'))
    errors.first_line(ka_exceptions.ConnectFailure(text))
    errors.first_line(ka_exceptions.ConnectFailure(f'to http://m?{text}'))
    errors.is_transient(APIException(500, text))


def message(text):
    outcome.message(text, text)
    outcome.message('One or more actions had failed.', text)
    outcome.message(f'Failed to run task [error={text}')
    outcome.message(f'Failed to {text}')
    outcome.message(f'The action raised an exception [action={text}')
    outcome.message(f"The action raised an exception [a, msg='{text}")
    rows = [{'name': str(number)} for number in range(20)]
    outcome.culprit(f'Failure caused by error in tasks: {text}', rows)


def readable(text):
    report = 'Failure caused by error in tasks: '
    for start in ('', report, f'{report}a\n\n  a [task_ex_id=1] -> '):
        state_info.readable(start + text)
    state_info.readable(f'Failed to run task [{text}')


def explained(text):
    for start in (
        '',
        "'",
        'Parse error: unexpected ',
        'Lexical error: ',
        "Syntax error '",
        'x\n\nOn instance',
        'x\n\nOn instance[',
        "x\n\nOn instance['tasks']",
        'x\n\nOn instance:\n    ',
        "x 'a'\n\nOn instance['a']:\n    {'",
    ):
        definition.explain(DEFINITION, start + text)
    expressions.explain(DEFINITION, text)


def execution_shown(text):
    view.shown({'input': text, 'output': f'"{text}"', 'state_info': text})
    mark.marker('owner', 'stack', text, text)


def followed(text):
    seen = progress.Progress()
    row = {'id': '1', 'name': text, 'type': text, 'state': 'RUNNING'}
    seen.take([{**row, 'runtime_context': text}])
    seen.summary(course.Course({'tasks': {text: {'on-success': [text]}}}))
    context = f'{{"triggered_by": [{{"task_id": "{text}"}}]}}'
    task_order.in_order(
        [
            {'id': text, 'created_at': text, 'runtime_context': text},
            {'id': 'b', 'runtime_context': context},
        ]
    )
    seen.take([{**row, 'updated_at': text}])
    return seen.since


def read_signal(text):
    for rules in (RULES, LENIENT):
        for body in (
            {text: text},
            {'workflow': text},
            {'input': {text: text}},
            {'params': {text: text, 'env': text, 'description': text}},
            {'alarm_id': text, 'previous': text, 'current': 1, text: 1},
        ):
            with contextlib.suppress(signal_body.Refused):
                signal_body.read(body, rules)
    with contextlib.suppress(params.InvalidParams):
        params.check({text: text, 'notify': text})


def scheduled(text):
    for pattern in (text, f'* * * * {text}', f'{text} * * * *'):
        for call in (
            lambda pattern=pattern: schedule.check_pattern(pattern),
            lambda pattern=pattern: schedule.next_tick(pattern, NOW),
            lambda pattern=pattern: schedule.close_tick(pattern, None, NOW),
            lambda pattern=pattern: schedule.check_first_time(pattern),
        ):
            with contextlib.suppress(schedule.ScheduleError):
                call()
    with contextlib.suppress(schedule.ScheduleError):
        schedule.check_first_time(f'2030-01-01{text}')


def named(text):
    names.registered_name(text, text)
    names.fault(text)
    names.fault(f'a{text}')
    workflow_reference.read(text)


def tasks_written(text):
    given = dict.fromkeys(
        ('type', 'output', 'output_on_error', 'input', 'task_defaults')
    )
    task = {'name': 'x', 'timeout': text, 'join': f' 1{text}', 'action': text}
    tasks_form.text(
        'n', {**given, 'description': text, 'tags': [text], 'vars': {},
              'tasks': [task]},
    )  # fmt: skip


def referred(text):
    for start in ('', 'a ', '<% ', '{{ ', '{% ', "<% '", '<%a'):
        references.named(start + text)
        references.is_dynamic(start + text)
        references.renamed(start + text, NAMES)
        list(clauses.targets([start + text]))
    inline.inputs(f'a {text}')


def literals(text):
    references.literal_in(text, NAMES)
    for start in ('<% ', "<% '", '<%a'):
        references.literal_in(f'{start}{text} %>', NAMES)


def written(text):
    emit.scalar(text)
    emit.flow({text: [text]})
    tree.implicit_tag(f'1{text}')


def pictured(text):
    texts.clean(text)
    texts.width(text, 10)
    texts.shorten(text, 40)
    mermaid.escape(text)
    source._template(text)


def parsed(text):
    for whole in (
        f'w:\n  tasks:\n    t: {{x: {text}',
        f'w:\n  tasks:\n    t:\n      x: "{text}"\n',
        f'w:\n  tasks:\n    t: {{}}\n{text}\n',
    ):
        with contextlib.suppress(definition.DefinitionError):
            load.compose(whole).value()
    meaning.digest(text)
    yaql_syntax.is_wrong(f"w:\n  tasks:\n    t: {{x: '<% {text} %>'}}\n")
    hints.hint(text, len(text) // 2)
    hints.folded(text)
    positions.position(text, len(text))


def took(call, text):
    """Seconds."""
    begun = time.thread_time()
    with contextlib.suppress(Exception):  # refused is as good
        call(text)
    return time.thread_time() - begun


class ForeignTextTest(testtools.TestCase):
    def within_limit(self, call, size, units=UNITS):
        for unit in units:
            text = (unit * (size // len(unit) + 1))[:size]
            if all(took(call, text) > LIMIT for _ in range(TRIES)):
                self.fail(f'{call.__name__} is slow with {unit!r}')

    def test_what_mistral_says(self):
        """Cut before it is looked at."""
        for call in (first_line, message, readable, explained):
            self.within_limit(call, MEGABYTE)

    def test_what_is_short_where_it_is_right(self):
        for call in (execution_shown, followed, read_signal, scheduled, named):
            self.within_limit(call, MEGABYTE)

    def test_what_is_a_part_of_a_definition(self):
        """Walked through once: a definition is as long as it is."""
        units = (*CHARACTERS, *WRITTEN)
        for call in (referred, literals, parsed):
            self.within_limit(call, MEGABYTE // 32, units)

    def test_what_is_written(self):
        units = (*' \n\r\'":1a', '1:', '\ud800', '\x85', '\\"', ' #', '- ')
        for call in (tasks_written, written, pictured):
            self.within_limit(call, MEGABYTE // 8, units)
