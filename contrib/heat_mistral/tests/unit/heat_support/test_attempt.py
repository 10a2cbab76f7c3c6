"""The steps of an action while a service is away."""

import datetime

from heat.common import exception
from heat.engine import resource
from keystoneauth1 import exceptions as ka_exceptions

from heat_mistral.heat_support import attempt
from heat_mistral.tests.unit.support import resource_case

ONE = 'w: {tasks: {t: {action: std.noop}}}'


class AwayTest(resource_case.ResourceTestCase):
    def setUp(self):
        super().setUp()
        self.rsrc = self.workflow(ONE)
        self.rsrc.store()
        self.errors = []
        self.work = attempt.Attempt(self.rsrc, self.step)

    def step(self):
        if self.errors:
            raise self.errors.pop(0)
        return True

    def test_a_keystone_that_is_away_is_waited_for(self):
        self.errors = [
            ka_exceptions.ConnectFailure('no connection'),
            ka_exceptions.DiscoveryFailure('no versions'),
            ka_exceptions.ServiceUnavailable('not now'),
        ]
        waits = [
            self.assertRaises(resource.PollDelay, self.work).period
            for _ in range(3)
        ]
        self.assertEqual([1, 2, 4], waits)
        self.assertTrue(self.work())

    def test_what_does_not_get_better_fails(self):
        for error in (
            ka_exceptions.VersionNotAvailable('no v3'),
            ka_exceptions.SSLError('not his certificate'),
            ka_exceptions.Conflict('there is one'),
        ):
            self.errors = [error]
            ex = self.assertRaises(exception.Error, self.work)
            self.assertIn(str(error), str(ex))


class TimeTest(resource_case.ResourceTestCase):
    def timeouts(self, action, hours_ago):
        """Of the requests of an action on a stack that was made then."""
        rsrc = self.created(ONE)
        rsrc.stack.created_time -= datetime.timedelta(hours=hours_ago)
        del self.http.request_history[:]
        self.run_action(rsrc, action)
        return [request.timeout for request in self.http.request_history]

    def test_no_request_outlasts_the_stack(self):
        self.assertEqual(60, max(self.timeouts('check', 0)))

    def test_a_stack_without_time_left(self):
        self.assertLessEqual(max(self.timeouts('check', 2)), 1)

    def test_a_deletion_whose_beginning_heat_does_not_note(self):
        self.assertEqual(60, min(self.timeouts('delete', 2)))
