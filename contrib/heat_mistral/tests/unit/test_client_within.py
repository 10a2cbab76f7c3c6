"""Retries within a time limit: HeatMistralClientPlugin.within."""

import requests
from keystoneauth1 import exceptions as ka_exceptions
from mistralclient.api.base import APIException

from heat_mistral.mistral_api import deadlines
from heat_mistral.tests.unit.support import cloud

CREATED = {'status_code': 201, 'json': {'id': 'chosen'}}
UNAVAILABLE = {'status_code': 503, 'text': 'not now'}
REFUSED = {'exc': requests.exceptions.ConnectionError('refused')}
RPC_TIMEOUT = {'status_code': 500, 'text': 'Timed out waiting for a reply'}


class WithinTestCase(cloud.MistralTestCase):
    def setUp(self):
        super().setUp()
        self.clock = self.useFixture(cloud.Clock())

    def run_within(self, seconds, *responses, **kwargs):
        self.answer('POST', '/executions', list(responses), **kwargs)
        return self.plugin.within(seconds, self.create)

    def create(self):
        return self.plugin.mistral().executions.create(
            'chosen', 'w', '', {}, {}, ''
        )

    def refused(self, kind, *args, **kwargs):
        return self.assertRaises(kind, self.run_within, *args, **kwargs)


class RetriesTest(WithinTestCase):
    def test_a_call_that_succeeds_is_made_once(self):
        self.assertEqual('chosen', self.run_within(10, CREATED).id)
        self.assertEqual(1, len(self.sent()))
        self.assertEqual(1000, self.clock.now)

    def test_transient_errors_are_tried_again_with_the_same_id(self):
        made = self.run_within(100, UNAVAILABLE, REFUSED, RPC_TIMEOUT, CREATED)
        self.assertEqual('chosen', made.id)
        self.assertEqual(
            ['chosen'] * 4, [body['id'] for body in self.bodies()]
        )

    def test_a_refusal_is_not_tried_again(self):
        for status in (400, 403, 404, 409):
            self.forget()
            ex = self.refused(
                APIException, 100, {'status_code': status, 'text': 'no'}
            )
            self.assertEqual(status, ex.error_code)
            self.assertEqual(1, len(self.sent()), status)
        self.assertEqual(1000, self.clock.now)

    def test_a_500_of_another_kind_is_not_tried_again(self):
        self.refused(APIException, 100, {'status_code': 500, 'text': 'oops'})
        self.assertEqual(1, len(self.sent()))

    def test_a_wrong_certificate_is_not_tried_again(self):
        self.refused(
            ka_exceptions.SSLError,
            100,
            {'exc': requests.exceptions.SSLError('no')},
        )
        self.assertEqual(1, len(self.sent()))

    def test_the_last_reason_is_raised(self):
        ex = self.refused(
            APIException,
            1,
            REFUSED,
            {'status_code': 503, 'text': 'the last reason'},
        )
        self.assertEqual(b'the last reason', ex.error_message)

    def test_making_the_client_is_tried_again_too(self):
        """Keystone answers late: no endpoint is known before."""
        keystone = self.use_password(cloud.token(), UNAVAILABLE)
        self.assertEqual('chosen', self.run_within(10, CREATED).id)
        self.assertEqual(2, len(keystone.request_history))


