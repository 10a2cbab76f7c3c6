import json
import textwrap

import fixtures
from heat.common import exception
from heat.objects import resource as resource_object
from keystoneauth1 import exceptions as ka_exceptions
from oslo_config import cfg

from heat_mistral.core import definition
from heat_mistral.heat_support import owner
from heat_mistral.mistral_api import deadlines
from heat_mistral.tests.unit.support import cloud, resource_case

TWO = """
    # both of them
    first:
      input: [who, greeting: Hi]
      tasks:
        t: {workflow: second}
    second:
      tasks:
        t: {action: std.noop}
    """
ONE = """
    only:
      tasks:
        t: {action: std.noop}
    """
OTHER = """
    only:
      tasks:
        t: {action: std.echo output=changed}
    """


class CreateTest(resource_case.ResourceTestCase):
    def test_all_workflows_are_registered_by_one_request(self):
        rsrc = self.created(TWO)
        self.assertEqual((rsrc.CREATE, rsrc.COMPLETE), rsrc.state)
        self.assertEqual(
            {'stk.w.first', 'stk.w.second'},
            {row['name'] for row in self.mistral.workflows.values()},
        )
        self.assertEqual(
            ['POST /workflows'], self.mistral.requests('POST /workflows$')
        )
        self.assertEqual('stk.w.first', rsrc.FnGetRefId())

    def test_references_and_defaults_are_written_into_the_text(self):
        self.created(TWO, input={'who': 'you'})
        first = definition.parse(
            self.mistral.named('stk.w.first')['definition']
        )
        workflow = first.workflows['stk.w.first']
        self.assertEqual(
            'stk.w.second', workflow.body['tasks']['t']['workflow']
        )
        self.assertEqual('you', workflow.inputs['who'])

    def test_name_takes_the_place_of_stack_and_resource(self):
        rsrc = self.created(TWO, name='ours')
        self.assertEqual(
            {'first': 'ours.first', 'second': 'ours.second'},
            rsrc.FnGetAtt('available_workflows'),
        )

    def test_namespace_and_scope_go_along(self):
        self.created(ONE, namespace='n s', scope='public')
        row = self.mistral.named('stk.w.only')
        self.assertEqual(('n s', 'public'), (row['namespace'], row['scope']))

    def test_a_name_that_is_taken_is_refused_and_left_alone(self):
        theirs = self.created(OTHER, name='ours')
        before = dict(self.mistral.workflows)
        rsrc = self.workflow(ONE, stack='other', name='ours')
        ex = self.assertRaises(
            exception.ResourceFailure, self.run_action, rsrc, 'create'
        )
        taken = theirs.FnGetAtt('workflow_ids')['only']
        self.assertIn(f'ours.only is taken by workflow {taken}', str(ex))
        self.run_action(rsrc, 'delete')
        self.assertEqual(before, self.mistral.workflows)

    def test_a_lost_reply_is_recognised(self):
        self.mistral.fail('POST /workflows$', after=True)
        rsrc = self.created(TWO)
        self.assertEqual((rsrc.CREATE, rsrc.COMPLETE), rsrc.state)
        self.assertEqual(2, len(self.mistral.workflows))
        self.assertEqual(
            {
                row['name']: row['id']
                for row in self.mistral.workflows.values()
            },
            {
                f'stk.w.{short}': identifier
                for short, identifier in rsrc.FnGetAtt('workflow_ids').items()
            },
        )

    def test_a_mistral_that_is_away_is_waited_for_and_an_event_says_so(self):
        for _ in range(3):
            self.mistral.fail('GET /workflows', status=503, text='away')
        rsrc = self.created(ONE)
        self.assertEqual((rsrc.CREATE, rsrc.COMPLETE), rsrc.state)
        self.assertEqual(
            1,
            len(
                [
                    reason
                    for reason in self.events(rsrc)
                    if 'trying again' in reason
                ]
            ),
        )
        self.assertEqual(
            'state changed',
            resource_object.Resource.get_obj(
                rsrc.context, rsrc.id, refresh=True
            ).status_reason,
        )

    def test_names_and_ids_are_there_while_mistral_is_not(self):
        """Other resources of the stack are made of them."""
        rsrc = self.created(ONE)
        found = {
            name: rsrc.FnGetAtt(name)
            for name in ('available_workflows', 'workflow_ids')
        }
        # Before a client is made: Keystone may be away as well.
        self.patchobject(
            type(rsrc.client_plugin()),
            'client',
            side_effect=ka_exceptions.ConnectTimeout('away'),
        )
        self.assertRaises(exception.Error, rsrc.FnGetAtt, 'executions')
        for name, value in found.items():
            self.assertEqual(value, rsrc.FnGetAtt(name))

    def test_a_refusal_is_readable(self):
        self.mistral.fail(
            'POST /workflows$',
            status=400,
            text='Invalid DSL: nonsense\nOn instance: ...',
        )
        rsrc = self.workflow(ONE)
        ex = self.assertRaises(
            exception.ResourceFailure, self.run_action, rsrc, 'create'
        )
        self.assertIn('Invalid DSL: nonsense', str(ex))
        self.assertNotIn('On instance', str(ex))

    def test_a_failed_creation_is_repaired_by_an_update(self):
        self.mistral.fail('POST /workflows$', status=400, text='no')
        rsrc = self.workflow(ONE)
        self.assertRaises(
            exception.ResourceFailure, self.run_action, rsrc, 'create'
        )
        self.updated(rsrc)
        self.assertEqual((rsrc.UPDATE, rsrc.COMPLETE), rsrc.state)
        self.assertIsNotNone(self.mistral.named('stk.w.only'))


