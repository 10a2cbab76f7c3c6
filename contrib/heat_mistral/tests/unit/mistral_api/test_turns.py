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

    def serve(self, name, limit=1):
        with self.turns.one_of(limit, LONG):
            self.served.append(name)

    def waiting(self, number):
        """Until so many wait."""
        while len(self.turns._waiting) < number:
            time.sleep(0.001)

    def begin(self, name):
        """Let one more wait for its turn."""
        before = len(self.turns._waiting)
        begun = self.pool.submit(self.serve, name)
        self.waiting(before + 1)
        return begun

    def test_no_more_than_the_limit_at_a_time(self):
        most, at_once, lock = [], [], threading.Lock()
        full = threading.Barrier(3)

        def work(_):
            with self.turns.one_of(3, LONG):
                with lock:
                    at_once.append(1)
                    most.append(len(at_once))
                full.wait(LONG)  # three at a time there are
                with lock:
                    at_once.pop()

        list(self.pool.map(work, range(12)))
        self.assertEqual(3, max(most))
        self.assertEqual(0, self.turns._taken)

    def test_in_the_order_in_which_they_came(self):
        with self.turns.one_of(1, LONG):
            begun = [self.begin(name) for name in 'abcd']
            self.assertEqual([], self.served)
        futures.wait(begun)
        self.assertEqual([*'abcd'], self.served)

    def test_who_comes_now_is_not_faster_than_who_waits(self):
        with self.turns.one_of(1, LONG):
            first = self.begin('first')
            # Its turn is given to it, and not taken by it: another one that
            # comes before it has run finds none.
            self.turns._leave()
            self.assertRaises(deadlines.Busy, self.take, 0)
            self.turns._taken += 1
        first.result()

    def take(self, patience, limit=1):
        with self.turns.one_of(limit, patience):
            pass

    def test_patience_ends(self):
        with self.turns.one_of(1, 0):
            ex = self.assertRaises(deadlines.Busy, self.take, 0.01)
        self.assertIn('nothing was started', str(ex))
        self.assertIn('0.01 s', str(ex))
        self.take(0)

    def test_a_turn_at_the_last_moment_is_taken(self):
        class Late(threading.Event):
            def wait(self, timeout=None):
                turns_._leave()
                return False

        turns_ = self.turns
        with contextlib.ExitStack() as stack:
            stack.enter_context(self.turns.one_of(1, 0))
            patch = fixtures.MonkeyPatch('threading.Event', Late)
            with patch:
                self.take(0)
            # Both have left: the one that waited, and the one it waited for.
            self.turns._taken += 1
        self.assertEqual(0, self.turns._taken)

    def test_who_is_ended_while_it_waits_keeps_no_turn(self):
        class Ended(BaseException):
            pass

        class Ends(threading.Event):
            def wait(self, timeout=None):
                if comes:
                    turns_._leave()
                raise Ended

        turns_ = self.turns
        for comes in (False, True):
            with self.turns.one_of(1, 0):
                patch = fixtures.MonkeyPatch('threading.Event', Ends)
                with patch:
                    self.assertRaises(Ended, self.take, 0)
                self.assertEqual(0, len(self.turns._waiting))
                # The turn of the one that waited was this one's.
                self.turns._taken += comes
            self.assertEqual(0, self.turns._taken)
            self.take(0)

    def test_a_turn_is_given_back_whatever_happens(self):
        def fails():
            with self.turns.one_of(1, 0):
                raise KeyError

        for _ in range(3):
            self.assertRaises(KeyError, fails)
        self.take(0)


class _Pool(fixtures.Fixture):
    def _setUp(self):
        self._pool = futures.ThreadPoolExecutor(12)
        self.addCleanup(self._pool.shutdown)
        self.submit, self.map = self._pool.submit, self._pool.map
