"""Cron triggers that were there before their resource."""

from heat.common import exception

from heat_mistral.tests.unit.resources.cron_trigger import test_cron_trigger


class AdoptTest(test_cron_trigger.CronTriggerCase):
    def theirs(self):
        self.made(name='theirs')
        return self.only()

    def external(self, identifier):
        rsrc = self.resource(
            test_cron_trigger.KIND,
            {},
            f'cron{next(self._numbers)}',
            'c',
            external_id=identifier,
        )
        rsrc.validate_external()
        return self.run_action(rsrc, 'create')

    def test_an_external_one_is_shown(self):
        row = self.theirs()
        run = self.mistral.run(row['workflow_id'], description=row['id'])
        for key in ('id', 'name'):
            rsrc = self.external(row[key])
            self.assertEqual((rsrc.CHECK, rsrc.COMPLETE), rsrc.state)
            self.assertEqual(
                [run['id']],
                [shown['id'] for shown in rsrc.FnGetAtt('executions')],
            )

    def test_an_external_one_is_not_touched(self):
        row = self.theirs()
        rsrc = self.external(row['id'])
        before = len(self.mistral.log)
        for action in ('suspend', 'resume', 'check', 'delete'):
            self.run_action(rsrc, action)
        self.assertEqual([], self.changes(before))
        self.assertIs(row, self.only())

    def test_check_finds_that_an_external_one_is_gone(self):
        rsrc = self.external(self.theirs()['id'])
        self.mistral.triggers.clear()
        ex = self.assertRaises(
            exception.ResourceFailure, self.run_action, rsrc, 'check'
        )
        self.assertIn('not found', str(ex))

    def test_an_abandoned_one_is_taken_up_with_its_records(self):
        before = self.made()
        rsrc = self.run_action(
            self.trigger(), 'adopt', before.prepare_abandon()
        )
        self.assertEqual(before.data()['current'], rsrc.data()['current'])
        self.run_action(rsrc, 'check')
        self.run_action(rsrc, 'delete')
        self.assertEqual({}, self.mistral.triggers)

    def test_by_its_name_alone(self):
        row = self.theirs()
        rsrc = self.run_action(
            self.trigger(name='theirs'), 'adopt', {'resource_id': 'theirs'}
        )
        self.run_action(rsrc, 'check')
        self.run_action(rsrc, 'delete')
        self.assertNotIn(row, self.mistral.triggers.values())