class UpdateTest(resource_case.ResourceTestCase):
    def test_what_was_left_in_progress_is_mended(self):
        rsrc = self.created(ONE)
        self.mistral.workflows.clear()
        rsrc.stack.convergence = True
        rsrc._calling_engine_id = 'engine'
        rsrc.state_set(rsrc.UPDATE, rsrc.IN_PROGRESS)
        self.updated(rsrc)
        self.assertEqual((rsrc.UPDATE, rsrc.COMPLETE), rsrc.state)
        self.assertEqual(1, len(self.mistral.workflows))

    def changes(self, before):
        return [
            line
            for line in self.mistral.log[before:]
            if not line.startswith('GET')
        ]

    def test_what_is_kept_is_put_and_keeps_its_id(self):
        rsrc = self.created(ONE)
        identifier = rsrc.FnGetAtt('workflow_ids')['only']
        before = len(self.mistral.log)
        self.updated(rsrc, definition=OTHER)
        self.assertEqual(
            [f'PUT /workflows/{identifier}'], self.changes(before)
        )
        self.assertIn(
            'changed', self.mistral.workflows[identifier]['definition']
        )

    def test_only_what_changed_is_put(self):
        rsrc = self.created(TWO)
        identifier = rsrc.FnGetAtt('workflow_ids')['first']
        before = len(self.mistral.log)
        self.updated(rsrc, input={'greeting': 'Hello'})
        self.assertEqual(
            [f'PUT /workflows/{identifier}'], self.changes(before)
        )

    def test_params_need_no_request(self):
        rsrc = self.created(TWO)
        before = len(self.mistral.log)
        self.updated(rsrc, params={'env': {'a': 1}})
        self.assertEqual([], self.changes(before))

    def test_description_and_tags_are_updated_in_place(self):
        rsrc = self.created(ONE)
        before = rsrc.FnGetAtt('workflow_ids')
        self.updated(rsrc, description='new', tags=['a'])
        self.assertEqual(before, rsrc.FnGetAtt('workflow_ids'))
        text = self.mistral.named('stk.w.only')['definition']
        body = definition.parse(text).workflows['stk.w.only'].body
        self.assertEqual(('new', ['a']), (body['description'], body['tags']))

    def test_new_first_gone_last(self):
        rsrc = self.created(ONE)
        old = rsrc.FnGetAtt('workflow_ids')['only']
        before = len(self.mistral.log)
        self.updated(rsrc, definition=TWO)
        self.assertEqual(
            ['POST /workflows', f'DELETE /workflows/{old}'],
            self.changes(before),
        )
        self.assertEqual(
            {'first', 'second'}, set(rsrc.FnGetAtt('available_workflows'))
        )

    def test_a_workflow_in_use_is_retired_until_it_can_be_deleted(self):
        rsrc = self.created(ONE)
        old = rsrc.FnGetAtt('workflow_ids')['only']
        self.mistral.triggers['t'] = {
            'id': 't',
            'name': 'nightly',
            'workflow_id': old,
            'workflow_name': 'stk.w.only',
            'workflow_input': '{}',
        }
        self.updated(rsrc, definition=TWO)
        self.assertIn(old, self.mistral.workflows)
        self.assertTrue(
            any('nightly' in reason for reason in self.events(rsrc))
        )
        del self.mistral.triggers['t']
        self.updated(rsrc, input={'greeting': 'Yo'})
        self.assertNotIn(old, self.mistral.workflows)

    def test_a_retired_workflow_may_come_back(self):
        rsrc = self.created(ONE)
        old = rsrc.FnGetAtt('workflow_ids')['only']
        self.mistral.triggers['t'] = {
            'id': 't',
            'name': 'nightly',
            'workflow_id': old,
            'workflow_name': 'stk.w.only',
            'workflow_input': '{}',
        }
        self.updated(rsrc, definition=TWO)
        self.updated(rsrc, definition=OTHER)
        self.assertEqual({'only': old}, rsrc.FnGetAtt('workflow_ids'))
        self.assertEqual({}, rsrc.records.retired())
        self.assertIn('changed', self.mistral.workflows[old]['definition'])

    def test_a_retired_workflow_makes_way_when_it_can(self):
        rsrc = self.created(ONE)
        old = rsrc.FnGetAtt('workflow_ids')['only']
        self.mistral.triggers['t'] = {
            'id': 't',
            'name': 'nightly',
            'workflow_id': old,
            'workflow_name': 'stk.w.only',
            'workflow_input': '{}',
        }
        self.updated(rsrc, definition=TWO, name='away')
        self.updated(rsrc, definition=ONE, name='away')
        self.assertNotEqual(old, rsrc.FnGetAtt('workflow_ids')['only'])
        ex = self.assertRaises(
            exception.ResourceFailure, self.updated, rsrc, name=None
        )
        self.assertIn(f'taken by workflow {old}', str(ex))
        del self.mistral.triggers['t']
        self.updated(rsrc, name=None)
        self.assertEqual(
            {'only': 'stk.w.only'}, rsrc.FnGetAtt('available_workflows')
        )

    def test_a_new_name_that_is_taken_is_refused(self):
        self.created(ONE, stack='theirs', name='taken')
        theirs = self.mistral.named('taken.only')
        rsrc = self.created(OTHER)
        ex = self.assertRaises(
            exception.ResourceFailure, self.updated, rsrc, name='taken'
        )
        self.assertIn(f'taken by workflow {theirs["id"]}', str(ex))
        self.updated(rsrc, name='free')
        self.assertEqual(
            {'only': 'free.only'}, rsrc.FnGetAtt('available_workflows')
        )

    def test_a_trigger_that_lacks_a_new_input_is_told_of(self):
        rsrc = self.created(ONE)
        self.mistral.triggers['t'] = {
            'id': 't',
            'name': 'nightly',
            'workflow_input': '{"b": 1}',
            'workflow_id': rsrc.FnGetAtt('workflow_ids')['only'],
        }
        self.updated(
            rsrc,
            definition="""
            only:
              input: [a, b, c: 1]
              tasks:
                t: {action: std.noop}
            """,
        )
        (told,) = [
            reason for reason in self.events(rsrc) if 'nightly' in reason
        ]
        self.assertIn('does not give the input a ', told)

    def test_what_was_never_made_does_not_stand_in_the_way(self):
        rsrc = self.created(ONE)
        rsrc.signal()
        self.mistral.fail('POST /workflows$', status=500, text='boom')
        self.assertRaises(
            exception.ResourceFailure, self.updated, rsrc, definition=TWO
        )
        self.updated(rsrc, definition=ONE)
        self.assertEqual(['only'], list(rsrc.records.current()))
        self.assertEqual(1, len(self.mistral.executions))

    def test_a_refused_definition_leaves_no_claim_to_its_names(self):
        rsrc = self.created(ONE)
        self.mistral.fail('POST /workflows$', status=400, text='no')
        self.assertRaises(
            exception.ResourceFailure, self.updated, rsrc, definition=TWO
        )
        self.assertEqual(['only'], list(rsrc.records.current()))

    def test_what_an_unanswered_request_made_goes_with_its_name(self):
        rsrc = self.created(ONE)
        self.mistral.fail(
            'POST /workflows$', status=500, text='oops', after=True
        )
        self.assertRaises(
            exception.ResourceFailure, self.updated, rsrc, definition=TWO
        )
        self.updated(rsrc, definition=TWO, name='other')
        self.assertEqual(
            {'other.first', 'other.second'},
            {row['name'] for row in self.mistral.workflows.values()},
        )

    def test_what_an_unanswered_request_made_leaves_with_the_text(self):
        rsrc = self.created(ONE)
        self.mistral.fail(
            'POST /workflows$', status=500, text='oops', after=True
        )
        self.assertRaises(
            exception.ResourceFailure, self.updated, rsrc, definition=TWO
        )
        self.updated(rsrc, definition=ONE)
        self.assertEqual(
            ['stk.w.only'],
            [row['name'] for row in self.mistral.workflows.values()],
        )

    def test_executions_of_a_workflow_that_leaves_are_ended(self):
        rsrc = self.created(ONE)
        rsrc.signal()
        self.mistral.run(rsrc.FnGetAtt('workflow_ids')['only'])
        self.updated(rsrc, definition=TWO)
        self.assertEqual(
            [''],
            [row['description'] for row in self.mistral.executions.values()],
        )

    def test_alarm_url_stays(self):
        rsrc = self.created(ONE)
        before = rsrc.FnGetAtt('alarm_url')
        self.updated(rsrc, definition=TWO)
        self.assertEqual(before, rsrc.FnGetAtt('alarm_url'))


