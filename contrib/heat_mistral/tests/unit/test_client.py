"""What the client plugin sends to Mistral, request by request."""

import json
from urllib import parse

import requests_mock
from keystoneauth1.exceptions import catalog as ka_catalog
from mistralclient.api.base import APIException

from heat_mistral import client
from heat_mistral.tests.unit import fakes

TEXT = 'version: "2.0"\nw:\n  tasks: {t: {action: std.noop}}\n'
AWKWARD = 'a b/c?d#e&f,ü'
AWKWARD_QUOTED = 'a%20b%2Fc%3Fd%23e%26f%2C%C3%BC'
NOT_FOUND = {'status_code': 404, 'json': {'faultstring': 'not found'}}


def rows(first, last):
    return [{'id': f'id-{number}'} for number in range(first, last)]


def query_of(request):
    return dict(parse.parse_qsl(parse.urlsplit(request.url).query))


class WhichMistralTest(fakes.MistralTestCase):

    def endpoint(self):
        """The URL that requests go to."""
        self.http.get(requests_mock.ANY, json={'cron_triggers': []})
        self.plugin.cron_triggers()
        return self.http.last_request.url.partition('/cron_triggers')[0]

    def test_the_public_endpoint_of_the_stacks_region(self):
        self.assertEqual(fakes.URL, self.endpoint())
        self.assertEqual(fakes.REGION,
                         self.http.last_request.headers['X-Region-Name'])

    def test_another_region(self):
        self.use(region_name=fakes.OTHER_REGION)
        self.assertEqual(fakes.OTHER_REGION_URL, self.endpoint())
        self.assertEqual(fakes.OTHER_REGION,
                         self.http.last_request.headers['X-Region-Name'])

    def test_the_region_for_services_where_the_stack_names_none(self):
        self.config.config(region_name_for_services=fakes.OTHER_REGION)
        self.use(region_name=None)
        self.assertEqual(fakes.OTHER_REGION_URL, self.endpoint())

    def test_endpoint_type_of_all_clients(self):
        self.set_options(group='clients', endpoint_type='internalURL')
        self.assertEqual(fakes.INTERNAL_URL, self.endpoint())

    def test_endpoint_type_of_mistral_comes_first(self):
        self.set_options(group='clients', endpoint_type='publicURL')
        self.set_options(endpoint_type='internalURL')
        self.assertEqual(fakes.INTERNAL_URL, self.endpoint())

    def test_the_stacks_token_is_used(self):
        self.endpoint()
        self.assertEqual(fakes.TOKEN,
                         self.http.last_request.headers['X-Auth-Token'])

    def test_endpoint_exists_by_mistrals_own_endpoint_type(self):
        self.set_options(endpoint_type='internal')
        self.use(fakes.token(public=None))
        self.assertTrue(self.plugin.does_endpoint_exist(
            'workflowv2', client.CLIENT_NAME))

    def test_endpoint_does_not_exist(self):
        self.set_options(endpoint_type='internal')
        self.use(fakes.token(internal=None))
        self.assertFalse(self.plugin.does_endpoint_exist(
            'workflowv2', client.CLIENT_NAME))
        self.assertRaises(ka_catalog.EndpointNotFound, self.plugin.client)


class TlsTest(fakes.MistralTestCase):
    URL = 'https://mistral.test/v2'

    def setUp(self):
        super().setUp()
        self.use(fakes.token(public=self.URL))
        self.answer('GET', '/cron_triggers', base=self.URL,
                    json={'cron_triggers': []})

    def last_request(self):
        self.plugin.cron_triggers()
        return self.http.last_request

    def test_certificates_are_checked_unless_told_otherwise(self):
        self.assertIs(True, self.last_request().verify)

    def test_a_ca_of_mistrals_own(self):
        self.set_options(ca_file=__file__)
        self.assertEqual(__file__, self.last_request().verify)

    def test_a_ca_for_all_clients(self):
        self.set_options(group='clients', ca_file=__file__)
        self.assertEqual(__file__, self.last_request().verify)

    def test_insecure(self):
        self.set_options(insecure=True)
        self.assertIs(False, self.last_request().verify)

    def test_a_certificate_of_the_clients_own(self):
        self.set_options(cert_file='/its.crt', key_file='/its.key')
        self.assertEqual(('/its.crt', '/its.key'), self.last_request().cert)

    def test_keystone_is_asked_with_the_options_of_keystone(self):
        self.set_options(ca_file=__file__)
        self.set_options(group='clients_keystone', ca_file='/keystones.ca')
        keystone = self.use_password(fakes.token(public=self.URL))
        unauthorized = {'status_code': 401}
        self.answer('GET', '/cron_triggers', [
            unauthorized, {'json': {'cron_triggers': []}}], base=self.URL)
        self.plugin.cron_triggers()
        # Once for the URL, and anew when Mistral took the token no longer.
        self.assertEqual(['/keystones.ca'] * 2, [
            request.verify for request in keystone.request_history])
        self.assertEqual(__file__, self.http.last_request.verify)


