"""What the attributes of a run tell after other runs of the resource."""

import json

from heat.common import exception

from heat_mistral.tests.unit.resources.execution.test_execution import RunCase
from heat_mistral.tests.unit.support.runs_case import BUSY, done


class OutputTest(RunCase):
    def suspended(self, rsrc):
        self.mistral.plays('rest', done(x='of rest'))
        self.run_action(rsrc, 'suspend')
        self.assertEqual('rest', rsrc.FnGetAtt('workflow_name'))

    def test_what_others_use_is_not_changed_by_suspending(self):
        self.mistral.plays('make', done(x='of make'))
        rsrc = self.made(actions={'SUSPEND': {'workflow': 'rest'}})
        self.suspended(rsrc)
        self.assertEqual('of make', rsrc.FnGetAtt('output', 'x'))
        self.mistral.executions.clear()
        self.assertEqual('of make', rsrc.FnGetAtt('output', 'x'))

    def test_one_that_only_suspends_has_the_output_of_that(self):
        rsrc = self.made(
            workflow=None, actions={'SUSPEND': {'workflow': 'rest'}}
        )
        self.suspended(rsrc)
        self.assertEqual('of rest', rsrc.FnGetAtt('output', 'x'))


class FailedTest(RunCase):
    def test_why_is_one_line_wherever_it_stands(self):
        report = (
            'Failure caused by error in tasks: t\n\n'
            '  t [task_ex_id=1] -> Task timed out [timeout(s)=1].\n'
        )
        self.mistral.plays(
            'make',
            {
                'state': 'ERROR',
                'state_info': report,
                'output': json.dumps({'result': report, 'x': 1}),
            },
        )
        rsrc = self.execution()
        self.fails(rsrc, 'create')
        line = 'failed in task t: Task timed out [timeout(s)=1].'
        self.assertEqual(line, rsrc.FnGetAtt('state_info'))
        output = {'result': line, 'x': 1}
        self.assertEqual(output, rsrc.FnGetAtt('output'))
        self.assertEqual(output, rsrc.FnGetAtt('show')['output'])


class ProgressTest(RunCase):
    """How far a run is, out of what it may still come to."""

    def setUp(self):
        super().setUp()
        self.mistral.named('make')['definition'] = """
            make:
              tasks:
                a: {action: std.noop, on-success: b, on-error: d}
                b: {action: std.noop, on-success: c}
                c: {action: std.noop}
                d: {action: std.noop}
            """

    def started_with(self, *changes, **properties):
        """A run that goes on, two of whose tasks are known."""
        self.mistral.plays('make', *changes)
        rsrc = self.execution(**properties)
        runner = self.until_it_waits(rsrc, steps=1)
        (run_id,) = self.started()
        self.mistral.task(run_id, 'a', 'SUCCESS')
        self.mistral.task(run_id, 'b', 'RUNNING')
        return rsrc, runner

    def progress(self, rsrc):
        found = rsrc.FnGetAtt('progress')
        return found['done'], found['total']

    def test_while_it_runs_and_after(self):
        rsrc, runner = self.started_with(*[BUSY] * 4, done())
        before = len(self.mistral.requests('GET /workflows'))
        for _ in range(3):
            runner.step()
        # The handler of a failure of the first comes no more.
        self.assertIn('1 done, 1 running of 3 tasks (b)', rsrc.status_reason)
        self.assertEqual((1, 3), self.progress(rsrc))
        (run_id,) = self.started()
        self.mistral.task(run_id, 'b', 'SUCCESS')
        runner.run_to_completion(None)
        # Nothing more will come: the branches that were not taken.
        self.assertEqual((2, 2), self.progress(rsrc))
        self.assertEqual(before, len(self.mistral.requests('GET /workflows')))

    def test_of_a_failure(self):
        rsrc, runner = self.started_with(BUSY, {'state': 'ERROR'})
        self.assertRaises(
            exception.ResourceFailure, runner.run_to_completion, None
        )
        # It has ended: nothing more comes.
        self.assertEqual((1, 2), self.progress(rsrc))

    def test_of_a_reverse_workflow(self):
        self.mistral.named('make')['definition'] = """
            make:
              type: reverse
              tasks:
                a: {action: std.noop}
                b: {requires: a}
                c: {requires: [b]}
                d: {action: std.noop}
            """
        rsrc, _runner = self.started_with(
            *[BUSY] * 9, params={'task_name': 'c'}
        )
        self.assertEqual((1, 3), self.progress(rsrc))

    def test_of_one_that_another_release_has_started(self):
        rsrc, runner = self.started_with(*[BUSY] * 9)
        rsrc.data_delete('run_tasks')
        for _ in range(3):
            runner.step()
        self.assertIn(
            '1 done, 1 running of 2 tasks so far (b)', rsrc.status_reason
        )
        self.assertEqual((1, 2), self.progress(rsrc))

    def test_of_a_definition_that_we_cannot_read(self):
        for text in ('', 'a: [', 'a: {tasks: {t: {}}}\nb: {tasks: {t: {}}}'):
            self.mistral.named('make')['definition'] = text
            rsrc = self.made()
            self.assertEqual((0, 0), self.progress(rsrc))
            self.assertNotIn('run_tasks', rsrc.data())


class ShowTest(RunCase):
    """What ``openstack stack resource show`` prints."""

    def test_it_has_maps_and_no_signed_url(self):
        self.mistral.plays('make', done(x={'y': 1}))
        shown = self.made(notify=True).FnGetAtt('show')
        self.assertEqual({'x': {'y': 1}}, shown['output'])
        self.assertEqual('SUCCESS', shown['state'])
        self.assertNotIn('Signature', json.dumps(shown))

    def test_its_output_is_the_attribute(self):
        self.mistral.plays('make', done(x='of make'))
        rsrc = self.made(actions={'SUSPEND': {'workflow': 'rest'}})
        self.run_action(rsrc, 'suspend')
        shown = rsrc.FnGetAtt('show')
        self.assertEqual(
            ('rest', {'x': 'of make'}),
            (shown['workflow_name'], shown['output']),
        )
