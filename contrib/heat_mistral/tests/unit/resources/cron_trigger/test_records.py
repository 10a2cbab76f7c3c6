"""What is kept of a trigger: any length, and what earlier releases kept."""

import json

from heat.common import exception

from heat_mistral.resources.cron_trigger import desired, records
from heat_mistral.tests.unit.resources.cron_trigger import test_cron_trigger

COLUMN = 65_535


class LengthTest(test_cron_trigger.CronTriggerCase):
    def given(self, size, key='input'):
        """A workflow property; its input or params are so many bytes."""
        empty = len(json.dumps({'a': ''}))
        return {'name': self.target, key: {'a': 'x' * (size - empty)}}

    def test_more_than_mistral_can_keep_is_refused_at_validation(self):
        for key in ('input', 'params'):
            rsrc = self.trigger(workflow=self.given(COLUMN + 1, key))
            ex = self.assertRaises(
                exception.StackValidationFailed, rsrc.validate
            )
            self.assertIn(f'"{key}" is 65536 bytes of JSON', str(ex))
            self.assertIn('at most 65535', str(ex))
            self.assertIn('workflow', str(ex))

    def test_bytes_are_counted_not_letters(self):
        rsrc = self.trigger(
            workflow={'name': self.target, 'input': {'a': '\u00e9' * 11_000}}
        )
        self.assertRaises(exception.StackValidationFailed, rsrc.validate)

    def test_what_is_known_later_is_refused_then(self):
        rsrc = self.trigger(workflow=self.given(COLUMN + 1))
        ex = self.assertRaises(
            exception.ResourceFailure, self.run_action, rsrc, 'create'
        )
        self.assertIn('65536 bytes of JSON', str(ex))
        self.assertEqual([], self.mistral.requests('POST /cron_triggers'))

    def test_all_that_mistral_can_keep_is_made_and_lived_with(self):
        rsrc = self.made(
            name='mine', workflow=self.given(COLUMN), pattern='0 3 * * *'
        )
        self.assertFits(rsrc)
        self.changed(rsrc, pattern='0 4 * * *')
        self.assertFits(rsrc)
        self.run_action(rsrc, 'suspend')
        self.assertFits(rsrc)
        self.run_action(rsrc, 'resume')
        self.run_action(rsrc, 'check')
        self.assertEqual(COLUMN, len(self.only()['workflow_input']))
        self.changed(rsrc, workflow=self.target)
        self.run_action(rsrc, 'check')
        self.run_action(rsrc, 'delete')

    def assertFits(self, rsrc):  # noqa: N802
        """Each value is within Heat's column."""
        self.assertGreaterEqual(
            COLUMN, max(len(value) for value in rsrc.data().values())
        )


class EarlierReleaseTest(test_cron_trigger.CronTriggerCase):
    """Stacks made before: one key each, in the same form."""

    WANTED = (
        '{"name": "mine", "workflow": "stk.w.nightly", "input": {}, '
        '"params": {}, "pattern": "0 3 * * *", "first_time": null, '
        '"count": 5, "left": 2}'
    )

    def test_records_are_read(self):
        rsrc = self.trigger()
        rsrc.store()
        rsrc.resource_id_set('mine')
        for key, value in (
            ('trigger.an-id', 'mine'),
            ('trigger.another', 'mine'),
            ('current', 'an-id'),
            ('made', self.WANTED),
            ('pending', self.WANTED),
        ):
            rsrc.data_set(key, value)
        read = records.CronTriggerRecords(rsrc)
        self.assertEqual('an-id', read.current)
        self.assertEqual('an-id', read.identifier)
        self.assertEqual(['an-id', 'another'], read.trigger_ids())
        self.assertEqual(
            desired.Desired(
                name='mine',
                workflow='stk.w.nightly',
                input={},
                params={},
                pattern='0 3 * * *',
                first_time=None,
                count=5,
                left=2,
            ),
            read.made,
        )
        self.assertEqual(read.made, read.pending)

    def test_one_that_was_never_made_is_made_by_an_update(self):
        rsrc = self.trigger(name='mine', count=5)
        rsrc.store()
        rsrc.state_set(rsrc.CREATE, rsrc.FAILED)
        rsrc.data_set('pending', self.WANTED)
        self.changed(rsrc)
        self.assertEqual('mine', self.only()['name'])
        self.run_action(rsrc, 'check')
