"""The life of a code source."""

import json
from unittest import mock

from heat.common import exception

from heat_mistral.core import code_source
from heat_mistral.mistral_api import staging
from heat_mistral.tests.unit.core.code_source.samples import GREET, greet
from heat_mistral.tests.unit.resources.code_source.case import (
    KIND,
    SHOWN,
    CodeSourceCase,
)

MORE = GREET + '\n\nclass More(Greet):\n    pass\n'
OTHER = GREET.replace('Greet', 'Other')


class CreateTest(CodeSourceCase):
    def test_source_then_actions(self):
        rsrc = self.made(MORE, {'acme.greet': 'Greet', 'acme.more': 'More'})
        name = rsrc.resource_id
        self.assertEqual(
            [
                'POST /code_sources',
                'POST /dynamic_actions',
                'POST /dynamic_actions',
            ],
            self.changes(),
        )
        self.assertEqual([(name, 1, 'private')], self.sources())
        self.assertEqual(
            [
                ('acme.greet', 'Greet', name, 'private'),
                ('acme.more', 'More', name, 'private'),
            ],
            self.actions(),
        )

    def test_attributes(self):
        rsrc = self.made()
        self.assertEqual(
            {'acme.greet': 'acme.greet'}, rsrc.FnGetAtt('available_actions')
        )
        self.assertEqual({'acme.greet': SHOWN}, rsrc.FnGetAtt('inputs'))
        self.assertEqual(1, rsrc.FnGetAtt('version'))
        self.assertEqual(64, len(rsrc.FnGetAtt('digest')))
        self.assertEqual(GREET, rsrc.FnGetAtt('show')['content'])

    def test_it_is_tried_before_it_is_made_known(self):
        self.made()
        lines = [
            line for line in self.mistral.log if not line.startswith('GET /co')
        ]
        tried = lines.index('POST /code_sources')
        known = lines.index('POST /code_sources', tried + 1)
        self.assertLess(tried, known)
        self.assertTrue(
            any(
                line.startswith('GET /actions/' + staging.PREFIX)
                for line in lines[tried:known]
            )
        )

    def test_what_mistral_cannot_use_is_not_made(self):
        rsrc = self.source(GREET + '# fault: it rains')
        self.assertIn(
            'action acme.greet: Mistral cannot use class Greet: it rains',
            self.fails(rsrc, 'create'),
        )
        self.assertEqual([], self.changes())
        self.assertEqual({}, self.mistral.sources)
        before = len(self.mistral.log)
        self.run_action(rsrc, 'delete')
        self.assertEqual([], self.mistral.log[before:])

    def test_a_member_is_told_and_nothing_is_made_or_left(self):
        rsrc = self.source()
        self.mistral.fail('GET /code_sources', 403, 'Operation forbidden')
        reason = self.fails(rsrc, 'create')
        self.assertIn('Mistral (403): Operation forbidden', reason)
        self.assertIn('administrators', reason)
        self.assertIsNone(rsrc.FnGetAtt('version'))
        self.run_action(rsrc, 'delete')
        self.assertEqual(['GET /code_sources'], self.mistral.log)

    def test_an_old_mistral(self):
        self.mistral.fail('GET /code_sources', 404, '<html>404</html>')
        self.assertIn('Mistral 12', self.fails(self.source(), 'create'))

    def test_a_name_that_is_taken(self):
        theirs = self.mistral.add_source('theirs', GREET)
        row = self.mistral.add_dynamic('acme.greet', 'Greet', theirs)
        reason = self.fails(self.source(), 'create')
        self.assertIn(f'taken by dynamic action {row["id"]}', reason)
        self.assertIn('override', reason)
        self.assertEqual([], self.changes())

    def test_a_name_that_is_one_to_the_database(self):
        """The trial has another name, and goes through."""
        rsrc = self.source()
        self.mistral.fail_in_turn(
            [
                lambda line: (
                    (409, 'Duplicate entry', False)
                    if line == 'POST /dynamic_actions' and not self.staged()
                    else None
                )
            ]
            * 100
        )
        self.assertIn('case of letters', self.fails(rsrc, 'create'))
        self.mistral.faults = []
        self.updated(rsrc)
        self.assertEqual(1, len(self.mistral.dynamic))

    def staged(self):
        return any(
            row['namespace'] == staging.NAMESPACE
            for row in self.mistral.sources.values()
        )

    def test_override_takes_an_action_over(self):
        theirs = self.mistral.add_source('theirs', GREET)
        row = self.mistral.add_dynamic('acme.greet', 'Greet', theirs)
        rsrc = self.made(override=True)
        self.assertEqual(
            [('acme.greet', 'Greet', rsrc.resource_id, 'private')],
            self.actions(),
        )
        self.assertEqual([row['id']], list(self.mistral.dynamic))
        self.run_action(rsrc, 'delete')
        self.assertEqual([('theirs', 1, 'private')], self.sources())

    def test_a_source_of_the_name(self):
        theirs = self.mistral.add_source('mine', OTHER)
        self.assertIn(
            'override', self.fails(self.source(name='mine'), 'create')
        )
        self.mistral.add_dynamic('other', 'Other', theirs)
        rsrc = self.resource(
            KIND,
            {
                'name': 'mine',
                'content': GREET,
                'actions': {'a': 'Greet'},
                'override': True,
            },
            'two',
        )
        self.assertIn('it has the actions other', self.fails(rsrc, 'create'))
        self.mistral.dynamic.clear()
        self.updated(rsrc)
        self.assertEqual([('mine', 2, 'private')], self.sources())

    def test_built_in_and_ad_hoc_actions(self):
        found = {'id': 'x', 'name': 'std.echo', 'input': '', 'scope': 'public'}
        cases = (
            ({'project_id': None}, 'built in'),
            ({'project_id': 'theirs'}, 'public action of project theirs'),
            (
                {
                    'project_id': self.mistral.project_id,
                    'definition': 'version: "2.0"',
                },
                'ad-hoc action',
            ),
        )
        real = self.mistral._get_actions
        for more, reason in cases:
            self.mistral._get_actions = lambda path, *args, more=more: (
                {**found, **more}
                if path == ['std.echo']
                else real(path, *args)
            )
            rsrc = self.resource(
                KIND,
                {'content': GREET, 'actions': {'std.echo': 'Greet'}},
                more['project_id'] or 'none',
            )
            self.assertIn(reason, self.fails(rsrc, 'create'))
        self.mistral._get_actions = lambda path, *args: (
            {**found, 'project_id': None}
            if path == ['std.echo']
            else real(path, *args)
        )
        self.made(GREET, {'std.echo': 'Greet'}, override=True)

    def test_the_actions_of_others_are_none_of_ours(self):
        theirs = self.mistral.add_source('x', GREET, project_id='theirs')
        self.mistral.add_dynamic(
            'acme.greet', 'Greet', theirs, project_id='theirs'
        )
        rsrc = self.made(name='x')
        self.run_action(rsrc, 'delete')
        self.assertEqual([('x', 1, 'private')], self.sources())

    def test_warnings_are_events(self):
        content = greet(body='self.c = object()')
        rsrc = self.made(content)
        self.assertIn(
            'line 4, column 9: self.c is object()',
            '\n'.join(self.events(rsrc)),
        )

    def test_a_few_warnings_are_told_of(self):
        body = '\n        '.join(f'self.c{n} = object()' for n in range(20))
        rsrc = self.made(greet(body=body))
        told = [text for text in self.events(rsrc) if 'object()' in text]
        self.assertEqual(5, len(told))
        self.assertIn('and 15 more', self.events(rsrc))


