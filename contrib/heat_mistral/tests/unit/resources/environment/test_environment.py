"""An environment's life, on a Mistral that fails when it is told to."""

import itertools
import json

from heat.common import exception
from oslo_config import cfg

from heat_mistral.heat_support import unanswered
from heat_mistral.tests.unit.support import resource_case

KIND = 'OS::Mistral::Environment'


class EnvironmentCase(resource_case.ResourceTestCase):
    def setUp(self):
        super().setUp()
        self._numbers = itertools.count()
        clock = itertools.count()
        self.patchobject(unanswered, 'now', side_effect=lambda: next(clock))

    def environment(self, **properties):
        return self.resource(
            KIND, properties, f'env{next(self._numbers)}', 'e'
        )

    def made(self, **properties):
        return self.run_action(self.environment(**properties), 'create')

    def only(self):
        (row,) = self.mistral.environments.values()
        return row

    def content(self):
        """Name -> variables of all that is there."""
        return {
            row['name']: json.loads(row['variables'])
            for row in self.mistral.environments.values()
        }

    def refused(self, rsrc, action, *args):
        ex = self.assertRaises(
            exception.ResourceFailure, self.run_action, rsrc, action, *args
        )
        return str(ex)


class LifeTest(EnvironmentCase):
    def test_its_life(self):
        rsrc = self.made(name='mine', variables={'a': 1}, description='d')
        self.assertEqual('mine', rsrc.FnGetRefId())
        self.assertEqual('d', self.only()['description'])
        self.run_action(rsrc, 'check')
        self.updated(rsrc, variables={'b': [{'c': None}]})
        self.assertEqual({'mine': {'b': [{'c': None}]}}, self.content())
        self.assertEqual({'b': [{'c': None}]}, rsrc.FnGetAtt('variables'))
        self.assertEqual(self.only()['id'], rsrc.FnGetAtt('environment_id'))
        self.assertEqual('mine', rsrc.FnGetAtt('name'))
        self.run_action(rsrc, 'suspend')
        self.run_action(rsrc, 'resume')
        self.run_action(rsrc, 'delete')
        self.assertEqual({}, self.content())

    def test_another_name_is_made_before_the_former_one_goes(self):
        rsrc = self.made(name='mine', variables={'a': 1})
        before = len(self.mistral.log)
        self.updated(rsrc, name='other')
        self.assertEqual({'other': {'a': 1}}, self.content())
        self.assertEqual('other', rsrc.FnGetRefId())
        self.assertEqual(
            ['POST /environments', 'DELETE /environments/mine'],
            [x for x in self.mistral.log[before:] if not x.startswith('GET')],
        )

    def test_the_former_one_waits_for_a_trigger_that_names_it(self):
        rsrc = self.made(name='mine')
        self.created('{a: {tasks: {t: {action: std.noop}}}}')
        trigger = self.run_action(
            self.resource(
                'OS::Mistral::CronTrigger',
                {
                    'workflow': {'name': 'stk.w.a', 'params': {'env': 'mine'}},
                    'pattern': '0 3 * * *',
                },
                'cron',
                'c',
            ),
            'create',
        )
        self.updated(rsrc, name='other')
        self.assertEqual(['mine', 'other'], sorted(self.content()))
        self.assertIn('cron trigger', '; '.join(self.events(rsrc)))
        # As a rollback does.
        self.updated(rsrc, name='mine', variables={'a': 2})
        self.assertEqual({'mine': {'a': 2}}, self.content())
        self.assertEqual('mine', rsrc.FnGetRefId())
        self.updated(rsrc, name='other')
        self.run_action(trigger, 'delete')
        self.run_action(rsrc, 'check')
        self.assertEqual(['other'], list(self.content()))

    def test_a_former_one_goes_with_the_resource(self):
        rsrc = self.made(name='mine')
        self.mistral.fail('DELETE /environments/mine', status=403, text='no')
        self.assertRaises(
            exception.ResourceFailure, self.updated, rsrc, name='other'
        )
        self.assertEqual(['mine', 'other'], sorted(self.content()))
        self.run_action(rsrc, 'delete')
        self.assertEqual({}, self.content())

    def test_letters_of_a_resources_name_that_mistral_cannot_take(self):
        rsrc = self.run_action(
            self.resource(KIND, {}, 'env', 'what? now'), 'create'
        )
        self.assertIn('what_ now', rsrc.FnGetRefId())
        self.assertEqual(rsrc.FnGetRefId(), self.only()['name'])


