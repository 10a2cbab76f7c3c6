"""A request for workflows whose reply never came, and what it makes later.

The clock is moved by waiting only.
"""

import dataclasses
import json
from unittest import mock

import fixtures
from heat.common import exception

from heat_mistral.resources.workflow import records as records_
from heat_mistral.resources.workflow import unanswered
from heat_mistral.tests.unit.support import resource_case

ONE = """
    only:
      tasks:
        t: {action: std.noop}
    """
OTHER = """
    only:
      tasks:
        t: {action: std.echo output=changed}
    """
NEW = """
    another:
      tasks:
        t: {action: std.noop}
    """


class UnansweredTest(resource_case.ResourceTestCase):
    def setUp(self):
        super().setUp()
        self.now = 1_000_000.0
        self.due = []
        for name, value in (
            ('time.sleep', self.sleep),
            ('heat.engine.scheduler.ENABLE_SLEEP', True),
            ('heat_mistral.resources.workflow.unanswered.now', self.clock),
        ):
            self.useFixture(fixtures.MonkeyPatch(name, value))

    def clock(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds
        for due, text in list(self.due):
            if due <= self.now:
                self.due.remove((due, text))
                if self.mistral.named(self.name_in(text)) is None:
                    self.mistral.add(self.name_in(text), text)

    @staticmethod
    def name_in(text):
        return next(
            line.partition(':')[0]
            for line in text.splitlines()
            if line.startswith('stk')
        )

    def unanswered(self, rsrc, action, *args, seconds=None):
        """An action whose POST gets no reply, and which then fails.

        :param seconds: after which the request is carried out; or never.
        """
        self.mistral.fail('POST /workflows$', status=504)
        self.mistral.fail_in_turn([None, lambda line: (500, 'broken', False)])
        self.assertRaises(
            exception.ResourceFailure, self.run_action, rsrc, action, *args
        )
        self.mistral.fail_in_turn([])
        sent = next(
            body
            for line, body in zip(
                reversed(self.mistral.log),
                reversed(self.mistral.bodies),
                strict=True,
            )
            if line == 'POST /workflows'
        )
        if seconds is not None:
            self.due.append((self.now + seconds, sent))
        return sent

    def created_late(self, seconds=None):
        rsrc = self.workflow(ONE)
        self.unanswered(rsrc, 'create', seconds=seconds)
        return rsrc

    def test_deletion_waits_for_what_comes_late(self):
        rsrc = self.created_late(20)
        self.run_action(rsrc, 'delete')
        self.assertEqual((rsrc.DELETE, rsrc.COMPLETE), rsrc.state)
        self.assertEqual([], self.due)
        self.assertEqual({}, self.mistral.workflows)
        (told,) = [
            reason
            for reason in self.events(rsrc)
            if 'has not answered a request to register' in reason
        ]
        self.assertIn('stk.w.only', told)

    def test_deletion_waits_no_longer_than_it_can_take(self):
        rsrc, began = self.created_late(), self.now
        self.run_action(rsrc, 'delete')
        self.assertEqual((rsrc.DELETE, rsrc.COMPLETE), rsrc.state)
        waited = self.now - began
        self.assertGreaterEqual(waited, unanswered.MARGIN)
        self.assertLess(waited, unanswered.MARGIN + 15)

    def test_the_wait_grows_with_the_tasks_and_has_an_end(self):
        for tasks, seconds in (
            (0, unanswered.MARGIN),
            (4000, unanswered.MARGIN + 1600),
            (10**6, unanswered.LONGEST),
        ):
            self.assertEqual(
                self.now + seconds, unanswered.expected_until(tasks)
            )

    def test_a_request_that_was_waited_for_gets_as_long_again(self):
        rsrc = self.workflow(ONE)

        def hang(line):
            if line == 'POST /workflows':
                self.now += 600
                return (504, '', False)
            return None

        self.mistral.fail_in_turn(
            [None, hang, lambda line: (500, 'broken', False)]
        )
        self.assertRaises(
            exception.ResourceFailure, self.run_action, rsrc, 'create'
        )
        self.mistral.fail_in_turn([])
        self.due.append((self.now + 500, self.mistral.bodies[1]))
        self.run_action(rsrc, 'delete')
        self.assertEqual([], self.due)
        self.assertEqual({}, self.mistral.workflows)

    def test_what_mistral_has_answered_is_not_waited_for(self):
        for number, status in enumerate((400, 423, 500, 503)):
            self.mistral.fail('POST /workflows$', status=status)
            self.mistral.fail_in_turn(
                [None] + [lambda line: (500, 'broken', False)]
            )
            rsrc = self.workflow(ONE, stack=f'stk{number}')
            self.assertRaises(
                exception.ResourceFailure, self.run_action, rsrc, 'create'
            )
            self.mistral.fail_in_turn([])
            before = self.now
            self.run_action(rsrc, 'delete')
            self.assertLess(self.now - before, 5, status)

    def test_an_intent_of_an_older_release_is_looked_for_once(self):
        rsrc = self.created_late()
        (key,) = (key for key in rsrc.data() if key.startswith('expected.'))
        rsrc.data_delete(key)
        before = self.now
        self.run_action(rsrc, 'delete')
        self.assertLess(self.now - before, 5)

    def test_an_engine_of_an_older_release_can_read_an_intent(self):
        """It makes a record of all fields there are."""
        rsrc = self.created_late()
        (value,) = (
            value
            for key, value in rsrc.data().items()
            if key.startswith('workflow.')
        )
        self.assertEqual(
            {'short', 'name', 'namespace', 'id', 'digest'},
            set(json.loads(value)),
        )

    def test_an_update_that_asks_for_another_one_does_not_wait(self):
        rsrc, before = self.created_late(20), self.now
        self.updated(rsrc, definition=NEW)
        self.assertLess(self.now - before, 5)
        self.assertEqual(['another'], list(rsrc.records.current()))
        self.run_action(rsrc, 'delete')
        self.assertEqual([], self.due)
        self.assertEqual({}, self.mistral.workflows)

    def test_what_came_meanwhile_goes_with_the_next_check(self):
        rsrc = self.created_late(20)
        self.updated(rsrc, definition=NEW)
        self.sleep(20)
        self.assertIsNotNone(self.mistral.named('stk.w.only'))
        self.run_action(rsrc, 'check')
        self.assertIsNone(self.mistral.named('stk.w.only'))
        self.assertEqual([], rsrc.records.intents())

    def test_what_comes_late_is_taken_where_it_is_asked_for_again(self):
        rsrc = self.created_late(20)
        self.updated(rsrc, definition=NEW)
        self.sleep(20)
        self.updated(rsrc, definition=OTHER)
        (row,) = self.mistral.workflows.values()
        self.assertEqual({'only': row['id']}, rsrc.FnGetAtt('workflow_ids'))
        self.assertIn('changed', row['definition'])
        self.run_action(rsrc, 'check')
        self.assertIn(row['id'], self.mistral.workflows)

    def test_of_two_requests_for_a_name_either_is_known(self):
        rsrc = self.workflow(ONE)
        first = self.unanswered(rsrc, 'create')
        after = rsrc.t.freeze(
            properties={'definition': OTHER.replace('\n    ', '\n')}
        )
        self.unanswered(rsrc, 'update', after)
        self.mistral.add('stk.w.only', first)
        self.updated(rsrc, definition=OTHER)
        (row,) = self.mistral.workflows.values()
        self.assertIn('changed', row['definition'])
        self.run_action(rsrc, 'check')
        self.run_action(rsrc, 'delete')
        self.assertEqual({}, self.mistral.workflows)

    def test_what_was_adopted_meanwhile_is_not_cleaned_up(self):
        rsrc = self.created(ONE)
        (record,) = rsrc.records.current().values()
        rsrc.records.put(record)
        intent = dataclasses.replace(record, id=None)
        rsrc.data_set(
            records_._key_of_intent(intent),
            json.dumps(dataclasses.asdict(intent)),
        )
        self.run_action(rsrc, 'check')
        self.assertIn(record.id, self.mistral.workflows)
        self.assertEqual([], rsrc.records.intents())

    def test_one_that_was_asked_for_twice_may_come_twice(self):
        rsrc = self.workflow(ONE)
        for action in ('create', 'update'):
            args = [] if action == 'create' else [rsrc.t]
            self.unanswered(rsrc, action, *args, seconds=20)
        # The second one is carried out when the first was deleted.
        self.due[1] = (self.due[0][0] + 8, self.due[1][1])
        self.run_action(rsrc, 'delete')
        self.assertEqual([], self.due)
        self.assertEqual({}, self.mistral.workflows)

    def test_one_that_another_request_has_made_meanwhile(self):
        rsrc = self.created_late(20)
        self.updated(rsrc)
        # Its request is refused as long as the workflow is there.
        (row,) = self.mistral.workflows.values()
        before = self.now
        self.run_action(rsrc, 'delete')
        self.assertGreater(self.now - before, 20)
        self.assertEqual({}, self.mistral.workflows)

    def test_a_killed_engine_leaves_the_time(self):
        rsrc = self.workflow(ONE)
        with mock.patch.object(
            type(self.mistral),
            '_post_workflows',
            side_effect=resource_case.Died,
        ):
            self.assertRaises(
                resource_case.Died, self.run_action, rsrc, 'create'
            )
        (intent,) = rsrc.records.intents()
        self.assertGreater(intent.expected_until, self.now)


class RecordsTest(resource_case.ResourceTestCase):
    def test_the_longest_record_fits_a_mysql_text(self):
        longest = '\N{PILE OF POO}' * 255
        rsrc = self.created(ONE)
        for put in (
            rsrc.records.put,
            rsrc.records.retire,
            rsrc.records.give_up,
        ):
            put(records_.Record(longest, longest, longest, 'i' * 36, 'd' * 64))
        rsrc.records.add_former_name(longest)
        for key, value in rsrc.data().items():
            self.assertLessEqual(len(key), 255)
            self.assertLess(len(value.encode()), 65_535)

    def test_what_a_later_release_adds_is_left_out(self):
        rsrc = self.created(ONE)
        (key,) = (key for key in rsrc.data() if key.startswith('workflow.'))
        fields = json.loads(rsrc.data()[key])
        # An engine of the release before reads what is not under way.
        self.assertEqual(
            {'short', 'name', 'namespace', 'id', 'digest'}, set(fields)
        )
        rsrc.data_set(key, json.dumps(dict(fields, tomorrow=1)))
        self.assertEqual(fields['id'], rsrc.records.current()['only'].id)
