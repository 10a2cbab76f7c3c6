"""How a service is found and asked, and what is told where that fails."""

import requests

from heat_mistral.tests.unit.support import collection

VOLUME = 'd291b81c-6e40-4525-8231-90aa1588121e'


class RequestsCase(collection.CollectionCase):
    """By the smallest file; what is tested is in all of them."""

    file = 'cinder/volumes'
    service = 'block-storage'

    def setUp(self):
        super().setUp()
        self.answer(
            'GET',
            f'/volumes/{VOLUME}',
            json={'volume': {'id': VOLUME, 'status': 'available'}},
        )

    def catalog_is(self, *services):
        self.http.get(
            f'{collection.KEYSTONE}/v3/auth/catalog',
            json={'catalog': list(services)},
        )

    def found(self, **inputs):
        return self.run_action('AssertStatus', volume_id=VOLUME, **inputs)

    def not_found(self, **inputs):
        return self.fails('AssertStatus', volume_id=VOLUME, **inputs)

    def request(self, number=-1):
        return self.http.request_history[number]


def service(kind, **urls):
    """A service in the catalog, with its URLs by interface_region."""
    return {
        'type': kind,
        'name': kind,
        'endpoints': [
            {
                'interface': key.partition('_')[0],
                'region': key.partition('_')[2],
                'region_id': key.partition('_')[2],
                'url': url,
            }
            for key, url in urls.items()
        ],
    }


class FindingTest(RequestsCase):
    def test_by_the_token_of_the_run(self):
        self.assertEqual('available', self.found())
        self.assertEqual(
            [
                f'{collection.KEYSTONE}/v3/auth/catalog',
                f'http://cinder/v3/p1/volumes/{VOLUME}',
            ],
            [request.url for request in self.http.request_history],
        )
        for request in self.http.request_history:
            self.assertEqual(collection.TOKEN, request.headers['X-Auth-Token'])

    def test_keystone_with_a_version_or_a_path(self):
        for url in ('http://k/v3', 'http://k/identity/', 'http://k'):
            base = url.rstrip('/').removesuffix('/v3')
            self.http.get(f'{base}/v3/auth/catalog', json=collection.catalog())
            self.conf.config(
                group='keystone_authtoken', www_authenticate_uri=url
            )
            self.found()

    def test_another_cloud(self):
        """As a client of Mistral may ask for, with X-Target-Auth-Uri."""
        self.http.get(
            'https://there:5000/v3/auth/catalog', json=collection.catalog()
        )
        self.found(
            security={
                'auth_uri': 'https://there:5000/v3',
                'insecure': True,
                'is_target': True,
            }
        )
        self.assertFalse(self.request(0).verify)

    def test_the_version_of_cinder_that_is_there(self):
        """Of several entries, that of the third version."""
        self.catalog_is(
            service('volumev2', public_R='http://old/v2/p1'),
            service('volumev3', public_R='http://cinder/v3/p1'),
        )
        self.assertEqual('available', self.found())

    def test_region_and_interface(self):
        self.catalog_is(
            service(
                'block-storage',
                public_One='http://public-one',
                public_Two='http://public-two',
                internal_Two='http://internal-two',
            )
        )
        for url in ('public-one', 'public-two', 'internal-two'):
            self.http.get(
                f'http://{url}/volumes/{VOLUME}',
                json={'volume': {'status': 'available'}},
            )
        for url, inputs in (
            ('public-one', {}),
            ('public-two', {'region': 'Two'}),
            ('internal-two', {'region': 'Two', 'interface': 'internal'}),
            ('public-two', {'security': {'region_name': 'Two'}}),
        ):
            self.found(**inputs)
            self.assertEqual(url, self.request().hostname)
        self.conf.config(group='keystone_authtoken', region_name='Two')
        self.found()
        self.assertEqual('public-two', self.request().hostname)

    def test_mistrals_certificates(self):
        self.found()
        self.assertTrue(self.request().verify)
        self.conf.config(group='keystone_authtoken', cafile='/etc/ca.pem')
        self.found()
        self.assertEqual('/etc/ca.pem', self.request(-2).verify)
        self.assertEqual('/etc/ca.pem', self.request().verify)
        self.conf.config(group='keystone_authtoken', insecure=True)
        self.found()
        self.assertFalse(self.request().verify)

    def test_no_request_waits_for_ever(self):
        self.found()
        self.assertEqual(
            [60, 60], [each.timeout for each in self.http.request_history]
        )


