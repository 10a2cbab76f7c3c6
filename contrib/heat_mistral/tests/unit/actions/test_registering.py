"""What is sent to Mistral, and what becomes of it when it is cut short."""

import dataclasses

import fixtures

from heat_mistral.actions import mark, plan, planning, registering
from heat_mistral.actions.plan import State
from heat_mistral.mistral_api import staging
from heat_mistral.tests.unit.actions import samples
from heat_mistral.tests.unit.mistral_api.test_code_sources import (
    SourcesTestCase,
)

TWO = samples.ACTION + '\n\nclass Other(Create):\n    """Other."""\n'
BOTH = ('Create', 'Other')


class Killed(BaseException):
    """What no code of the command's runs after."""


class RegistrarTest(SourcesTestCase):
    def setUp(self):
        super().setUp()
        self.recorded = []
        self.useFixture(
            fixtures.MonkeyPatch('time.sleep', lambda seconds: None)
        )

    def register(self, source=None, **options):
        registrar = registering.Registrar(
            self.api, plan.Options(**options), self.recorded.append
        )
        return registrar.register(source or samples.source())

    def result(self, *arguments, **options):
        (outcome,) = self.register(*arguments, **options)
        return outcome.row.state, outcome.result

    def changes(self):
        """Requests that change what everybody sees."""
        return self.mistral.requests('(POST|PUT|DELETE)')

    def content(self):
        (row,) = self.mistral.sources.values()
        return row['content']

    def assert_registered(self, *names, text=samples.ACTION, scope='public'):
        (source,) = self.mistral.sources.values()
        self.assertEqual(
            (mark.marked(text, 'demo', '1.2'), scope, ''),
            (source['content'], source['scope'], source['namespace']),
        )
        self.assertEqual(
            {(name, source['id'], scope, '') for name in names},
            {
                (
                    row['name'],
                    row['code_source_id'],
                    row['scope'],
                    row['namespace'],
                )
                for row in self.mistral.dynamic.values()
            },
        )

    def test_new(self):
        (outcome,) = self.register()
        self.assertEqual(
            ('registered', 'volume_id, force=true', False),
            (outcome.result, outcome.inputs, outcome.is_failed),
        )
        self.assert_registered('demo.backups.create')
        self.assertEqual(1, len(self.recorded))

    def test_only_what_differs_is_sent(self):
        self.register()
        self.mistral.log.clear()
        self.register(samples.source(samples.ACTION + '\n'))
        self.assertEqual(['PUT /code_sources'], self.mistral.requests('PUT'))

    def test_equal_is_not_sent(self):
        self.register()
        self.mistral.log.clear()
        self.assertEqual((State.SAME, 'nothing to do'), self.result())
        self.assertEqual([], self.changes())

    def test_changed(self):
        self.register()
        ids = set(self.mistral.sources), set(self.mistral.dynamic)
        source = samples.source(TWO, classes=BOTH)
        self.assertEqual(
            ['updated: the source has changed', 'registered'],
            [outcome.result for outcome in self.register(source)],
        )
        self.assert_registered(
            'demo.backups.create', 'demo.backups.other', text=TWO
        )
        self.assertEqual(ids[0], set(self.mistral.sources))
        self.assertLess(ids[1], set(self.mistral.dynamic))

    def test_a_class_that_is_gone(self):
        self.register(samples.source(TWO, classes=BOTH))
        run = self.mistral.action_run('demo.backups.other')
        before = self.content()
        (outcome,) = self.register()
        self.assertEqual(State.REFUSED, outcome.row.state)
        self.assertIn('demo.backups.other (1 run) would be', outcome.result)
        self.assertEqual(before, self.content())
        self.assertEqual(2, len(self.mistral.dynamic))
        run['state'] = 'SUCCESS'
        self.assertEqual(
            [State.CHANGED, State.GONE],
            [outcome.row.state for outcome in self.register()],
        )
        self.assert_registered('demo.backups.create')

    def test_mistrals_reason(self):
        self.register()
        before = self.content()
        text = samples.ACTION + "# fault: No module named 'x'\n"
        state, reason = self.result(samples.source(text))
        self.assertEqual(State.REFUSED, state)
        self.assertEqual(
            'backups.py: action demo.backups.create: Mistral cannot use class '
            "Create: No module named 'x'",
            reason,
        )
        self.assertEqual(before, self.content())
        self.assertEqual(1, len(self.mistral.dynamic))

    def test_scopes(self):
        """No action is public while its source is not: lists would fail."""
        for scope in ('private', 'public', 'private'):
            self.register(scope=scope)
            self.mistral.log.clear()
            self.assert_registered('demo.backups.create', scope=scope)

    def test_scope_of_what_is_there(self):
        source = samples.source(TWO, classes=BOTH)
        self.register(source)
        seen = []
        real = self.mistral._serve

        def serve(request, context):
            answer = real(request, context)
            public = {
                row['id']
                for row in self.mistral.sources.values()
                if row['scope'] == 'public'
            }
            seen.extend(
                row['name']
                for row in self.mistral.dynamic.values()
                if row['scope'] == 'public'
                and row['code_source_id'] not in public
            )
            return answer

        self.mistral._serve = serve
        for scope in ('private', 'public'):
            self.register(source, scope=scope, names={'demo.backups.create'})
            self.assert_registered(
                'demo.backups.create',
                'demo.backups.other',
                text=TWO,
                scope=scope,
            )
        self.assertEqual([], seen)

    def test_private_while_it_is_run(self):
        """Another project's run ends with the action, or not at all."""
        self.register()
        run = self.mistral.action_run(
            'demo.backups.create', project_id='another'
        )
        state, result = self.result(scope='private')
        self.assertEqual(State.REFUSED, state)
        self.assertIn('demo.backups.create (1 run) would be', result)
        self.assert_registered('demo.backups.create')
        run['state'] = 'SUCCESS'
        self.register(scope='private')
        self.assert_registered('demo.backups.create', scope='private')

    def test_a_run_that_begins_as_it_becomes_private(self):
        for pattern in (None, 'PUT /dynamic_actions'):
            for after in (False, True):
                self.mistral.action_executions.clear()
                self.register()
                real = self.mistral._put_dynamic_actions

                def put(*arguments, real=real):
                    self.mistral._put_dynamic_actions = real
                    self.mistral.action_run('demo.backups.create')
                    return real(*arguments)

                self.mistral._put_dynamic_actions = put
                if pattern is not None:
                    self.mistral.fail(pattern, after=after)
                state, result = self.result(scope='private')
                self.assertEqual(State.REFUSED, state)
                self.assert_registered('demo.backups.create')

    def test_modified_elsewhere(self):
        self.register()
        (row,) = self.mistral.sources.values()
        row['content'] += 'x = 1\n'
        self.mistral.log.clear()
        state, reason = self.result()
        self.assertEqual(State.FOREIGN, state)
        self.assertIn('modified elsewhere', reason)
        self.assertEqual([], self.changes())
        self.register(override=True)
        self.assert_registered('demo.backups.create')

    def test_a_change_between_plan_and_request(self):
        """What is there is read again, right before."""
        self.register()
        made = planning.make(
            samples.source(TWO), samples.observed(''), plan.Options()
        )
        (row,) = self.mistral.sources.values()
        row['content'] = 'x = 1\n'
        registrar = registering.Registrar(
            self.api, plan.Options(), self.recorded.append
        )
        made = dataclasses.replace(
            made,
            rows=(plan.Row('demo.backups.create', 'Create', 'changed', ''),),
        )
        (outcome,) = registrar.carried_out(made)
        self.assertEqual(State.FOREIGN, outcome.row.state)
        self.assertTrue(outcome.is_failed)
        self.assertEqual('x = 1\n', row['content'])

    def test_a_change_at_the_same_time(self):
        self.register()
        (row,) = self.mistral.sources.values()
        real = staging.stage

        def stage(*arguments, **more):
            row['version'] += 1
            return real(*arguments, **more)

        self.useFixture(
            fixtures.MonkeyPatch(
                'heat_mistral.mistral_api.staging.stage', stage
            )
        )
        _, result = self.result(samples.source(samples.ACTION + '\n'))
        self.assertIn('at the same time', result)

    def test_two_at_once(self):
        """Either makes what the other one has not made yet."""
        real = staging.stage
        for steps in (1, 2):
            self.mistral.sources.clear()
            self.mistral.dynamic.clear()
            others = iter(range(1))

            def stage(*arguments, steps=steps, others=others, **more):
                inputs = real(*arguments, **more)
                for _ in others:
                    made = self.mistral.add_source(
                        'demo.backups',
                        mark.marked(samples.ACTION, 'demo', '1.2'),
                        scope='public',
                    )
                    if steps == 2:
                        self.mistral.add_dynamic(
                            'demo.backups.create',
                            'Create',
                            made,
                            scope='public',
                        )
                return inputs

            with fixtures.MonkeyPatch(
                'heat_mistral.mistral_api.staging.stage', stage
            ):
                self.register()
            self.assert_registered('demo.backups.create')

    def test_every_request_fails_once(self):
        for after in (False, True):
            for status in (None, 503):
                for number in range(20):
                    self.mistral.sources.clear()
                    self.mistral.dynamic.clear()
                    self.mistral.fail_in_turn(
                        [None] * number
                        + [lambda line, f=(status, '', after): f]
                    )
                    self.register()
                    left = list(self.mistral.faults)
                    self.mistral.faults = []
                    self.register()
                    staging.sweep(self.api, self.recorded)
                    self.assert_registered('demo.backups.create')
                    if left:
                        break

    def test_a_kill_at_each_request(self):
        """The next run converges, and sweeps what was recorded."""
        for after in (False, True):
            number = -1
            is_killed = True
            while is_killed:
                number += 1
                self.mistral.sources.clear()
                self.mistral.dynamic.clear()
                is_killed = self.killed(number, after)
                for row in self.mistral.dynamic.values():
                    self.assertIn(row['code_source_id'], self.mistral.sources)
                staging.sweep(self.api, self.recorded)
                self.register()
                self.assert_registered('demo.backups.create')
            self.assertGreater(number, 5)

    def killed(self, number, after):
        """Whether a run was killed at its request of this number."""
        real = self.mistral._broken

        def broken(fault, context):
            raise Killed

        self.mistral._broken = broken
        self.mistral.fail_in_turn(
            [None] * number + [lambda line: (None, '', after)]
        )
        try:
            self.register()
        except Killed:
            return True
        finally:
            self.mistral._broken = real
            self.mistral.faults = []
        return False
