"""Requests about executions."""

import json
from urllib import parse

from mistralclient.api.base import APIException

from heat_mistral.core.execution import states
from heat_mistral.mistral_api import listing
from heat_mistral.tests.unit.support import cloud
from heat_mistral.tests.unit.support.lists import NOT_FOUND, query_of, rows


def execution(second, workflow_id='w'):
    return {
        'id': str(second),
        'workflow_id': workflow_id,
        'created_at': f'2030-01-01 00:00:0{second}',
    }


class ExecutionsTest(cloud.MistralTestCase):
    def list_of(self, names, limit=100, pages=((),), workflow_ids=('w',)):
        self.answer(
            'GET',
            '/executions',
            [{'json': {'executions': list(page)}} for page in pages],
        )
        return self.plugin.mistral().executions.of_workflows(
            names, set(workflow_ids), limit
        )

    def asked(self):
        """The names asked for, request by request."""
        return [
            query_of(request)['workflow_name'].removeprefix('in:').split(',')
            for request in self.requests
        ]

    def test_one_request_for_eighty_workflows(self):
        names = [
            f'production-cluster.workflows.step_number_{number:03}'
            for number in range(80)
        ]
        self.list_of(names)
        self.assertEqual([names], self.asked())

    def test_the_request_asks_for_the_newest_that_started_on_their_own(self):
        self.list_of(['a'], limit=7)
        self.assertEqual(
            {
                'workflow_name': 'in:a',
                'include_output': 'True',
                'limit': '7',
                'nulls': 'task_execution_id',
                'sort_keys': 'created_at',
                'sort_dirs': 'desc',
            },
            query_of(self.http.last_request),
        )

    def test_no_url_grows_too_long_and_no_name_is_lost(self):
        names = [f'{number}.' + 'ü' * 250 for number in range(20)]
        self.list_of(names)
        self.assertEqual(names, sum(self.asked(), []))
        for request in self.requests:
            names_part = (
                parse.urlsplit(request.url)
                .query.partition('workflow_name=')[2]
                .partition('&')[0]
            )
            self.assertLessEqual(len(names_part), listing.QUERY_BYTES + 5)
        self.assertLess(len(self.requests), 14)

    def test_no_workflows_no_request(self):
        self.assertEqual([], self.list_of([]))
        self.assertEqual([], self.sent())

    def test_rows_of_several_requests_are_sorted_and_cut(self):
        found = self.list_of(
            ['a' * 250, 'b' * 4000],
            limit=2,
            pages=[[execution(3), execution(1)], [execution(2)]],
        )
        self.assertEqual(['3', '2'], [row.id for row in found])

    def test_what_others_have_does_not_hide_what_is_asked_for(self):
        """An administrator's list has the executions of all projects."""
        theirs = [execution(number, 'theirs') for number in range(40, 20, -1)]
        found = self.list_of(
            ['a'],
            limit=2,
            pages=[
                [execution(50, 'theirs'), execution(41)],
                theirs,
                [execution(1)],
            ],
        )
        self.assertEqual(['41', '1'], [row.id for row in found])
        self.assertEqual(
            ['2', '20', '20'],
            [query_of(request)['limit'] for request in self.requests],
        )

    def test_what_others_have_is_passed_over_for_some_pages_only(self):
        theirs = [execution(number, 'theirs') for number in range(20)]
        self.assertEqual(
            [],
            self.list_of(['a'], limit=1, pages=[theirs[:1], *[theirs] * 50]),
        )
        self.assertEqual(10, len(self.requests))

    def test_by_description(self):
        self.answer('GET', '/executions', json={'executions': rows(0, 1)})
        found = self.plugin.mistral().executions.described(
            '0-1', state='RUNNING'
        )
        self.assertEqual(['id-0'], [row.id for row in found])
        self.assertEqual(
            {
                'description': 'has:0-1',
                'state': 'RUNNING',
                'limit': '1000',
                'sort_keys': 'created_at',
                'sort_dirs': 'desc',
            },
            query_of(self.http.last_request),
        )

    def test_create_is_one_post_with_the_given_id(self):
        self.answer(
            'POST', '/executions', status_code=201, json={'id': 'chosen'}
        )
        made = self.plugin.mistral().executions.create(
            'chosen',
            'w',
            'n',
            {'a': [1, None]},
            {'env': {'b': 'ü'}, 'description': 'mine'},
            'whose',
        )
        self.assertEqual('chosen', made.id)
        self.assertEqual([('POST', cloud.URL + '/executions')], self.sent())
        (body,) = self.bodies()
        self.assertEqual({'a': [1, None]}, json.loads(body.pop('input')))
        self.assertEqual(
            {'env': {'b': 'ü'}, 'description': 'mine'},
            json.loads(body.pop('params')),
        )
        self.assertEqual(
            {
                'id': 'chosen',
                'workflow_id': 'w',
                'workflow_namespace': 'n',
                'description': 'whose',
            },
            body,
        )


class EndingExecutionsTest(cloud.MistralTestCase):
    PATH = '/executions/1'

    def execution(self, state):
        self.answer(
            'GET',
            '/executions',
            json={'executions': [{'id': '1', 'state': state}]},
        )
        (execution,) = self.plugin.mistral().executions.described('x')
        self.forget()
        return execution

    def methods(self):
        return [method for method, _ in self.sent()]

    def test_a_finished_one_is_only_deleted(self):
        for state in states.FINISHED:
            execution = self.execution(state)
            self.answer('DELETE', self.PATH, status_code=204)
            self.plugin.mistral().executions.delete(execution)
            self.assertEqual(['DELETE'], self.methods())

    def test_a_running_one_is_cancelled_and_deleted_by_force(self):
        execution = self.execution('RUNNING')
        put = self.answer('PUT', self.PATH, json={'id': '1'})
        self.answer('DELETE', self.PATH, status_code=204)
        self.plugin.mistral().executions.delete(execution)
        self.assertEqual(['PUT', 'DELETE'], self.methods())
        self.assertEqual(
            {
                'state': 'CANCELLED',
                'state_info': 'cancelled by Heat: it is deleted',
            },
            put.last_request.json(),
        )
        self.assertEqual({'force': 'True'}, query_of(self.http.last_request))

    def test_one_that_ends_and_is_purged_meanwhile_is_no_error(self):
        for status in (400, 404):
            execution = self.execution('RUNNING')
            self.answer('PUT', self.PATH, status_code=status, json={})
            self.answer('DELETE', self.PATH, **NOT_FOUND)
            self.plugin.mistral().executions.delete(execution)

    def test_another_error_is_raised(self):
        execution = self.execution('RUNNING')
        self.answer('PUT', self.PATH, status_code=503, text='later')
        ex = self.assertRaises(
            APIException, self.plugin.mistral().executions.delete, execution
        )
        self.assertEqual(503, ex.error_code)