class DeadlineTest(WithinTestCase):
    def test_what_was_in_vain_is_not_waited_for_again(self):
        """Many live attributes of a stack are one request to Heat."""
        self.refused(APIException, 10, UNAVAILABLE)
        before = self.clock.now
        self.forget()
        self.refused(APIException, 10, UNAVAILABLE)
        self.assertEqual((before, []), (self.clock.now, self.sent()))

    def test_what_was_in_vain_is_asked_for_again_soon(self):
        """Without convergence one plugin serves a whole stack action."""
        self.refused(APIException, 10, UNAVAILABLE)
        self.clock.advance(deadlines.Outage.REMEMBERED)
        self.assertEqual('chosen', self.run_within(10, CREATED).id)

    def test_a_refusal_is_not_remembered(self):
        self.refused(APIException, 10, {'status_code': 404, 'text': 'no'})
        self.assertEqual('chosen', self.run_within(10, CREATED).id)

    def test_it_gives_up_in_time(self):
        def slow(request, context):
            self.clock.advance(3)
            context.status_code = 503

        for _ in range(50):  # waits are random
            self.clock.now = 1000
            self.use()
            self.forget()
            self.refused(APIException, 10, {'text': slow})
            self.assertGreater(len(self.sent()), 1)
            self.assertLessEqual(self.clock.now, 1013)
            # No try begins when the time is over
            self.assertLess(self.clock.now - 3, 1010)

    def test_no_request_waits_longer_than_what_is_left(self):
        def hangs(request, context):
            self.clock.advance(request.timeout)
            raise requests.exceptions.ReadTimeout

        for _ in range(50):
            self.clock.now = 1000
            self.use()
            self.refused(ka_exceptions.ConnectTimeout, 40, {'text': hangs})
            self.assertLessEqual(self.clock.now, 1040)

    def test_the_timeout_shrinks_from_try_to_try(self):
        def slow(request, context):
            left.append(request.timeout)
            self.assertAlmostEqual(1040 - self.clock.now, request.timeout)
            self.clock.advance(5)
            context.status_code = 503

        left = []
        self.refused(APIException, 40, {'text': slow})
        self.assertGreater(len(left), 2)
        self.assertEqual(40, left[0])

    def test_all_requests_of_a_call_share_the_time(self):
        def slow(request, context):
            left.append(request.timeout)
            self.clock.advance(15)
            return {'executions': []}

        left = []
        self.answer('GET', '/executions', json=slow)
        self.plugin.within(
            40,
            lambda: self.plugin.mistral().executions.of_workflows(
                ['a' * 4000, 'b' * 4000], {'1'}, 1
            ),
        )
        self.assertEqual([40, 25], left)

    def test_keystones_time_counts_and_is_bounded(self):
        def hangs(request, context):
            self.assertIsNotNone(request.timeout)
            self.clock.advance(request.timeout)
            raise requests.exceptions.ReadTimeout

        self.use_password(cloud.token(), *[{'json': hangs}] * 99)
        self.refused(ka_exceptions.ConnectTimeout, 40, CREATED)
        # Heat's session sleeps between its own tries, 1.5 s in all.
        self.assertLessEqual(self.clock.now, 1042)

    def test_later_requests_have_the_ordinary_timeout_again(self):
        self.refused(APIException, 3, UNAVAILABLE)
        self.answer('POST', '/executions', **CREATED)
        self.create()
        self.assertEqual(60, self.http.last_request.timeout)
        self.assertIsNone(self.context.keystone_session.timeout)


class OrdinaryTimeoutTest(cloud.MistralTestCase):
    """Of requests outside all deadlines."""

    def timeouts(self):
        self.answer(
            'POST', '/workflows', status_code=201, json={'workflows': []}
        )
        self.answer('POST', '/workflows/validate', json={'valid': True})
        self.answer('PUT', '/workflows/1', json={})
        self.answer('GET', '/workflows/1', json={'id': '1'})
        self.answer('PUT', '/executions/1', json={})
        ask = self.plugin.mistral()
        ask.workflows.create('w', 'ns', 'private')
        ask.workflows.update('1', 'w', 'ns', 'private')
        ask.workflows.get('1')
        ask.workflows.fault_of('w')
        ask.executions.cancel('1', 'why')
        return {
            (request.method, request.path.removeprefix('/v2')): request.timeout
            for request in self.requests
        }

    def test_only_the_answer_to_a_definition_may_take_long(self):
        self.assertEqual(
            {
                ('POST', '/workflows'): 600,
                ('PUT', '/workflows/1'): 600,
                ('GET', '/workflows/1'): 60,
                ('POST', '/workflows/validate'): 60,
                ('PUT', '/executions/1'): 60,
            },
            self.timeouts(),
        )

    def test_the_operator_may_have_less(self):
        self.set_options(request_timeout=7)
        self.assertEqual({7}, set(self.timeouts().values()))

    def test_the_stacks_time_holds_for_definitions_too(self):
        self.useFixture(cloud.Clock())
        with self.plugin.bounded(100):
            bounded = self.timeouts()
        self.assertEqual(100, bounded['POST', '/workflows'])
        self.assertEqual(60, bounded['GET', '/workflows/1'])

    def test_a_keystone_that_hangs_does_not_hold_an_action(self):
        seen = []

        def hangs(request, context):
            seen.append(request.timeout)
            raise requests.exceptions.ReadTimeout

        self.useFixture(cloud.Clock())
        self.use_password(cloud.token(), *[{'json': hangs}] * 99)
        with self.plugin.bounded(3600):
            self.assertRaises(ka_exceptions.ConnectTimeout, self.plugin.client)
        self.assertLessEqual(sum(seen), 60)
        self.assertIsNone(self.context.keystone_session.timeout)


