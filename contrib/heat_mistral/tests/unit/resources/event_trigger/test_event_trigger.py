"""An event trigger's life, on a Mistral that fails when it is told to."""

import functools
import itertools
import json

from heat.common import exception
from oslo_config import cfg

from heat_mistral.heat_support import unanswered
from heat_mistral.tests.unit.support import resource_case

KIND = 'OS::Mistral::EventTrigger'
WORKFLOWS = """
    a: {input: [x: 1], tasks: {t: {action: std.noop}}}
    b: {input: [y], tasks: {t: {action: std.noop}}}
    """
EVENT = 'compute.instance.create.end'


class EventTriggerCase(resource_case.ResourceTestCase):
    def setUp(self):
        super().setUp()
        self.created(WORKFLOWS)
        for short, declared in (('a', [{'x': 1}]), ('b', ['y'])):
            self.mistral.named(f'stk.w.{short}')['interface'] = json.dumps(
                {'input': declared}
            )
        self._numbers = itertools.count()
        clock = itertools.count()
        self.patchobject(unanswered, 'now', side_effect=lambda: next(clock))

    def trigger(self, **properties):
        properties = {
            'exchange': 'nova',
            'topic': 'notifications',
            'event': EVENT,
            'workflow': 'stk.w.a',
            **properties,
        }
        return self.resource(
            KIND, properties, f'event{next(self._numbers)}', 't'
        )

    def made(self, **properties):
        return self.run_action(self.trigger(**properties), 'create')

    def only(self):
        (row,) = self.mistral.event_triggers.values()
        return row

    def changes(self, before):
        return [
            line.split('/')[0].strip()
            for line in self.mistral.log[before:]
            if not line.startswith('GET')
        ]

    def refused(self, rsrc, action, *args):
        ex = self.assertRaises(
            exception.ResourceFailure, self.run_action, rsrc, action, *args
        )
        return str(ex)

    def theirs(self, **more):
        """A trigger that somebody else has made."""
        row = {
            'id': self.mistral._uuid(),
            'name': 'theirs',
            'exchange': 'nova',
            'topic': 'notifications',
            'event': EVENT,
            'workflow_id': self.mistral.named('stk.w.a')['id'],
            'workflow_input': '{}',
            'workflow_params': '{}',
            'project_id': self.mistral.project_id,
            **more,
        }
        self.mistral.event_triggers[row['id']] = row
        return row


class LifeTest(EventTriggerCase):
    def test_its_life(self):
        rsrc = self.made(name='mine', input={'x': 2}, params={'env': {'e': 1}})
        self.assertEqual(self.only()['id'], rsrc.FnGetRefId())
        self.assertEqual('{"x": 2}', self.only()['workflow_input'])
        self.run_action(rsrc, 'check')
        self.run_action(rsrc, 'suspend')
        self.assertEqual({}, self.mistral.event_triggers)
        self.assertIsNone(rsrc.FnGetAtt('show'))
        self.run_action(rsrc, 'resume')
        self.assertEqual('mine', rsrc.FnGetAtt('show')['name'])
        self.run_action(rsrc, 'delete')
        self.assertEqual({}, self.mistral.event_triggers)

    def test_check_of_a_suspended_one(self):
        rsrc = self.made()
        self.run_action(rsrc, 'suspend')
        self.run_action(rsrc, 'check')
        # Heat resumes what is suspended only.
        self.run_action(rsrc, 'suspend')
        self.run_action(rsrc, 'resume')
        self.run_action(rsrc, 'check')
        self.mistral.event_triggers.clear()
        self.assertRaises(
            exception.ResourceFailure, self.run_action, rsrc, 'check'
        )

    def test_what_mistral_can_change_is_changed_in_place(self):
        rsrc = self.made(name='mine')
        before, identifier = len(self.mistral.log), self.only()['id']
        for properties in (
            {'name': 'other'},
            {'input': {'x': 3}},
            {'params': {'env': {}}},
            {'workflow': 'stk.w.b', 'input': {'y': 1}},
        ):
            self.updated(rsrc, **properties)
        self.assertEqual(['PUT'] * 4, self.changes(before))
        self.assertEqual(identifier, self.only()['id'])
        self.assertEqual('{"y": 1}', self.only()['workflow_input'])

    def test_for_another_event_a_new_one_is_made_before_the_old_one_goes(self):
        rsrc = self.made()
        for key in ('exchange', 'topic', 'event'):
            before, identifier = len(self.mistral.log), self.only()['id']
            self.updated(rsrc, **{key: 'other'})
            self.assertEqual(['POST', 'DELETE'], self.changes(before))
            self.assertEqual('other', self.only()[key])
            self.assertNotEqual(identifier, rsrc.FnGetRefId())

    def test_a_change_of_nothing_that_mistral_knows(self):
        rsrc = self.made()
        before = len(self.mistral.log)
        self.updated(rsrc, keep_executions=True)
        self.assertEqual([], self.changes(before))

    def test_what_it_has_started_is_shown_and_goes_with_it(self):
        rsrc = self.made()
        runs = []
        for event in ('one', 'two'):
            self.updated(rsrc, event=event)
            runs.append(
                self.mistral.run(
                    self.only()['workflow_id'],
                    description=json.dumps(
                        {'triggered_by': {'id': self.only()['id']}}
                    ),
                )['id']
            )
        other = self.mistral.run(self.only()['workflow_id'])['id']
        self.assertEqual(
            list(reversed(runs)),
            [shown['id'] for shown in rsrc.FnGetAtt('executions')],
        )
        self.run_action(rsrc, 'delete')
        self.assertEqual([other], list(self.mistral.executions))

    def test_finished_ones_stay_where_that_is_wanted(self):
        rsrc = self.made(keep_executions=True)
        run = self.mistral.run(
            self.only()['workflow_id'], description=self.only()['id']
        )
        self.run_action(rsrc, 'delete')
        self.assertEqual([run], list(self.mistral.executions.values()))