class LostTest(EnvironmentCase):
    def test_a_lost_reply_makes_no_second_one(self):
        self.mistral.fail('POST /environments', after=True)
        rsrc = self.made(name='mine', variables={'a': 1})
        self.assertEqual(self.only()['id'], rsrc.data()['current'])
        self.assertEqual(1, len(self.mistral.requests('POST')))

    def test_a_request_that_comes_through_late_is_known_by_its_content(self):
        rsrc = self.environment(name='mine', variables={'a': 1})
        row = self.mistral.add_environment
        # Sent, not answered, and carried out after it was looked for.
        self.mistral.fail_in_turn(
            [None, None, lambda line: (504, '', False), None]
            + [lambda line: row('mine', {'a': 1}) and None]
        )
        self.run_action(rsrc, 'create')
        self.assertEqual(self.only()['id'], rsrc.data()['current'])

    def test_another_ones_of_the_same_content_is_not_ours(self):
        theirs = self.mistral.add_environment('mine', {'a': 1})
        rsrc = self.environment(name='mine', variables={'a': 1})
        self.assertIn(
            f'taken by environment {theirs["id"]}',
            self.refused(rsrc, 'create'),
        )
        self.assertEqual('mine', rsrc.resource_id)
        self.assertIsNone(rsrc.FnGetAtt('variables'))
        self.assertIn('is gone', self.refused(rsrc, 'check'))
        self.run_action(rsrc, 'delete')
        self.assertIs(theirs, self.only())

    def test_an_engine_that_dies_at_each_record(self):
        for number in itertools.count():
            self.mistral.environments.clear()
            rsrc = self.environment(name='mine', variables={'a': 1})
            died = self.dies(
                rsrc, lambda r=rsrc: self.run_action(r, 'create'), number
            )
            self.run_action(rsrc, 'delete')
            self.assertEqual({}, self.content(), number)
            if not died:
                break
        self.assertGreater(number, 2)

    def test_an_engine_that_dies_at_each_record_of_another_name(self):
        for number in itertools.count():
            self.mistral.environments.clear()
            rsrc = self.made(name='mine', variables={'a': 1})
            died = self.dies(
                rsrc, lambda r=rsrc: self.updated(r, name='other'), number
            )
            self.updated(rsrc, name='other', description=str(number))
            self.assertEqual({'other': {'a': 1}}, self.content(), number)
            if not died:
                break
        self.assertGreater(number, 2)

    def test_a_lost_reply_to_a_change(self):
        rsrc = self.made(name='mine', variables={'a': 1})
        self.mistral.fail('PUT /environments', after=True)
        self.updated(rsrc, variables={'a': 2})
        self.assertEqual({'mine': {'a': 2}}, self.content())

    def test_a_refusal_is_told(self):
        self.mistral.fail('POST /environments', status=400, text='because')
        rsrc = self.environment(name='mine')
        self.assertIn('because', self.refused(rsrc, 'create'))
        self.assertNotIn('pending', rsrc.data())


