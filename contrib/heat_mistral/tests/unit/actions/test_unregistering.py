"""Taking actions out, and what must not be taken out."""

import fixtures

from heat_mistral.actions import mark, observing, unregistering
from heat_mistral.tests.unit.actions import samples
from heat_mistral.tests.unit.mistral_api.test_code_sources import (
    SourcesTestCase,
)

NAME = 'demo.backups.create'


class UnregistrarTest(SourcesTestCase):
    def setUp(self):
        super().setUp()
        self.waited = []
        self.useFixture(
            fixtures.MonkeyPatch(
                'time.sleep',
                # Between two tries it is another time.
                lambda seconds: self.pass_by() if seconds == 1 else None,
            )
        )

    def pass_by(self):
        """A second passes, and all runs come to their end."""
        for row in self.mistral.action_executions.values():
            row['state'] = 'SUCCESS'

    def registered(self, content=None, *more):
        source = self.mistral.add_source(
            'demo.backups',
            mark.marked(samples.ACTION, 'demo', '1.2')
            if content is None
            else content,
            scope='public',
        )
        for name in (NAME, *more):
            self.mistral.add_dynamic(name, 'Create', source, scope='public')
        return source

    def unregister(self, name=NAME, **options):
        observed = observing.everything(self.api)
        worker = unregistering.Unregistrar(
            self.api, unregistering.Options(**options), self.waited.append
        )
        refused = worker.unregister(name, observed)
        worker.remove_unused(list(observed.uploaded))
        return refused

    def left(self):
        return (
            [row['name'] for row in self.mistral.sources.values()],
            [row['name'] for row in self.mistral.dynamic.values()],
        )

    def test_the_last_one_takes_its_source_along(self):
        self.registered(None, 'demo.backups.other')
        self.assertIsNone(self.unregister())
        self.assertEqual(
            (['demo.backups'], ['demo.backups.other']), self.left()
        )
        self.assertIsNone(self.unregister('demo.backups.other'))
        self.assertEqual(([], []), self.left())

    def test_what_is_not_its_own(self):
        for content, words in (
            (samples.ACTION, 'was not registered by this command'),
            (
                mark.marked('x', 'demo', '1') + 'y',
                'demo.backups was modified elsewhere',
            ),
        ):
            self.mistral.sources.clear()
            self.mistral.dynamic.clear()
            self.registered(content)
            self.assertIn(words, self.unregister())
            self.assertEqual((['demo.backups'], [NAME]), self.left())
        self.assertIsNone(self.unregister(override=True))
        self.assertEqual(([], []), self.left())

    def test_none(self):
        self.assertIn('no such action', self.unregister('no'))

    def test_while_it_runs(self):
        self.registered()
        self.mistral.action_run(NAME)
        refused = self.unregister()
        self.assertIn(f'{NAME} (1 run) would be stranded', refused)
        self.assertIn('--wait', refused)
        self.assertEqual((['demo.backups'], [NAME]), self.left())

    def test_force(self):
        self.registered()
        self.mistral.action_run(NAME)
        self.assertIsNone(self.unregister(force=True))
        self.assertEqual(([], []), self.left())

    def test_wait(self):
        self.registered()
        self.mistral.action_run(NAME)
        self.mistral.action_run(NAME)
        self.assertIsNone(self.unregister(wait=True))
        self.assertEqual([f'{NAME} (2 runs)'], self.waited)
        self.assertEqual(([], []), self.left())

    def test_a_run_that_begins_at_the_last_moment(self):
        for wait in (False, True):
            self.registered()
            real = self.mistral._delete_dynamic_actions

            def delete(*arguments, real=real):
                self.mistral.action_run(NAME)
                self.mistral._delete_dynamic_actions = real
                return real(*arguments)

            self.mistral._delete_dynamic_actions = delete
            refused = self.unregister(wait=wait)
            if wait:
                self.assertIsNone(refused)
                self.assertEqual(([], []), self.left())
            else:
                self.assertIn('a run of it began meanwhile', refused)
                self.assertEqual((['demo.backups'], [NAME]), self.left())
                (row,) = self.mistral.dynamic.values()
                self.assertEqual('public', row['scope'])
                self.mistral.sources.clear()
                self.mistral.dynamic.clear()
                self.mistral.action_executions.clear()

    def test_a_run_that_begins_while_mistral_does_not_answer(self):
        """The action is put back, whatever was not answered."""
        for pattern in ('DELETE /dynamic_actions', 'GET /action_executions'):
            for after in (False, True):
                for wait in (False, True):
                    with self.subTest(pattern, after=after, wait=wait):
                        self.lost_at_the_last_moment(pattern, after, wait)

    def lost_at_the_last_moment(self, pattern, after, wait):
        self.mistral.sources.clear()
        self.mistral.dynamic.clear()
        self.mistral.action_executions.clear()
        self.registered()
        real = self.mistral._delete_dynamic_actions

        def delete(*arguments):
            self.mistral.action_run(NAME)
            self.mistral._delete_dynamic_actions = real
            if pattern.startswith('GET'):
                self.mistral.fail(pattern, after=after)
            return real(*arguments)

        if pattern.startswith('DELETE'):
            self.mistral.fail(pattern, after=after)
        self.mistral._delete_dynamic_actions = delete
        refused = self.unregister(wait=wait)
        if wait:
            self.assertIsNone(refused)
            self.assertEqual(([], []), self.left())
        else:
            self.assertIn('so it is there again', refused)
            self.assertEqual((['demo.backups'], [NAME]), self.left())

    def test_a_run_that_a_workflow_has_left_over(self):
        """It is told of, and neither awaited for ever nor cancelled."""
        self.registered()
        self.pass_by = lambda: None
        self.mistral.executions['e'] = {
            'id': 'e',
            'state': 'CANCELLED',
            'updated_at': '2026-01-01 00:00:00',
        }
        self.mistral.tasks['t'] = {'id': 't', 'workflow_execution_id': 'e'}
        run = self.mistral.action_run(NAME, task_execution_id='t')
        refused = self.unregister(wait=True)
        self.assertIn(f'{run["id"]} of {NAME} goes on though its', refused)
        self.assertTrue(refused.endswith('; --force does it all the same'))
        self.assertEqual('RUNNING', run['state'])
        self.assertEqual((['demo.backups'], [NAME]), self.left())

    def test_lost_replies(self):
        for pattern in (
            'GET /action_executions',
            'DELETE /dynamic_actions',
            'DELETE /code_sources',
        ):
            for after in (False, True):
                self.registered()
                self.mistral.fail(pattern, after=after)
                self.assertIsNone(self.unregister())
                self.assertEqual(([], []), self.left())