class RefusedTest(EventTriggerCase):
    def test_no_workflow_and_wrong_input_are_told_before_any_request(self):
        for properties, why in (
            ({'workflow': ''}, 'workflow is empty'),
            ({'workflow': 'nobody'}, 'there is no workflow nobody'),
            ({'input': {'zz': 1}}, 'does not take the input zz'),
            ({'workflow': 'stk.w.b'}, 'needs the input y'),
        ):
            rsrc = self.trigger(**properties)
            self.assertIn(why, self.refused(rsrc, 'create'))
            self.assertIsNotNone(rsrc.resource_id)
            self.assertEqual([], rsrc.FnGetAtt('executions'))
        self.assertEqual([], self.mistral.requests('POST /event_triggers'))

    def test_mistral_would_not_check_the_input_of_a_change(self):
        rsrc = self.made()
        before = dict(self.only())
        ex = self.assertRaises(
            exception.ResourceFailure, self.updated, rsrc, input={'zz': 1}
        )
        self.assertIn('input: workflow stk.w.a does not take', str(ex))
        self.assertEqual(before, self.only())

    def test_a_refusal_leaves_what_was_there(self):
        rsrc = self.made()
        before = self.only()
        self.mistral.fail('POST /event_triggers', status=403, text='no trust')
        ex = self.assertRaises(
            exception.ResourceFailure, self.updated, rsrc, event='other'
        )
        self.assertIn('no trust', str(ex))
        self.assertIs(before, self.only())
        self.updated(rsrc)  # back to what it was: nothing is left to do
        self.run_action(rsrc, 'check')
        self.assertIs(before, self.only())

    def test_an_event_for_which_the_workflow_runs_already(self):
        theirs = self.theirs()
        rsrc = self.trigger(name='theirs')
        self.assertIn(f'theirs ({theirs["id"]})', self.refused(rsrc, 'create'))
        self.assertIn('is gone', self.refused(rsrc, 'check'))
        self.run_action(rsrc, 'delete')
        self.assertIs(theirs, self.only())

    def test_a_change_to_a_workflow_that_runs_for_it_already(self):
        """Mistral's answer would be a 500 with the SQL statement."""
        rsrc = self.made()
        self.theirs(workflow_id=self.mistral.named('stk.w.b')['id'])
        before = len(self.mistral.log)
        ex = self.assertRaises(
            exception.ResourceFailure,
            self.updated,
            rsrc,
            workflow='stk.w.b',
            input={'y': 1},
        )
        self.assertIn('for this event already', str(ex))
        self.assertEqual([], self.changes(before))

    def test_one_of_another_project_is_in_nobodys_way(self):
        theirs = self.theirs(project_id='other')
        rsrc = self.made()
        self.run_action(rsrc, 'delete')
        self.assertIs(theirs, self.only())


class LostTest(EventTriggerCase):
    def test_a_lost_reply_makes_no_second_one(self):
        self.mistral.fail('POST /event_triggers', after=True)
        rsrc = self.made()
        self.assertEqual(self.only()['id'], rsrc.FnGetRefId())

    def test_a_lost_reply_to_a_new_event(self):
        rsrc = self.made()
        self.mistral.fail('POST /event_triggers', after=True)
        self.updated(rsrc, event='other')
        self.assertEqual('other', self.only()['event'])
        self.assertEqual(self.only()['id'], rsrc.FnGetRefId())

    def test_a_lost_reply_to_each_other_request(self):
        rsrc = self.made()
        for method in ('PUT', 'DELETE'):
            self.mistral.fail(f'{method} /event_triggers', after=True)
        self.updated(rsrc, input={'x': 2})
        self.updated(rsrc, event='other')
        self.assertEqual('other', self.only()['event'])

    def dies_at_each_record(self, before, action):
        """Nothing is left of a trigger whose engine died at any record.

        :param before: done to the resource first.
        :param action: in which the engine dies.
        """
        for number in itertools.count():
            rsrc = self.trigger()
            before(rsrc)
            died = self.dies(rsrc, functools.partial(action, rsrc), number)
            self.run_action(rsrc, 'delete')
            self.assertEqual({}, self.mistral.event_triggers, number)
            if not died:
                break
        self.assertGreater(number, 0)

    def create(self, rsrc):
        self.run_action(rsrc, 'create')

    def test_an_engine_that_dies_at_each_record_of_create(self):
        self.dies_at_each_record(lambda rsrc: None, self.create)

    def test_an_engine_that_dies_at_each_record_of_another_event(self):
        self.dies_at_each_record(
            self.create, lambda rsrc: self.updated(rsrc, event='other')
        )

    def test_an_engine_that_dies_at_each_record_of_suspend(self):
        self.dies_at_each_record(
            self.create, lambda rsrc: self.run_action(rsrc, 'suspend')
        )


