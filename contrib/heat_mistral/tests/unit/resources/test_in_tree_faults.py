"""What Heat's own plugin gets wrong and a real stack cannot show in short.

The numbers are those of tests/functional/in_tree/test_in_tree_faults.py.
"""

from unittest import mock

from heat.engine import service, stack

from heat_mistral.tests.unit.support import (
    cloud,
    external_resource_case,
    resource_case,
)

TASKS = [{'name': 't', 'action': 'std.noop'}]


class InTreeFaultsTest(resource_case.ResourceTestCase):
    def of_tasks(self, name='w', **properties):
        return self.resource(
            'OS::Mistral::Workflow',
            {'type': 'direct', 'tasks': TASKS, **properties},
            name=name,
        )

    def test_item_03_signals_take_no_slot_of_the_stacks_threads(self):
        """A group of threads has 1000 slots, which Heat never frees."""
        rsrc = self.run_action(self.of_tasks(), 'create')
        engine = service.EngineService('a-host', 'a-topic')
        engine.thread_group_mgr = service.ThreadGroupManager()
        self.patchobject(engine, '_get_stack')
        self.patchobject(stack.Stack, 'load', return_value=rsrc.stack)
        for number in range(1, 21):
            engine.resource_signal(rsrc.context, {}, rsrc.name, None)
            # It is served when the caller has its answer.
            self.assertEqual(number, len(self.mistral.executions))
        # Up to Heat 24 there is always one of no stack, None.
        self.assertNotIn(rsrc.stack.id, engine.thread_group_mgr.groups)

    def test_item_15_executions_are_one_request_and_no_stored_ids(self):
        rsrc = self.run_action(self.of_tasks(), 'create')
        stored = rsrc.data()
        for _ in range(50):
            rsrc.signal()
        self.assertEqual(stored, rsrc.data())
        self.mistral.log.clear()
        self.assertEqual(50, len(rsrc.FnGetAtt('executions')))
        self.assertEqual(['GET /executions'], self.mistral.log)

    def test_item_16_an_adopted_workflow_without_a_name_is_signalled(self):
        row = self.mistral.add(
            'theirs',
            """
            version: '2.0'
            theirs: {tasks: {t: {action: std.noop}}}
            """,
        )
        rsrc = self.run_action(
            self.of_tasks(), 'adopt', {'resource_id': 'theirs'}
        )
        rsrc.signal()
        (run,) = self.mistral.executions.values()
        self.assertEqual(row['id'], run['workflow_id'])

    def test_item_24_an_alarm_url_is_no_text_that_says_none(self):
        rsrc = self.of_tasks()
        self.assertIsNone(rsrc.FnGetAtt('alarm_url'))
        self.run_action(rsrc, 'create')
        with mock.patch.object(rsrc, '_get_ec2_signed_url', return_value=None):
            self.assertIsNone(rsrc.FnGetAtt('alarm_url'))


class OwnCertificateTest(cloud.MistralTestCase):
    def verified_by(self, **options):
        url = 'https://mistral.test/v2'
        self.use(cloud.token(public=url))
        self.set_options(**options)
        self.answer(
            'GET', '/cron_triggers', base=url, json={'cron_triggers': []}
        )
        self.plugin.mistral().cron_triggers.named('t')
        return self.http.last_request.verify

    def test_item_09_a_private_ca_or_none_at_all(self):
        self.assertEqual(__file__, self.verified_by(ca_file=__file__))
        self.assertIs(False, self.verified_by(insecure=True))


class ExternalResourceTest(external_resource_case.ExternalResourceCase):
    def test_item_25_a_call_without_a_reply_runs_the_workflow_once(self):
        self.mistral.fail('POST /executions', after=True)
        self.made()
        self.assertEqual(1, len(self.mistral.executions))

    def test_item_25_a_pause_is_told_and_ends_with_the_action(self):
        self.mistral.plays('make', {'state': 'PAUSED'})
        rsrc = self.external()
        runner = self.until_it_waits(rsrc)
        self.assertIn('is paused', rsrc.status_reason)
        runner.cancel()
        (run,) = self.mistral.executions.values()
        self.assertEqual('CANCELLED', run['state'])
        self.assertEqual(
            "cancelled by Heat: the stack's action was cancelled",
            run['state_info'],
        )
