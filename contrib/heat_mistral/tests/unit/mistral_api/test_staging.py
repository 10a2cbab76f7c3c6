"""Trying a source before anybody can see it."""

import time

from mistralclient.api.base import APIException

from heat_mistral.mistral_api import staging
from heat_mistral.tests.unit.core.code_source.samples import GREET, greet
from heat_mistral.tests.unit.mistral_api.test_code_sources import (
    SourcesTestCase,
)

BROKEN = GREET + "# fault: No module named 'nosuch'\\nand more"
ALL = {'my.greet': 'Greet', 'my.again': 'Greet'}


class StagingTest(SourcesTestCase):
    def setUp(self):
        super().setUp()
        self.recorded = []

    def record(self, name):
        self.recorded.append((name, list(self.mistral.log)))

    def stage(self, content=GREET, actions=ALL):
        return staging.stage(self.api, content, actions, record=self.record)

    def refused(self, *args):
        return str(self.assertRaises(staging.Refused, self.stage, *args))

    def assert_nothing_left(self):
        self.assertEqual(
            ({}, {}), (self.mistral.sources, self.mistral.dynamic)
        )

    def test_what_the_actions_take(self):
        shown = 'name, greeting="Hello", times=1'
        self.assertEqual({'my.greet': shown, 'my.again': shown}, self.stage())
        self.assert_nothing_left()

    def test_nobody_sees_it(self):
        lists = []
        real = self.mistral.shown_action
        self.mistral.shown_action = lambda row: (
            lists.append(self.mistral.listed_actions()),
            real(row),
        )[1]
        self.assertRaises(staging.Refused, self.stage, BROKEN)
        self.assertEqual([[]], lists)

    def test_the_name_is_recorded_before_anything_is_sent(self):
        self.stage()
        ((name, log),) = self.recorded
        self.assertEqual([], log)
        self.assertTrue(name.startswith(staging.PREFIX))

    def test_names_are_never_the_same(self):
        self.stage()
        self.stage()
        self.assertNotEqual(*(name for name, _log in self.recorded))

    def test_mistrals_reason(self):
        self.assertEqual(
            'action my.greet: Mistral cannot use class Greet: '
            "No module named 'nosuch'\\nand more",
            self.refused(BROKEN),
        )
        self.assert_nothing_left()

    def test_a_missing_class(self):
        self.assertEqual(
            'action b: the source has no class No',
            self.refused(GREET, {'a': 'Greet', 'b': 'No'}),
        )
        self.assert_nothing_left()

    def test_what_only_the_signature_tells(self):
        self.assertIn('has a comma', self.refused(greet('self, a="x, y"')))
        self.assert_nothing_left()

    def test_no_answer_is_not_asked_for_again(self):
        """The source may be what ends the API, each time."""
        for status in (None, 502, 503, 504):
            self.mistral.fail('GET /actions/', status, 'gone')
            self.assertIn('gave no answer', self.refused())
            self.assert_nothing_left()
        self.assertEqual(4, len(self.mistral.requests('GET /actions/')))

    def test_maintenance_is_no_fault_of_the_source(self):
        self.mistral.fail('GET /actions/', 423, 'maintenance')
        ex = self.assertRaises(APIException, self.stage)
        self.assertEqual(423, ex.error_code)
        self.assert_nothing_left()

    def test_who_may_not_leaves_nothing_to_look_for(self):
        self.mistral.fail('POST /code_sources', 403, 'forbidden')
        ex = self.assertRaises(APIException, self.stage)
        self.assertEqual(403, ex.error_code)
        self.assertEqual(['POST /code_sources'], self.mistral.log)

    def test_a_lost_reply_leaves_nothing(self):
        for pattern in ('POST /code_sources', 'POST /dynamic_actions'):
            self.mistral.fail(pattern, 504, 'timeout', after=True)
            self.assertRaises(APIException, self.stage)
            self.assert_nothing_left()

    def test_what_cannot_be_removed_is_no_reason_of_its_own(self):
        self.mistral.fail('DELETE', 504, 'timeout')
        self.assertIn('nosuch', self.refused(BROKEN))
        ((name, _log),) = self.recorded
        self.assertEqual(
            [name], [row['name'] for row in self.mistral.sources.values()]
        )
        staging.sweep(self.api, [name])
        self.assert_nothing_left()

    def test_what_cannot_be_removed_is_an_error_after_a_success(self):
        self.mistral.fail('DELETE', 504, 'timeout')
        self.assertRaises(APIException, self.stage)


class SweepTest(SourcesTestCase):
    def staged(self, name, **more):
        more = {'namespace': staging.NAMESPACE, **more}
        source = self.mistral.add_source(name, GREET, **more)
        self.mistral.add_dynamic(f'{name}.1', 'Greet', source, **more)
        return source

    def names(self):
        return sorted(row['name'] for row in self.mistral.sources.values())

    def test_only_what_is_named_and_its_own(self):
        name = staging.PREFIX + 'a'
        for each in (name, name + 'b', 'other'):
            self.staged(each)
        self.staged(name + 'c', project_id='theirs')
        self.staged(name + 'd', namespace='')
        staging.sweep(
            self.api, [name, name + 'c', name + 'd', name + 'e', 'other']
        )
        self.assertEqual(
            sorted(['other', name + 'b', name + 'c', name + 'd']), self.names()
        )
        self.assertEqual(4, len(self.mistral.dynamic))

    def test_nothing_is_asked_for_nothing(self):
        staging.sweep(self.api, [])
        self.assertEqual([], self.mistral.log)

    def test_what_is_abandoned(self):
        now = time.strftime('%Y-%m-%d %H:%M:%S', time.gmtime())
        old = '2026-01-01 00:00:00'
        self.staged(staging.PREFIX + 'new', created_at=now)
        self.staged(staging.PREFIX + 'old', created_at=old)
        self.staged('x' + staging.PREFIX, created_at=old)
        self.staged(
            staging.PREFIX + 'theirs', created_at=old, project_id='theirs'
        )
        staging.sweep_abandoned(self.api)
        self.assertEqual(
            [
                staging.PREFIX + 'new',
                staging.PREFIX + 'theirs',
                'x' + staging.PREFIX,
            ],
            self.names(),
        )
