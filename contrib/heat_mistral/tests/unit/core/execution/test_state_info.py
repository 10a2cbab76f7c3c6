"""Mistral's report of a failure in one line."""

import time

import testtools
from hypothesis import given
from hypothesis import strategies as st

from heat_mistral.core.execution import state_info, view
from heat_mistral.tests.unit.core.execution.test_outcome import (
    EVALUATED,
    ITEMS,
    ONE_TASK,
)

# As Mistral 23 writes them.
BELOW = """\
Failure caused by error in tasks: call

  call [task_ex_id=f787fac7] -> Failure caused by error in tasks: again

  again [task_ex_id=d0ae3f5a] -> Failure caused by error in tasks: boom

  boom [task_ex_id=e59886d0] -> Task timed out [timeout(s)=1].

    [wf_ex_id=2ac76a92, idx=0]: Failure caused by error in tasks: boom

  boom [task_ex_id=e59886d0] -> Task timed out [timeout(s)=1].


    [wf_ex_id=030c4210, idx=0]: Failure caused by error in tasks: again
"""
ITEMS_BELOW = """\
Failure caused by error in tasks: each

  each [task_ex_id=ab31adb6] -> One or more actions had failed.
    [wf_ex_id=48b0d854, idx=0]: Failure caused by error in tasks: call

  call [task_ex_id=4f0ab6e4] -> Failed by 'fail-on' policy

    [wf_ex_id=26ade84e, idx=0]: Failure caused by error in tasks: call
"""
TWO = """\
Failure caused by error in tasks: a, j

  a [task_ex_id=7b1949e8] -> Failed to find workflow [name=x] [namespace=]

  j [task_ex_id=78dc13f1] -> Failed by tasks: ['a']
"""
OUTPUT = """\
Failed to check and complete [wf_ex_id=5402a046, wf_name=w]: Can not \
evaluate YAQL expression [expression=$.nope, error='nope']
Traceback (most recent call last):
  File ...
"""


class ReadableTest(testtools.TestCase):
    def test_reports(self):
        for report, line in (
            (ONE_TASK, 'task boom: Fail action expected exception.'),
            (ITEMS, 'task each: Fail action expected exception.'),
            (
                EVALUATED,
                'task bad: Can not evaluate YAQL expression '
                "[expression=$.nope.x, error='nope']",
            ),
            (
                BELOW,
                'task call > again > boom: Task timed out [timeout(s)=1].',
            ),
            (ITEMS_BELOW, "task each > call: Failed by 'fail-on' policy"),
            (
                TWO,
                'task a (and in j): Failed to find workflow [name=x] '
                '[namespace=]',
            ),
        ):
            self.assertEqual(f'failed in {line}', state_info.readable(report))

    def test_what_names_no_task(self):
        for said, line in (
            (
                OUTPUT,
                'Can not evaluate YAQL expression [expression=$.nope, '
                "error='nope']",
            ),
            ('no luck', 'no luck'),
            ('one\ntwo', 'one'),
            ('cancelled by Heat: it is deleted',) * 2,
            ('{"a": 1}',) * 2,
            ('', ''),
            (None, None),
        ):
            self.assertEqual(line, state_info.readable(said))

    def test_reports_that_are_cut(self):
        for report in (BELOW, ITEMS_BELOW, TWO, ONE_TASK):
            for length in range(len(report)):
                line = state_info.readable(report[:length])
                self.assertNotIn('\n', line)
                self.assertNotIn('task_ex_id', line)

    @given(
        st.text()
        | st.lists(
            st.sampled_from(
                (
                    'Failure caused by error in tasks: ',
                    'a',
                    ', ',
                    '\n\n',
                    '\n',
                    '  a [task_ex_id=1] -> ',
                    'Failed to run task [',
                    'error=x, wf=w, task=a]:',
                    ']: ',
                    'One or more actions had failed.',
                    '\n    [action_ex_id=1, idx=0]: ',
                )  # fmt: skip
            )
        ).map(''.join)
    )
    def test_is_one_line_of_whatever_there_is(self, text):
        line = state_info.readable(text)
        self.assertEqual(1, len(f'{line}x'.splitlines()))

    def test_time(self):
        for part in (
            ' ', '\n', '[', "'", ']: ', ', task=', '] -> ',
            'Failure caused by error in tasks: a\n\n  a [task_ex_id=1] -> ',
            'One or more actions had failed.\n    [wf_ex_id=1, idx=0]: ',
        ):  # fmt: skip
            text = part * (1_000_000 // len(part))
            began = time.process_time()
            state_info.readable(text)
            state_info.readable('Failure caused by error in tasks: ' + text)
            self.assertLess(time.process_time() - began, 1, part)


class ShownTest(testtools.TestCase):
    def test_an_execution_tells_it_once_and_readably(self):
        line = 'failed in task boom: Fail action expected exception.'
        shown = view.shown(
            {
                'state': 'ERROR',
                'state_info': ONE_TASK,
                'output': {'result': ONE_TASK, 'x': 1},
            }
        )
        self.assertEqual(line, shown['state_info'])
        self.assertEqual({'result': line, 'x': 1}, shown['output'])

    def test_other_output_stays(self):
        for result in (None, '', 'a\nb', ONE_TASK):
            output = {'result': result}
            shown = view.shown({'state_info': BELOW, 'output': output})
            self.assertEqual(output, shown['output'])