class CheckTest(resource_case.ResourceTestCase):
    def test_finds_what_is_gone_and_an_update_mends_it(self):
        rsrc = self.created(TWO)
        self.run_action(rsrc, 'check')
        url = rsrc.FnGetAtt('alarm_url')
        del self.mistral.workflows[rsrc.FnGetAtt('workflow_ids')['second']]
        ex = self.assertRaises(
            exception.ResourceFailure, self.run_action, rsrc, 'check'
        )
        self.assertIn('stk.w.second is gone', str(ex))
        self.updated(rsrc)
        self.assertIsNotNone(self.mistral.named('stk.w.second'))
        self.assertEqual(url, rsrc.FnGetAtt('alarm_url'))

    def test_finds_that_an_update_has_stopped_half_way(self):
        rsrc = self.created(ONE)
        self.mistral.fail('DELETE /workflows', status=403, text='no')
        self.assertRaises(
            exception.ResourceFailure, self.updated, rsrc, definition=TWO
        )
        ex = self.assertRaises(
            exception.ResourceFailure, self.run_action, rsrc, 'check'
        )
        self.assertIn('the last update did not finish', str(ex))
        self.updated(rsrc, definition=ONE)
        self.run_action(rsrc, 'check')
        self.assertEqual(['only'], list(rsrc.records.current()))

    def test_finds_what_was_changed_and_an_update_mends_it(self):
        rsrc = self.created(ONE)
        row = self.mistral.named('stk.w.only')
        sound = row['definition']
        row['definition'] = sound.replace('noop', 'fail')
        ex = self.assertRaises(
            exception.ResourceFailure, self.run_action, rsrc, 'check'
        )
        self.assertIn('changed by somebody else', str(ex))
        self.updated(rsrc)
        self.assertEqual(sound, self.mistral.named('stk.w.only')['definition'])


