"""Requests about actions and their runs."""

from mistralclient.api.base import APIException

from heat_mistral.tests.unit.support import cloud
from heat_mistral.tests.unit.support.lists import NOT_FOUND, query_of

TEXT = "version: '2.0'\na: {base: std.noop}\n"
BUILT_IN = {
    'id': 'std.noop',
    'name': 'std.noop',
    'namespace': '',
    'definition': '',
    'project_id': None,
    'scope': None,
}


def row(name, project_id=cloud.PROJECT, **more):
    return {
        'id': f'id-{name}',
        'name': name,
        'namespace': '',
        'definition': TEXT,
        'project_id': project_id,
        'scope': 'private',
        **more,
    }


class ActionsTest(cloud.MistralTestCase):
    @property
    def actions(self):
        return self.plugin.mistral().actions

    def list(self, *rows):
        self.answer('GET', '/actions', json={'actions': rows})

    def test_create_is_one_post_of_the_text_and_never_public(self):
        self.answer(
            'POST',
            '/actions',
            status_code=201,
            json={'actions': [{'id': '1', 'name': 'a'}, {'id': '2'}]},
        )
        made = self.actions.create(TEXT, 'n & m')
        self.assertEqual(['1', '2'], [action.id for action in made])
        self.assertEqual(
            [
                (
                    'POST',
                    cloud.URL + '/actions?scope=private&namespace=n%20%26%20m',
                )
            ],
            self.sent(),
        )
        self.assertEqual(TEXT, self.http.last_request.text)

    def test_update_is_by_id_and_sends_what_mistral_would_reset(self):
        self.answer('PUT', '/actions/1', json={'actions': [{'id': '1'}]})
        self.actions.update('1', TEXT, 'n&m')
        self.assertEqual(
            [('PUT', cloud.URL + '/actions/1?scope=private&namespace=n%26m')],
            self.sent(),
        )

    def test_delete_of_one_that_is_gone_is_no_error(self):
        self.answer('DELETE', '/actions/1/', **NOT_FOUND)
        self.actions.delete('1')

    def test_a_namespace_is_sent_where_mistral_reads_it(self):
        self.answer('GET', '/actions/a%20b', json=row('a b'))
        self.assertEqual('id-a b', self.actions.get('a b', 'n&m').id)
        self.assertEqual(
            {'namespace': 'n&m'}, query_of(self.http.last_request)
        )

    def test_own_ones_are_found_and_no_others(self):
        self.list(
            row('a'),
            row('a', 'another project', id='x'),
            row('a', namespace='n', id='y'),
            row('a', definition='', id='made of Python'),
            BUILT_IN,
        )
        found = self.actions.named(['a', 'std.noop'], '')
        self.assertEqual(['id-a'], [action.id for action in found])
        self.assertEqual(
            {'name': 'in:a,std.noop'}, query_of(self.http.last_request)
        )

    def test_somebodys_broken_module_does_not_hide_them(self):
        self.answer('GET', '/actions', status_code=500, text='No module')
        self.answer('GET', '/actions/a', json=row('a'))
        self.answer('GET', '/actions/b', **NOT_FOUND)
        found = self.actions.named(['a', 'b'], '')
        self.assertEqual(['id-a'], [action.id for action in found])

    def test_a_mistral_that_is_away_is_not_asked_name_by_name(self):
        self.answer('GET', '/actions', status_code=503)
        self.assertRaises(APIException, self.actions.named, ['a'], '')
        self.assertEqual(1, len(self.requests))

    def test_names_are_those_that_are_meant_for_the_project(self):
        self.list(
            BUILT_IN,
            row('own'),
            row('public', 'another', scope='public'),
            row('hijack', 'another'),
        )
        self.assertEqual(
            ['std.noop', 'own', 'public'], self.actions.names('n')
        )

    def test_a_fault_is_what_mistral_says(self):
        self.answer(
            'POST',
            '/actions/validate',
            json={'valid': False, 'error': 'Invalid DSL: {}'},
        )
        self.assertEqual('Invalid DSL: {}', self.actions.fault_of(TEXT))


class ActionExecutionsTest(cloud.MistralTestCase):
    def test_runs_are_the_projects_own_unless_all_are_asked_for(self):
        self.answer(
            'GET',
            '/action_executions',
            [
                {
                    'json': {
                        'action_executions': [
                            {'id': '1', 'project_id': cloud.PROJECT},
                            {'id': '2', 'project_id': 'another'},
                        ]
                    }
                },
                {'json': {'action_executions': []}},
            ]
            * 2,
        )
        runs = self.plugin.mistral().action_executions
        self.assertEqual(['1'], [run.id for run in runs.running('a,b')])
        query = query_of(self.requests[0])
        self.assertEqual('eq:a,b', query['name'])
        self.assertEqual('in:RUNNING,IDLE,PAUSED', query['state'])
        self.forget()
        found = runs.running('a', everybodys=True)
        self.assertEqual(['1', '2'], [run.id for run in found])
