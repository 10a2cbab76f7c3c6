"""Tasks that name an action by another name than it is registered under."""

import textwrap

import yaml
from heat.common import exception

from heat_mistral.tests.unit.support import resource_case

DEFINITION = """
    w:
      tasks:
        a:
          action: shout  # louder
          input: {what: x}
        b: {action: 'say what="shout"'}
        c: {action: <% $.shout %>}
        d: {action: std.echo output="shout"}
        e: {workflow: shout}
    shout:
      tasks:
        t:
          action: >-
            shout
            what="y"
"""
NAMES = {'shout': 'stk.a.shout', 'say': 'o.say', 'unused': 'stk.a.unused'}


class ActionsTest(resource_case.ResourceTestCase):
    def tasks(self, name='stk.w.w'):
        row = self.mistral.named(name)
        return yaml.safe_load(row['definition'])[name]['tasks']

    def test_static_names_are_replaced_and_nothing_else(self):
        self.created(DEFINITION, actions=NAMES)
        tasks = self.tasks()
        self.assertEqual(
            [
                'stk.a.shout',
                'o.say what="shout"',
                '<% $.shout %>',
                'std.echo output="shout"',
            ],
            [tasks[name]['action'] for name in 'abcd'],
        )
        self.assertEqual('stk.w.shout', tasks['e']['workflow'])
        self.assertEqual(
            'stk.a.shout what="y"', self.tasks('stk.w.shout')['t']['action']
        )
        self.assertIn(
            'action: stk.a.shout  # louder',
            self.mistral.named('stk.w.w')['definition'],
        )

    def test_a_change_of_the_names_is_an_update_in_place(self):
        rsrc = self.created('w: {tasks: {t: {action: shout}}}', actions=NAMES)
        before = rsrc.FnGetAtt('workflow_ids')
        self.updated(rsrc, actions={'shout': 'new.shout'})
        self.assertEqual('new.shout', self.tasks()['t']['action'])
        self.assertEqual(before, rsrc.FnGetAtt('workflow_ids'))
        self.updated(rsrc, actions=None)
        self.assertEqual('shout', self.tasks()['t']['action'])

    def test_the_form_with_tasks(self):
        self.run_action(
            self.workflow(
                None,
                name='w',
                type='direct',
                tasks=[{'name': 't', 'action': 'shout'}],
                actions=NAMES,
            ),
            'create',
        )
        self.assertEqual('stk.a.shout', self.tasks('w')['t']['action'])

    def test_names_of_which_none_is_used_are_told(self):
        rsrc = self.created('w: {tasks: {t: {action: x}}}', actions=NAMES)
        told = ' '.join(self.events(rsrc))
        self.assertIn('no task names any of "actions": say, shout', told)
        rsrc = self.run_action(
            self.workflow(
                'w: {tasks: {t: {action: say}}}', 'other', actions=NAMES
            ),
            'create',
        )
        self.assertNotIn('no task names', ' '.join(self.events(rsrc)))

    def test_what_is_no_name(self):
        for number, name in enumerate(
            ('a b', 'a x=1', '', '<% $.x %>', 'a(', 1, None, ['x'])
        ):
            rsrc = self.workflow(
                textwrap.dedent('w: {tasks: {t: {action: x}}}'),
                f's{number}',
                actions={'x': name},
            )
            ex = self.assertRaises(
                exception.StackValidationFailed, rsrc.validate
            )
            self.assertIn('the value of "x" is not the registered', str(ex))