class AdoptTest(resource_case.ResourceTestCase):
    def theirs(self):
        return self.mistral.add(
            'theirs',
            """
            version: '2.0'
            theirs:
              input: [a: 1]
              tasks:
                t: {action: std.noop}
            """,
        )

    def external(self, identifier):
        return self.resource(
            'OS::Mistral::Workflow', {}, external_id=identifier
        )

    def test_an_external_workflow_can_be_signalled(self):
        row = self.theirs()
        rsrc = self.external(row['id'])
        rsrc.validate_external()
        self.run_action(rsrc, 'create')
        self.assertEqual((rsrc.CHECK, rsrc.COMPLETE), rsrc.state)
        self.assertIsNotNone(rsrc.FnGetAtt('alarm_url'))
        rsrc.signal({'a': 2})
        (run,) = self.mistral.executions.values()
        self.assertEqual(row['id'], run['workflow_id'])
        self.assertEqual(
            [run['id']], [shown['id'] for shown in rsrc.FnGetAtt('executions')]
        )

    def test_an_external_workflow_that_does_not_exist(self):
        ex = self.assertRaises(
            exception.StackValidationFailed,
            self.external('nobody').validate_external,
        )
        self.assertIn('can not be found', str(ex))

    def test_an_abandoned_resource_is_taken_up_with_its_records(self):
        before = self.created(ONE)
        data = before.prepare_abandon()
        rsrc = self.workflow(ONE, stack='again')
        self.run_action(rsrc, 'adopt', data)
        self.assertEqual((rsrc.ADOPT, rsrc.COMPLETE), rsrc.state)
        self.assertEqual(
            before.FnGetAtt('workflow_ids'), rsrc.FnGetAtt('workflow_ids')
        )
        rsrc.signal()
        self.assertEqual(1, len(self.mistral.executions))

    def test_by_its_id_alone(self):
        row = self.theirs()
        rsrc = self.workflow(ONE)
        self.run_action(rsrc, 'adopt', {'resource_id': row['id']})
        self.assertEqual({'only': row['id']}, rsrc.FnGetAtt('workflow_ids'))
        self.updated(rsrc, tags=['a'])
        self.assertEqual(
            'stk.w.only', self.mistral.workflows[row['id']]['name']
        )