class RepairTest(EventTriggerCase):
    def test_what_check_finds_an_update_mends(self):
        rsrc = self.made()
        for harm in (
            lambda: self.only().update(workflow_input='{"x": 9}'),
            lambda: self.only().update(event='other'),
            self.mistral.event_triggers.clear,
        ):
            harm()
            self.refused(rsrc, 'check')
            self.updated(rsrc)
            self.assertEqual(
                (EVENT, '{}'),
                (self.only()['event'], self.only()['workflow_input']),
            )
            self.run_action(rsrc, 'check')

    def test_reality_is_observed(self):
        cfg.CONF.set_override('observe_on_update', True)
        for properties in ({}, {'name': 'mine'}):
            rsrc = self.made(**properties)
            before = len(self.mistral.log)
            self.updated(rsrc)
            self.assertEqual([], self.changes(before))
            self.mistral.event_triggers.clear()
            self.updated(rsrc)
            self.assertEqual(self.only()['id'], rsrc.FnGetRefId())
            self.run_action(rsrc, 'delete')

    def test_an_external_one_is_not_touched(self):
        theirs = self.theirs()
        run = self.mistral.run(theirs['workflow_id'], description=theirs['id'])
        rsrc = self.resource(KIND, {}, 'ext', 't', external_id=theirs['id'])
        rsrc.validate_external()
        self.run_action(rsrc, 'create')
        self.assertEqual(
            [run['id']], [each['id'] for each in rsrc.FnGetAtt('executions')]
        )
        before = len(self.mistral.log)
        for action in ('suspend', 'resume', 'check', 'delete'):
            self.run_action(rsrc, action)
        self.assertEqual([], self.changes(before))
        self.assertIs(theirs, self.only())

    def test_an_abandoned_one_is_taken_up_with_its_records(self):
        before = self.made()
        rsrc = self.run_action(
            self.trigger(), 'adopt', before.prepare_abandon()
        )
        self.run_action(rsrc, 'check')
        self.assertEqual(before.FnGetRefId(), rsrc.FnGetRefId())
        self.run_action(rsrc, 'delete')
        self.assertEqual({}, self.mistral.event_triggers)


class ValidationTest(EventTriggerCase):
    def test_bad_input(self):
        for properties, why in (
            ({'event': 'compute.*'}, "'*' cannot stand in the type"),
            ({'event': 'a|b'}, "'|' cannot stand in the type"),
            ({'params': {'description': 'd'}}, 'keeps it for itself'),
            ({'params': {'wf_input': {}}}, 'keeps it for itself'),
            ({'params': {'env': []}}, 'param env must be'),
            ({'params': {'a': 'x' * 65_536}}, 'at most 65535'),
        ):
            ex = self.assertRaises(
                exception.StackValidationFailed,
                self.trigger(**properties).validate,
            )
            self.assertIn(why, str(ex))

    def test_what_services_send(self):
        for event in (EVENT, 'identity.project.created', 'a-b_c:d/e@f'):
            self.trigger(event=event).validate()


class WorkflowTest(EventTriggerCase):
    """A workflow that an event trigger uses."""

    def test_its_deletion_names_the_trigger(self):
        workflow = self._stacks[0]['w']
        theirs = self.theirs()
        self.assertIn(
            f'used by event trigger theirs ({theirs["id"]})',
            self.refused(workflow, 'delete'),
        )

    def test_one_that_leaves_the_text_waits_for_it(self):
        workflow = self._stacks[0]['w']
        theirs = self.theirs()
        self.updated(
            workflow,
            definition='b: {input: [y], tasks: {t: {action: std.noop}}}',
        )
        self.assertIn(
            f'event trigger theirs ({theirs["id"]})',
            '; '.join(self.events(workflow)),
        )
        self.mistral.event_triggers.clear()
        self.run_action(workflow, 'check')
        self.assertIsNone(self.mistral.named('stk.w.a'))

    def test_an_input_that_it_comes_to_require_is_told(self):
        self.theirs()
        workflow = self._stacks[0]['w']
        self.updated(
            workflow, definition='a: {input: [z], tasks: {t: {action: a.b}}}'
        )
        self.assertIn(
            'does not give the input z', '; '.join(self.events(workflow))
        )