class RawDefinitionTest(fakes.MistralTestCase):
    """A definition is text: never the name of something to read."""

    TEXTS = ('/etc/passwd', 'file:///etc/passwd', 'http://evil.test/',
             __file__, TEXT, TEXT + '# œuf\n')

    def sent_texts(self):
        bodies = [request.body for request in self.requests]
        return tuple(body.decode() if isinstance(body, bytes) else body
                     for body in bodies)

    def test_create(self):
        self.answer('POST', '/workflows', status_code=201,
                    json={'workflows': []})
        for text in self.TEXTS:
            self.plugin.create_workflows(text, '', 'private')
        self.assertEqual(self.TEXTS, self.sent_texts())

    def test_update(self):
        self.answer('PUT', '/workflows/1', json={'id': '1'})
        for text in self.TEXTS:
            self.plugin.update_workflow('1', text, '', 'private')
        self.assertEqual(self.TEXTS, self.sent_texts())

    def test_validate(self):
        self.answer('POST', '/workflows/validate', json={'valid': True})
        for text in self.TEXTS:
            self.plugin.fault_of(text)
        self.assertEqual(self.TEXTS, self.sent_texts())


class WorkflowsTest(fakes.MistralTestCase):

    def test_create_is_one_post_of_the_text(self):
        self.answer('POST', '/workflows', status_code=201, json={
            'workflows': [{'id': '1', 'name': 'a'}, {'id': '2'}]})
        made = self.plugin.create_workflows(TEXT, 'n & m', 'public')
        self.assertEqual(['1', '2'], [workflow.id for workflow in made])
        self.assertEqual([('POST', fakes.URL + '/workflows?scope=public&'
                                   'namespace=n%20%26%20m')], self.sent())
        self.assertEqual('text/plain',
                         self.http.last_request.headers['content-type'])

    def test_update_is_by_id_and_sends_what_mistral_would_reset(self):
        self.answer('PUT', '/workflows/1', json={'id': '1'})
        self.plugin.update_workflow('1', TEXT, 'n&m', 'public')
        self.assertEqual([('PUT', fakes.URL + '/workflows/1?'
                                  'namespace=n%26m&scope=public')],
                         self.sent())

    def test_get_quotes_the_name(self):
        self.answer('GET', '/workflows/' + AWKWARD_QUOTED, json={'id': '1'})
        self.assertEqual('1', self.plugin.workflow(AWKWARD, 'n&m').id)
        self.assertEqual([('GET', f'{fakes.URL}/workflows/{AWKWARD_QUOTED}'
                                  '?namespace=n%26m')], self.sent())

    def test_delete_of_one_that_is_gone_is_no_error(self):
        self.answer('DELETE', '/workflows/1', **NOT_FOUND)
        self.plugin.delete_workflow('1')

    def test_delete_of_one_in_use_is_an_error(self):
        self.answer('DELETE', '/workflows/1', status_code=400,
                    json={'faultstring': 'in use'})
        ex = self.assertRaises(APIException, self.plugin.delete_workflow, '1')
        self.assertEqual(400, ex.error_code)

    def test_a_valid_definition_has_no_fault(self):
        self.answer('POST', '/workflows/validate', json={'valid': True})
        self.assertIsNone(self.plugin.fault_of(TEXT))

    def test_the_fault_of_an_invalid_definition(self):
        self.answer('POST', '/workflows/validate',
                    json={'valid': False, 'error': 'Invalid DSL: no'})
        self.assertEqual('Invalid DSL: no', self.plugin.fault_of(TEXT))

    def test_by_name_finds_those_of_this_project_and_namespace_only(self):
        mine = {'id': '1', 'name': 'a', 'namespace': 'n',
                'project_id': fakes.PROJECT}
        self.answer('GET', '/workflows', json={'workflows': [
            dict(mine, id='2', project_id='other'),
            dict(mine, id='3', namespace=''), mine]})
        found = self.plugin.workflows_named(['a', 'b', 'a'], 'n')
        self.assertEqual(['1'], [workflow.id for workflow in found])
        request, = self.requests
        self.assertEqual('in:a,b', query_of(request)['name'])


