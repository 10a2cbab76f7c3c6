"""Limits of signals: which of them start a run, and what the others hear."""

import datetime
import functools
import json
import threading
import time
import uuid
from concurrent import futures
from unittest import mock

from heat.common import exception
from oslo_config import cfg
from oslo_utils import timeutils

from heat_mistral.core import signal_group, signal_limits
from heat_mistral.core.execution import mark, signal_mark
from heat_mistral.resources.workflow import signal_limited
from heat_mistral.tests.unit.support import resource_case

TEXT = """
a: {input: [host: x], tasks: {t: {action: std.noop}}}
b: {input: [host: x], tasks: {t: {action: std.noop}}}
"""
ID = '0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d'


class LimitsTestCase(resource_case.ResourceTestCase):
    def limited(self, **limits):
        return self.created(TEXT, signal_limits=limits)

    def runs(self):
        return list(self.mistral.executions.values())

    def numbers(self):
        return [
            mark.read(run['description']).signal.number for run in self.runs()
        ]

    def end(self, state='SUCCESS'):
        for run in self.runs():
            if run['state'] not in ('SUCCESS', 'ERROR'):
                run['state'] = state

    def refusal(self, rsrc, body=None):
        ex = self.assertRaises(
            exception.StackValidationFailed, rsrc.signal, body
        )
        return str(ex)


class RunningTest(LimitsTestCase):
    def test_one_at_a_time(self):
        rsrc = self.limited(running=1)
        rsrc.signal()
        told = self.refusal(rsrc)
        (run,) = self.runs()
        self.assertIn(f'execution {run["id"]} is RUNNING since 2026', told)
        self.end()
        rsrc.signal({'workflow': 'b'})
        self.assertEqual([1, 2], self.numbers())
        self.end('ERROR')
        rsrc.signal()
        self.assertEqual([1, 2, 3], self.numbers())

    def test_two_requests_and_no_more(self):
        rsrc = self.limited(running=1, per=['host'])
        sent = len(self.mistral.log)
        rsrc.signal({'host': 'x'})
        self.assertEqual(
            ['GET /executions', 'POST /executions'], self.mistral.log[sent:]
        )
        self.refusal(rsrc, {'host': 'x'})
        self.assertEqual(['GET /executions'], self.mistral.log[sent + 2 :])

    def test_groups_do_not_count_together(self):
        rsrc = self.limited(running=1, per=['host'])
        for host in ('1', 1, None, True, [1]):
            rsrc.signal({'host': host})
            self.refusal(rsrc, {'host': host})
        rsrc.signal()
        told = self.refusal(rsrc, {})
        self.assertIn('host (none): execution', told)
        self.assertEqual(6, len(self.runs()))
        self.assertTrue(
            [
                told
                for told in self.events(rsrc)
                if 'for host (none); the body has no host' in told
            ]
        )

    def test_another_resource_is_another_group(self):
        for stack in ('one', 'two'):
            rsrc = self.run_action(
                self.workflow(TEXT, stack, signal_limits={'running': 1}),
                'create',
            )
            rsrc.signal()
        self.assertEqual(2, len(self.runs()))

    def test_an_old_unfinished_run_is_seen_behind_many_newer_ones(self):
        rsrc = self.limited(running=2)
        rsrc.signal()
        for _run in range(15):
            rsrc.signal()
            self.runs()[-1]['state'] = 'SUCCESS'
        rsrc.signal()
        self.assertIn('2 unfinished runs', self.refusal(rsrc))

    def test_runs_that_were_purged_count_no_more(self):
        rsrc = self.limited(running=1)
        for _run in range(3):
            rsrc.signal()
            self.end()
        first, _second, _third = self.mistral.executions
        del self.mistral.executions[first]
        rsrc.signal()
        self.assertEqual([2, 3, 4], self.numbers())
        self.mistral.executions.clear()
        rsrc.signal()
        self.assertEqual([1], self.numbers())

    def test_after_a_rename_the_runs_still_count(self):
        rsrc = self.limited(running=1)
        rsrc.signal()
        self.updated(rsrc, name='renamed')
        self.refusal(rsrc)

    def test_limits_that_are_changed_hold_at_once(self):
        rsrc = self.limited(running=1)
        rsrc.signal()
        self.updated(rsrc, signal_limits={'running': 2})
        rsrc.signal()
        self.updated(rsrc, signal_limits={'running': 1})
        self.refusal(rsrc)

    def test_mistral_refuses(self):
        rsrc = self.limited(running=1)
        self.mistral.fail('POST /executions', 400, 'Invalid input')
        self.assertIn('Invalid input', self.refusal(rsrc))
        rsrc.signal()
        self.assertEqual([1], self.numbers())