class RepairTest(EnvironmentCase):
    def test_what_check_finds_an_update_mends(self):
        rsrc = self.made(name='mine', variables={'a': 1})
        self.only()['variables'] = '{"a": 2}'
        self.assertIn('changed by somebody', self.refused(rsrc, 'check'))
        self.updated(rsrc)
        self.assertEqual({'mine': {'a': 1}}, self.content())
        self.mistral.environments.clear()
        self.assertIn('is gone', self.refused(rsrc, 'check'))
        self.updated(rsrc)
        self.assertEqual({'mine': {'a': 1}}, self.content())

    def test_reality_is_observed(self):
        cfg.CONF.set_override('observe_on_update', True)
        for description in (None, 'd'):
            properties = {} if description is None else {'description': 'd'}
            self.mistral.environments.clear()
            rsrc = self.made(name='mine', variables={'a': 1}, **properties)
            before = len(self.mistral.requests('PUT|POST'))
            self.updated(rsrc)
            self.assertEqual(before, len(self.mistral.requests('PUT|POST')))
            self.only()['variables'] = '{"a": 2}'
            self.updated(rsrc)
            self.assertEqual({'mine': {'a': 1}}, self.content())
            self.mistral.environments.clear()
            self.updated(rsrc)
            self.assertEqual(description, self.only()['description'])

    def test_an_external_one_is_not_touched(self):
        row = self.mistral.add_environment('theirs', {'a': 1})
        rsrc = self.resource(KIND, {}, 'ext', 'e', external_id='theirs')
        rsrc.validate_external()
        self.run_action(rsrc, 'create')
        self.assertEqual({'a': 1}, rsrc.FnGetAtt('variables'))
        self.assertEqual({'a': 1}, rsrc.FnGetAtt('show')['variables'])
        self.run_action(rsrc, 'delete')
        self.assertIs(row, self.only())
        self.assertEqual([], self.mistral.requests('PUT|POST|DELETE'))

    def test_an_external_one_may_be_a_public_one_of_another_project(self):
        for scope, project, value in (
            ('private', 'other', 1),
            ('public', 'other', 2),
        ):
            self.mistral.add_environment(
                'theirs', {'a': value}, project_id=project, scope=scope
            )
        rsrc = self.resource(KIND, {}, 'ext', 'e', external_id='theirs')
        rsrc.validate_external()
        self.run_action(rsrc, 'create')
        self.assertEqual({'a': 2}, rsrc.FnGetAtt('variables'))
        self.run_action(rsrc, 'check')
        self.mistral.add_environment('theirs', {'a': 3})
        self.assertEqual({'a': 3}, rsrc.FnGetAtt('variables'))
        self.run_action(rsrc, 'delete')
        self.assertEqual(3, len(self.mistral.environments))
        self.assertEqual([], self.mistral.requests('PUT|POST|DELETE'))

    def test_an_abandoned_one_keeps_its_name(self):
        before = self.made(variables={'a': 1})
        rsrc = self.run_action(
            self.environment(variables={'a': 1}),
            'adopt',
            before.prepare_abandon(),
        )
        name = self.only()['name']
        self.run_action(rsrc, 'check')
        self.updated(rsrc, variables={'a': 2})
        self.assertEqual({name: {'a': 2}}, self.content())


class ProjectsTest(EnvironmentCase):
    def test_a_private_one_of_another_project_does_not_count(self):
        theirs = self.mistral.add_environment('mine', {}, project_id='other')
        rsrc = self.made(name='mine', variables={'a': 1})
        self.updated(rsrc, variables={'a': 2})
        self.assertEqual({'a': 2}, rsrc.FnGetAtt('variables'))
        self.run_action(rsrc, 'delete')
        self.assertIs(theirs, self.only())

    def test_a_public_one_of_another_project_is_not_written_to(self):
        rsrc = self.made(name='mine', variables={'a': 1})
        theirs = self.mistral.add_environment(
            'mine', {}, project_id='other', scope='public'
        )
        for call in (
            lambda: self.updated(rsrc, variables={'a': 2}),
            lambda: self.run_action(rsrc, 'delete'),
        ):
            ex = self.assertRaises(exception.ResourceFailure, call)
            self.assertIn(theirs['id'], str(ex))
        self.assertEqual([], self.mistral.requests('PUT|DELETE'))


class ValidationTest(EnvironmentCase):
    def invalid(self, **properties):
        ex = self.assertRaises(
            exception.StackValidationFailed,
            self.environment(**properties).validate,
        )
        return str(ex)

    def test_names_that_nothing_would_reach(self):
        for name in ('a/b', 'a?b', 'a#b', 'a&b', 'a%b', '..', 'a\nb'):
            self.assertIn('cannot stand in the name', self.invalid(name=name))
        for name in ('a b', 'v1.2', 'a:b', '\u00e9'):
            self.environment(name=name).validate()

    def test_variables_with_which_no_run_would_begin(self):
        self.environment(variables={'a': 'x' * 1_040_000}).validate()
        self.assertIn(
            '1025 KB', self.invalid(variables={'a': 'x' * 1_050_000})
        )
        # Each letter takes four bytes where one of them does.
        self.assertIn(
            'refuses every run',
            self.invalid(variables={'a': '\U0001f600' + 'x' * 300_000}),
        )

    def test_a_description_that_mistral_cannot_keep(self):
        self.environment(description='x' * 65_535).validate()
        self.assertIn(
            '65536 bytes; Mistral keeps at most 65535',
            self.invalid(description='\u00e9' * 32_768),
        )
