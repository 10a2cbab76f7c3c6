"""A storm of signals: a few at a time, some wait, the rest hears at once."""

from heat.common import exception
from oslo_config import cfg

from heat_mistral.mistral_api import deadlines, turns
from heat_mistral.tests.unit.support import cloud, resource_case

LONG = 60  # seconds
DEFINITION = 'w: {tasks: {t: {action: std.noop}}}'


class SignalTurnsTest(resource_case.ResourceTestCase):
    def setUp(self):
        super().setUp()
        # Half of the first is what a signal waits for its turn.
        for name, value in (
            ('signal_timeout', 1),
            ('concurrent_signals', 1),
            ('concurrent_requests', 4),
        ):
            self.set_option(name, value)
        self.rsrc = self.workflow(DEFINITION)
        self.run_action(self.rsrc, 'create')
        self.mistral.log.clear()

    def set_option(self, name, value):
        cfg.CONF.set_override(name, value, 'clients_mistral')
        self.addCleanup(cfg.CONF.clear_override, name, 'clients_mistral')

    def told(self):
        return [each for each in self.events(self.rsrc) if 'Signal' in each]

    def refused(self):
        ex = self.assertRaises(exception.Error, self.rsrc.signal)
        self.assertNotIsInstance(ex, exception.StackValidationFailed)
        self.assertEqual([], self.mistral.log)
        return str(ex)

    def test_one_whose_turn_does_not_come(self):
        with turns.signals.one_of(cloud.PROJECT, 1, 0):
            self.assertIn('nothing was started', self.refused())
            self.assertIn('0.5 s', self.refused())
        (told,) = self.told()
        self.assertIn('not served', told)
        self.rsrc.signal()
        self.assertEqual(1, len([e for e in self.told() if 'execution' in e]))

    def test_one_that_finds_no_place_to_wait(self):
        self.set_option('signal_timeout', 10 * LONG)
        with (
            turns.signals.one_of(cloud.PROJECT, 1, 0),
            deadlines.places.one_of(4),
            deadlines.places.one_of(4),
            deadlines.places.one_of(4),
        ):
            # It would wait for minutes if it waited at all.
            self.assertIn('3 requests', self.refused())
            # Signals leave a quarter to what others ask.
            self.assertEqual([], self.rsrc.FnGetAtt('executions'))
        self.rsrc.signal()

    def test_places_and_turns_are_given_back(self):
        for _ in range(6):
            self.assertRaises(
                exception.StackValidationFailed, self.rsrc.signal, {'no': 1}
            )
        self.rsrc.signal()

    def test_a_signal_takes_one_place(self):
        self.set_option('concurrent_requests', 1)
        self.rsrc.signal()

    def test_a_flood_of_notifications_takes_no_turn_and_no_place(self):
        plugin = self.rsrc.client_plugin()
        with plugin.hook_turn():
            # There is one for hooks, and it is taken.
            self.assertRaises(deadlines.Busy, plugin.hook_turn().__enter__)
            with deadlines.places.one_of(4), deadlines.places.one_of(4):
                self.rsrc.signal()
        self.assertEqual(1, len(self.mistral.requests('POST /executions')))
