"""Requests about environments."""

from mistralclient.api.base import APIException

from heat_mistral.mistral_api import environments
from heat_mistral.tests.unit.support import cloud
from heat_mistral.tests.unit.support.lists import AWKWARD, NOT_FOUND, query_of


class EnvironmentsTest(cloud.MistralTestCase):
    @property
    def environments(self):
        return self.plugin.mistral().environments

    def listed(self, *rows):
        self.answer('GET', '/environments', json={'environments': list(rows)})

    def test_only_the_projects_own_is_found(self):
        self.listed(row('1', 'theirs'), row('2'))
        found = self.environments.named(AWKWARD)
        self.assertEqual(('2', {'a': 1}), (found.id, found.variables))
        self.assertEqual(f'eq:{AWKWARD}', query_of(self.requests[0])['name'])

    def test_one_without_variables_can_be_made_and_changed(self):
        self.listed()
        self.answer('POST', '/environments', status_code=201, json=row('1'))
        self.answer('PUT', '/environments', json=row('1'))
        self.environments.create('e', {}, None)
        self.environments.update('e', {}, 'd')
        self.assertEqual(
            [
                # Mistral 21 and 22 refuse a scope here.
                {'name': 'e', 'variables': {}, 'description': None},
                {
                    'name': 'e',
                    'variables': {},
                    'description': 'd',
                    'scope': 'private',
                },
            ],
            [
                request.json()
                for request in self.requests
                if request.method != 'GET'
            ],
        )

    def test_nothing_is_sent_that_would_change_another_projects(self):
        self.listed(row('1'), row('2', 'theirs', 'public'))
        for call in (
            lambda: self.environments.create('e', {}, None),
            lambda: self.environments.update('e', {}, None),
            lambda: self.environments.delete('e'),
        ):
            ex = self.assertRaises(environments.Shadowed, call)
            self.assertEqual('2', ex.other.id)
        self.assertEqual({'GET'}, {r.method for r in self.requests})

    def test_a_private_one_of_another_project_is_in_nobodys_way(self):
        self.listed(row('1'), row('2', 'theirs'))
        self.answer('DELETE', '/environments/a%3Fb', status_code=204)
        self.environments.delete('a?b')

    def test_delete_of_one_that_is_gone_is_no_error(self):
        self.listed()
        self.answer('DELETE', '/environments/e', **NOT_FOUND)
        self.environments.delete('e')

    def test_a_name_that_is_taken_is_an_error(self):
        self.listed()
        self.answer('POST', '/environments', status_code=409, json={})
        ex = self.assertRaises(
            APIException, self.environments.create, 'e', {}, None
        )
        self.assertEqual(409, ex.error_code)


def row(identifier, project=cloud.PROJECT, scope='private'):
    return {
        'id': identifier,
        'name': 'e',
        'variables': '{"a": 1}',
        'project_id': project,
        'scope': scope,
    }