class DeleteTest(resource_case.ResourceTestCase):
    def test_takes_what_heat_started_and_leaves_what_others_did(self):
        rsrc = self.created(ONE)
        theirs = self.mistral.run(rsrc.FnGetAtt('workflow_ids')['only'])
        for _ in range(3):
            rsrc.signal()
        self.run_action(rsrc, 'delete')
        self.assertEqual({}, self.mistral.workflows)
        self.assertEqual([theirs['id']], list(self.mistral.executions))

    def test_names_the_trigger_that_stands_in_the_way(self):
        rsrc = self.created(ONE)
        self.mistral.triggers['t'] = {
            'id': 't',
            'name': 'nightly',
            'workflow_name': 'stk.w.only',
            'workflow_id': rsrc.FnGetAtt('workflow_ids')['only'],
        }
        ex = self.assertRaises(
            exception.ResourceFailure, self.run_action, rsrc, 'delete'
        )
        self.assertIn('nightly (t)', str(ex))

    def test_of_what_is_gone_already_is_no_error(self):
        rsrc = self.created(ONE)
        self.mistral.workflows.clear()
        self.run_action(rsrc, 'delete')
        self.assertEqual((rsrc.DELETE, rsrc.COMPLETE), rsrc.state)

    def test_keeps_finished_executions_where_asked(self):
        rsrc = self.created(ONE, keep_executions=True)
        rsrc.signal()
        self.run_action(rsrc, 'delete')
        self.assertEqual(
            [
                (
                    'CANCELLED',
                    'cancelled by Heat: its resource or workflow is deleted',
                )
            ],
            [
                (row['state'], row['state_info'])
                for row in self.mistral.executions.values()
            ],
        )

    def test_removes_a_workflow_whose_creation_was_never_answered(self):
        self.mistral.fail(
            'POST /workflows$', status=500, text='oops', after=True
        )
        rsrc = self.workflow(ONE)
        self.assertRaises(
            exception.ResourceFailure, self.run_action, rsrc, 'create'
        )
        self.assertEqual(1, len(self.mistral.workflows))
        self.run_action(rsrc, 'delete')
        self.assertEqual({}, self.mistral.workflows)


