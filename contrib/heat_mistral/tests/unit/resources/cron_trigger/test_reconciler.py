"""A cron trigger through moments that a real Mistral cannot be caught in."""

import dataclasses
import datetime
import functools
from unittest import mock

from heat.common import exception
from heat.engine import resource
from oslo_utils import timeutils

from heat_mistral.core import schedule
from heat_mistral.tests.unit.resources.cron_trigger import test_cron_trigger
from heat_mistral.tests.unit.support import resource_case


class ReconcilerCase(test_cron_trigger.CronTriggerCase):
    def at(self, text):
        """Let it be this time of the first of January 2026."""
        now = datetime.datetime.strptime(  # noqa: DTZ007
            f'2026-01-01 {text}', '%Y-%m-%d %H:%M:%S'
        )
        patch = mock.patch.object(timeutils, 'utcnow', return_value=now)
        patch.start()
        self.addCleanup(patch.stop)


class CloseTickTest(ReconcilerCase):
    def setUp(self):
        super().setUp()
        self.rsrc = self.made()
        # The tick of three o'clock has been picked already.
        self.only()['next_execution_time'] = '2026-01-02 03:00:00'
        self.at('02:59:59')

    def test_a_change_waits_for_one_that_was_picked_early(self):
        reconciler = self.rsrc._reconciler
        old = self.rsrc._desired(self.rsrc.properties)
        new = dataclasses.replace(old, pattern='0 4 * * *')
        self.assertRaises(resource.PollDelay, reconciler.update, old, new)
        self.at('03:00:03')
        self.assertTrue(reconciler.update(old, new))
        self.assertEqual('0 4 * * *', self.only()['pattern'])

    def test_so_does_a_suspension(self):
        reconciler = self.rsrc._reconciler
        wanted = self.rsrc._desired(self.rsrc.properties)
        self.assertRaises(resource.PollDelay, reconciler.suspend, wanted)
        self.at('03:00:03')
        self.assertTrue(reconciler.suspend(wanted))
        self.assertEqual({}, self.mistral.triggers)

    def test_a_deletion_looks_for_what_began_just_now(self):
        attempt = self.rsrc.handle_delete()
        delay = self.assertRaises(resource.PollDelay, attempt)
        self.assertEqual(schedule.CLOSE.total_seconds(), delay.period)
        self.assertEqual({}, self.mistral.triggers)
        self.mistral.run(
            self.mistral.named(self.target)['id'],
            description=self.rsrc.data()['current'],
        )
        self.assertTrue(attempt())
        self.assertEqual({}, self.mistral.executions)

    def test_a_deletion_at_another_time_does_not_wait(self):
        self.at('12:00:00')
        self.assertTrue(self.rsrc.handle_delete()())


class EngineDiesTest(ReconcilerCase):
    @staticmethod
    def creation(rsrc):
        return lambda: rsrc.handle_create()()

    def test_while_it_creates(self):
        number = 0
        while True:
            rsrc = self.trigger(name=f'mine{number}')
            rsrc.store()
            died = self.dies(rsrc, self.creation(rsrc), number)
            self.assertTrue(rsrc.handle_create()())
            self.assertEqual(self.only()['id'], rsrc.data()['current'])
            self.assertNotIn('pending', rsrc.data())
            rsrc.handle_check()()
            rsrc.handle_delete()()
            if not died:
                break
            number += 1
        self.assertEqual(5, number)

    def test_while_it_changes(self):
        number = 0
        while True:
            rsrc = self.made(name=f'mine{number}', count=5)
            self.only()['remaining_executions'] = 2
            old = rsrc._desired(rsrc.properties)
            new = dataclasses.replace(old, pattern='0 4 * * *')
            died = self.dies(
                rsrc,
                functools.partial(rsrc._reconciler.update, old, new),
                number,
            )
            # The user takes back what did not end well.
            rsrc._reconciler.update(old, old)
            self.assertEqual(
                ('0 3 * * *', 2),
                (self.only()['pattern'], self.only()['remaining_executions']),
                number,
            )
            rsrc._reconciler.check(old)
            rsrc.handle_delete()()
            if not died:
                break
            number += 1
        self.assertEqual(7, number)


class EndTest(ReconcilerCase):
    def test_a_change_of_a_finished_one_is_no_fault(self):
        rsrc = self.made(count=1)
        self.mistral.triggers.clear()
        self.changed(rsrc, pattern='0 4 * * *')
        self.run_action(rsrc, 'check')
        self.assertEqual((rsrc.CHECK, rsrc.COMPLETE), rsrc.state)
        self.assertEqual({}, self.mistral.triggers)

    def test_resume_makes_one_that_somebody_deleted(self):
        rsrc = self.made(name='mine')
        self.mistral.triggers.clear()
        self.assertIsNone(rsrc.FnGetAtt('remaining_executions'))
        self.run_action(rsrc, 'suspend')
        self.run_action(rsrc, 'resume')
        self.assertEqual('mine', self.only()['name'])

    def test_both_refusals_are_told(self):
        rsrc = self.made()
        for why in ('new one', 'old one'):
            self.mistral.fail('POST /cron_triggers', status=400, text=why)
        ex = self.assertRaises(
            exception.ResourceFailure, self.changed, rsrc, pattern='0 4 * * *'
        )
        self.assertIn('new one', str(ex))
        self.assertIn('could not be made again', str(ex))
        self.assertIn('old one', str(ex))


class WarningTest(resource_case.ResourceTestCase):
    def test_one_that_lacks_an_input_is_told_of_whatever_fails(self):
        for number, request in enumerate(
            ('PUT /workflows', 'GET /cron_triggers')
        ):
            stack = f'stk{number}'
            text = '{a: {input: [%s], tasks: {t: {action: std.noop}}}}'
            rsrc = self.run_action(
                self.workflow(text % 'x: 1', stack=stack), 'create'
            )
            self.run_action(
                self.resource(
                    test_cron_trigger.KIND,
                    {'workflow': f'{stack}.w.a', 'pattern': '0 3 * * *'},
                    stack_name=f'cron{number}',
                    name='c',
                ),
                'create',
            )
            self.mistral.fail(request, status=503, after=True)
            self.updated(rsrc, definition=text % 'host')
            (warning,) = [
                event
                for event in self.events(rsrc)
                if 'does not give the input host' in event
            ]
            self.assertIn(f'cron{number}-c-', warning)