class PagesTest(fakes.MistralTestCase):

    def triggers(self, *pages):
        self.answer('GET', '/cron_triggers',
                    [{'json': {'cron_triggers': page}} for page in pages])
        return [row.id for row in self.plugin.cron_triggers(pattern='p')]

    def queries(self):
        return [query_of(request) for request in self.requests]

    def test_a_short_page_is_the_only_one(self):
        self.assertEqual(['id-0', 'id-1'], self.triggers(rows(0, 2)))
        self.assertEqual([{'limit': '1000', 'pattern': 'p'}], self.queries())

    def test_beyond_a_thousand(self):
        found = self.triggers(rows(0, 1000), rows(1000, 2000),
                              rows(2000, 2001))
        self.assertEqual([row['id'] for row in rows(0, 2001)], found)
        common = {'limit': '1000', 'pattern': 'p'}
        self.assertEqual(
            [common, dict(common, marker='id-999'),
             dict(common, marker='id-1999')], self.queries())

    def test_a_last_page_that_is_full(self):
        self.assertEqual(1000, len(self.triggers(rows(0, 1000), [])))
        self.assertEqual(2, len(self.queries()))


class ExecutionsTest(fakes.MistralTestCase):

    def list_of(self, names, limit=100, executions=()):
        self.answer('GET', '/executions',
                    json={'executions': list(executions)})
        return self.plugin.executions_of(names, limit)

    def asked(self):
        """The names asked for, request by request."""
        return [query_of(request)['workflow_name'].removeprefix('in:').split(
            ',') for request in self.requests]

    def test_one_request_for_eighty_workflows(self):
        names = [f'production-cluster.workflows.step_number_{number:03}'
                 for number in range(80)]
        self.list_of(names)
        self.assertEqual([names], self.asked())

    def test_the_request_asks_for_the_newest_that_started_on_their_own(self):
        self.list_of(['a'], limit=7)
        self.assertEqual({
            'workflow_name': 'in:a', 'include_output': 'True', 'limit': '7',
            'nulls': 'task_execution_id', 'sort_keys': 'created_at',
            'sort_dirs': 'desc'}, query_of(self.http.last_request))

    def test_no_url_grows_too_long_and_no_name_is_lost(self):
        names = [f'{number}.' + 'ü' * 250 for number in range(20)]
        self.list_of(names)
        self.assertEqual(names, sum(self.asked(), []))
        for request in self.requests:
            names_part = parse.urlsplit(request.url).query.partition(
                'workflow_name=')[2].partition('&')[0]
            self.assertLessEqual(len(names_part), client.QUERY_BYTES + 5)
        self.assertLess(len(self.requests), 14)

    def test_no_workflows_no_request(self):
        self.assertEqual([], self.list_of([]))
        self.assertEqual([], self.sent())

    def test_rows_of_several_requests_are_sorted_and_cut(self):
        self.answer('GET', '/executions', [
            {'json': {'executions': [
                {'id': '3', 'created_at': '2030-01-01 00:00:03'},
                {'id': '1', 'created_at': '2030-01-01 00:00:01'}]}},
            {'json': {'executions': [
                {'id': '2', 'created_at': '2030-01-01 00:00:02'}]}}])
        found = self.plugin.executions_of(['a' * 250, 'b' * 4000], 2)
        self.assertEqual(['3', '2'], [row.id for row in found])

    def test_by_description(self):
        self.answer('GET', '/executions', json={'executions': rows(0, 1)})
        found = self.plugin.executions_described('0-1', state='RUNNING')
        self.assertEqual(['id-0'], [row.id for row in found])
        self.assertEqual({
            'description': 'has:0-1', 'state': 'RUNNING', 'limit': '1000',
            'sort_keys': 'created_at', 'sort_dirs': 'desc'},
            query_of(self.http.last_request))

    def test_create_is_one_post_with_the_given_id(self):
        self.answer('POST', '/executions', status_code=201,
                    json={'id': 'chosen'})
        made = self.plugin.create_execution(
            'chosen', 'w', 'n', {'a': [1, None]},
            {'env': {'b': 'ü'}, 'description': 'mine'}, 'whose')
        self.assertEqual('chosen', made.id)
        self.assertEqual([('POST', fakes.URL + '/executions')], self.sent())
        body, = self.bodies()
        self.assertEqual({'a': [1, None]}, json.loads(body.pop('input')))
        self.assertEqual({'env': {'b': 'ü'}, 'description': 'mine'},
                         json.loads(body.pop('params')))
        self.assertEqual({'id': 'chosen', 'workflow_id': 'w',
                          'workflow_namespace': 'n',
                          'description': 'whose'}, body)