class SignalTest(resource_case.ResourceTestCase):
    def test_is_one_request(self):
        rsrc = self.created(TWO, input={'who': 'x'})
        for number in range(3):
            before = len(self.mistral.log)
            rsrc.signal({'greeting': str(number)})
            self.assertEqual(['POST /executions'], self.mistral.log[before:])

    def test_a_lost_reply_starts_nothing_twice(self):
        rsrc = self.created(ONE)
        self.mistral.fail('POST /executions', after=True)
        rsrc.signal()
        self.assertEqual(1, len(self.mistral.executions))
        self.assertEqual(2, len(self.mistral.requests('POST /executions')))

    def test_the_run_is_marked(self):
        rsrc = self.created(ONE)
        rsrc.signal({'params': {'description': 'by hand'}})
        (run,) = self.mistral.executions.values()
        mark = json.loads(run['description'])
        self.assertEqual('by hand', mark['description'])
        self.assertEqual(
            {
                'type': 'heat',
                'id': owner.of(rsrc),
                'stack_id': rsrc.stack.id,
                'resource': 'w',
            },
            mark['triggered_by'],
        )

    def test_a_refusal_says_what_is_accepted(self):
        rsrc = self.created(TWO)
        ex = self.assertRaises(
            exception.StackValidationFailed, rsrc.signal, {'size': 1}
        )
        self.assertIn('size', str(ex))
        self.assertIn('who, greeting', str(ex))
        self.assertEqual({}, self.mistral.executions)

    def test_mistrals_refusal_is_one_of_ours(self):
        rsrc = self.created(TWO)
        self.mistral.fail(
            'POST /executions', status=400, text='Invalid input [missing who]'
        )
        ex = self.assertRaises(exception.StackValidationFailed, rsrc.signal)
        self.assertIn('missing who', str(ex))

    def test_an_unclear_end_is_no_refusal_and_names_the_execution(self):
        rsrc = self.created(ONE)
        self.mistral.fail(
            'POST /executions', status=500, text='boom', after=True
        )
        ex = self.assertRaises(exception.Error, rsrc.signal)
        (run,) = self.mistral.executions
        self.assertIn(run, str(ex))
        self.assertTrue(any(run in reason for reason in self.events(rsrc)))

    def test_a_refusal_after_a_lost_reply_tells_nothing(self):
        rsrc = self.created(ONE)
        self.mistral.fail('POST /executions', status=503, after=True)
        self.mistral.fail('POST /executions', status=403, text='no')
        ex = self.assertRaises(exception.Error, rsrc.signal)
        (run,) = self.mistral.executions
        self.assertIn(run, str(ex))

    def test_each_unclear_end_has_an_event(self):
        rsrc = self.created(TWO, input={'who': 'x'})
        self.assertRaises(
            exception.StackValidationFailed, rsrc.signal, {'size': 1}
        )
        for _ in range(3):
            self.mistral.fail('POST /executions', status=500, text='boom')
            self.assertRaises(exception.Error, rsrc.signal)
        self.assertEqual(
            3,
            len(
                [
                    reason
                    for reason in self.events(rsrc)
                    if 'may or may not' in reason
                ]
            ),
        )

    def test_a_signal_that_finds_no_place_was_not_sent(self):
        rsrc = self.created(ONE)
        self.useFixture(
            fixtures.MockPatchObject(deadlines.places, '_taken', 10**6)
        )
        before = len(self.mistral.log)
        ex = self.assertRaises(exception.Error, rsrc.signal)
        self.assertNotIn('may or may not', str(ex))
        self.assertEqual(before, len(self.mistral.log))

    def test_our_own_mistake_is_no_refusal(self):
        rsrc = self.created(ONE)
        self.patchobject(
            type(rsrc), 'serve_signal', side_effect=ValueError('ours')
        )
        self.assertRaises(exception.Error, rsrc.signal)

    def test_is_refused_before_the_resource_is_ready(self):
        rsrc = self.workflow(ONE)
        ex = self.assertRaises(
            exception.StackValidationFailed, rsrc._handle_signal, None
        )
        self.assertIn('not ready', str(ex))

    def test_refusals_are_told_once_in_a_while(self):
        rsrc = self.created(TWO)
        for _ in range(5):
            self.assertRaises(
                exception.StackValidationFailed, rsrc.signal, {'size': 1}
            )
        self.assertEqual(
            1,
            len(
                [reason for reason in self.events(rsrc) if 'refused' in reason]
            ),
        )