class RaceTest(LimitsTestCase):
    """What another engine does between the list and the POST."""

    def meanwhile(self, *acts):
        """Do these after the next lists, as if it were another engine."""
        serve, left = self.mistral.observe, list(acts)

        def observe(request, context):
            answer = json.loads(json.dumps(serve(request, context)))
            if left and request.url.partition('?')[0].endswith('/executions'):
                left.pop(0)()
            return answer

        self.mistral.observe = observe

    def other(self, rsrc, body=None):
        def signal():
            with mock.patch.object(
                self.mistral, 'observe', self.mistral._serve
            ):
                rsrc.signal(body)

        return signal

    def test_the_second_of_two_at_once_is_refused(self):
        rsrc = self.limited(running=1)
        self.meanwhile(self.other(rsrc))
        told = self.refusal(rsrc)
        (run,) = self.runs()
        self.assertIn(run['id'], told)

    def test_or_joins_the_first(self):
        rsrc = self.limited(running=1, exceeded='join')
        self.meanwhile(self.other(rsrc))
        rsrc.signal()
        (run,) = self.runs()
        self.assertTrue(
            [
                told
                for told in self.events(rsrc)
                if f'execution {run["id"]}, which another' in told
            ]
        )

    def test_if_it_wants_the_same(self):
        rsrc = self.limited(running=1, exceeded='join')
        self.meanwhile(self.other(rsrc, {'host': 'other'}))
        self.assertIn('cannot join', self.refusal(rsrc))
        self.assertEqual(1, len(self.runs()))

    def test_where_there_is_room_it_is_the_next(self):
        rsrc = self.limited(running=2)
        self.meanwhile(self.other(rsrc))
        rsrc.signal()
        self.assertEqual([1, 2], self.numbers())

    def test_the_first_has_ended_already(self):
        rsrc = self.limited(running=1)

        def act():
            self.other(rsrc)()
            self.end()

        self.meanwhile(act)
        rsrc.signal()
        self.assertEqual([1, 2], self.numbers())

    def test_a_list_from_long_ago_starts_nothing_too_much(self):
        rsrc = self.limited(running=1)

        def act():
            for _run in range(3):
                self.end()
                self.other(rsrc)()

        self.meanwhile(act)
        self.refusal(rsrc)
        self.assertEqual([1, 2, 3], self.numbers())

    def first(self, rsrc):
        """Others that were the first, a dozen times, and have ended."""

        def act():
            for _run in range(12):
                self.other(rsrc)()
                self.end()

        return act

    def test_many_others_are_the_first_and_there_is_room(self):
        rsrc = self.limited(running=1)
        self.meanwhile(self.first(rsrc))
        rsrc.signal()
        self.assertEqual([*range(1, 14)], self.numbers())

    def test_others_are_always_the_first(self):
        cfg.CONF.set_override('signal_timeout', 1, 'clients_mistral')
        self.addCleanup(
            cfg.CONF.clear_override, 'signal_timeout', 'clients_mistral'
        )
        rsrc = self.limited(running=1)
        self.meanwhile(*[self.first(rsrc)] * 1000)
        ex = self.assertRaises(exception.Error, rsrc.signal)
        self.assertNotIsInstance(ex, exception.StackValidationFailed)
        self.assertIn('nothing was started: other signals', str(ex))
        self.assertEqual(0, len(self.runs()) % 12)

    def test_many_at_once_far_below_the_limit(self):
        fake, owner = _InStep(), str(uuid.uuid4())
        limits = signal_limits.Limits(running=100)
        group = signal_group.of(owner, {}, ())

        def serve(number):
            start = signal_limited.GroupStart(
                owner,
                limits,
                group,
                signal_mark.SignalMark('a' * 12, f'{number:032x}'),
                None,
            )
            marker = functools.partial(mark.marker, owner, 'stack', 'w')
            return start.serve(
                fake,
                lambda id_, signal: fake.post(id_, marker(None, signal)),
                lambda: 600,
            )

        with futures.ThreadPoolExecutor(24) as pool:
            served = list(pool.map(serve, range(24)))
        self.assertEqual(24, len({each.run.id for each in served}))
        self.assertEqual(24, len(fake.rows))


