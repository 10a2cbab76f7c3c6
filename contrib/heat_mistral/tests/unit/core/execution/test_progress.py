import testtools

from heat_mistral.core.execution import poll_budget, progress


def row(identifier, state, kind='ACTION', at='2026-01-01 00:00:30'):
    return {
        'id': identifier,
        'name': f't{identifier}',
        'type': kind,
        'state': state,
        'updated_at': at,
    }


class ProgressTest(testtools.TestCase):
    def setUp(self):
        super().setUp()
        self.seen = progress.Progress()

    def test_each_change_is_told_once(self):
        told = [
            self.seen.take([row(1, state)])
            for state in (
                'IDLE',
                'RUNNING',
                'RUNNING',
                'DELAYED',
                'RUNNING',
                'ERROR',
                'ERROR',
                'RUNNING',
                'SUCCESS',
            )
        ]
        self.assertEqual(
            [
                [],
                ['task t1 started'],
                [],
                [],
                [],
                ['task t1 failed'],
                [],
                ['task t1 started again'],
                ['task t1 ended'],
            ],
            told,
        )

    def test_no_more_than_fifty_are_told(self):
        told = []
        for number in range(40):
            told += self.seen.take([row(number, 'RUNNING')])
            told += self.seen.take([row(number, 'SUCCESS')])
        self.assertEqual(50, len(told))
        self.assertIn('no more', told[-1])
        self.assertNotIn('no more', told[-2])

    def test_another_run_of_the_action_has_no_fifty_of_its_own(self):
        self.seen.take([row(number, 'SUCCESS') for number in range(45)])
        self.seen.begin()
        told = self.seen.take([row(n, 'SUCCESS') for n in range(45)])
        self.assertEqual(5, len(told))
        self.assertEqual('45 done of 45 tasks', self.seen.summary(45))

    def test_a_cause_is_told_before_its_effect(self):
        after = dict(
            row('a', 'RUNNING'),
            runtime_context=(
                '{"triggered_by": [{"task_id": "b", "event": "on-success"}]}'
            ),
        )
        self.seen.take([row('b', 'RUNNING')])
        self.assertEqual(
            ['task tb ended', 'task ta started'],
            self.seen.take([after, row('b', 'SUCCESS')]),
        )

    def test_only_what_may_have_changed_is_asked_for(self):
        self.assertIsNone(self.seen.since)
        self.seen.take([row(1, 'RUNNING'), row(2, 'IDLE', at=None)])
        self.assertEqual('2026-01-01 00:00:20', self.seen.since)

    def test_summary(self):
        self.assertEqual('', self.seen.summary(2))
        self.seen.take([row(1, 'SUCCESS'), row(2, 'RUNNING', 'WORKFLOW')])
        self.assertEqual(
            '1 done, 1 running of 2 tasks (t2)', self.seen.summary(2)
        )
        self.assertTrue(self.seen.has_sub_workflows)
        self.seen.take_below(['SUCCESS', 'SUCCESS', 'RUNNING', 'ERROR'])
        self.assertEqual(
            '1 done, 1 running of 2 tasks (t2); sub-workflows: 2 done, '
            '1 running, 1 failed',
            self.seen.summary(2),
        )
        self.seen.take([row(number, 'RUNNING') for number in range(5, 9)])
        self.assertIn('(t2, t5, t6, ...)', self.seen.summary(2))

    def test_what_is_active(self):
        for state, active in (
            ('IDLE', True),
            ('RUNNING', True),
            ('WAITING', True),
            ('SKIPPED', False),
        ):
            self.seen.take([row(1, state)])
            self.assertEqual(active, self.seen.is_active)

    def test_counted(self):
        self.assertEqual(
            {'done': 2, 'running': 1, 'failed': 2, 'total': 6},
            progress.counted(
                enumerate(
                    [
                        'SUCCESS',
                        'SKIPPED',
                        'DELAYED',
                        'ERROR',
                        'CANCELLED',
                        'WAITING',
                    ]
                ),
                None,
            ),
        )

    def test_the_total_is_what_may_still_come(self):
        self.seen.take([row(1, 'SUCCESS'), row(2, 'RUNNING')])
        for extent, told in (
            (8, 'of 8 tasks (t2)'),
            (None, 'of 2 tasks so far (t2)'),
            (1, 'of 2 tasks (t2)'),  # its workflow has changed since
        ):
            self.assertEqual(
                f'1 done, 1 running {told}', self.seen.summary(extent)
            )
            self.assertEqual(
                max(extent or 0, 2),
                progress.counted([('a', 'SUCCESS'), ('b', 'RUNNING')], extent)[
                    'total'
                ],
            )

    def test_a_task_that_runs_again_counts_once(self):
        again = [
            dict(row(number, state), name='loop')
            for number, state in enumerate(('SUCCESS', 'ERROR', 'RUNNING'))
        ]
        self.seen.take(again)
        self.assertEqual(
            '0 done, 1 running of 3 tasks (loop)', self.seen.summary(3)
        )
        self.assertEqual(
            {'done': 0, 'running': 1, 'failed': 0, 'total': 1},
            progress.counted(
                [(each['name'], each['state']) for each in again], None
            ),
        )


class AllowanceTest(testtools.TestCase):
    def test_an_engine_that_takes_over_has_no_more_than_another(self):
        for took in (0.0, 3000.0):
            allowance = poll_budget.PollBudget()
            made = 0
            while allowance.allows(1, took):
                allowance.spend()
                made += 1
            self.assertLess(made, 30)
