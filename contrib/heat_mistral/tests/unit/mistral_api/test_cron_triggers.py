"""Requests about cron triggers."""

import json

from mistralclient.api.base import APIException

from heat_mistral.tests.unit.support import cloud
from heat_mistral.tests.unit.support.lists import AWKWARD, NOT_FOUND, query_of

TEXT = 'version: "2.0"\nw:\n  tasks: {t: {action: std.noop}}\n'
ID = '01234567-89ab-cdef-0123-456789abcdef'


class CronTriggersTest(cloud.MistralTestCase):
    def test_create(self):
        self.answer(
            'POST',
            '/cron_triggers',
            status_code=201,
            json={'id': '1', 'name': 't'},
        )
        made = self.plugin.mistral().cron_triggers.create(
            't', ID, {'a': 1}, {'env': {}}, '* * * * *', None, 3
        )
        self.assertEqual('1', made.id)
        (body,) = self.bodies()
        self.assertEqual({'a': 1}, json.loads(body.pop('workflow_input')))
        self.assertEqual({'env': {}}, json.loads(body.pop('workflow_params')))
        self.assertEqual(
            {
                'name': 't',
                'workflow_id': ID,
                'pattern': '* * * * *',
                'first_execution_time': None,
                'remaining_executions': 3,
            },
            body,
        )

    def listed(self, *rows):
        self.answer(
            'GET',
            '/cron_triggers',
            [
                {'json': {'cron_triggers': list(rows)}},
                {'json': {'cron_triggers': []}},
            ],
        )

    def test_by_name_only_the_projects_own_is_found(self):
        """An administrator's list has those of all projects."""
        self.listed(row('1', 'theirs'), row('2'))
        found = self.plugin.mistral().cron_triggers.named('has:a')
        self.assertEqual('2', found.id)
        self.assertEqual('eq:has:a', query_of(self.requests[0])['name'])

    def test_of_a_workflow_those_of_all_projects_are_found(self):
        """Any of them keeps it from being deleted."""
        self.listed(row('1', 'theirs'), row('2'))
        found = self.plugin.mistral().cron_triggers.of_workflow(ID)
        self.assertEqual(['1', '2'], [trigger.id for trigger in found])
        self.assertEqual(ID, query_of(self.requests[0])['workflow_id'])

    def test_get_by_id(self):
        self.answer('GET', f'/cron_triggers/{ID}', json={'id': ID})
        self.assertEqual(ID, self.plugin.mistral().cron_triggers.get(ID).id)

    def test_get_by_name(self):
        self.listed(row('1', 'theirs'), row('2'))
        found = self.plugin.mistral().cron_triggers.get(AWKWARD)
        self.assertEqual('2', found.id)

    def test_get_of_a_name_that_nothing_has(self):
        self.listed(row('1', 'theirs'))
        ex = self.assertRaises(
            APIException, self.plugin.mistral().cron_triggers.get, 't'
        )
        self.assertEqual(404, ex.error_code)

    def test_delete_of_one_that_is_gone_is_no_error(self):
        self.answer('DELETE', '/cron_triggers/1', **NOT_FOUND)
        self.plugin.mistral().cron_triggers.delete('1')


def row(identifier, project=cloud.PROJECT):
    return {'id': identifier, 'name': 't', 'project_id': project}
