"""What Mistral tells of runs: which of it becomes an event, and how many."""

import json
import uuid
from unittest import mock

from heat.common import exception
from heat.objects import sync_point
from oslo_config import cfg

from heat_mistral.heat_support import owner, shared_value
from heat_mistral.mistral_api import deadlines
from heat_mistral.tests.unit.support import resource_case

DEFINITION = 'w: {tasks: {t: {action: std.noop}}}'
HOOK_KEY = 'the-key-of-hooks'


class NotificationsTest(resource_case.ResourceTestCase):
    def setUp(self):
        super().setUp()
        self.rsrc = self.created(DEFINITION, notify='failures')
        self.rsrc.data_set('hook_access_key', HOOK_KEY)
        self.called_by(HOOK_KEY)

    def called_by(self, key):
        """Who signs the requests from now on."""
        self.rsrc.stack.defn._context.aws_creds = json.dumps(
            {'ec2Credentials': {'access': key}}
        )

    def failed(self, number=1):
        """Rows of runs of this resource that have failed."""
        (workflow,) = self.mistral.workflows
        by = {'type': 'heat', 'id': owner.of(self.rsrc)}
        return [
            self.mistral.run(
                workflow,
                str(uuid.uuid4()),
                json.dumps({'triggered_by': by}),
                'ERROR',
                '{}',
                '{}',
            )
            for _ in range(number)
        ]

    def tell(self, row, **changes):
        keys = ('workflow_id', 'workflow_name', 'state', 'task_execution_id')
        body = {key: row[key] for key in ('id', *keys, 'root_execution_id')}
        self.rsrc._signal_check_action()
        self.rsrc.signal({**body, 'project_id': 'p', **changes}, False)

    def told(self):
        return [each for each in self.events(self.rsrc) if 'failed' in each]

    def test_once(self):
        (row,) = self.failed()
        for _ in range(3):
            self.tell(row)
        (told,) = self.told()
        self.assertIn(row['id'], told)

    def test_also_where_it_is_spelt_in_another_way(self):
        """Some databases find an id in capitals, too."""
        (row,) = self.failed()
        self.tell(row)
        capitals = row['id'].upper()
        self.mistral.executions[capitals] = row
        self.tell(row, id=capitals)
        self.assertEqual(1, len(self.told()))

    def test_a_flood_of_signals_does_not_keep_it_back(self):
        (row,) = self.failed()
        cfg.CONF.set_override('concurrent_requests', 2, 'clients_mistral')
        self.addCleanup(
            cfg.CONF.clear_override, 'concurrent_requests', 'clients_mistral'
        )
        with deadlines.places.one_of(2), deadlines.places.one_of(2):
            self.tell(row)
        self.assertIn(row['id'], self.told()[0])

    def test_while_the_stack_is_deleted_it_is_dropped(self):
        rows = self.failed(5)
        self.rsrc.state_set(self.rsrc.DELETE, self.rsrc.IN_PROGRESS)
        before = len(self.events(self.rsrc))
        for row in rows:
            self.tell(row)
        self.assertEqual(before, len(self.events(self.rsrc)))

    def test_while_the_stack_is_suspended_it_is_told(self):
        self.rsrc.state_set(self.rsrc.SUSPEND, self.rsrc.IN_PROGRESS)
        (row,) = self.failed()
        self.tell(row)
        self.assertIn(row['id'], self.told()[0])

    def test_alarms_that_come_then_are_one_event(self):
        self.called_by('the-key-of-alarms')
        for action in (self.rsrc.SUSPEND, self.rsrc.DELETE):
            self.rsrc.state_set(action, self.rsrc.IN_PROGRESS)
            before = len(self.events(self.rsrc))
            for _ in range(5):
                self.assertRaises(
                    exception.NotSupported, self.rsrc._signal_check_action
                )
            self.assertEqual(before + 1, len(self.events(self.rsrc)))

    def test_what_others_change_all_the_time(self):
        """A 500 that says what to do, and no event for each."""
        (row,) = self.failed()
        self.tell(row)
        before = len(self.events(self.rsrc))
        (other,) = self.failed()
        with (
            mock.patch.object(
                sync_point.SyncPoint, 'update_input_data', return_value=None
            ),
            mock.patch.object(shared_value, '_LONGEST_PAUSE', 0),
        ):
            ex = self.assertRaises(exception.Error, self.tell, other)
        self.assertIn('try again', str(ex))
        # As it comes out at the other end of the message bus.
        self.assertEqual({}, ex.kwargs)
        self.assertEqual(str(ex), str(type(ex)(*ex.args, **ex.kwargs)))
        self.assertEqual(before, len(self.events(self.rsrc)))
