"""A signal to what something else has made asks Mistral before it runs."""

from heat.common import exception

from heat_mistral.tests.unit.support import resource_case

TEXT = """
version: '2.0'
theirs:
  input: [a: 1]
  tasks: {t: {action: std.noop}}
"""


class LookUpTest(resource_case.ResourceTestCase):
    def setUp(self):
        super().setUp()
        self.row = self.mistral.add('theirs', TEXT)
        self.rsrc = self.resource(
            'OS::Mistral::Workflow', {}, external_id=self.row['id']
        )
        self.run_action(self.rsrc, 'create')
        self.sent = len(self.http.request_history)

    def adopted(self):
        """As Heat's own plugin has left it: a name, and no records."""
        rsrc = self.resource(
            'OS::Mistral::Workflow',
            {'tasks': [{'name': 't', 'action': 'std.noop'}]},
            stack_name='other',
        )
        rsrc.store()
        rsrc.resource_id_set('theirs')
        rsrc.state_set(rsrc.CREATE, rsrc.COMPLETE)
        return rsrc

    def signalled(self, rsrc):
        """The requests of a signal."""
        sent = len(self.http.request_history)
        rsrc.signal()
        return self.http.request_history[sent:]

    def test_all_requests_have_one_deadline(self):
        for rsrc, number in ((self.rsrc, 2), (self.adopted(), 2)):
            requests = self.signalled(rsrc)
            self.assertEqual(number, len(requests))
            limit = rsrc.client_plugin().option('signal_timeout')
            left = [request.timeout for request in requests]
            self.assertLessEqual(left[0], limit)
            self.assertEqual(sorted(left, reverse=True), left)

    def test_what_cannot_be_looked_up_at_once_is_tried_again(self):
        for rsrc in (self.rsrc, self.adopted()):
            self.mistral.fail('GET /workflows', 503)
            rsrc.signal()
        self.assertEqual(2, len(self.mistral.executions))

    def test_where_mistral_is_away_the_event_says_that_nothing_runs(self):
        rsrc = self.rsrc
        self.mistral.fail('GET /workflows', 500, 'broken')
        ex = self.assertRaises(exception.Error, rsrc.signal)
        self.assertIn('nothing was started', str(ex))
        self.assertTrue(
            [
                reason
                for reason in self.events(rsrc)
                if 'nothing was started: broken' in reason
            ]
        )

    def test_what_may_run_is_told_whatever_comes_after(self):
        self.mistral.fail('POST /executions', 503, after=True)
        self.mistral.fail_in_turn(
            [None, None, lambda line: (404, 'gone', False)]
        )
        # The first look-up and the POST pass; the second look-up fails.
        ex = self.assertRaises(exception.Error, self.rsrc.signal)
        (run,) = self.mistral.executions
        self.assertIn(f'execution {run} of workflow theirs may', str(ex))

    def test_what_is_gone_is_a_refusal(self):
        self.mistral.workflows.clear()
        self.assertRaises(exception.StackValidationFailed, self.rsrc.signal)