class AttributeTest(resource_case.ResourceTestCase):
    def test_executions_are_one_request_for_eighty_workflows(self):
        text = ''.join(
            f'wf{number}:\n  tasks: {{t: {{action: std.noop}}}}\n'
            for number in range(80)
        )
        rsrc = self.created(text)
        for number in range(80):
            self.mistral.run(self.mistral.named(f'stk.w.wf{number}')['id'])
        before = len(self.mistral.log)
        runs = rsrc.FnGetAtt('executions')
        self.assertEqual(['GET /executions'], self.mistral.log[before:])
        self.assertEqual(80, len(runs))
        self.assertEqual('stk.w.wf79', runs[0]['workflow_name'])

    def test_executions_are_live_and_newest_first(self):
        rsrc = self.created(ONE)
        self.assertEqual([], rsrc.FnGetAtt('executions'))
        self.assertEqual({}, rsrc.FnGetAtt('latest_execution'))
        rsrc.signal()
        by_hand = self.mistral.run(
            rsrc.FnGetAtt('workflow_ids')['only'], given='{"a": 1}'
        )
        runs = rsrc.FnGetAtt('executions')
        self.assertEqual(2, len(runs))
        self.assertEqual(by_hand['id'], runs[0]['id'])
        self.assertEqual({'a': 1}, runs[0]['input'])
        self.assertEqual(runs[0], rsrc.FnGetAtt('latest_execution'))

    def test_executions_of_former_names_are_listed(self):
        rsrc = self.created(ONE)
        rsrc.signal()
        self.updated(rsrc, name='renamed')
        self.assertEqual(
            ['stk.w.only'],
            [run['workflow_name'] for run in rsrc.FnGetAtt('executions')],
        )

    def test_the_latest_execution_is_fetched_alone(self):
        rsrc = self.created(ONE)
        self.assertEqual({}, rsrc.FnGetAtt('latest_execution'))
        for _ in range(3):
            rsrc.signal()
        before = len(self.mistral.queries)
        rsrc.FnGetAtt('latest_execution')
        (query,) = self.mistral.queries[before:]
        self.assertIn('limit=1&', query + '&')

    def test_the_latest_execution_is_one_of_ours(self):
        rsrc = self.created(ONE)
        rsrc.signal()
        (ours,) = self.mistral.executions
        # Of a workflow that has left, and whose name is ours now.
        other = self.mistral.add(
            'theirs',
            """
            version: '2.0'
            theirs: {tasks: {t: {action: std.noop}}}
            """,
        )
        theirs = self.mistral.run(other['id'])
        theirs['workflow_name'] = 'stk.w.only'
        self.assertEqual(ours, rsrc.FnGetAtt('latest_execution')['id'])

    def test_where_mistral_cannot_be_asked_there_is_an_error(self):
        rsrc = self.created(ONE)
        self.mistral.fail('GET /executions', status=500, text='boom')
        ex = self.assertRaises(exception.Error, rsrc.FnGetAtt, 'executions')
        self.assertIn('boom', str(ex))

    def test_data_is_what_the_in_tree_plugin_gives(self):
        rsrc = self.created(TWO, input={'who': 'x'})
        self.assertEqual(
            {'name': 'stk.w.first', 'input': {'who': 'x'}},
            rsrc.FnGetAtt('data'),
        )

    def test_show(self):
        rsrc = self.created(ONE)
        self.assertEqual('stk.w.only', rsrc.FnGetAtt('show')['name'])

    def test_nothing_before_creation(self):
        rsrc = self.workflow(ONE)
        self.assertIsNone(rsrc.FnGetAtt('alarm_url'))


def asked(text):
    """A definition with a Jinja expression more, which Mistral checks."""
    return (
        f'{textwrap.dedent(text).rstrip()}\n  output: {{o: "{{{{ _.x }}}}"}}\n'
    )