class _InStep:
    """Executions of one group; who asks at once is answered at once."""

    def __init__(self):
        self.rows, self.lock = {}, threading.Lock()

    def of_group(self, part, limit, unfinished_first):
        with self.lock:
            rows = list(self.rows.values())
        time.sleep(0.02)
        return rows[:limit]

    def post(self, identifier, description):
        row = mock.Mock(
            id=identifier,
            state='RUNNING',
            created_at='2026-01-01 00:00:00',
            description=description,
        )
        with self.lock:
            row = self.rows.setdefault(identifier, row)
        time.sleep(0.02)
        return row


class RepeatTest(LimitsTestCase):
    def test_a_lost_reply_is_found_again(self):
        rsrc = self.limited(running=1)
        self.mistral.fail('POST /executions', after=True)
        rsrc.signal()
        self.assertEqual([1], self.numbers())
        told = [told for told in self.events(rsrc) if 'Signal' in told]
        self.assertIn(f'execution {self.runs()[0]["id"]} of', told[0])

    def test_also_where_it_has_ended_meanwhile(self):
        rsrc = self.limited(cooldown=600)
        self.mistral.plays('stk.w.a', {'state': 'ERROR'})
        self.mistral.fail('POST /executions', 503, after=True)
        rsrc.signal()
        self.assertEqual([1], self.numbers())

    def test_where_none_comes_the_run_is_named(self):
        rsrc = self.limited(running=1)
        self.mistral.fail('POST /executions', 500, 'broken', after=True)
        ex = self.assertRaises(exception.Error, rsrc.signal)
        (run,) = self.runs()
        self.assertIn(f'execution {run["id"]} of workflow a may', str(ex))

    def test_a_signal_with_an_id_runs_once(self):
        rsrc = self.limited(running=1)
        body = {'id': ID, 'input': {'host': 'y'}}
        rsrc.signal(body)
        rsrc.signal(body)  # its own run is not in its way
        self.end()
        for _run in range(15):
            rsrc.signal()
            self.end()
        rsrc.signal(body)
        self.assertEqual(16, len(self.runs()))
        self.assertIn('with another workflow', self.refusal(rsrc, {'id': ID}))

    def test_an_id_of_another_resource(self):
        other = self.run_action(
            self.workflow(TEXT, 'other', signal_limits={'running': 1}),
            'create',
        )
        other.signal({'id': ID})
        rsrc = self.limited(running=1)
        self.assertIn(f'id {ID} is taken', self.refusal(rsrc, {'id': ID}))

    def test_another_execution_with_the_letters_of_an_id_hides_nothing(self):
        """A person's words, and a run of another resource of the same id."""
        rsrc = self.limited(cooldown=1)
        rsrc.signal({'id': ID})
        (run,) = self.runs()
        self.mistral.run(run['workflow_id'], description=ID.replace('-', ''))
        other = self.run_action(self.workflow(TEXT, 'other'), 'create')
        other.signal({'id': ID})
        for _ in range(12):
            rsrc.signal()
        before = len(self.runs())
        rsrc.signal({'id': ID})
        self.assertEqual(before, len(self.runs()))

    def test_limits_that_come_between(self):
        rsrc = self.created(TEXT)
        rsrc.signal({'id': ID})
        self.updated(rsrc, signal_limits={'running': 1})
        rsrc.signal({'id': ID})
        self.assertEqual([ID], [run['id'] for run in self.runs()])


class CooldownTest(LimitsTestCase):
    def setUp(self):
        super().setUp()
        # Mistral's clock in these tests starts then.
        self.set_time(datetime.datetime(2026, 1, 1, 0, 1))

    def set_time(self, now):
        patch = mock.patch.object(timeutils, 'utcnow', return_value=now)
        patch.start()
        self.addCleanup(patch.stop)

    def test_no_other_starts_until_it_is_over(self):
        rsrc = self.limited(cooldown=600)
        rsrc.signal()
        self.end()
        told = self.refusal(rsrc)
        self.assertIn('(SUCCESS) was started at 2026-01-01 00:0', told)
        self.assertIn('for 600 s, until 2026-01-01 00:1', told)
        self.set_time(datetime.datetime(2026, 1, 1, 0, 13))
        rsrc.signal()
        self.assertEqual([1, 2], self.numbers())

    def test_a_start_that_cannot_be_read_starts_no_other(self):
        rsrc = self.limited(cooldown=600)
        rsrc.signal()
        self.end()
        (run,) = self.runs()
        run['created_at'] = 'once'
        ex = self.assertRaises(exception.Error, rsrc.signal)
        self.assertNotIsInstance(ex, exception.StackValidationFailed)
        self.assertIn('nothing was started: Mistral gives execution', str(ex))
        self.assertEqual(1, len(self.runs()))

    def test_joining_one_that_has_failed(self):
        rsrc = self.limited(cooldown=600, exceeded='join')
        rsrc.signal()
        rsrc.signal()
        self.end('ERROR')
        self.assertIn('it failed', self.refusal(rsrc))
        self.assertEqual(1, len(self.runs()))


