"""POSTs of triggers and environments that are carried out late, or never.

The clock is moved by waiting only.
"""

import json

import fixtures
import requests
from heat.common import exception
from urllib3 import exceptions as urllib3_exceptions

from heat_mistral.tests.unit.support import resource_case

EVENT = {
    'exchange': 'nova',
    'topic': 'notifications',
    'event': 'one',
    'workflow': 'stk.w.a',
}


class UnansweredCase(resource_case.ResourceTestCase):
    def setUp(self):
        super().setUp()
        self.created('a: {tasks: {t: {action: std.noop}}}')
        self.now = 1_000_000.0
        self.due = []
        for name, value in (
            ('time.sleep', self.sleep),
            ('heat.engine.scheduler.ENABLE_SLEEP', True),
            ('heat_mistral.heat_support.unanswered.now', lambda: self.now),
        ):
            self.useFixture(fixtures.MonkeyPatch(name, value))

    def sleep(self, seconds):
        self.now += seconds
        for due, call in list(self.due):
            if due <= self.now:
                self.due.remove((due, call))
                call()

    def trigger(self, **properties):
        return self.resource(
            'OS::Mistral::EventTrigger', {**EVENT, **properties}, 'event', 't'
        )

    def environment(self, **properties):
        return self.resource(
            'OS::Mistral::Environment', {'name': 'mine', **properties}, 'e'
        )

    def post(self, **more):
        """A trigger, made as a request does it that was not answered."""
        row = {
            'id': self.mistral._uuid(),
            'name': 'event-t',
            'exchange': 'nova',
            'topic': 'notifications',
            'event': 'one',
            'workflow_id': self.mistral.named('stk.w.a')['id'],
            'workflow_input': '{}',
            'workflow_params': '{}',
            'project_id': self.mistral.project_id,
            **more,
        }
        self.mistral.event_triggers[row['id']] = row
        return row

    def lost(self, call, *args, status=504, **kwargs):
        """An action whose POST gets no reply, and which then fails."""
        self.mistral.fail('POST /e', status=status)
        first = iter([True])

        def deny(line):
            if self.mistral._faults or not next(first, False):
                return None
            return (403, 'broken', False)

        self.mistral.fail_in_turn([deny] * 20)
        self.assertRaises(exception.ResourceFailure, call, *args, **kwargs)
        self.mistral.fail_in_turn([])

    def wanted_name(self, rsrc):
        return json.loads(rsrc.data()['pending'])['name']