class NestedTest(WithinTestCase):
    """A signal has a deadline, and within it, what it asks may have another."""

    def timeouts(self, outer, inner):
        """Of requests before, within and after the inner call."""
        self.answer('POST', '/executions', **CREATED)

        def call():
            self.create()
            self.clock.advance(1)
            self.plugin.within(inner, self.create)
            self.clock.advance(1)
            self.create()

        self.plugin.within(outer, call)
        return [request.timeout for request in self.requests]

    def test_each_deadline_holds_for_its_own(self):
        self.assertEqual([40, 5, 38], self.timeouts(40, 5))

    def test_an_inner_call_does_not_outlast_the_outer(self):
        self.assertEqual([10, 9, 8], self.timeouts(10, 40))

    def test_an_inner_failure_leaves_the_outer_its_deadline(self):
        def hangs(request, context):
            self.clock.advance(request.timeout)
            raise requests.exceptions.ReadTimeout

        def call():
            self.assertRaises(
                ka_exceptions.ConnectTimeout,
                self.plugin.within,
                5,
                self.create,
            )
            self.answer('POST', '/executions', **CREATED)
            return self.create()

        self.answer('POST', '/executions', text=hangs)
        self.assertEqual('chosen', self.plugin.within(40, call).id)
        self.assertEqual(35, self.http.last_request.timeout)

    def test_keystone_keeps_the_outer_deadline(self):
        def call():
            self.plugin.within(3, lambda: None)
            return self.context.keystone_session.timeout

        tries = 3  # of Heat's session
        self.assertEqual(30 / tries, self.plugin.within(30, call))

    def test_it_takes_no_second_place(self):
        self.set_options(concurrent_requests=1)
        self.assertEqual([40, 5, 38], self.timeouts(40, 5))

    def test_a_stack_action_takes_no_place(self):
        self.set_options(concurrent_requests=1)
        self.answer('POST', '/executions', **CREATED)
        acting = self.plugin
        self.use()

        def act():
            with acting.bounded(3600):
                return acting.within(5, self.create)

        self.assertEqual('chosen', self.plugin.within(10, act).id)


class PlacesTest(WithinTestCase):
    def setUp(self):
        super().setUp()
        self.set_options(concurrent_requests=2)
        self.answer('POST', '/executions', **CREATED)

    def nested(self, depth):
        """As if signals of several stacks were served at a time."""
        if depth == 0:
            return self.create()
        self.use()
        return self.plugin.within(10, lambda: self.nested(depth - 1))

    def test_a_call_beyond_the_places_is_refused_at_once(self):
        self.assertEqual('chosen', self.nested(2).id)
        self.forget()
        ex = self.assertRaises(deadlines.Busy, self.nested, 3)
        self.assertIn('2 requests', str(ex))
        self.assertEqual([], self.sent())
        self.assertEqual(1000, self.clock.now)

    def test_a_place_is_given_back_whatever_happens(self):
        def fails():
            raise KeyError

        for _ in range(3):
            self.assertRaises(KeyError, self.plugin.within, 10, fails)
        self.assertEqual('chosen', self.nested(2).id)

    def test_places_are_shared_by_all_stacks(self):
        self.assertRaises(
            deadlines.Busy, self.plugin.within, 10, lambda: self.nested(2)
        )

    def test_keystone_is_asked_from_a_place_too(self):
        keystone = self.use_password(cloud.token())
        self.set_options(concurrent_requests=1)
        first = self.plugin
        self.use()
        self.assertRaises(
            deadlines.Busy,
            self.plugin.within,
            10,
            lambda: first.within(10, self.create),
        )
        self.assertEqual(0, keystone.call_count)
