import json

import testtools
from hypothesis import given
from hypothesis import strategies as st

from heat_mistral.core.execution import outcome

# As Mistral 23 writes them.
RAISED = (
    'The action raised an exception [action=Fail action, '
    "action_ex_id=fc982f05, msg='Fail action expected exception.']"
)
ONE_TASK = (
    f'Failure caused by error in tasks: boom\n\n  boom [task_ex_id=56]'
    f' -> {RAISED}\n    [action_ex_id=fc982f05, idx=0]: {RAISED}\n'
)
ITEMS = (
    f'Failure caused by error in tasks: each\n\n  each [task_ex_id=96] ->'
    f' One or more actions had failed.\n    [action_ex_id=c6, idx=0]: '
    f'{RAISED}\n    [action_ex_id=a0, idx=1]: {RAISED}\n'
)
EVALUATED = (
    'Failed to run task [error=Can not evaluate YAQL expression '
    "[expression=$.nope.x, error='nope'], wf=w, task=bad]:\n"
    'Traceback (most recent call last):\n  File ...'
)


class MessageTest(testtools.TestCase):
    def test_of_an_action_that_raised(self):
        self.assertEqual(
            'Fail action expected exception.', outcome.message(RAISED)
        )

    def test_of_an_action_whose_message_has_several_lines(self):
        self.assertEqual(
            'one',
            outcome.message(
                "The action raised an exception [action=a, msg='one\ntwo']"
            ),
        )

    def test_of_an_expression_that_cannot_be_evaluated(self):
        self.assertEqual(
            'Can not evaluate YAQL expression [expression=$.nope.x, '
            "error='nope']",
            outcome.message(EVALUATED),
        )

    def test_of_items_is_that_of_the_first_item(self):
        self.assertEqual(
            'Fail action expected exception.',
            outcome.message('One or more actions had failed.', ITEMS),
        )
        self.assertEqual(
            'One or more actions had failed.',
            outcome.message('One or more actions had failed.'),
        )

    def test_of_nothing(self):
        self.assertEqual('', outcome.message(None))

    @given(st.text())
    def test_is_one_line_of_whatever_there_is(self, text):
        self.assertNotIn('\n', outcome.message(text, text))


class CulpritTest(testtools.TestCase):
    def task(self, name):
        return {'name': name}

    def test_is_the_task_that_the_workflow_names(self):
        handled, guilty = self.task('handled'), self.task('boom')
        self.assertIs(guilty, outcome.culprit(ONE_TASK, [guilty, handled]))

    def test_is_the_last_one_where_it_names_none(self):
        first, last = self.task('a'), self.task('b')
        self.assertIs(last, outcome.culprit('no more', [first, last]))
        self.assertIsNone(outcome.culprit(None, []))


class ToldTest(testtools.TestCase):
    def test_of_a_failed_task(self):
        self.assertEqual(
            'execution 1 of workflow w failed in task call > boom: because',
            outcome.told(
                '1', 'w', 'ERROR', outcome.Failure(('call', 'boom'), 'because')
            ),
        )

    def test_of_a_workflow_that_says_nothing(self):
        self.assertEqual(
            'execution 1 of workflow w failed: Mistral tells no reason',
            outcome.told('1', 'w', 'ERROR', outcome.Failure()),
        )

    def test_of_a_cancelled_one(self):
        for why, said in (
            ('', ''),
            ('by the boss', ': by the boss'),
            ('cancelled by Heat: it is deleted', ' by Heat: it is deleted'),
        ):
            self.assertEqual(
                f'execution 1 of workflow w was cancelled{said}',
                outcome.told('1', 'w', 'CANCELLED', outcome.Failure(why=why)),
            )


class OutputTest(testtools.TestCase):
    def test_is_a_map_whatever_mistral_sends(self):
        self.assertEqual({'a': [1]}, outcome.output(json.dumps({'a': [1]})))
        self.assertEqual({'a': 1}, outcome.output({'a': 1}))
        for other in (None, 'null', '[1]'):
            self.assertEqual({}, outcome.output(other))
