"""What a workflow resource tells of its definition when it is registered."""

from heat_mistral.core import rules
from heat_mistral.tests.unit.support import resource_case as case

IGNORES = """
night:
  tasks:
    t: {workflow: clean deep=true}
clean:
  tasks: {t: {action: std.noop}}
"""
LACKS = """
night:
  tasks:
    t: {workflow: clean}
clean:
  input: [days]
  tasks: {t: {action: std.noop}}
"""
PLACE = 'HM203: line 4, column 9: the workflow "clean" has no input "deep"'


class RemarksTest(case.ResourceTestCase):
    def told(self, rsrc, part):
        return [text for text in self.events(rsrc) if part in text]

    def test_what_would_fail_at_night(self):
        rsrc = self.created("""
w:
  input: [name]
  tasks:
    a:
      action: std.echo output=<% tsk(b).result + $.nmae %>
      on-success: b
    b: {workflow: celan}
clean: {tasks: {t: {action: std.noop}}}
""")
        self.assertEqual((rsrc.CREATE, rsrc.COMPLETE), rsrc.state)
        for line in (
            'HM303: line 6, column 34: YAQL in Mistral has no function tsk()',
            'HM304: line 6, column 52: nothing provides "$.nmae"',
            'HM201: line 8, column 9: the text has no workflow "celan"; '
            '"clean" is one',
        ):
            self.assertEqual(1, len(self.told(rsrc, line)), line)

    def test_once_for_a_definition(self):
        rsrc = self.created(IGNORES)
        self.assertEqual(1, len(self.told(rsrc, PLACE)))
        self.updated(rsrc, description='x')
        self.run_action(rsrc, 'check')
        self.assertEqual(1, len(self.told(rsrc, PLACE)))
        good = IGNORES.replace('deep=true', '')
        self.updated(rsrc, definition=good)
        self.assertEqual(1, len(self.told(rsrc, 'HM')))
        self.updated(rsrc, definition=IGNORES)
        self.assertEqual(2, len(self.told(rsrc, PLACE)))
        self.updated(rsrc, definition=f'# moved\n{IGNORES}')
        self.assertEqual(1, len(self.told(rsrc, 'HM203: line 5, column 9')))

    def test_of_other_values_too(self):
        rsrc = self.created(
            'w: {tasks: {t: {action: std.echo output=<% $.x %>}}}'
        )
        self.assertEqual(1, len(self.told(rsrc, 'HM304')))
        text = (
            'w: {tasks: {t: {workflow: v}}}\nv: {input: [y], tasks: {t: {}}}'
        )
        other = self.created(text, stack='s', input={'y': 1})
        self.assertEqual([], self.told(other, 'HM'))

    def test_not_while_mistral_is_away(self):
        rsrc = self.workflow(IGNORES)
        self.mistral.fail('POST /workflows', status=503)
        self.run_action(rsrc, 'create')
        self.assertEqual(1, len(self.told(rsrc, PLACE)))

    def test_a_few_of_many_and_what_cannot_work_first(self):
        given = ', '.join(f'x{number}: 1' for number in range(50))
        text = IGNORES.replace('deep=true', f', input: {{{given}}}')
        text += 'late: {tasks: {t: {action: std.echo output=<% tsk() %>}}}\n'
        rsrc = self.created(text)
        self.assertEqual(4, len(self.told(rsrc, 'has no input')))
        self.assertEqual(1, len(self.told(rsrc, 'HM303: line 7')))
        self.assertEqual(
            1, len(self.told(rsrc, 'and 46 more of the definition'))
        )

    def test_a_large_one_is_looked_at_in_part(self):
        tasks = ''.join(
            f'    t{n}: {{action: std.echo output=<% tsk({n}) %>}}\n'
            for n in range(2000)
        )
        rsrc = self.created(f'w:\n  tasks:\n{tasks}')
        self.assertEqual(5, len(self.told(rsrc, 'HM303')))
        self.assertEqual(1, len(self.told(rsrc, 'and 95 more')))

    def test_what_could_be_registered_all_the_same(self):
        """As Mistral was away when the template was validated."""
        rsrc = self.created(LACKS)
        self.assertEqual((rsrc.CREATE, rsrc.COMPLETE), rsrc.state)
        self.assertEqual(
            1, len(self.told(rsrc, 'HM202: line 4, column 9: the workflow'))
        )

    def test_a_task_of_the_form_with_tasks_is_named(self):
        rsrc = self.workflow(
            None,
            tasks=[
                {
                    'name': 'a',
                    'action': 'std.echo',
                    'input': {'output': '<% tsk() %>'},
                }
            ],
            type='direct',
            name='x',
        )
        self.run_action(rsrc, 'create')
        (told,) = self.told(rsrc, 'HM303')
        self.assertIn('HM303: task a, input.output: YAQL', told)
        self.assertNotIn('line', told)

    def test_a_rule_that_breaks_fails_nothing(self):
        self.patchobject(rules, 'remarks', side_effect=RuntimeError)
        rsrc = self.created(IGNORES)
        self.assertEqual((rsrc.CREATE, rsrc.COMPLETE), rsrc.state)
        self.assertEqual([], self.told(rsrc, 'HM'))
