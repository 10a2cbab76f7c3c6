"""Which orders of the stack's are run: each once, and none left out."""

from heat.common import exception

from heat_mistral.tests.unit.resources.execution.test_execution import RunCase
from heat_mistral.tests.unit.support.runs_case import BUSY, DONE, done


class OrderTest(RunCase):
    def test_always_runs_again_what_somebody_calls_unhealthy(self):
        rsrc = self.made(run_on_update='always')
        rsrc.state_set(rsrc.CHECK, rsrc.FAILED, 'as somebody says')
        self.updated(rsrc)
        self.assertEqual(2, len(self.started()))

    def test_what_comes_back_while_it_is_deleted_is_made_again(self):
        for when in ('never', 'on_change'):
            rsrc = self.made(
                run_on_update=when, actions={'DELETE': {'workflow': 'drop'}}
            )
            before = len(self.started('make'))
            self.mistral.plays('drop', {'state': 'ERROR'})
            self.fails(rsrc, 'delete')
            self.updated(rsrc)
            self.updated(rsrc)
            self.assertEqual(before + 1, len(self.started('make')))
            self.run_action(rsrc, 'check')

    def test_an_adopted_one_goes_on_with_its_run(self):
        self.mistral.plays('make', *[BUSY] * 6, DONE)
        rsrc = self.execution()
        self.until_it_waits(rsrc)
        self.engine_dies(rsrc)
        adopted = self.run_action(
            self.execution(), 'adopt', rsrc.prepare_abandon()
        )
        self.updated(adopted, keep=3)
        self.assertEqual(1, len(self.started()))


class PreviewTest(RunCase):
    def test_it_writes_nothing(self):
        rsrc = self.made(run_on_update='always')
        self.assertTrue(self.previews_without_a_trace(rsrc))
        self.assertFalse(self.previews_without_a_trace(self.made()))


class ByHandTest(RunCase):
    """Somebody has let a run that had failed go on in Mistral."""

    def failed(self, *then):
        self.mistral.plays('make', {'state': 'ERROR'})
        rsrc = self.execution()
        self.fails(rsrc, 'create')
        self.mistral.plays('make', DONE)
        (run_id,) = self.started()
        self.mistral._playing[run_id] = list(then)
        return rsrc, self.mistral.executions[run_id]

    def test_an_update_goes_on_with_it(self):
        rsrc, _run = self.failed(*[BUSY] * 4, done(x=1))
        self.updated(rsrc)
        self.assertEqual(1, len(self.started()))
        self.assertEqual(1, rsrc.FnGetAtt('output', 'x'))

    def test_so_does_a_check(self):
        rsrc, _run = self.failed(BUSY, BUSY, BUSY, done(x=1))
        self.run_action(rsrc, 'check')
        self.assertEqual(1, rsrc.FnGetAtt('output', 'x'))
        self.updated(rsrc)
        self.assertEqual(1, len(self.started()))

    def test_it_gives_way_to_one_for_something_else(self):
        rsrc, run = self.failed(BUSY, BUSY)
        self.updated(rsrc, input={'a': 2})
        self.assertEqual('CANCELLED', run['state'])
        self.assertEqual([{'a': 1}, {'a': 2}], self.inputs())

    def test_one_that_stays_failed_is_run_again(self):
        rsrc, _run = self.failed()
        self.updated(rsrc)
        self.assertEqual(2, len(self.started()))


class PreemptTest(RunCase):
    def test_only_a_newer_update_stops_a_run(self):
        rsrc = self.made(actions={'SUSPEND': {'workflow': 'rest'}})
        self.mistral.plays('rest', *[BUSY] * 90)
        self.until_it_waits(rsrc, 'suspend')
        (run_id,) = self.started('rest')
        for action in ('SUSPEND', 'RESUME', 'CHECK', 'UPDATE'):
            self.assertEqual(
                'RUNNING', self.mistral.executions[run_id]['state']
            )
            rsrc.stack.action = action
            rsrc.handle_preempt()
        run = self.mistral.executions[run_id]
        self.assertEqual('CANCELLED', run['state'])
        self.assertEqual(
            'cancelled by Heat: a newer action of the stack takes its place',
            run['state_info'],
        )

    def test_a_mistral_that_is_away_is_no_failure_of_the_newer_update(self):
        rsrc = self.made(actions={'SUSPEND': {'workflow': 'rest'}})
        self.mistral.plays('rest', *[BUSY] * 90)
        self.until_it_waits(rsrc, 'suspend')
        rsrc.stack.action = 'UPDATE'
        with self.away():
            rsrc.handle_preempt()
        self.assertTold(rsrc)

    def test_nor_is_a_property_of_it_that_cannot_be_read(self):
        rsrc = self.made()
        rsrc.stack.defn._resource_defns['e'] = rsrc.t.freeze(
            properties=dict(rsrc.t._properties, workflow=['wrong'])
        )
        rsrc.stack.action = 'UPDATE'
        rsrc.handle_preempt()


class CheckTest(RunCase):
    def test_it_starts_nothing(self):
        self.mistral.fail('POST /executions', 503)
        rsrc = self.execution()
        self.until_it_waits(rsrc, steps=1)
        self.engine_dies(rsrc)
        self.assertIn('has not been started', self.fails(rsrc, 'check'))
        self.assertEqual({}, self.mistral.executions)
        self.updated(rsrc)
        self.assertEqual(1, len(self.mistral.executions))

    def test_it_finds_a_run_whose_reply_was_lost(self):
        self.mistral.fail('POST /executions', after=True)
        rsrc = self.execution()
        self.until_it_waits(rsrc, steps=1)
        self.engine_dies(rsrc)
        self.run_action(rsrc, 'check')
        self.assertEqual(1, len(self.mistral.executions))

    def test_a_failure_is_past_when_an_update_has_ended_well(self):
        rsrc = self.made(actions={'SUSPEND': {'workflow': 'rest'}})
        self.mistral.plays('rest', {'state': 'ERROR'})
        self.fails(rsrc, 'suspend')
        self.assertIn('for SUSPEND ended', self.fails(rsrc, 'check'))
        self.updated(rsrc)
        self.run_action(rsrc, 'check')
        self.assertEqual((rsrc.CHECK, rsrc.COMPLETE), rsrc.state)

    def test_one_that_has_vanished_says_how_to_run_it_again(self):
        self.mistral.plays('make', *[BUSY] * 9)
        rsrc = self.execution()
        runner = self.until_it_waits(rsrc)
        self.mistral.executions.clear()
        self.assertRaises(
            exception.ResourceFailure, runner.run_to_completion, None
        )
        ex = self.assertRaises(exception.ResourceFailure, self.updated, rsrc)
        self.assertIn('run_on_update', str(ex))
        self.mistral.plays('make', DONE)
        self.updated(rsrc, run_on_update='always')
        self.assertEqual(2, len(self.started()))
