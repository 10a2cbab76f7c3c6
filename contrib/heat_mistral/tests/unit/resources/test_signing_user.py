from heat_mistral.tests.unit.resources import case


class SigningUserTest(case.ResourceTestCase):

    def setUp(self):
        super().setUp()
        self.rsrc = self.created('w: {tasks: {t: {action: std.noop}}}')

    def test_a_key_that_was_noted_in_part_is_made_again(self):
        for missing in (['secret_key'], ['access_key', 'secret_key']):
            self.assertIsNotNone(self.rsrc.signal_url())
            for key in missing:
                self.rsrc.data_delete(key)
            self.assertIsNotNone(self.rsrc.signal_url())

    def test_the_url_stays(self):
        self.assertEqual(self.rsrc.signal_url(), self.rsrc.signal_url())