class JoinTest(LimitsTestCase):
    def test_a_storm_of_an_alarm_is_one_run_and_few_events(self):
        rsrc = self.limited(running=1, per=['alarm_id'], exceeded='join')
        for number in range(20):
            rsrc.signal(
                {
                    'alarm_id': 'x',
                    'previous': 'ok',
                    'current': 'alarm',
                    'reason': f'it was {number}',
                }
            )
        (run,) = self.runs()
        told = [told for told in self.events(rsrc) if 'Signal' in told]
        self.assertEqual(2, len(told))
        self.assertTrue(all(run['id'] in text for text in told))

    def test_a_run_of_other_settings_is_not_joined(self):
        for changes in (
            {'definition': TEXT.replace('noop', 'echo output=1')},
            {'params': {'env': {'a': 1}}},
            {'input': {'host': 'y'}},
        ):
            rsrc = self.run_action(
                self.workflow(
                    TEXT,
                    f's{len(self._stacks)}',
                    signal_limits={'running': 1, 'exceeded': 'join'},
                ),
                'create',
            )
            rsrc.signal({'id': ID})
            rsrc.signal()  # joins
            before = len(self.runs())
            self.updated(rsrc, **changes)
            told = self.refusal(rsrc)
            self.assertIn('have changed since that run', told)
            # The same signal again is served by its run all the same.
            rsrc.signal({'id': ID})
            self.assertEqual(before, len(self.runs()))
            self.mistral.executions.clear()

    def test_a_run_is_joined_whatever_else_changes(self):
        rsrc = self.limited(running=1, exceeded='join')
        rsrc.signal()
        self.updated(rsrc, definition=f'# the same\n{TEXT}', notify='all')
        rsrc.signal()
        self.assertEqual(1, len(self.runs()))


class IgnoredTest(LimitsTestCase):
    def test_an_event_names_few_of_many_keys(self):
        rsrc = self.created(
            None, type='direct', tasks=[{'name': 't', 'action': 'std.noop'}]
        )
        rsrc.signal({'x' * 10**6: 1, **{f'k{n:05}': n for n in range(2000)}})
        (told,) = [told for told in self.events(rsrc) if 'Signal' in told]
        self.assertIn('k00009 and 1991 more', told)
        rsrc.signal({'x' * 10**6: 1})
        self.assertTrue(all(len(told) < 300 for told in self.events(rsrc)))


class PropertyTest(LimitsTestCase):
    def test_what_is_no_limit(self):
        for limits, told in (
            ({}, 'it limits nothing'),
            ({'running': 0}, 'out of range'),
            ({'running': -1}, 'out of range'),
            ({'running': 101}, 'out of range'),
            ({'running': 'many'}, 'many'),
            ({'cooldown': 0}, 'out of range'),
            ({'cooldown': 10**9}, 'out of range'),
            ({'per': ['a']}, 'it limits nothing'),
            ({'exceeded': 'join'}, 'it limits nothing'),
            ({'running': 1, 'exceeded': 'wait'}, 'refuse'),
            ({'running': 1, 'per': []}, 'out of range'),
            ({'running': 1, 'per': ['a'] * 11}, 'out of range'),
            ({'running': 1, 'per': ['a..b']}, 'a key of the body'),
            ({'running': 1, 'per': ['']}, 'a key of the body'),
            ({'running': 1, 'per': ['x' * 300]}, 'out of range'),
            ({'walking': 1}, 'walking'),
        ):
            rsrc = self.workflow(
                TEXT, f's{len(self._stacks)}', signal_limits=limits
            )
            ex = self.assertRaises(
                exception.StackValidationFailed, rsrc.validate
            )
            self.assertIn(told, str(ex))
            self.assertIn('signal_limits', str(ex))

    def test_a_cooldown_may_be_of_the_whole_resource(self):
        self.workflow(TEXT, signal_limits={'cooldown': 60}).validate()

    def test_a_body_that_nobody_can_look_at(self):
        rsrc = self.limited(running=1, per=['host'])
        deep = []
        for _level in range(100000):
            deep = [deep]
        try:
            self.assertIn('too deep', self.refusal(rsrc, {'host': deep}))
        finally:
            while deep:
                deep = deep[0]