class ValidateTest(CodeSourceCase):
    def invalid(self, *args, **properties):
        rsrc = self.source(*args, **properties)
        ex = self.assertRaises(exception.StackValidationFailed, rsrc.validate)
        return str(ex)

    def test_line_and_column(self):
        self.assertEqual(
            'Property error: src.properties.content: line 1, column 7: this '
            'is no Python: invalid syntax',
            self.invalid('def f(:\n'),
        )
        self.assertEqual([], self.mistral.log)

    def test_several(self):
        self.assertIn('; and 2 more', self.invalid('import nosuch\n' * 6))

    def test_a_path_is_never_read(self):
        for path in ('/etc/hostname', 'file:///etc/hostname'):
            said = self.invalid(path)
            self.assertIn('get_file', said)

    def test_strict(self):
        content = greet(body='self.c = object()')
        self.source(content).validate()
        self.assertIn('self.c is object()', self.invalid(content, strict=True))

    def test_allowed_imports(self):
        content = greet(before='import openstack\n')
        self.assertIn('openstack', self.invalid(content))
        self.source(content, allow_imports=['openstack']).validate()

    def test_names_of_actions(self):
        for name, reason in (
            ('a b', 'letters'),
            ('a/b', 'letters'),
            ('', 'letters'),
            ('a' * 256, '255'),
            ('6f2a4a64-9d2f-4d4c-8a4f-6f2a4a649d2f', 'UUID'),
        ):
            self.assertIn(reason, self.invalid(GREET, {name: 'Greet'}))
        self.assertIn('text', self.invalid(GREET, {'a': 3}))
        for name in ('A' * 500000, '-' * 500000):
            said = self.invalid(GREET, {'a': name})
            self.assertIn('the class has 500000 characters; 255', said)
            self.assertLess(len(said), 300)
        self.assertIn(
            'a.b and A.b differ',
            self.invalid(GREET, {'a.b': 'Greet', 'A.b': 'Greet'}),
        )
        self.invalid(GREET, {})


