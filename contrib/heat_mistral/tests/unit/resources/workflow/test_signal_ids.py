"""A signal with an id of the caller's: sent again, it runs once."""

import json

from heat.common import exception

from heat_mistral.tests.unit.support import resource_case

TEXT = """
a: {input: [x: 1], tasks: {t: {action: std.noop}}}
b: {input: [x: 1], tasks: {t: {action: std.noop}}}
"""
ID = '0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d'


class SignalIdTest(resource_case.ResourceTestCase):
    def setUp(self):
        super().setUp()
        self.rsrc = self.created(TEXT)

    def send(self, rsrc=None, **more):
        (rsrc or self.rsrc).signal({'id': ID, 'input': {'x': 2}, **more})

    def refusal(self, rsrc=None, **more):
        ex = self.assertRaises(
            exception.StackValidationFailed, self.send, rsrc, **more
        )
        return str(ex)

    def test_it_is_the_executions_id_and_runs_once(self):
        self.send()
        self.send(id=ID.upper())
        self.assertEqual([ID], list(self.mistral.executions))
        self.assertEqual(
            2, len([told for told in self.events(self.rsrc) if ID in told])
        )

    def test_it_costs_one_request(self):
        sent = len(self.mistral.log)
        self.send()
        self.assertEqual(['POST /executions'], self.mistral.log[sent:])

    def test_after_a_failure_it_is_safe_to_send_again(self):
        self.mistral.fail('POST /executions', 500, 'broken', after=True)
        ex = self.assertRaises(exception.Error, self.send)
        self.assertIn(f'execution {ID} of workflow a may', str(ex))
        self.send()
        self.assertEqual([ID], list(self.mistral.executions))

    def test_the_same_id_for_something_else_is_refused(self):
        self.send()
        for more in (
            {'input': {'x': 3}},
            {'input': {}},
            {'workflow': 'b'},
            {'params': {'env': {'y': 1}}},
        ):
            told = self.refusal(**more)
            self.assertIn('another workflow, input or params', told)
        self.assertEqual([ID], list(self.mistral.executions))

    def test_after_an_update_it_is_the_same_signal_all_the_same(self):
        self.send()
        self.updated(self.rsrc, definition=TEXT.replace('x: 1', 'x: 7'))
        self.send()
        self.assertEqual([ID], list(self.mistral.executions))

    def test_an_execution_of_something_else_is_not_shown(self):
        other = self.created(TEXT, stack='other')
        self.send(other)
        self.assertIn(f'id {ID} is taken', self.refusal())
        self.mistral.executions[ID]['input'] = '{"secret": 1}'
        for description in (
            'by hand',
            '',
            None,
            '{"triggered_by": {"type": "cron_trigger", "id": "x"}}',
            # One of this resource, but not of a signal with this id.
            json.dumps(
                {
                    'triggered_by': {
                        'type': 'heat',
                        'id': self.rsrc.data()['owner'],
                    }
                }
            ),
        ):
            self.mistral.executions[ID]['description'] = description
            told = self.refusal()
            self.assertIn(f'id {ID} is taken', told)
            self.assertNotIn('secret', told)

    def test_one_of_another_project(self):
        for status in (404, 500):
            self.mistral.fail(
                'POST /executions',
                status,
                f'WorkflowExecution not found [id={ID}]',
            )
            self.assertIn(f'id {ID} is taken', self.refusal())

    def test_a_workflow_that_is_gone_is_told_as_it_is(self):
        self.mistral.fail('POST /executions', 404, 'Workflow not found')
        self.assertIn('Workflow not found', self.refusal())