class EndingExecutionsTest(fakes.MistralTestCase):

    PATH = '/executions/1'

    def execution(self, state):
        self.answer('GET', '/executions',
                    json={'executions': [{'id': '1', 'state': state}]})
        execution, = self.plugin.executions_described('x')
        self.forget()
        return execution

    def methods(self):
        return [method for method, _ in self.sent()]

    def test_a_finished_one_is_only_deleted(self):
        for state in client.FINISHED:
            execution = self.execution(state)
            self.answer('DELETE', self.PATH, status_code=204)
            self.plugin.end_execution(execution)
            self.assertEqual(['DELETE'], self.methods())

    def test_a_running_one_is_cancelled_and_deleted_by_force(self):
        execution = self.execution('RUNNING')
        put = self.answer('PUT', self.PATH, json={'id': '1'})
        self.answer('DELETE', self.PATH, status_code=204)
        self.plugin.end_execution(execution)
        self.assertEqual(['PUT', 'DELETE'], self.methods())
        self.assertEqual({'state': 'CANCELLED',
                          'state_info': 'cancelled by Heat: it is deleted'},
                         put.last_request.json())
        self.assertEqual({'force': 'True'}, query_of(self.http.last_request))

    def test_one_that_ends_and_is_purged_meanwhile_is_no_error(self):
        for status in (400, 404):
            execution = self.execution('RUNNING')
            self.answer('PUT', self.PATH, status_code=status, json={})
            self.answer('DELETE', self.PATH, **NOT_FOUND)
            self.plugin.end_execution(execution)

    def test_another_error_is_raised(self):
        execution = self.execution('RUNNING')
        self.answer('PUT', self.PATH, status_code=503, text='later')
        ex = self.assertRaises(APIException, self.plugin.end_execution,
                               execution)
        self.assertEqual(503, ex.error_code)


class CronTriggersTest(fakes.MistralTestCase):

    def test_create_by_name(self):
        self.answer('POST', '/cron_triggers', status_code=201,
                    json={'id': '1', 'name': 't'})
        made = self.plugin.create_cron_trigger(
            't', 'w', {'a': 1}, {'env': {}}, '* * * * *', None, 3)
        self.assertEqual('1', made.id)
        body, = self.bodies()
        self.assertEqual({'a': 1}, json.loads(body.pop('workflow_input')))
        self.assertEqual({'env': {}},
                         json.loads(body.pop('workflow_params')))
        self.assertEqual({
            'name': 't', 'workflow_name': 'w', 'pattern': '* * * * *',
            'first_execution_time': None, 'remaining_executions': 3}, body)

    def test_create_by_id(self):
        self.answer('POST', '/cron_triggers', status_code=201,
                    json={'id': '1'})
        identifier = '01234567-89ab-cdef-0123-456789abcdef'
        self.plugin.create_cron_trigger('t', identifier, {}, {}, None,
                                        '2030-01-01 00:00', None)
        body, = self.bodies()
        self.assertEqual(identifier, body['workflow_id'])
        self.assertNotIn('workflow_name', body)

    def test_names_are_quoted(self):
        path = '/cron_triggers/' + AWKWARD_QUOTED
        self.answer('GET', path, json={'id': '1'})
        self.answer('DELETE', path, status_code=204)
        self.plugin.cron_trigger(AWKWARD)
        self.plugin.delete_cron_trigger(AWKWARD)
        self.assertEqual([('GET', fakes.URL + path),
                          ('DELETE', fakes.URL + path)], self.sent())

    def test_delete_of_one_that_is_gone_is_no_error(self):
        self.answer('DELETE', '/cron_triggers/1', **NOT_FOUND)
        self.plugin.delete_cron_trigger('1')


class WhatHeatAsksOfAnErrorTest(fakes.MistralTestCase):

    def error(self, status, **kwargs):
        self.answer('GET', '/workflows/1', status_code=status, **kwargs)
        return self.assertRaises(APIException, self.plugin.workflow, '1')

    def test_not_found_conflict_and_over_limit(self):
        for kind in ({'json': {'faultstring': 'no'}}, {'text': 'no'},
                     {'json': {}}):
            self.assertTrue(self.plugin.is_not_found(self.error(404, **kind)))
            self.assertTrue(self.plugin.is_conflict(self.error(409, **kind)))
            self.assertTrue(self.plugin.is_over_limit(
                self.error(429, **kind)))
            self.assertTrue(self.plugin.is_client_exception(
                self.error(500, **kind)))

    def test_an_error_of_ours_is_not_the_clients(self):
        self.assertFalse(self.plugin.is_client_exception(ValueError()))