class UpdateTest(CodeSourceCase):
    def setUp(self):
        super().setUp()
        self.rsrc = self.made()
        self.name = self.rsrc.resource_id
        self.before = len(self.mistral.log)

    def update(self, **properties):
        self.updated(self.rsrc, **properties)
        return self.changes(self.before)

    def test_an_equal_text_is_not_sent(self):
        self.assertEqual(
            [], self.update(content=GREET.replace('\n', '\r\n'), strict=True)
        )
        self.assertNotIn('POST', ' '.join(self.mistral.log[self.before :]))

    def test_another_text_is_one_put(self):
        ids = list(self.mistral.dynamic)
        self.assertEqual(['PUT /code_sources'], self.update(content=MORE))
        self.assertEqual([(self.name, 2, 'private')], self.sources())
        self.assertEqual(ids, list(self.mistral.dynamic))

    def test_one_action_more_and_one_less(self):
        ids = list(self.mistral.dynamic)
        self.assertEqual(
            [
                'PUT /code_sources',
                'POST /dynamic_actions',
                f'DELETE /dynamic_actions/{ids[0]}',
            ],
            self.update(content=MORE, actions={'acme.more': 'More'}),
        )
        self.assertEqual({'acme.more': SHOWN}, self.rsrc.FnGetAtt('inputs'))

    def test_a_class_that_leaves_the_text(self):
        """There is no moment at which the action has no class."""
        ids = list(self.mistral.dynamic)
        changes = self.update(content=OTHER, actions={'acme.greet': 'Other'})
        self.assertEqual(
            [
                'POST /code_sources',
                'PUT /dynamic_actions',
                'DELETE /code_sources/',
            ],
            [line[:21] if 'DELETE' in line else line for line in changes],
        )
        self.assertEqual([(self.name + '.2', 1, 'private')], self.sources())
        self.assertEqual(ids, list(self.mistral.dynamic))
        self.assertEqual(self.name + '.2', self.rsrc.resource_id)
        self.before = len(self.mistral.log)
        self.update(content=GREET, actions={'acme.greet': 'Greet'})
        self.assertEqual([(self.name, 1, 'private')], self.sources())

    def test_an_action_that_leaves_with_its_class(self):
        self.update(content=OTHER, actions={'b': 'Other'})
        self.assertEqual(
            [('b', 'Other', self.name + '.2', 'private')], self.actions()
        )
        self.assertEqual(1, len(self.mistral.sources))

    def test_another_name_of_the_source(self):
        self.update(name='mine')
        self.assertEqual([('mine', 1, 'private')], self.sources())
        self.assertEqual('mine', self.rsrc.resource_id)
        self.assertEqual(
            [('acme.greet', 'Greet', 'mine', 'private')], self.actions()
        )

    def test_the_scope_of_the_source_and_its_actions(self):
        self.assertEqual(
            ['PUT /code_sources', 'PUT /dynamic_actions'],
            self.update(scope='public'),
        )
        self.before = len(self.mistral.log)
        self.assertEqual(
            ['PUT /dynamic_actions', 'PUT /code_sources'],
            self.update(scope='private'),
        )
        self.assertEqual([(self.name, 3, 'private')], self.sources())

    def test_scope_and_class_at_once(self):
        self.update(scope='public')
        self.update(
            scope='private', content=OTHER, actions={'acme.greet': 'Other'}
        )
        self.update(
            scope='public', content=GREET, actions={'acme.greet': 'Greet'}
        )

    def test_a_broken_text_changes_nothing(self):
        reason = self.fails(
            self.rsrc, 'update', content=GREET + '# fault: it rains'
        )
        self.assertIn('it rains', reason)
        self.assertEqual([], self.changes(self.before))
        self.assertEqual(1, len(self.mistral.sources))
        self.updated(self.rsrc, content=GREET)
        self.run_action(self.rsrc, 'check')
        self.assertEqual([], self.changes(self.before))

    def test_an_unknown_text_is_checked_when_it_is_known(self):
        reason = self.fails(self.rsrc, 'update', content='def f(:\n')
        self.assertIn('content: line 1, column 7', reason)

    def test_what_is_gone_or_changed_is_mended(self):
        self.mistral.dynamic.clear()
        self.assertIn(
            'action acme.greet is gone', self.fails(self.rsrc, 'check')
        )
        self.update()
        self.mistral.sources[list(self.mistral.sources)[0]]['content'] = MORE
        self.assertIn('changed by somebody', self.fails(self.rsrc, 'check'))
        self.update()
        self.mistral.dynamic.clear()
        self.mistral.sources.clear()
        self.assertIn('the source is gone', self.fails(self.rsrc, 'check'))
        self.update()
        self.run_action(self.rsrc, 'check')
        self.assertEqual([(self.name, 1, 'private')], self.sources())

    def test_reality_is_observed(self):
        self.mistral.dynamic.clear()
        self.rsrc.converge = True
        self.update()
        self.assertEqual(1, len(self.mistral.dynamic))
        self.assertEqual(
            (self.rsrc.UPDATE, self.rsrc.COMPLETE), self.rsrc.state
        )

    def test_every_property_can_be_updated(self):
        for name, prop in self.rsrc.properties_schema.items():
            self.assertTrue(prop.update_allowed, name)


