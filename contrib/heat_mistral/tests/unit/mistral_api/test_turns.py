import contextlib
import threading
import time
from concurrent import futures

import fixtures
import testtools

from heat_mistral.mistral_api import deadlines, turns

LONG = 60  # seconds; nothing here waits for so long unless it is wrong


class TurnsTest(testtools.TestCase):
    def setUp(self):
        super().setUp()
        self.turns = turns.Turns()
        self.pool = self.useFixture(_Pool())
        self.served = []

    def serve(self, name, project, limit):
        with self.turns.one_of(project, limit, LONG):
            self.served.append(name)

    def waiting(self, number):
        """Until so many wait."""
        while len(self.turns._waiting) < number:
            time.sleep(0.001)

    def begin(self, name, project='p', limit=1):
        """Let one more wait for its turn."""
        before = len(self.turns._waiting)
        begun = self.pool.submit(self.serve, name, project, limit)
        self.waiting(before + 1)
        return begun

    def test_no_more_than_the_limit_at_a_time(self):
        most, at_once, lock = [], [], threading.Lock()
        full = threading.Barrier(3)

        def work(number):
            with self.turns.one_of(f'p{number % 2}', 3, LONG):
                with lock:
                    at_once.append(1)
                    most.append(len(at_once))
                full.wait(LONG)  # three at a time there are
                with lock:
                    at_once.pop()

        list(self.pool.map(work, range(12)))
        self.assertEqual(3, max(most))
        self.assertIdle()

    def assertIdle(self):  # noqa: N802
        """Nothing is left of anybody."""
        self.assertEqual({}, self.turns._taken)
        self.assertEqual({}, self.turns._last)
        self.assertEqual([], self.turns._waiting)

    def test_in_the_order_in_which_they_came(self):
        with self.turns.one_of('p', 1, LONG):
            begun = [self.begin(name) for name in 'abcd']
            self.assertEqual([], self.served)
        futures.wait(begun)
        self.assertEqual([*'abcd'], self.served)

    def test_one_project_leaves_a_turn_to_others(self):
        with (
            self.turns.one_of('storm', 3, LONG),
            self.turns.one_of('storm', 3, LONG),
        ):
            self.assertRaises(deadlines.Busy, self.take, 0, 3, 'storm')
            later = self.begin('later', 'storm', 3)
            self.take(0, 3, 'other')
            self.assertEqual([], self.served)
        later.result()
        self.assertIdle()

    def test_where_there_is_one_turn_projects_take_turns(self):
        with self.turns.one_of('storm', 1, LONG):
            begun = [self.begin(f'storm {n}', 'storm') for n in range(3)]
            begun += [self.begin(f'other {n}', 'other') for n in range(2)]
        futures.wait(begun)
        self.assertEqual(
            ['other 0', 'storm 0', 'other 1', 'storm 1', 'storm 2'],
            self.served,
        )
        self.assertIdle()

    def test_the_next_turn_goes_to_who_has_the_fewest(self):
        third = contextlib.ExitStack()
        third.enter_context(self.turns.one_of('third', 3, LONG))
        with (
            self.turns.one_of('third', 3, LONG),
            self.turns.one_of('storm', 3, LONG),
        ):
            begun = [self.begin('storm', 'storm', 3)]
            begun += [self.begin('other', 'other', 3)]
            third.close()
            futures.wait(begun)
        self.assertEqual(['other', 'storm'], self.served)
        self.assertIdle()

    def test_who_comes_now_is_not_faster_than_who_waits(self):
        with self.turns.one_of('p', 1, LONG):
            first = self.begin('first')
            # Its turn is given to it, and not taken by it: another one that
            # comes before it has run finds none.
            with self.turns._lock:
                self.turns._taken['p'] -= 1
                self.turns._give()
            self.assertRaises(deadlines.Busy, self.take, 0)
            self.turns._taken['p'] += 1
        first.result()

    def take(self, patience, limit=1, project='p'):
        with self.turns.one_of(project, limit, patience):
            pass

    def test_patience_ends(self):
        with self.turns.one_of('p', 1, 0):
            ex = self.assertRaises(deadlines.Busy, self.take, 0.01)
        self.assertIn('nothing was started', str(ex))
        self.assertIn('0.01 s', str(ex))
        self.take(0)

    def test_nothing_is_kept_of_who_did_not_wait_for_the_end(self):
        held = contextlib.ExitStack()

        class Leaves(threading.Event):
            def wait(self, timeout=None):
                held.close()  # the turn goes to the other project
                return False

        held.enter_context(self.turns.one_of('p', 1, 0))
        other = turns._Waiting('other', 1, threading.Event())
        self.turns._waiting.append(other)
        with fixtures.MonkeyPatch('threading.Event', Leaves):
            self.assertRaises(deadlines.Busy, self.take, 0)
        self.assertTrue(other.turn.is_set())
        self.turns._leave('other')
        self.assertIdle()

    def test_a_turn_at_the_last_moment_is_taken(self):
        turns_ = self.turns

        class Late(threading.Event):
            def wait(self, timeout=None):
                held.close()
                return False

        held = contextlib.ExitStack()
        held.enter_context(turns_.one_of('p', 1, 0))
        with fixtures.MonkeyPatch('threading.Event', Late):
            self.take(0)
        self.assertIdle()

    def test_who_is_ended_while_it_waits_keeps_no_turn(self):
        for comes in (False, True):
            self.is_ended_while_it_waits(comes)
            self.assertIdle()
            self.take(0)

    def is_ended_while_it_waits(self, comes):
        """End one that waits; its turn has just come, or has not."""

        class Ended(BaseException):
            pass

        class Ends(threading.Event):
            def wait(self, timeout=None):
                if comes:
                    held.close()
                raise Ended

        with contextlib.ExitStack() as held:
            held.enter_context(self.turns.one_of('p', 1, 0))
            with fixtures.MonkeyPatch('threading.Event', Ends):
                self.assertRaises(Ended, self.take, 0)
            self.assertEqual([], self.turns._waiting)

    def test_a_turn_is_given_back_whatever_happens(self):
        def fails():
            with self.turns.one_of('p', 1, 0):
                raise KeyError

        for _ in range(3):
            self.assertRaises(KeyError, fails)
        self.take(0)


class PlacesTest(testtools.TestCase):
    def test_one_project_has_a_part(self):
        places = deadlines.Places()
        with contextlib.ExitStack() as stack:
            for _ in range(2):
                stack.enter_context(places.one_of(3, 'storm', 2))
            ex = self.assertRaises(
                deadlines.Busy, self.take, places, 3, 'storm', 2
            )
            self.assertIn('2 requests of this project', str(ex))
            stack.enter_context(places.one_of(3, 'other', 2))
            ex = self.assertRaises(deadlines.Busy, self.take, places, 3)
            self.assertIn('3 requests to Mistral', str(ex))
        self.assertEqual({}, places._taken)

    def take(self, places, *args):
        with places.one_of(*args):
            pass


class _Pool(fixtures.Fixture):
    def _setUp(self):
        self._pool = futures.ThreadPoolExecutor(12)
        self.addCleanup(self._pool.shutdown)
        self.submit, self.map = self._pool.submit, self._pool.map
