"""What the client plugin sends to Mistral, request by request."""

import requests_mock
from keystoneauth1.exceptions import catalog as ka_catalog
from mistralclient.api.base import APIException

from heat_mistral import client
from heat_mistral.tests.unit.support import cloud

TEXT = 'version: "2.0"\nw:\n  tasks: {t: {action: std.noop}}\n'


class WhichMistralTest(cloud.MistralTestCase):
    def endpoint(self):
        """The URL that requests go to."""
        self.http.get(requests_mock.ANY, json={'cron_triggers': []})
        self.plugin.mistral().cron_triggers.named('t')
        return self.http.last_request.url.partition('/cron_triggers')[0]

    def test_the_public_endpoint_of_the_stacks_region(self):
        self.assertEqual(cloud.URL, self.endpoint())
        self.assertEqual(
            cloud.REGION, self.http.last_request.headers['X-Region-Name']
        )

    def test_another_region(self):
        self.use(region_name=cloud.OTHER_REGION)
        self.assertEqual(cloud.OTHER_REGION_URL, self.endpoint())
        self.assertEqual(
            cloud.OTHER_REGION, self.http.last_request.headers['X-Region-Name']
        )

    def test_the_region_for_services_where_the_stack_names_none(self):
        self.config.config(region_name_for_services=cloud.OTHER_REGION)
        self.use(region_name=None)
        self.assertEqual(cloud.OTHER_REGION_URL, self.endpoint())

    def test_endpoint_type_of_all_clients(self):
        self.set_options(group='clients', endpoint_type='internalURL')
        self.assertEqual(cloud.INTERNAL_URL, self.endpoint())

    def test_endpoint_type_of_mistral_comes_first(self):
        self.set_options(group='clients', endpoint_type='publicURL')
        self.set_options(endpoint_type='internalURL')
        self.assertEqual(cloud.INTERNAL_URL, self.endpoint())

    def test_the_stacks_token_is_used(self):
        self.endpoint()
        self.assertEqual(
            cloud.TOKEN, self.http.last_request.headers['X-Auth-Token']
        )

    def test_endpoint_exists_by_mistrals_own_endpoint_type(self):
        self.set_options(endpoint_type='internal')
        self.use(cloud.token(public=None))
        self.assertTrue(
            self.plugin.does_endpoint_exist('workflowv2', client.CLIENT_NAME)
        )

    def test_endpoint_does_not_exist(self):
        self.set_options(endpoint_type='internal')
        self.use(cloud.token(internal=None))
        self.assertFalse(
            self.plugin.does_endpoint_exist('workflowv2', client.CLIENT_NAME)
        )
        self.assertRaises(ka_catalog.EndpointNotFound, self.plugin.client)


class TlsTest(cloud.MistralTestCase):
    URL = 'https://mistral.test/v2'

    def setUp(self):
        super().setUp()
        self.use(cloud.token(public=self.URL))
        self.answer(
            'GET', '/cron_triggers', base=self.URL, json={'cron_triggers': []}
        )

    def last_request(self):
        self.plugin.mistral().cron_triggers.named('t')
        return self.http.last_request

    def test_certificates_are_checked_unless_told_otherwise(self):
        self.assertIs(True, self.last_request().verify)

    def test_a_ca_of_mistrals_own(self):
        self.set_options(ca_file=__file__)
        self.assertEqual(__file__, self.last_request().verify)

    def test_a_ca_for_all_clients(self):
        self.set_options(group='clients', ca_file=__file__)
        self.assertEqual(__file__, self.last_request().verify)

    def test_insecure(self):
        self.set_options(insecure=True)
        self.assertIs(False, self.last_request().verify)

    def test_a_certificate_of_the_clients_own(self):
        self.set_options(cert_file='/its.crt', key_file='/its.key')
        self.assertEqual(('/its.crt', '/its.key'), self.last_request().cert)

    def test_keystone_is_asked_with_the_options_of_keystone(self):
        self.set_options(ca_file=__file__)
        self.set_options(group='clients_keystone', ca_file='/keystones.ca')
        keystone = self.use_password(cloud.token(public=self.URL))
        unauthorized = {'status_code': 401}
        self.answer(
            'GET',
            '/cron_triggers',
            [unauthorized, {'json': {'cron_triggers': []}}],
            base=self.URL,
        )
        self.plugin.mistral().cron_triggers.named('t')
        # Once for the URL, and anew when Mistral took the token no longer.
        self.assertEqual(
            ['/keystones.ca'] * 2,
            [request.verify for request in keystone.request_history],
        )
        self.assertEqual(__file__, self.http.last_request.verify)


class RawDefinitionTest(cloud.MistralTestCase):
    """A definition is text: never the name of something to read."""

    TEXTS = (
        '/etc/passwd',
        'file:///etc/passwd',
        'http://evil.test/',
        __file__,
        TEXT,
        TEXT + '# œuf\n',
    )

    def sent_texts(self):
        bodies = [request.body for request in self.requests]
        return tuple(
            body.decode() if isinstance(body, bytes) else body
            for body in bodies
        )

    def test_create(self):
        self.answer(
            'POST', '/workflows', status_code=201, json={'workflows': []}
        )
        for text in self.TEXTS:
            self.plugin.mistral().workflows.create(text, '', 'private')
        self.assertEqual(self.TEXTS, self.sent_texts())

    def test_update(self):
        self.answer('PUT', '/workflows/1', json={'id': '1'})
        for text in self.TEXTS:
            self.plugin.mistral().workflows.update('1', text, '', 'private')
        self.assertEqual(self.TEXTS, self.sent_texts())

    def test_validate(self):
        self.answer('POST', '/workflows/validate', json={'valid': True})
        for text in self.TEXTS:
            self.plugin.mistral().workflows.fault_of(text)
        self.assertEqual(self.TEXTS, self.sent_texts())


class WhatHeatAsksOfAnErrorTest(cloud.MistralTestCase):
    def error(self, status, **kwargs):
        self.answer('GET', '/workflows/1', status_code=status, **kwargs)
        return self.assertRaises(
            APIException, self.plugin.mistral().workflows.get, '1'
        )

    def test_not_found_conflict_and_over_limit(self):
        for kind in (
            {'json': {'faultstring': 'no'}},
            {'text': 'no'},
            {'json': {}},
        ):
            self.assertTrue(self.plugin.is_not_found(self.error(404, **kind)))
            self.assertTrue(self.plugin.is_conflict(self.error(409, **kind)))
            self.assertTrue(self.plugin.is_over_limit(self.error(429, **kind)))
            self.assertTrue(
                self.plugin.is_client_exception(self.error(500, **kind))
            )

    def test_an_error_of_ours_is_not_the_clients(self):
        self.assertFalse(self.plugin.is_client_exception(ValueError()))
