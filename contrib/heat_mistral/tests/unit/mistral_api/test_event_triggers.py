"""Requests about event triggers."""

import json

from mistralclient.api.base import APIException

from heat_mistral.tests.unit.support import cloud
from heat_mistral.tests.unit.support.lists import NOT_FOUND, query_of

ID = '01234567-89ab-cdef-0123-456789abcdef'
EVENT = {'exchange': 'nova', 'topic': 'notifications', 'event': 'e.end'}


class EventTriggersTest(cloud.MistralTestCase):
    @property
    def triggers(self):
        return self.plugin.mistral().event_triggers

    def listed(self, *rows):
        self.answer(
            'GET',
            '/event_triggers',
            [
                {'json': {'event_triggers': list(rows)}},
                {'json': {'event_triggers': []}},
            ],
        )

    def test_create(self):
        self.answer(
            'POST', '/event_triggers', status_code=201, json={'id': '1'}
        )
        made = self.triggers.create(
            't', *EVENT.values(), ID, {'a': 1}, {'env': {}}
        )
        self.assertEqual('1', made.id)
        (body,) = self.bodies()
        self.assertEqual({'a': 1}, json.loads(body.pop('workflow_input')))
        self.assertEqual({'env': {}}, json.loads(body.pop('workflow_params')))
        self.assertEqual({**EVENT, 'name': 't', 'workflow_id': ID}, body)

    def test_update_leaves_out_what_mistral_refuses_to_change(self):
        self.answer('PUT', f'/event_triggers/{ID}', json={'id': ID})
        self.triggers.update(ID, 't', ID, {}, {'env': 'e'})
        (body,) = self.bodies()
        self.assertEqual(
            {
                'name': 't',
                'workflow_id': ID,
                'workflow_input': '{}',
                'workflow_params': '{"env": "e"}',
            },
            body,
        )

    def test_it_is_found_by_its_event_without_any_filter(self):
        """Each filter is a 500; an administrator's list has all projects'."""
        self.listed(
            row('1', project_id='theirs'),
            row('2', topic='other'),
            row('3', workflow_id='other'),
            row('4'),
        )
        found = self.triggers.of_event(*EVENT.values(), ID)
        self.assertEqual('4', found.id)
        self.assertEqual(
            {'limit'}, {key for key in query_of(self.requests[0]) if key}
        )

    def test_none_is_for_the_event(self):
        self.listed(row('1', event='other'))
        self.assertIsNone(self.triggers.of_event(*EVENT.values(), ID))

    def test_of_a_workflow_those_of_all_projects_are_found(self):
        """Any of them keeps it from being deleted."""
        self.listed(
            row('1', project_id='theirs'), row('2'), row('3', workflow_id='x')
        )
        found = self.triggers.of_workflow(ID)
        self.assertEqual(['1', '2'], [each.id for each in found])

    def test_own(self):
        self.listed(row('1', project_id='theirs'), row('2'))
        self.assertEqual(['2'], [each.id for each in self.triggers.own()])

    def test_get(self):
        self.answer('GET', f'/event_triggers/{ID}', json=row(ID))
        self.assertEqual(ID, self.triggers.get(ID).id)

    def test_what_is_no_id_is_not_asked_for(self):
        """Mistral would answer 400."""
        ex = self.assertRaises(APIException, self.triggers.get, 'a name')
        self.assertEqual(404, ex.error_code)
        self.assertEqual([], self.requests)

    def test_delete_of_one_that_is_gone_is_no_error(self):
        self.answer('DELETE', '/event_triggers/1', **NOT_FOUND)
        self.triggers.delete('1')


def row(identifier, **more):
    return {
        'id': identifier,
        'name': 't',
        'project_id': cloud.PROJECT,
        'workflow_id': ID,
        **EVENT,
        **more,
    }
