"""An action that goes from under a run: it would never end."""

from unittest import mock

from heat.engine import scheduler

from heat_mistral.heat_support import left_over
from heat_mistral.tests.unit.core.code_source.samples import GREET
from heat_mistral.tests.unit.resources.code_source.case import CodeSourceCase

TWO = {'a': 'Greet', 'b': 'Greet'}


class HidingTest(CodeSourceCase):
    """From public to private, under the runs of other projects."""

    def setUp(self):
        super().setUp()
        self.rsrc = self.made(GREET, TWO, scope='public')
        self.update = scheduler.TaskRunner(
            self.rsrc.update,
            self.rsrc.t.freeze(
                properties={
                    'content': GREET,
                    'actions': {'a': 'Greet'},
                    'scope': 'private',
                }
            ),
        )

    def scopes(self):
        return {name: scope for name, _, _, scope in self.actions()}

    def test_runs_of_others_are_waited_for(self):
        for name in TWO:
            run = self.mistral.action_run(name, project_id='theirs')
            before = len(self.mistral.log)
            if not self.update.started():
                self.update.start()
            for _ in range(8):
                self.update.step()
            self.assertEqual([], self.changes(before), name)
            self.assertEqual({'a': 'public', 'b': 'public'}, self.scopes())
            self.assertIn(run['id'], ' '.join(self.events(self.rsrc)))
            run['state'] = 'SUCCESS'
        self.update.run_to_completion()
        self.assertEqual({'a': 'private'}, self.scopes())
        self.assertEqual('private', self.sources()[0][2])
        self.assertEqual(['action.a', 'source'], sorted(self.rsrc.data()))

    def begins_at_put(self):
        real, runs = self.mistral._put_dynamic_actions, []

        def put(path, query, text, context):
            if not runs:
                runs.append(self.mistral.action_run('a', project_id='theirs'))
            return real(path, query, text, context)

        self.mistral._put_dynamic_actions = put
        return runs

    def test_one_that_begins_meanwhile_sees_its_action_again(self):
        runs = self.begins_at_put()
        self.update.start()
        for _ in range(2):
            self.update.step()
        self.assertEqual('public', self.scopes()['a'])
        runs[0]['state'] = 'SUCCESS'
        self.update.run_to_completion()
        self.assertEqual({'a': 'private'}, self.scopes())

    def test_so_it_does_when_the_reply_is_lost(self):
        runs, failed = self.begins_at_put(), []

        def lost(line):
            if line == 'PUT /dynamic_actions' and not failed:
                failed.append(line)
                return 503, 'lost', True
            return None

        self.mistral.fail_in_turn([lost] * 100)
        self.update.start()
        for _ in range(6):
            self.update.step()
        self.assertEqual(1, len(failed))
        self.assertEqual('public', self.scopes()['a'])
        runs[0]['state'] = 'SUCCESS'
        self.update.run_to_completion()
        self.assertEqual({'a': 'private'}, self.scopes())


class DeletingTest(CodeSourceCase):
    def test_a_run_that_begins_while_the_reply_is_lost(self):
        rsrc = self.made(scope='public')
        real, runs = self.mistral._delete_dynamic_actions, []

        def delete(*args):
            if not runs:
                runs.append(
                    self.mistral.action_run('acme.greet', project_id='theirs')
                )
            return real(*args)

        def lost(line):
            if line.startswith('DELETE /dynamic_actions') and not runs:
                return 503, 'lost', True
            return None

        self.mistral.fail_in_turn([lost] * 100)
        with mock.patch.object(
            self.mistral, '_delete_dynamic_actions', delete
        ):
            deletion = scheduler.TaskRunner(rsrc.delete)
            deletion.start()
            for _ in range(6):
                deletion.step()
        self.assertEqual(['acme.greet'], [each[0] for each in self.actions()])
        self.assertEqual('public', self.actions()[0][3])
        runs[0]['state'] = 'SUCCESS'
        deletion.run_to_completion()
        self.assertEqual(
            ({}, {}), (self.mistral.sources, self.mistral.dynamic)
        )

    def test_what_a_workflow_has_left_over_is_cancelled(self):
        rsrc = self.made()
        self.mistral.add('w', 'w: {tasks: {t: {action: x}}}')
        execution = self.mistral.run(self.mistral.named('w')['id'])
        execution['state'] = 'CANCELLED'
        task = self.mistral.task(execution['id'], 't', 'RUNNING')
        run = self.mistral.action_run('acme.greet', task_execution_id=task)
        with mock.patch.object(left_over, 'now', return_value=9e9):
            self.run_action(rsrc, 'delete')
        self.assertEqual('CANCELLED', run['state'])
        self.assertEqual({}, self.mistral.dynamic)
        self.assertIn('was left over by a workf', ' '.join(self.events(rsrc)))