class FailingTest(RequestsCase):
    def test_a_service_that_is_not_there(self):
        self.catalog_is()
        self.assertEqual(
            'block-storage: The service catalog is empty.', self.not_found()
        )
        self.catalog_is(service('image', public_R='http://glance'))
        self.assertIn(
            'public endpoint for block-storage service', self.not_found()
        )
        self.assertIn(
            'in Mars region not found', self.not_found(region='Mars')
        )

    def test_what_is_there_under_no_such_id(self):
        self.answer(
            'GET',
            f'/volumes/{VOLUME}',
            status_code=404,
            json={
                'itemNotFound': {
                    'code': 404,
                    'message': f'Volume {VOLUME} could not be found.',
                }
            },
        )
        self.assertEqual(
            f'block-storage: Volume {VOLUME} could not be found. (HTTP 404)',
            self.not_found(),
        )

    def test_what_can_be_no_id_is_not_sent(self):
        for id_ in ('', '../backups/detail', 'a/b', 'a b', 'a?b', None, {}):
            self.assertEqual(
                f'block-storage: {id_!r} is not the id of one of the volumes',
                self.fails('AssertStatus', volume_id=id_),
            )
        paths = {each.path for each in self.http.request_history}
        self.assertEqual({'/v3/auth/catalog'}, paths)

    def test_a_token_that_is_no_longer_valid(self):
        self.http.get(
            f'{collection.KEYSTONE}/v3/auth/catalog',
            status_code=401,
            json={
                'error': {
                    'code': 401,
                    'message': 'The request you have made requires '
                    'authentication.',
                    'title': 'Unauthorized',
                }
            },
        )
        self.assertEqual(
            'block-storage: The request you have made requires '
            'authentication. (HTTP 401)',
            self.not_found(),
        )

    def test_a_page_of_a_proxy(self):
        self.answer(
            'GET',
            f'/volumes/{VOLUME}',
            status_code=503,
            headers={'Content-Type': 'text/html'},
            text='<html><body><h1>503 Service Unavailable</h1>\n'
            'No server is available.</body></html>',
        )
        self.assertEqual(
            'block-storage: 503 Service Unavailable No server is available. '
            '(HTTP 503)',
            self.not_found(),
        )

    def test_nobody_answers(self):
        for error in (
            requests.exceptions.ConnectionError('refused'),
            requests.exceptions.ReadTimeout('too slow'),
            requests.exceptions.SSLError('certificate verify failed'),
        ):
            self.answer('GET', f'/volumes/{VOLUME}', exc=error)
            told = self.not_found()
            self.assertIn('http://cinder/v3/p1/volumes/', told)

    def test_something_else_than_json(self):
        self.answer('GET', f'/volumes/{VOLUME}', text='<html>Hello')
        self.assertIn('block-storage: ', self.not_found())

    def test_a_mistral_that_does_not_know_its_keystone(self):
        self.conf.config(group='keystone_authtoken', www_authenticate_uri=None)
        self.assertEqual(
            'block-storage: www_authenticate_uri is not set for Mistral',
            self.not_found(),
        )

    def test_the_token_is_never_told(self):
        self.answer(
            'GET',
            f'/volumes/{VOLUME}',
            status_code=400,
            json={
                'badRequest': {'message': f'{collection.TOKEN} is not allowed'}
            },
        )
        self.assertEqual(
            'block-storage: *** is not allowed (HTTP 400)', self.not_found()
        )

    def test_it_is_not_told_at_length(self):
        self.answer(
            'GET', f'/volumes/{VOLUME}', status_code=500, text='<' * 10**7
        )
        self.assertTrue(len(self.not_found()) <= 1000)