class ValidationTest(resource_case.ResourceTestCase):
    def refusal(self, text, **properties):
        return str(
            self.assertRaises(
                exception.StackValidationFailed,
                self.workflow(text, **properties).validate,
            )
        )

    def test_mistrals_finding_gets_a_place(self):
        self.mistral.finding = (
            'Invalid DSL: Additional properties are not allowed '
            "('akshun' was unexpected)"
        )
        told = self.refusal('a:\n  tasks:\n    t:\n      akshun: x\n')
        self.assertIn('line 4', told)

    def test_a_mistral_that_is_away_makes_nothing_invalid(self):
        for _ in range(50):
            self.mistral.fail('POST /workflows/validate', status=500)
        self.workflow(asked(ONE)).validate()

    def test_what_is_registered_is_not_refused_by_a_newer_mistral(self):
        self.created(asked(ONE), name='mine')
        self.mistral.finding = 'Invalid DSL: out of fashion'
        # As at an update: what Heat validates knows nothing of the past.
        self.workflow(asked(ONE), stack='s', name='mine').validate()
        self.assertIn(
            'out of fashion',
            self.refusal(asked(OTHER), stack='t', name='mine'),
        )
        self.assertIn(
            'out of fashion',
            self.refusal(asked(ONE), stack='u', name='another'),
        )

    def test_large_definitions_are_not_shown_to_mistral(self):
        tasks = ''.join(
            f'    t{number}: {{action: std.noop}}\n' for number in range(30)
        )
        self.workflow(asked('a:\n  tasks:\n' + tasks)).validate()
        self.assertEqual([], self.mistral.log)

    def test_what_comes_from_a_resource_that_is_not_there_yet(self):
        made = self.resources(
            {
                'o': {
                    'type': 'OS::Mistral::Workflow',
                    'properties': {'definition': asked(ONE)},
                },
                'w': {
                    'type': 'OS::Mistral::Workflow',
                    'properties': {
                        'definition': {
                            'str_replace': {
                                'template': 'a:\n  tasks: {t: {workflow: NAME}}\n',
                                'params': {
                                    'NAME': {
                                        'get_attr': [
                                            'o',
                                            'available_workflows',
                                            'only',
                                        ]
                                    }
                                },
                            }
                        }
                    },
                },
            }
        )
        made.validate()
        self.assertEqual(
            1, len(self.mistral.requests('POST /workflows/validate'))
        )

    def test_null_is_no_form(self):
        rsrc = self.resource(
            'OS::Mistral::Workflow',
            {
                'definition': None,
                'tasks': [{'name': 't', 'action': 'std.noop'}],
            },
        )
        rsrc.validate()
        rsrc = self.resource(
            'OS::Mistral::Workflow', {'definition': None}, stack_name='other'
        )
        self.assertRaises(exception.PropertyUnspecifiedError, rsrc.validate)

    def test_both_or_neither_form(self):
        rsrc = self.workflow(ONE, tasks=[{'name': 't'}])
        self.assertRaises(exception.ResourcePropertyConflict, rsrc.validate)

    def test_public_with_input(self):
        self.assertIn(
            'public', self.refusal(TWO, scope='public', input={'who': 'x'})
        )

    def test_params_that_mistral_keeps_for_itself(self):
        self.assertIn('wf_input', self.refusal(ONE, params={'wf_input': {}}))

    def test_a_definition_that_is_too_large(self):
        cfg.CONF.set_override('definition_size', 100, 'clients_mistral')
        tasks = [{'name': 't', 'action': 'std.noop', 'description': 'é' * 50}]
        for told in (
            self.refusal(ONE + '#' + 'é' * 50),
            self.refusal(None, stack='s', tasks=tasks),
        ):
            self.assertIn('at most 100 are accepted (definition_size', told)
        self.workflow(ONE, stack='t').validate()

    def test_a_definition_that_was_not_too_large_once(self):
        rsrc = self.created(ONE)
        cfg.CONF.set_override('definition_size', 10, 'clients_mistral')
        rsrc.signal()
        self.assertEqual(1, len(rsrc.FnGetAtt('executions')))
        self.assertIsNotNone(rsrc.FnGetAtt('alarm_url'))
        ex = self.assertRaises(
            exception.ResourceFailure, self.updated, rsrc, definition=OTHER
        )
        self.assertIn('at most 10 are accepted', str(ex))
        self.run_action(rsrc, 'delete')
        self.assertEqual({}, self.mistral.workflows)

    def test_an_unknown_default_workflow(self):
        self.assertIn('only', self.refusal(ONE, default_workflow='x'))


class TasksFormTest(resource_case.ResourceTestCase):
    def test_is_registered_under_its_own_name(self):
        rsrc = self.created(
            None,
            name='mine',
            type='direct',
            input={'a': 1},
            tasks=[{'name': 't', 'action': 'std.noop', 'wait_after': 1}],
        )
        self.assertEqual('mine', rsrc.FnGetRefId())
        body = (
            definition.parse(self.mistral.named('mine')['definition'])
            .workflows['mine']
            .body
        )
        self.assertEqual(
            {'t': {'action': 'std.noop', 'wait-after': 1}}, body['tasks']
        )
        self.assertEqual([{'a': 1}], body['input'])
        rsrc.signal({'input': {'a': 2}, 'extra': True})
        (run,) = self.mistral.executions.values()
        self.assertEqual({'a': 2}, json.loads(run['input']))

    def test_needs_no_name(self):
        rsrc = self.workflow(
            None, type='direct', tasks=[{'name': 't', 'action': 'std.noop'}]
        )
        rsrc.validate()
        self.run_action(rsrc, 'create')
        self.assertEqual(rsrc.physical_resource_name(), rsrc.FnGetRefId())


class ContextTest(resource_case.ResourceTestCase):
    def test_the_plugin_is_ours(self):
        rsrc = self.workflow(ONE)
        self.assertEqual('heat_mistral', rsrc.default_client_name)
        self.assertEqual(cloud.PROJECT, rsrc.context.project_id)
