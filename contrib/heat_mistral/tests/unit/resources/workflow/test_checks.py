"""What a workflow resource says of references that lead nowhere."""

from heat.common import exception

from heat_mistral.tests.unit.support import resource_case as case

BROKEN = """
clean:
  tasks:
    look:
      action: std.noop
      on-success: purge
  purge:
    action: std.noop
"""
LACKS = """
night:
  tasks:
    t: {workflow: clean}
clean:
  input: [%s]
  tasks: {t: {action: std.noop}}
"""
IGNORES = """
night:
  tasks:
    t: {workflow: clean deep=true}
clean:
  tasks: {t: {action: std.noop}}
"""


def many(number):
    """So many tasks, each a line."""
    return ''.join(
        f'    m{at}: {{action: std.noop}}\n' for at in range(number)
    )


class ChecksCase(case.ResourceTestCase):
    def refusal(self, rsrc):
        return str(
            self.assertRaises(exception.StackValidationFailed, rsrc.validate)
        )


class ValidationTest(ChecksCase):
    def test_a_task_that_is_not_there(self):
        large = BROKEN + f'more:\n  tasks:\n{many(30)}'
        for stack, text in (('s', BROKEN), ('t', large)):
            told = self.refusal(self.workflow(text, stack=stack))
            self.assertIn('w.properties.definition: line 6, column 7', told)
            self.assertIn('no task "purge"', told)
        self.assertEqual([], self.mistral.requests('POST'))

    def test_in_the_form_with_tasks(self):
        tasks = [{'name': 'a', 'action': 'std.noop', 'on_success': ['b']}]
        told = self.refusal(
            self.workflow(None, tasks=tasks, type='direct', name='x')
        )
        self.assertIn(
            'tasks: task a, on-success.0: there is no task "b"', told
        )
        self.assertNotIn('line', told)

    def test_an_input_that_lacks(self):
        told = self.refusal(self.workflow(LACKS % 'days'))
        self.assertIn('line 4, column 9: the workflow "clean" needs', told)
        self.workflow(LACKS % 'days: 3', stack='s').validate()
        self.workflow(LACKS % 'days', stack='t', input={'days': 1}).validate()

    def test_an_input_that_is_ignored_is_no_error(self):
        self.workflow(IGNORES).validate()

    def test_what_is_registered_already_is_in_nobodys_way(self):
        self.created(LACKS % 'days', name='mine')
        # As at an update: what Heat validates knows nothing of the past.
        self.workflow(LACKS % 'days', stack='s', name='mine').validate()
        told = self.refusal(
            self.workflow(LACKS % 'age', stack='t', name='mine')
        )
        self.assertIn('"age"', told)

    def test_a_mistral_that_is_away_makes_nothing_invalid(self):
        for _ in range(50):
            self.mistral.fail('GET /workflows', status=503)
        self.workflow(LACKS % 'days').validate()


class ManyTest(ChecksCase):
    def test_a_few_of_what_is_wrong_are_told(self):
        text = ''.join(
            f'w{n}: {{tasks: {{t: {{action: std.noop}}}}}}\n'
            for n in range(15)
        )
        rsrc = self.created(text)
        self.mistral.workflows.clear()
        told = str(
            self.assertRaises(
                exception.ResourceFailure, self.run_action, rsrc, 'check'
            )
        )
        self.assertEqual(10, told.count('is gone'))
        self.assertIn('and 5 more', told)

    def test_a_long_name_is_cut(self):
        told = self.refusal(
            self.workflow(
                ''.join(
                    f'{"x" * 90}{n}: {{tasks: {{t: {{action: std.noop}}}}}}\n'
                    for n in range(15)
                ),
                default_workflow='y' * 5000,
            )
        )
        self.assertLess(len(told), 700)


class RefusedTest(ChecksCase):
    """What only the creation has shown to Mistral."""

    def refused(self, text, fault):
        rsrc = self.workflow(text)
        self.mistral.fail('POST /workflows', status=400, text=fault)
        return str(
            self.assertRaises(
                exception.ResourceFailure, self.run_action, rsrc, 'create'
            )
        )

    def test_by_our_own_check(self):
        told = self.refused(BROKEN, "Task 'purge' not found.")
        self.assertIn('line 6, column 7: there is no task "purge"', told)

    def test_by_what_mistral_says(self):
        told = self.refused(
            'a:\n  tasks:\n    t:\n      akshun: x\n',
            "Invalid DSL: Additional properties are not allowed ('akshun' was "
            'unexpected)',
        )
        self.assertIn('line 4, column 7: Mistral refuses', told)
