"""Requests about workflows."""

from mistralclient.api.base import APIException

from heat_mistral.tests.unit.support import cloud
from heat_mistral.tests.unit.support.lists import AWKWARD, NOT_FOUND, query_of

TEXT = 'version: "2.0"\nw:\n  tasks: {t: {action: std.noop}}\n'
ID = '01234567-89ab-cdef-0123-456789abcdef'


class WorkflowsTest(cloud.MistralTestCase):
    def test_create_is_one_post_of_the_text(self):
        self.answer(
            'POST',
            '/workflows',
            status_code=201,
            json={'workflows': [{'id': '1', 'name': 'a'}, {'id': '2'}]},
        )
        made = self.plugin.mistral().workflows.create(TEXT, 'n & m', 'public')
        self.assertEqual(['1', '2'], [workflow.id for workflow in made])
        self.assertEqual(
            [
                (
                    'POST',
                    cloud.URL + '/workflows?scope=public&'
                    'namespace=n%20%26%20m',
                )
            ],
            self.sent(),
        )
        self.assertEqual(
            'text/plain', self.http.last_request.headers['content-type']
        )

    def test_update_is_by_id_and_sends_what_mistral_would_reset(self):
        self.answer('PUT', '/workflows/1', json={'id': '1'})
        self.plugin.mistral().workflows.update('1', TEXT, 'n&m', 'public')
        self.assertEqual(
            [('PUT', cloud.URL + '/workflows/1?namespace=n%26m&scope=public')],
            self.sent(),
        )

    def test_delete_of_one_that_is_gone_is_no_error(self):
        self.answer('DELETE', '/workflows/1', **NOT_FOUND)
        self.plugin.mistral().workflows.delete('1')

    def test_delete_of_one_in_use_is_an_error(self):
        self.answer(
            'DELETE',
            '/workflows/1',
            status_code=400,
            json={'faultstring': 'in use'},
        )
        ex = self.assertRaises(
            APIException, self.plugin.mistral().workflows.delete, '1'
        )
        self.assertEqual(400, ex.error_code)

    def test_a_valid_definition_has_no_fault(self):
        self.answer('POST', '/workflows/validate', json={'valid': True})
        self.assertIsNone(self.plugin.mistral().workflows.fault_of(TEXT))

    def test_the_fault_of_an_invalid_definition(self):
        self.answer(
            'POST',
            '/workflows/validate',
            json={'valid': False, 'error': 'Invalid DSL: no'},
        )
        self.assertEqual(
            'Invalid DSL: no', self.plugin.mistral().workflows.fault_of(TEXT)
        )

    def test_by_name_finds_those_of_this_project_and_namespace_only(self):
        mine = {
            'id': '1',
            'name': 'a',
            'namespace': 'n',
            'project_id': cloud.PROJECT,
        }
        page = [
            dict(mine, id='2', project_id='other'),
            dict(mine, id='3', namespace=''),
            mine,
        ]
        self.answer(
            'GET',
            '/workflows',
            [{'json': {'workflows': page}}, {'json': {'workflows': []}}],
        )
        found = self.plugin.mistral().workflows.named(['a', 'b', 'a'], 'n')
        self.assertEqual(['1'], [workflow.id for workflow in found])
        self.assertEqual(
            ['in:a,b'] * 2,
            [query_of(request)['name'] for request in self.requests],
        )

    def test_by_name_no_page_follows_where_there_is_one_of_each(self):
        page = [row('1', 'theirs'), row('2', cloud.PROJECT)]
        self.answer('GET', '/workflows', json={'workflows': page})
        found = self.plugin.mistral().workflows.named([AWKWARD], '')
        self.assertEqual(['2'], [workflow.id for workflow in found])
        self.assertEqual(1, len(self.requests))


class FindTest(cloud.MistralTestCase):
    """Which workflow a name stands for, where a list has several."""

    def listed(self, *rows):
        self.answer(
            'GET',
            '/workflows',
            [{'json': {'workflows': list(rows)}}, {'json': {'workflows': []}}],
        )

    def shared(self, identifier, *members):
        return self.answer(
            'GET',
            f'/workflows/{identifier}/members',
            json={'members': list(members)},
        )

    def found(self, name=AWKWARD, namespace=''):
        return self.plugin.mistral().workflows.find(name, namespace).id

    def test_an_id_is_asked_for(self):
        self.answer('GET', f'/workflows/{ID}', json={'id': ID})
        self.assertEqual(ID, self.found(ID))

    def test_the_own_one_comes_first(self):
        self.listed(
            row('1', 'theirs', 'public'),
            row('2', 'theirs'),
            row('3', cloud.PROJECT),
        )
        self.assertEqual('3', self.found())
        self.assertEqual('eq:' + AWKWARD, query_of(self.requests[0])['name'])

    def test_a_public_one_comes_before_what_is_shared(self):
        self.listed(row('1', 'theirs'), row('2', 'theirs', 'public'))
        self.assertEqual('2', self.found())

    def test_one_that_another_project_shares(self):
        self.listed(row('1', 'theirs'))
        self.shared('1', {'member_id': cloud.PROJECT, 'status': 'accepted'})
        self.assertEqual('1', self.found())

    def test_one_that_only_an_administrator_sees_is_none(self):
        self.listed(row('1', 'theirs'))
        self.shared(
            '1',
            {'member_id': cloud.PROJECT, 'status': 'pending'},
            {'member_id': 'another', 'status': 'accepted'},
        )
        ex = self.assertRaises(APIException, self.found)
        self.assertEqual(404, ex.error_code)

    def test_one_of_another_namespace_is_none(self):
        self.listed(row('1', cloud.PROJECT, namespace='n'))
        self.assertRaises(APIException, self.found)
        self.listed(row('1', cloud.PROJECT, namespace='n'))
        self.assertEqual('1', self.found(namespace='n'))


def row(identifier, project, scope='private', namespace=''):
    return {
        'id': identifier,
        'name': AWKWARD,
        'project_id': project,
        'scope': scope,
        'namespace': namespace,
    }
