"""Reality is observed: ``stack update --converge``, observe_on_update.

Heat compares with what is there, and replaces a resource that is not.
"""

from heat.common import exception
from oslo_config import cfg

from heat_mistral.tests.unit.support import resource_case

TWO = """
    first:
      tasks:
        t: {workflow: second}
    second:
      tasks:
        t: {action: std.noop}
    """
TASKS = [{'name': 't', 'action': 'std.noop'}]


class ObservedTest(resource_case.ResourceTestCase):
    def converged(self, rsrc, **properties):
        rsrc.converge = True
        return self.updated(rsrc, **properties)

    def test_a_deleted_default_workflow_is_made_again(self):
        rsrc = self.created(TWO)
        url, ids = rsrc.FnGetAtt('alarm_url'), rsrc.FnGetAtt('workflow_ids')
        del self.mistral.workflows[ids['first']]
        self.converged(rsrc)
        self.assertEqual((rsrc.UPDATE, rsrc.COMPLETE), rsrc.state)
        self.assertIsNotNone(self.mistral.named('stk.w.first'))
        self.assertEqual(url, rsrc.FnGetAtt('alarm_url'))
        self.assertEqual(
            ids['second'], rsrc.FnGetAtt('workflow_ids')['second']
        )
        self.assertEqual(TWO.split(), rsrc.properties['definition'].split())

    def test_the_same_by_the_operators_option(self):
        cfg.CONF.set_override('observe_on_update', True)
        rsrc = self.created(TWO)
        self.mistral.workflows.clear()
        self.updated(rsrc)
        self.assertEqual(2, len(self.mistral.workflows))

    def test_what_was_changed_by_hand_is_changed_back(self):
        rsrc = self.created(TWO)
        row = self.mistral.named('stk.w.second')
        sound = row['definition']
        row['definition'] = sound.replace('noop', 'fail')
        self.converged(rsrc)
        self.assertEqual(
            sound, self.mistral.named('stk.w.second')['definition']
        )

    def test_the_tasks_form(self):
        rsrc = self.created(None, name='mine', type='direct', tasks=TASKS)
        self.mistral.workflows.clear()
        self.converged(rsrc)
        self.assertIsNotNone(self.mistral.named('mine'))

    def test_what_is_sound_is_left_alone(self):
        rsrc = self.created(TWO)
        before = len(self.mistral.log)
        self.converged(rsrc)
        self.assertEqual((rsrc.CREATE, rsrc.COMPLETE), rsrc.state)
        self.assertEqual(['GET /workflows'], self.mistral.log[before:])

    def test_a_mistral_that_is_away_changes_nothing(self):
        rsrc = self.created(TWO)
        for _ in range(30):
            self.mistral.fail('GET /workflows', 500, 'oops')
        self.converged(rsrc)
        self.assertEqual((rsrc.CREATE, rsrc.COMPLETE), rsrc.state)

    def test_a_creation_that_failed_before_the_first_request(self):
        rsrc = self.workflow(TWO)
        self.patchobject(
            type(rsrc), '_create_user', side_effect=exception.Error('no')
        )
        self.assertRaises(
            exception.ResourceFailure, self.run_action, rsrc, 'create'
        )
        self.assertEqual('stk.w.first', rsrc.resource_id)
        self.patchobject(type(rsrc), '_create_user')
        self.converged(rsrc)
        self.assertEqual((rsrc.UPDATE, rsrc.COMPLETE), rsrc.state)
        self.assertEqual(2, len(self.mistral.workflows))

    def test_a_creation_of_what_is_no_definition(self):
        rsrc = self.workflow('nonsense')
        self.assertRaises(
            exception.ResourceFailure, self.run_action, rsrc, 'create'
        )
        self.assertIsNotNone(rsrc.resource_id)
        self.converged(rsrc, definition=TWO)
        self.assertEqual('stk.w.first', rsrc.FnGetRefId())


class BegunTest(resource_case.ResourceTestCase):
    """An id, and no workflow behind it yet."""

    def setUp(self):
        super().setUp()
        # Somebody else's, whose name is in the way.
        self.theirs = self.mistral.add(
            'stk.w.first',
            """
            version: '2.0'
            stk.w.first: {tasks: {t: {action: std.noop}}}
            """,
        )
        self.mistral.run(self.theirs['id'])
        self.rsrc = self.workflow(TWO)
        self.assertRaises(
            exception.ResourceFailure, self.run_action, self.rsrc, 'create'
        )
        self.assertEqual('stk.w.first', self.rsrc.resource_id)

    def test_has_no_attributes_of_somebody_elses(self):
        for name, value in (
            ('alarm_url', None),
            ('available_workflows', {}),
            ('workflow_ids', {}),
            ('executions', []),
            ('latest_execution', {}),
        ):
            self.assertEqual(value, self.rsrc.FnGetAtt(name), name)
        self.assertRaises(
            exception.EntityNotFound, self.rsrc.get_live_resource_data
        )

    def test_is_not_somebody_elses(self):
        self.assertRaises(
            exception.ResourceFailure, self.run_action, self.rsrc, 'check'
        )
        self.run_action(self.rsrc, 'delete')
        self.assertIn(self.theirs['id'], self.mistral.workflows)