class RunsTest(CodeSourceCase):
    """What runs needs its action until it has ended."""

    def setUp(self):
        super().setUp()
        self.rsrc = self.made(scope='public')
        self.run_of = self.mistral.action_run(
            'acme.greet', project_id='theirs'
        )
        self.asked = 0
        real = self.mistral._get_action_executions

        def answer(path, query, *args):
            if 'marker' not in query:
                self.asked += 1
                if self.asked == 3:
                    self.run_of['state'] = 'SUCCESS'
            return real(path, query, *args)

        self.mistral._get_action_executions = answer

    def waited(self, rsrc):
        self.assertLessEqual(3, self.asked)
        (told,) = (text for text in self.events(rsrc) if 'waiting' in text)
        self.assertIn('acme.greet', told)
        self.assertIn(self.run_of['id'], told)

    def test_delete_waits(self):
        self.run_action(self.rsrc, 'delete')
        self.waited(self.rsrc)
        self.assertEqual(
            ({}, {}), (self.mistral.sources, self.mistral.dynamic)
        )

    def test_a_run_that_begins_in_between_gets_its_action_back(self):
        self.run_of['state'] = 'SUCCESS'
        self.asked = -3
        real = self.mistral._delete_dynamic_actions

        def delete(*args):
            self.mistral._delete_dynamic_actions = real
            self.asked = 0
            self.run_of['state'] = 'RUNNING'
            return real(*args)

        self.mistral._delete_dynamic_actions = delete
        self.run_action(self.rsrc, 'delete')
        self.waited(self.rsrc)
        self.assertEqual(
            ({}, {}), (self.mistral.sources, self.mistral.dynamic)
        )
        lines = [line.split('/')[1] for line in self.changes()[-4:]]
        self.assertEqual(
            ['dynamic_actions', 'dynamic_actions', 'dynamic_actions']
            + ['code_sources'],
            lines,
        )

    def test_an_action_in_constant_use_is_told_of_once(self):
        left = [4]
        real = self.mistral._get_action_executions

        def answer(path, query, *args):
            if 'marker' not in query:
                left[0] -= 1
                self.mistral.action_executions = {}
                if left[0] > 0:
                    self.mistral.action_executions['r'] = {
                        **self.run_of,
                        'id': f'run-{left[0]}',
                    }
            return real(path, query, *args)

        self.mistral._get_action_executions = answer
        self.run_action(self.rsrc, 'delete')
        told = [text for text in self.events(self.rsrc) if 'waiting' in text]
        self.assertEqual(1, len(told))

    def test_an_action_that_leaves(self):
        self.updated(self.rsrc, content=MORE, actions={'b': 'More'})
        self.waited(self.rsrc)
        self.assertEqual(['b'], [name for name, *_ in self.actions()])

    def test_a_source_that_leaves(self):
        self.updated(self.rsrc, content=OTHER, actions={'acme.greet': 'Other'})
        self.waited(self.rsrc)
        self.assertEqual(1, len(self.mistral.sources))

    def test_runs_of_the_new_source_are_not_waited_for(self):
        self.run_of['created_at'] = '2100-01-01 00:00:00'
        self.updated(self.rsrc, content=OTHER, actions={'acme.greet': 'Other'})
        self.assertEqual(1, len(self.mistral.sources))
        self.assertEqual('RUNNING', self.run_of['state'])


