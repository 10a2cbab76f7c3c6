"""Workflows that are shared with other projects."""

import itertools
from unittest import mock

from heat.common import exception
from oslo_config import cfg

from heat_mistral.resources.workflow import sharing
from heat_mistral.tests.unit.support import resource_case

ONE, TWO, THREE = ('1' * 32, '2' * 32, '3' * 32)
NOOP = '{tasks: {t: {action: std.noop}}}'
DEFINITION = f'a: {NOOP}\nb: {NOOP}\n'


class MembersTest(resource_case.ResourceTestCase):
    def shared(self):
        """Registered name -> projects, sorted."""
        return {
            row['name']: sorted(self.mistral.members.get(row['id'], ()))
            for row in self.mistral.workflows.values()
        }

    def of(self, name='stk.w.a'):
        return self.mistral.members[self.mistral.named(name)['id']]

    def test_all_workflows_are_shared(self):
        rsrc = self.created(DEFINITION, members=[TWO, ONE, TWO])
        self.assertEqual(
            {'stk.w.a': [ONE, TWO], 'stk.w.b': [ONE, TWO]}, self.shared()
        )
        told = [e for e in self.events(rsrc) if 'offered to project' in e]
        self.assertEqual(2, len(told))
        self.assertIn(self.mistral.named('stk.w.b')['id'], told[0])
        self.assertIn('openstack resource member update', told[0])
        self.run_action(rsrc, 'check')

    def test_a_change_adds_and_removes(self):
        rsrc = self.created(DEFINITION, members=[ONE, TWO])
        self.of()[ONE] = 'accepted'
        self.updated(rsrc, members=[ONE, THREE])
        self.assertEqual(
            {'stk.w.a': [ONE, THREE], 'stk.w.b': [ONE, THREE]}, self.shared()
        )
        self.assertEqual(
            {ONE: 'accepted', THREE: 'pending'}, rsrc.FnGetAtt('members')['a']
        )
        before = len(self.mistral.log)
        self.updated(rsrc, definition=f'{DEFINITION}c: {NOOP}\n')
        self.assertEqual([ONE, THREE], self.shared()['stk.w.c'])
        self.assertEqual(
            2,
            len(
                [
                    line
                    for line in self.mistral.log[before:]
                    if line.startswith('POST') and line.endswith('/members')
                ]
            ),
        )
        self.updated(rsrc, members=[])
        self.assertEqual([[], [], []], list(self.shared().values()))
        self.assertNotIn('members', rsrc.data())

    def test_what_people_have_shared_is_left_alone(self):
        rsrc = self.created(DEFINITION)
        self.mistral.members[self.mistral.named('stk.w.a')['id']] = {
            TWO: 'accepted'
        }
        self.updated(rsrc, members=[ONE])
        self.updated(rsrc, members=[])
        self.assertEqual({TWO: 'accepted'}, self.of())

    def test_nor_is_it_taken_away_once_it_was_listed(self):
        rsrc = self.created(DEFINITION)
        self.mistral.members[self.mistral.named('stk.w.a')['id']] = {
            TWO: 'accepted'
        }
        self.updated(rsrc, members=[ONE, TWO])
        self.assertEqual([ONE, TWO], self.shared()['stk.w.b'])
        self.updated(rsrc, members=[ONE])
        self.assertEqual(
            {'stk.w.a': [ONE, TWO], 'stk.w.b': [ONE]}, self.shared()
        )
        self.updated(rsrc, members=[])
        self.assertEqual({'stk.w.a': [TWO], 'stk.w.b': []}, self.shared())
        self.assertNotIn('shared.', ' '.join(rsrc.data()))

    def test_what_an_older_release_has_shared(self):
        rsrc = self.created(DEFINITION, members=[ONE, TWO])
        for key in list(rsrc.data()):
            if key.startswith('shared.'):
                rsrc.data_delete(key)
        self.updated(rsrc, members=[TWO])
        self.assertEqual([[TWO], [TWO]], list(self.shared().values()))
        self.updated(rsrc, members=[])
        self.assertEqual([[], []], list(self.shared().values()))

    def test_it_goes_on_in_steps(self):
        steps = []
        real = sharing.Sharing.reconcile

        def reconcile(*args):
            steps.append(real(*args))
            return steps[-1]

        with (
            mock.patch.object(sharing, 'STEP', 0),
            mock.patch.object(sharing.Sharing, 'reconcile', reconcile),
        ):
            self.created(DEFINITION, members=[ONE, TWO])
        self.assertEqual([False, True], steps)
        self.assertEqual([[ONE, TWO]] * 2, list(self.shared().values()))

    def test_more_than_can_be_shared_with(self):
        ex = self.assertRaises(
            exception.StackValidationFailed,
            self.workflow(
                DEFINITION, members=[f'{each:032x}' for each in range(101)]
            ).validate,
        )
        self.assertIn('members', str(ex))

    def test_one_without_members_asks_for_none(self):
        rsrc = self.created(DEFINITION)
        self.run_action(rsrc, 'check')
        self.updated(rsrc, definition=f'a: {NOOP}')
        self.assertEqual([], self.mistral.requests('.*/members'))

    def test_one_that_is_gone_is_found_and_mended(self):
        rsrc = self.created(DEFINITION, members=[ONE])
        self.of().clear()
        ex = self.assertRaises(
            exception.ResourceFailure, self.run_action, rsrc, 'check'
        )
        self.assertIn(
            f'workflow stk.w.a is not shared with project {ONE} any more',
            str(ex),
        )
        self.updated(rsrc)
        self.assertEqual([ONE], list(self.of()))
        cfg.CONF.set_override('observe_on_update', True)
        self.of().clear()
        self.updated(rsrc)
        self.assertEqual([ONE], list(self.of()))

    def test_requests_that_fail_or_whose_reply_is_lost(self):
        rsrc = self.created(DEFINITION, members=[ONE])
        for after in (False, True):
            for method in ('POST', 'DELETE', 'GET'):
                self.mistral.fail(f'{method} .*/members', after=after)
            self.updated(rsrc, members=[TWO if not after else THREE])
        self.assertEqual([[THREE], [THREE]], list(self.shared().values()))

    def test_an_engine_that_dies_at_each_record(self):
        for number in itertools.count():
            self.mistral.workflows.clear()
            rsrc = self.workflow(
                f'a: {NOOP}', f'stk{number}', members=[ONE, TWO]
            )
            self.run_action(rsrc, 'create')
            died = self.dies(
                rsrc, lambda r=rsrc: self.updated(r, members=[THREE]), number
            )
            self.updated(rsrc, members=[THREE], description='again')
            self.assertEqual(
                {f'stk{number}.w.a': [THREE]}, self.shared(), number
            )
            if not died:
                break
        self.assertGreater(number, 1)

    def test_a_public_one_has_none(self):
        ex = self.assertRaises(
            exception.StackValidationFailed,
            self.workflow(DEFINITION, scope='public', members=[ONE]).validate,
        )
        self.assertIn("every project's already", str(ex))

    def test_a_public_one_that_becomes_private_and_back(self):
        rsrc = self.created(DEFINITION, scope='public')
        self.updated(rsrc, scope='private', members=[ONE])
        self.assertEqual([ONE], list(self.of()))
        self.updated(rsrc, scope='public', members=[])
        self.assertEqual([], list(self.of()))

    def test_what_is_no_id_of_a_project(self):
        for number, member in enumerate(
            ('other', '', ONE[:-1], f'{ONE}1', 'A' * 32)
        ):
            rsrc = self.workflow(DEFINITION, f's{number}', members=[member])
            ex = self.assertRaises(
                exception.StackValidationFailed, rsrc.validate
            )
            self.assertIn('32 hexadecimal digits', str(ex))
