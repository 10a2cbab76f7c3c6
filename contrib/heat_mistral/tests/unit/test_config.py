import testtools
from oslo_config import cfg

from heat_mistral import config


class ConfigTest(testtools.TestCase):
    def setUp(self):
        super().setUp()
        self.conf = cfg.ConfigOpts()
        config.register(self.conf)
        self.conf([])
        self.options = self.conf[config.GROUP]

    def test_it_can_be_registered_twice(self):
        config.register(self.conf)

    def test_all_options_have_a_default_and_a_help(self):
        for opt in config.OPTS:
            self.assertIsNotNone(self.options[opt.name], opt.name)
            self.assertTrue(opt.help.endswith('.'), opt.name)

    def test_a_signal_ends_before_heats_rpc_timeout(self):
        # Its default in oslo.messaging is 60 s.
        self.assertLess(self.options.signal_timeout, 55)

    def test_requests_leave_places_in_the_engines_pool(self):
        # executor_thread_pool_size of oslo.messaging is 64.
        self.assertLess(self.options.concurrent_requests, 64)

    def test_values_out_of_range_are_refused(self):
        for name, value in (
            ('signal_timeout', 0),
            ('attribute_timeout', -1),
            ('concurrent_requests', 0),
            ('listed_executions', 0),
            ('listed_executions', 1001),
            ('definition_size', 0),
            ('validate_tasks', -1),
        ):
            self.assertRaises(
                ValueError, self.conf.set_override, name, value, config.GROUP
            )

    def test_the_sample_generator_finds_all_of_them(self):
        ((group, opts),) = config.list_opts()
        self.assertEqual('clients_mistral', group)
        self.assertEqual(config.OPTS, opts)
