"""What Mistral tells of an execution, as states and times."""

import datetime

import testtools

from heat_mistral.graph import model, states

NOW = datetime.datetime(2026, 1, 1, 10, 0, 30)
ROW = {
    'id': 'e',
    'workflow_name': 's.r.w',
    'state': 'RUNNING',
    'created_at': '2026-01-01 10:00:00',
    'updated_at': '2026-01-01 10:00:09',
}


def at(second):
    return f'2026-01-01 10:00:{second:02}'


def task(name, state, created=0, started=None, finished=None, **other):
    return {
        'id': f'{name}-{created}',
        'name': name,
        'state': state,
        'created_at': at(created),
        'updated_at': at(created),
        'started_at': None if started is None else at(started),
        'finished_at': None if finished is None else at(finished),
        **other,
    }


class TestStates(testtools.TestCase):
    def tasks(self, *rows, below=()):
        return states.execution(ROW, rows, below, NOW).tasks

    def test_execution(self):
        self.assertEqual(
            model.Execution('e', 's.r.w', 'RUNNING', 30, {}),
            states.execution(ROW, [], [], NOW),
        )
        ended = {**ROW, 'state': 'ERROR'}
        self.assertEqual(9, states.execution(ended, [], [], NOW).seconds)

    def test_times(self):
        self.assertEqual(
            {
                'a': model.GraphRun('SUCCESS', 3),
                'b': model.GraphRun('RUNNING', 20),
                'c': model.GraphRun('WAITING', None),
                'd': model.GraphRun('ERROR', 0),
            },
            self.tasks(
                task('a', 'SUCCESS', 0, 1, 4),
                task('b', 'RUNNING', 4, 10),
                task('c', 'WAITING', 5),
                task('d', 'ERROR', 5, 9, 7),
            ),
        )

    def test_a_clock_behind(self):
        self.assertEqual(
            0, self.tasks(task('a', 'RUNNING', 0, 45))['a'].seconds
        )

    def test_again(self):
        """Of a task in a loop the last run counts."""
        first = task('a', 'ERROR', 1, 1, 2)
        last = task('a', 'SUCCESS', 5, 5, 9)
        for rows in ((first, last), (last, first)):
            self.assertEqual(
                model.GraphRun('SUCCESS', 4, times=2), self.tasks(*rows)['a']
            )
        going = task('a', 'RUNNING', 5, 5, id='0')
        self.assertEqual('RUNNING', self.tasks(going, last)['a'].state)

    def test_below(self):
        subs = [
            {'state': state, 'task_execution_id': owner}
            for state, owner in (
                ('RUNNING', 'a-0'),
                ('SUCCESS', 'a-0'),
                ('SUCCESS', 'a-0'),
                ('ERROR', 'other'),
                ('ERROR', None),
            )
        ]
        run = self.tasks(task('a', 'RUNNING', 0, 0), below=subs)['a']
        self.assertEqual({'RUNNING': 1, 'SUCCESS': 2}, run.below)
