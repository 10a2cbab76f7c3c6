"""Runs as they are read from Mistral, and how many of them."""

import datetime

import fixtures
from mistralclient.api import base

from heat_mistral.graph import history, stack
from heat_mistral.tests.unit.graph import run_samples
from heat_mistral.tests.unit.support import cloud, fake_mistral

WHY = (
    "The action raised an exception [action_ex_id=1, msg='no route', "
    "result_str='']\nTraceback: and so on"
)


class HistoryTest(cloud.MistralTestCase):
    def setUp(self):
        super().setUp()
        self.mistral = fake_mistral.FakeMistral(self.http)
        self.client = self.plugin.client()
        self.client.workflows.create(
            'version: "2.0"\n' + run_samples.DEFINITION
        )

    def start(self, name, **how):
        return self.mistral.run(self.mistral.named(name)['id'], **how)['id']

    def read(self, execution_id):
        now = datetime.datetime(2100, 1, 1)
        return history.Reader(self.client, now).run(execution_id)

    def test_a_run_and_those_below_it(self):
        root = self.start('upgrade', state='ERROR')
        self.mistral.task(root, 'download', 'SUCCESS')
        drain = self.mistral.task(root, 'drain', 'SUCCESS', kind='WORKFLOW')
        self.mistral.task(root, 'install', 'ERROR', WHY)
        below = [
            self.start('drain_host', task=drain, root=root) for _ in range(2)
        ]
        deeper = self.mistral.task(below[0], 'move', 'SUCCESS')
        self.start('restore', task=deeper, root=root)
        run = self.read(root)
        self.assertEqual('upgrade', run.workflow.name)
        self.assertEqual(
            ['download', 'drain', 'install'],
            [each.task for each in run.attempts],
        )
        drained, installed = run.attempts[1:]
        self.assertEqual(below, [each.execution.id for each in drained.below])
        self.assertEqual(
            ['restore'],
            [
                each.execution.workflow
                for each in drained.below[0].attempts[0].below
            ],
        )
        self.assertEqual(
            {'SUCCESS': 2}, dict(run.execution.tasks['drain'].below)
        )
        for told in (installed.error, run.execution.tasks['install'].error):
            self.assertTrue(told.startswith('no route'), told)
        self.assertEqual('', run.left_out)

    def test_what_has_no_room_is_said(self):
        self.useFixture(
            fixtures.MonkeyPatch(f'{history.__name__}.MOST_TASKS', 2)
        )
        root = self.start('upgrade')
        tasks = [
            self.mistral.task(root, name, 'SUCCESS')
            for name in ('download', 'drain', 'install')
        ]
        sub = self.start('drain_host', task=tasks[0], root=root)
        self.mistral.task(sub, 'move', 'SUCCESS')
        run = self.read(root)
        self.assertFalse(run.is_whole)
        self.assertEqual(2, len(run.attempts))
        self.assertIn('too many', run.left_out)
        (below,) = run.attempts[0].below
        self.assertEqual((), below.attempts)
        self.assertIn('too many', below.left_out)

    def test_no_more_runs_below_than_there_is_room_for(self):
        self.useFixture(
            fixtures.MonkeyPatch(f'{history.__name__}.MOST_BELOW', 2)
        )
        root = self.start('upgrade')
        task = self.mistral.task(root, 'drain', 'SUCCESS')
        for _ in range(3):
            self.start('drain_host', task=task, root=root)
        run = self.read(root)
        self.assertEqual(2, len(run.attempts[0].below))
        self.assertIn('the first 2 are shown', run.left_out)

    def test_a_workflow_that_is_gone(self):
        root = self.start('upgrade')
        self.mistral.workflows.clear()
        self.assertIsNone(self.read(root).workflow)

    def test_an_execution_that_is_not_there(self):
        ex = self.assertRaises(base.APIException, self.read, 'none')
        self.assertEqual(404, ex.error_code)

    def test_whose_run_it_is(self):
        mark = (
            '{"triggered_by": {"type": "heat", "id": "o", '
            '"stack_id": "s", "resource": "%s"}}'
        )
        for resource, is_of in (
            ('step', True),
            ('steps', False),
            ('st...', True),
            ('sx...', False),
        ):
            self.assertEqual(
                is_of, stack._is_of(mark % resource, 's', 'step'), resource
            )
        for other in (None, '', '[]', '{"triggered_by": 5}', '{}', 'words'):
            self.assertFalse(stack._is_of(other, 's', 'step'))
        self.assertFalse(stack._is_of(mark % 'step', 't', 'step'))