class TriggerTest(UnansweredCase):
    def test_deletion_waits_for_a_trigger_that_comes_late(self):
        rsrc = self.trigger()
        self.lost(self.run_action, rsrc, 'create')
        name = self.wanted_name(rsrc)
        self.due.append((self.now + 20, lambda: self.post(name=name)))
        self.run_action(rsrc, 'delete')
        self.assertEqual([], self.due)
        self.assertEqual({}, self.mistral.event_triggers)
        self.assertIn('may still do it', '; '.join(self.events(rsrc)))

    def test_suspension_waits_for_it_too(self):
        rsrc = self.run_action(self.trigger(name='n'), 'create')
        self.lost(self.updated, rsrc, event='two')
        rsrc.state_set('UPDATE', 'COMPLETE')
        self.due.append(
            (self.now + 20, lambda: self.post(name='n', event='two'))
        )
        self.run_action(rsrc, 'suspend')
        self.assertEqual([], self.due)
        self.assertEqual({}, self.mistral.event_triggers)

    def test_another_event_does_not_make_it_forget(self):
        rsrc = self.trigger(name='n')
        self.lost(self.run_action, rsrc, 'create')
        self.due.append((self.now + 20, lambda: self.post(name='n')))
        self.updated(rsrc, event='two')
        (row,) = self.mistral.event_triggers.values()
        self.assertEqual('two', row['event'])
        self.assertEqual(row['id'], rsrc.FnGetRefId())
        self.assertEqual([], self.due)

    def test_going_back_to_the_former_event(self):
        rsrc = self.run_action(self.trigger(name='n'), 'create')
        self.lost(self.updated, rsrc, event='two')
        self.due.append(
            (self.now + 20, lambda: self.post(name='n', event='two'))
        )
        self.updated(rsrc, event='one')
        (row,) = self.mistral.event_triggers.values()
        self.assertEqual('one', row['event'])

    def test_one_of_a_stranger_after_an_answer_is_not_ours(self):
        rsrc = self.trigger(name='n')
        self.lost(self.run_action, rsrc, 'create', status=429)
        theirs = self.post(name='n')
        self.run_action(rsrc, 'delete')
        self.assertEqual([theirs], list(self.mistral.event_triggers.values()))

    def test_what_a_proxy_called_unavailable_may_have_been_made(self):
        rsrc = self.trigger(name='n')
        self.mistral.fail('POST /event_triggers', status=503, after=True)
        self.run_action(rsrc, 'create')
        self.assertEqual(1, len(self.mistral.event_triggers))

    def test_nothing_comes_of_a_connection_that_was_refused(self):
        rsrc = self.trigger(name='n')
        below = urllib3_exceptions.MaxRetryError(
            None, '/', urllib3_exceptions.NewConnectionError(None, 'refused')
        )

        def refuse(*args):
            self.post(name='n')
            raise requests.exceptions.ConnectionError(below)

        self.mistral._post_event_triggers = refuse
        ex = self.assertRaises(
            exception.ResourceFailure, self.run_action, rsrc, 'create'
        )
        self.assertIn('already', str(ex))

    def test_records_of_an_earlier_release(self):
        rsrc = self.trigger(name='n')
        self.lost(self.run_action, rsrc, 'create')
        stored = json.loads(rsrc.data()['pending'])
        del stored['until']
        rsrc.data_set('pending', json.dumps(stored))
        self.post(name='n')
        self.run_action(rsrc, 'delete')
        self.assertEqual({}, self.mistral.event_triggers)


class EnvironmentTest(UnansweredCase):
    def post(self, name='mine', **variables):
        self.mistral.add_environment(name, variables)

    def test_deletion_waits_for_an_environment_that_comes_late(self):
        rsrc = self.environment()
        self.lost(self.run_action, rsrc, 'create')
        self.due.append((self.now + 20, self.post))
        self.run_action(rsrc, 'delete')
        self.assertEqual([], self.due)
        self.assertEqual({}, self.mistral.environments)

    def test_another_name_does_not_make_it_forget(self):
        rsrc = self.environment()
        self.lost(self.run_action, rsrc, 'create')
        self.updated(rsrc, name='other')
        self.post()
        self.run_action(rsrc, 'check')
        (row,) = self.mistral.environments.values()
        self.assertEqual('other', row['name'])
        self.assertEqual('other', rsrc.FnGetRefId())

    def test_other_variables_under_the_same_name(self):
        rsrc = self.environment()
        self.lost(self.run_action, rsrc, 'create')
        row = self.mistral.add_environment
        # Carried out just before the request of the update.
        self.mistral.fail_in_turn(
            [
                lambda line: (
                    row('mine', {}) and None
                    if line.startswith('POST')
                    else self.mistral.faults.append(None)
                )
            ]
            * 10
        )
        self.updated(rsrc, variables={'a': 1})
        (row,) = self.mistral.environments.values()
        self.assertEqual({'a': 1}, json.loads(row['variables']))

    def test_one_of_a_stranger_after_an_answer_is_not_ours(self):
        rsrc = self.environment()
        self.lost(self.run_action, rsrc, 'create', status=429)
        self.post()
        self.run_action(rsrc, 'delete')
        self.assertEqual(1, len(self.mistral.environments))

    def test_what_a_proxy_called_unavailable_may_have_been_made(self):
        rsrc = self.environment()
        self.mistral.fail('POST /environments', status=503, after=True)
        self.run_action(rsrc, 'create')
        self.assertEqual(1, len(self.mistral.environments))
