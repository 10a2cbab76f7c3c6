"""Names of actions."""

import testtools

from heat_mistral.actions import naming


class TestNaming(testtools.TestCase):
    def test_snake_case(self):
        for name, expected in (
            ('Create', 'create'),
            ('AssertStatus', 'assert_status'),
            ('HTTPAction', 'http_action'),
            ('CreateV2Volume', 'create_v2_volume'),
            ('createVolume', 'create_volume'),
            ('already_snake', 'already_snake'),
            ('X', 'x'),
        ):
            self.assertEqual(expected, naming.snake_case(name))

    def test_prefix_module_and_class(self):
        source = naming.source_name('prefix', ('cinder', 'backups'))
        self.assertEqual(
            'prefix.cinder.backups.create',
            naming.action_name(source, 'Create'),
        )
        self.assertEqual('a', naming.source_name('', ('a',)))
        self.assertEqual('create', naming.action_name('', 'Create'))

    def test_distributions_compare_as_pip_does(self):
        self.assertEqual('a-b-c', naming.normalized('A_b.-C'))

    def test_names_that_mistral_cannot_be_asked_for(self):
        for name in (
            '',
            'a/b',
            'a?b',
            'a#b',
            'a b',
            'a&b',
            'gr\xfc\xdfe',
            'a' * 256,
            '123e4567-e89b-12d3-a456-426614174000',
            '123e4567e89b12d3a456426614174000',
        ):
            self.assertIsNotNone(naming.fault(name), name)
        for name in ('demo.a_b-c', 'a' * 255, 'e4567'):
            self.assertIsNone(naming.fault(name), name)