class AdoptTest(CodeSourceCase):
    def test_with_its_records(self):
        before = self.made()
        rsrc = self.run_action(
            self.source(), 'adopt', before.prepare_abandon()
        )
        self.run_action(rsrc, 'check')
        self.run_action(rsrc, 'delete')
        self.assertEqual({}, self.mistral.sources)

    def test_by_name_and_by_id(self):
        row = self.mistral.add_source('mine', GREET)
        self.mistral.add_dynamic('acme.greet', 'Greet', row)
        for key in ('id', 'name'):
            rsrc = self.run_action(
                self.source(name='mine'), 'adopt', {'resource_id': row[key]}
            )
            self.run_action(rsrc, 'check')
            self.assertEqual({'acme.greet': SHOWN}, rsrc.FnGetAtt('inputs'))
        before = len(self.mistral.log)
        self.updated(rsrc, content=MORE)
        self.assertEqual(['PUT /code_sources'], self.changes(before))

    def test_what_the_text_does_not_tell_of_an_input(self):
        row = self.mistral.add_source('mine', GREET)
        self.mistral.add_dynamic('acme.greet', 'Greet', row)
        with mock.patch.object(code_source, 'signature', return_value=None):
            rsrc = self.source(name='mine')
            real = self.mistral._get_actions
            self.mistral._get_actions = lambda path, *args: (
                {'name': path[0], 'input': 'a, b=1'}
                if path
                else real(path, *args)
            )
            self.mistral.listed_actions = list
            self.run_action(rsrc, 'adopt', {'resource_id': row['id']})
        self.assertEqual({'acme.greet': 'a, b=1'}, rsrc.FnGetAtt('inputs'))

    def test_an_external_one(self):
        row = self.mistral.add_source('theirs', GREET)
        self.mistral.add_dynamic('acme.greet', 'Greet', row)
        for key in ('id', 'name'):
            rsrc = self.resource(KIND, {}, key, 'c', external_id=row[key])
            rsrc.validate_external()
            self.run_action(rsrc, 'create')
            self.assertEqual((rsrc.CHECK, rsrc.COMPLETE), rsrc.state)
            self.assertEqual({'acme.greet': SHOWN}, rsrc.FnGetAtt('inputs'))
            self.assertEqual({}, rsrc.get_live_state(rsrc.properties))
            for action in ('suspend', 'resume', 'check', 'delete'):
                self.run_action(rsrc, action)
        self.assertEqual([], self.changes())
        rsrc = self.resource(KIND, {}, 'none', 'c', external_id='none')
        self.assertRaises(
            exception.StackValidationFailed, rsrc.validate_external
        )

    def test_suspend_resume_and_snapshot_change_nothing(self):
        rsrc = self.made()
        before = len(self.mistral.log)
        for action in ('suspend', 'resume', 'snapshot'):
            self.run_action(rsrc, action)
        self.assertEqual([], self.mistral.log[before:])


class RecordsTest(CodeSourceCase):
    def test_a_trial_that_an_engine_has_left_is_swept(self):
        rsrc = self.made()
        names = [staging.PREFIX + each for each in 'ab']
        for name in names:
            self.mistral.add_source(name, 'a', namespace=staging.NAMESPACE)
        rsrc.data_set('staged.' + names[0], 'true')
        self.run_action(rsrc, 'check')
        self.assertNotIn(names[0], str(self.sources()))
        self.assertIn(names[1], str(self.sources()))
        self.assertNotIn('staged', str(rsrc.data()))

    def test_nothing_is_left_in_the_records(self):
        rsrc = self.made()
        self.assertEqual(['action.acme.greet', 'source'], sorted(rsrc.data()))
        self.assertEqual(
            'Greet', json.loads(rsrc.data()['action.acme.greet'])['class_name']
        )

    def test_a_long_name(self):
        rsrc = self.made(GREET, {'a' * 255: 'Greet'})
        self.updated(rsrc, actions={'b': 'Greet'})
        self.assertEqual(['action.b', 'source'], sorted(rsrc.data()))
