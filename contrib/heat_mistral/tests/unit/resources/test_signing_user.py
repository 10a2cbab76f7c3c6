import json
from unittest import mock

from heat_mistral.tests.unit.resources import case


class SigningUserTest(case.ResourceTestCase):

    def setUp(self):
        super().setUp()
        self.rsrc = self.created('w: {tasks: {t: {action: std.noop}}}')

    def test_a_key_that_was_noted_in_part_is_noted(self):
        url = self.rsrc.signal_url()
        data = dict(self.rsrc.data())
        blob = json.dumps({'access': data['access_key'],
                           'secret': data['secret_key']})
        # Heat's fake has no such client.
        self.rsrc.keystone().domain_admin_client = mock.Mock(**{
            'credentials.get': {data['credential_id']: mock.Mock(
                blob=blob)}.__getitem__})
        for missing in (['secret_key'], ['access_key', 'secret_key']):
            for key in missing:
                self.rsrc.data_delete(key)
            self.assertEqual(url, self.rsrc.signal_url())

    def test_the_url_stays(self):
        self.assertEqual(self.rsrc.signal_url(), self.rsrc.signal_url())
