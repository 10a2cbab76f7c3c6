import testtools

from heat_mistral.core.execution import course, poll_budget, progress


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
        self.assertEqual('45 done of 45 tasks', self.seen.summary(known_to()))

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
        self.assertEqual('', self.seen.summary(known_to()))
        self.seen.take([row(1, 'SUCCESS'), row(2, 'RUNNING', 'WORKFLOW')])
        self.assertEqual(
            '1 done, 1 running of 2 tasks (t2)', self.seen.summary(known_to())
        )
        self.assertTrue(self.seen.has_sub_workflows)
        self.seen.take_below(['SUCCESS', 'SUCCESS', 'RUNNING', 'ERROR'])
        self.assertEqual(
            '1 done, 1 running of 2 tasks (t2); sub-workflows: 2 done, '
            '1 running, 1 failed',
            self.seen.summary(known_to()),
        )
        self.seen.take([row(number, 'RUNNING') for number in range(5, 9)])
        self.assertIn('(t2, t5, t6, ...)', self.seen.summary(known_to()))

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
                [
                    row(number, state)
                    for number, state in enumerate(
                        (
                            'SUCCESS',
                            'SKIPPED',
                            'DELAYED',
                            'ERROR',
                            'CANCELLED',
                            'WAITING',
                        )
                    )
                ],
                None,
            ),
        )

    def test_the_total_is_what_may_still_come(self):
        rows = [row(1, 'SUCCESS'), row(2, 'RUNNING')]
        self.seen.take(rows)
        for known, total, told in (
            (known_to('t3', 't4'), 4, 'of 4 tasks (t2)'),
            (None, 2, 'of 2 tasks so far (t2)'),
            (known_to('t1'), 2, 'of 2 tasks (t2)'),
        ):
            self.assertEqual(
                f'1 done, 1 running {told}', self.seen.summary(known)
            )
            self.assertEqual(total, progress.counted(rows, known)['total'])

    def test_sub_workflows_that_may_still_come(self):
        self.seen.take([row(1, 'RUNNING')])
        known = course.Course({'all': ['t2', 't3'], 'workflows': ['t3']})
        self.assertEqual(
            '0 done, 1 running of 3 tasks (t1); sub-workflows: 0 done, '
            '1 more may come',
            self.seen.summary(known),
        )
        self.seen.take([row(3, 'RUNNING', 'WORKFLOW')])
        self.seen.take_below(['RUNNING'])
        self.assertIn(
            'sub-workflows: 0 done, 1 running', self.seen.summary(known)
        )
        self.assertNotIn('may come', self.seen.summary(known))

    def test_a_task_that_runs_again_counts_once(self):
        again = [
            dict(row(number, state), name='loop')
            for number, state in enumerate(('SUCCESS', 'ERROR', 'RUNNING'))
        ]
        self.seen.take(again)
        self.assertEqual(
            '0 done, 1 running of 3 tasks (loop)',
            self.seen.summary(known_to('t1', 't2')),
        )
        self.assertEqual(
            {'done': 0, 'running': 1, 'failed': 0, 'total': 1},
            progress.counted(again, None),
        )


def known_to(*names):
    """A run that these tasks will come in."""
    return course.Course({'all': list(names)})


class AllowanceTest(testtools.TestCase):
    def test_an_engine_that_takes_over_has_no_more_than_another(self):
        for took in (0.0, 3000.0):
            allowance = poll_budget.PollBudget()
            made = 0
            while allowance.allows(1, took):
                allowance.spend()
                made += 1
            self.assertLess(made, 30)
