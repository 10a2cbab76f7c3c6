"""Many actions of one definition, and requests without a reply."""

import time
from unittest import mock

import requests
from heat.common import exception
from heat.engine import scheduler

from heat_mistral.core.definition import load
from heat_mistral.resources.action import records, registration, registry
from heat_mistral.tests.unit.resources.action import test_action

MANY = ''.join(f'a{number}:\n  base: std.echo\n' for number in range(20))


class ManyTest(test_action.ActionCase):
    def test_a_look_reads_each_text_once(self):
        rsrc = self.created(MANY)
        with mock.patch.object(load, 'compose', wraps=load.compose) as compose:
            self.run_action(rsrc, 'check')
            self.assertEqual({}, rsrc.get_live_state({}))
        self.assertEqual(2, compose.call_count)

    def test_a_text_of_too_many_is_refused(self):
        text = MANY + '# ' + 'x' * 2_000_000
        self.config_override(10_000_000)
        ex = self.assertRaises(
            exception.StackValidationFailed, self.action(text).validate
        )
        self.assertIn('make several resources of it', str(ex))

    def config_override(self, value):
        from oslo_config import cfg

        cfg.CONF.set_override(
            'definition_size', value, group='clients_mistral'
        )
        self.addCleanup(
            cfg.CONF.clear_override, 'definition_size', 'clients_mistral'
        )

    def test_after_a_lost_reply_all_is_stored_at_once(self):
        written = []
        real = records.Records._write

        def write(self, *args):
            written.append(args)
            return real(self, *args)

        self.mistral.fail('POST /actions$', after=True)
        with mock.patch.object(records.Records, '_write', write):
            rsrc = self.created(MANY)
        # The intents, the lost reply, what was found.
        self.assertLessEqual(len(written), 3)
        del written[:]
        self.mistral.fail('POST /actions$', 500, 'broken', after=True)
        other = self.action(MANY)
        self.assertFails('broken', other, 'create')
        with mock.patch.object(records.Records, '_write', write):
            self.run_action(other, 'delete')
        self.assertEqual(1, len(written))
        self.assertEqual(20, len(self.names()))
        self.run_action(rsrc, 'check')

    def test_a_request_that_was_waited_for_long_may_come_later_still(self):
        rsrc = self.action(test_action.TWO)
        clock = [time.time()]

        def lost(*_args):
            clock[0] += 2 * registration.LATE
            raise requests.exceptions.ReadTimeout('timed out')

        with (
            mock.patch.object(registry, 'now', side_effect=lambda: clock[0]),
            mock.patch.object(self.mistral, '_post_actions', lost),
        ):
            create = scheduler.TaskRunner(rsrc.create)
            create.start()
            create.step()
            create.cancel()
            rsrc.state_set(rsrc.CREATE, rsrc.FAILED, 'timeout')
            deletion = scheduler.TaskRunner(rsrc.delete)
            deletion.start()
            for _ in range(3):
                deletion.step()
            self.assertFalse(deletion.done())
            clock[0] += registration.LATE + 1
            deletion.run_to_completion()
