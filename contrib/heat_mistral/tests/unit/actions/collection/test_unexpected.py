"""What no service answers and no workflow gives: told in a line as well."""

import requests

from heat_mistral.tests.unit.support import collection

VOLUME = 'd291b81c-6e40-4525-8231-90aa1588121e'


class UnexpectedTest(collection.CollectionCase):
    """By the smallest file; what is tested is in all of them."""

    file = 'cinder/volumes'
    service = 'block-storage'

    def told(self, *, inputs=None, **answer):
        """What an action says that gets this answer of Cinder."""
        self.answer('GET', f'/volumes/{VOLUME}', **answer)
        return self.fails('AssertStatus', volume_id=VOLUME, **inputs or {})

    def test_answers_that_are_not_in_the_api(self):
        for answer, word in (
            ({}, "KeyError('volume')"),
            ({'volume': {}}, "KeyError('status')"),
            ({'volume': 'available'}, 'TypeError('),
            (['volume'], 'TypeError('),
        ):
            told = self.told(json=answer)
            self.assertIn(
                f'block-storage: an input or an answer is not as it should '
                f'be: {word}',
                told,
            )
        self.assertIn('JSONDecodeError(', self.told(text='<html>Hello'))

    def test_a_catalog_that_is_none(self):
        self.http.get(f'{collection.KEYSTONE}/v3/auth/catalog', json={})
        self.assertIn("KeyError('catalog')", self.told())

    def test_an_interface_that_is_none(self):
        self.assertIn(
            'not as it should be', self.told(inputs={'interface': 5})
        )

    def test_a_file_of_certificates_that_is_not_there(self):
        """requests raises what keystoneauth1 does not know."""
        self.assertEqual(
            'block-storage: no ca.pem', self.told(exc=OSError('no ca.pem'))
        )

    def test_it_is_one_line(self):
        error = requests.exceptions.ConnectionError('refused\nby all')
        self.assertIn('refused by all', self.told(exc=error))

    def test_no_token(self):
        """Of a Mistral without authentication."""
        for token in ('', None):
            self.assertEqual(
                'block-storage: No valid authentication is available',
                self.told(inputs={'security': {'auth_token': token}}),
            )
