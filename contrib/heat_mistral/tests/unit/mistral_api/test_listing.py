"""Lists: filters and pages."""

import testtools
from mistral.utils import filter_utils
from mistralclient.api.base import APIException

from heat_mistral.mistral_api import listing
from heat_mistral.tests.unit.support import cloud
from heat_mistral.tests.unit.support.lists import NOT_FOUND, query_of, rows

NOUN = 'cron_triggers'


class PagesTest(cloud.MistralTestCase):
    def triggers(self, *pages):
        self.answer(
            'GET',
            '/cron_triggers',
            [{'json': {'cron_triggers': page}} for page in pages],
        )
        return [
            row.id
            for row in listing.pages(
                self.plugin.client().cron_triggers.list, pattern='p'
            )
        ]

    def queries(self):
        return [query_of(request) for request in self.requests]

    def test_an_empty_page_is_the_only_one(self):
        self.assertEqual([], self.triggers([]))
        self.assertEqual([{'limit': '1000', 'pattern': 'p'}], self.queries())

    def test_a_short_page_may_be_all_that_mistral_gives_at_once(self):
        """Its [api] max_limit may be less than is asked for."""
        found = self.triggers(rows(0, 50), rows(50, 60), [])
        self.assertEqual([row['id'] for row in rows(0, 60)], found)

    def test_beyond_a_thousand(self):
        found = self.triggers(
            rows(0, 1000), rows(1000, 2000), rows(2000, 2001), []
        )
        self.assertEqual([row['id'] for row in rows(0, 2001)], found)
        common = {'limit': '1000', 'pattern': 'p'}
        self.assertEqual(
            [
                common,
                dict(common, marker='id-999'),
                dict(common, marker='id-1999'),
                dict(common, marker='id-2000'),
            ],
            self.queries(),
        )

    def paged(self, *answers):
        """The ids of a list that is answered so: rows, or a 404."""
        self.answer(
            'GET',
            '/cron_triggers',
            [
                NOT_FOUND if rows_ is None else {'json': {NOUN: rows_}}
                for rows_ in answers
            ],
        )
        listed = self.plugin.client().cron_triggers.list
        return [row.id for row in listing.pages(listed)]

    def test_the_last_row_of_a_page_is_deleted_meanwhile(self):
        """Mistral has no such marker any more."""
        found = self.paged(
            rows(0, 3), None, rows(1, 2), rows(2, 5)[1:], None, rows(4, 6), []
        )
        self.assertEqual([f'id-{number}' for number in range(6)], found)

    def test_a_list_that_is_not_there(self):
        self.assertRaises(APIException, self.paged, None)
        self.assertRaises(APIException, self.paged, *[rows(0, 1), None] * 6)


class FilterTest(testtools.TestCase):
    def test_a_value_that_looks_like_an_operator_is_a_value(self):
        """As Mistral's filter_utils reads it."""
        for name in ('has:a', 'in:a', 'eq:', 'plain'):
            self.assertEqual(
                ('eq', name),
                filter_utils.extract_filter_type_and_value(
                    listing.equal(name)
                ),
            )

    def test_names_in_a_list_are_taken_as_they_are(self):
        names = ['has:a', 'neq:b', 'in:c', 'd']
        (query,) = listing.one_of(names)
        self.assertEqual(
            ('in', names), filter_utils.extract_filter_type_and_value(query)
        )
