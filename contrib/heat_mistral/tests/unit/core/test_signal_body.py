"""The documented table of signal bodies, row by row, and any other body."""

import copy

import testtools
from hypothesis import given
from hypothesis import strategies as st

from heat_mistral.core import signal_body
from heat_mistral.tests.unit.support import strategies

ALARM = {
    'alarm_id': '1',
    'alarm_name': 'hot',
    'previous': 'ok',
    'current': 'alarm',
    'severity': 'low',
    'reason': 'too hot',
    'reason_data': {'disposition': 'inside'},
}


def rules(**kwargs):
    return signal_body.Rules(
        **{
            'workflows': {
                'main': ('a', 'b'),
                'other': (),
                'hot': ('current',),
            },
            'registered': {'main': 's.r.main', 'other': 's.r.other'},
            'default': 'main',
            **kwargs,
        }
    )


def read(body, **kwargs):
    return signal_body.read(body, rules(**kwargs))


class SignalsTestCase(testtools.TestCase):
    def refusal(self, body, **kwargs):
        return str(
            self.assertRaises(signal_body.Refused, read, body, **kwargs)
        )

    def assert_runs(self, run, workflow='main', run_input=None, params=None):
        self.assertEqual(
            (workflow, run_input or {}, params or {}),
            (run.workflow, run.input, run.params),
        )


class NoBodyTest(SignalsTestCase):
    def test_the_default_workflow_runs_with_its_defaults(self):
        for body in (None, {}):
            for flag in (None, True, False):
                for lenient in (True, False):
                    self.assert_runs(
                        read(body, body_is_input=flag, lenient=lenient)
                    )

    def test_the_propertys_params_go_along(self):
        params = {'env': {'x': 1}, 'task_name': 't'}
        self.assert_runs(read(None, params=params), params=params)


class EnvelopeTest(SignalsTestCase):
    def test_the_workflow_by_short_name(self):
        self.assert_runs(read({'workflow': 'other'}), 'other')

    def test_the_workflow_by_registered_name(self):
        self.assert_runs(read({'workflow': 's.r.other'}), 'other')

    def test_a_workflow_that_is_not_there(self):
        for asked in ('else', '', 3, ['main'], {'main': 1}, True):
            message = self.refusal({'workflow': asked})
            self.assertIn(repr(asked), message)
            self.assertIn('main, other, hot', message)

    def test_null_means_not_given(self):
        self.assert_runs(
            read({'workflow': None, 'input': None, 'params': None})
        )

    def test_input(self):
        self.assert_runs(read({'input': {'a': [1]}}), run_input={'a': [1]})

    def test_input_that_is_not_declared(self):
        message = self.refusal({'input': {'z': 1, 'a': 1, 'y': 2}})
        self.assertIn('inputs y, z of workflow main', message)
        self.assertIn('declared are a, b', message)

    def test_input_of_a_workflow_that_declares_none(self):
        message = self.refusal({'workflow': 'other', 'input': {'z': 1}})
        self.assertIn('input z of workflow other', message)
        self.assertIn('declared are none', message)

    def test_parts_that_are_no_maps(self):
        for part in ('input', 'params'):
            for value, kind in (
                ([], 'a list'),
                ('x', 'a text'),
                (1, 'a number'),
                (0.5, 'a number'),
                (True, 'a truth value'),
            ):
                self.assertEqual(
                    f'{part} must be a map, not {kind}',
                    self.refusal({part: value}),
                )

    def test_the_same_with_the_flag_false(self):
        self.assert_runs(
            read({'workflow': 'main', 'input': {'a': 1}}, body_is_input=False),
            run_input={'a': 1},
        )

    def test_other_keys_with_the_flag_false(self):
        for body in ({'a': 1}, {'input': {}, 'a': 1}, ALARM):
            for lenient in (True, False):
                message = self.refusal(
                    body, body_is_input=False, lenient=lenient
                )
                self.assertIn('workflow, input, params and id only', message)

    def test_no_envelope_with_the_flag_true(self):
        self.assertIn(
            'unknown input workflow',
            self.refusal({'workflow': 'other'}, body_is_input=True),
        )
        self.assert_runs(
            read(
                {'input': 1},
                body_is_input=True,
                workflows={'main': ('input',)},
            ),
            run_input={'input': 1},
        )


class IdTest(SignalsTestCase):
    ID = '0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d'

    def test_it_goes_along(self):
        for body in (
            {'id': self.ID},
            {'id': self.ID.upper()},
            {'id': self.ID, 'input': {}},
            {'id': self.ID, 'workflow': 'main', 'params': None},
        ):
            for flag in (None, False):
                self.assertEqual(self.ID, read(body, body_is_input=flag).id)
        self.assertIsNone(read({'id': None}).id)
        self.assertEqual(
            self.ID, read({'id': self.ID, 'input': {}}, lenient=True).id
        )

    def test_what_is_no_uuid(self):
        for wrong, told in (
            (3, 'not a number'),
            ([self.ID], 'not a list'),
            (True, 'not a truth value'),
            ('', "not ''"),
            (self.ID.replace('-', ''), 'not '),
            (f'{{{self.ID}}}', 'not '),
            (self.ID[:-1] + 'g', 'not '),
            (self.ID[:-1] + '\u0661', 'not '),
            (self.ID + '\n', 'not '),
            (self.ID[:-1] + '\n', 'not '),
            ('x' * 10**6, 'xxx'),
        ):
            message = self.refusal({'id': wrong, 'input': {}})
            self.assertIn('id must be a UUID', message)
            self.assertIn(told, message)
            self.assertLess(len(message), 200)

    def test_a_workflow_may_have_an_input_of_this_name(self):
        workflows = {'main': ('id', 'input')}
        for body in ({'id': 7}, {'id': 7, 'input': 8}):
            self.assert_runs(read(body, workflows=workflows), run_input=body)
        self.assertEqual(
            self.ID,
            read({'id': self.ID, 'params': {}}, workflows=workflows).id,
        )

    def test_where_the_body_is_the_input_there_is_none(self):
        self.assertIn(
            'unknown input id',
            self.refusal({'id': self.ID}, body_is_input=True),
        )


class AskedTest(SignalsTestCase):
    def test_what_asks_for_the_same_is_the_same(self):
        same = {
            read(body).asked()
            for body in (
                {'a': 1, 'b': 2},
                {'input': {'b': 2, 'a': 1}},
                {'workflow': 's.r.main', 'input': {'a': 1, 'b': 2}},
            )
        }
        self.assertEqual(1, len(same))

    def test_what_asks_for_something_else_is_not(self):
        bodies = (
            None,
            {'a': 1},
            {'a': '1'},
            {'b': 1},
            {'workflow': 'other'},
            {'params': {'env': {'a': 1}}},
            {'params': {'description': 'mine'}},
        )
        self.assertEqual(
            len(bodies), len({read(body).asked() for body in bodies})
        )

    def test_of_an_alarm_what_is_declared_counts(self):
        again = dict(ALARM, reason='because of something else')
        self.assertEqual(read(ALARM).asked(), read(again).asked())
        workflows = {'main': ('reason',)}
        self.assertNotEqual(
            read(ALARM, workflows=workflows).asked(),
            read(again, workflows=workflows).asked(),
        )


class ParamsTest(SignalsTestCase):
    def test_a_signals_params_come_before_the_propertys(self):
        run = read(
            {'params': {'task_name': 'u', 'notify': []}},
            params={'task_name': 't', 'evaluate_env': False},
        )
        self.assert_runs(
            run, params={'task_name': 'u', 'notify': [], 'evaluate_env': False}
        )

    def test_maps_of_env_are_merged(self):
        run = read(
            {'params': {'env': {'x': 2, 'y': 3}}},
            params={'env': {'x': 1, 'z': 4}},
        )
        self.assert_runs(run, params={'env': {'x': 2, 'y': 3, 'z': 4}})

    def test_where_either_env_is_a_name_the_signals_replaces(self):
        for default, asked in (
            ('named', {'x': 1}),
            ({'x': 1}, 'named'),
            ('named', 'another'),
        ):
            run = read({'params': {'env': asked}}, params={'env': default})
            self.assert_runs(run, params={'env': asked})

    def test_an_env_of_null_leaves_the_propertys(self):
        run = read({'params': {'env': None}}, params={'env': {'x': 1}})
        self.assert_runs(run, params={'env': {'x': 1}})

    def test_arguments_of_mistrals_engine_are_refused(self):
        for key in (
            'wf_ex_id',
            'wf_identifier',
            'wf_namespace',
            'wf_input',
            'async_',
        ):
            self.assertIn(
                f'param {key} cannot be set',
                self.refusal({'params': {key: 'x', 'env': {}}}),
            )

    def test_the_description_is_no_param_of_mistrals(self):
        run = read(
            {'params': {'description': 'mine', 'notify': []}},
            params={'description': 'default'},
        )
        self.assertEqual('mine', run.description)
        self.assert_runs(run, params={'notify': []})

    def test_a_description_that_is_no_text(self):
        self.assertEqual('3', read({'params': {'description': 3}}).description)
        self.assertIsNone(read({'params': {'description': None}}).description)


class AlarmTest(SignalsTestCase):
    def test_declared_inputs_are_taken_by_name_and_all_of_it_is_env(self):
        for flag in (None, True):
            for lenient in (True, False):
                run = read(
                    ALARM, default='hot', body_is_input=flag, lenient=lenient
                )
                self.assert_runs(
                    run,
                    'hot',
                    {'current': 'alarm'},
                    {'env': {'notification': ALARM}},
                )
                self.assertEqual((), run.ignored)

    def test_it_joins_the_propertys_env(self):
        run = read(ALARM, params={'env': {'x': 1}, 'notify': []})
        self.assert_runs(
            run, params={'env': {'x': 1, 'notification': ALARM}, 'notify': []}
        )

    def test_a_named_env_stays_and_only_declared_inputs_are_taken(self):
        run = read(ALARM, default='hot', params={'env': 'named'})
        self.assert_runs(run, 'hot', {'current': 'alarm'}, {'env': 'named'})

    def test_a_part_of_a_notification_is_none(self):
        for key in ('alarm_id', 'previous', 'current'):
            body = {k: v for k, v in ALARM.items() if k != key}
            self.assertIn('unknown inputs', self.refusal(body))


class LongTextTest(SignalsTestCase):
    def test_a_message_repeats_little_of_what_was_sent(self):
        long, many = 'x' * 10**6, {f'k{n:05}': n for n in range(20000)}
        for body, told in (
            ({'workflow': long}, "no workflow 'xxx"),
            ({'workflow': [long] * 1000}, "no workflow ['xxx"),
            ({'workflow': many}, "no workflow {'k00000': 0"),
            ({'workflow': {long: long}}, 'no workflow {'),
            ({'input': {long: 1}}, 'unknown input xxx'),
            ({'input': many}, 'k00009 and 19990 more of workflow main'),
            ({long: 1}, 'unknown input xxx'),
            (many, 'k00009 and 19990 more of workflow main'),
        ):
            message = self.refusal(body)
            self.assertIn(told, message)
            self.assertLess(len(message), 250)
        for body, told in ((many, 'k00009 and 19990 more'), ({long: 1}, 'xx')):
            message = self.refusal(body, body_is_input=False)
            self.assertIn(told, message)
            self.assertLess(len(message), 250)

    def test_a_value_that_is_nested_deep(self):
        deep = []
        for _level in range(100000):
            deep = [deep]
        try:
            self.assertIn('no workflow [[', self.refusal({'workflow': deep}))
        finally:
            while deep:
                deep = deep[0]

    def test_ten_names_are_all_told(self):
        names = [f'n{n}' for n in range(10)]
        message = self.refusal({'input': dict.fromkeys(names, 1)})
        self.assertIn(f'inputs {", ".join(names)} of workflow', message)


class AnyOtherMapTest(SignalsTestCase):
    def test_it_is_the_input(self):
        for flag in (None, True):
            self.assert_runs(
                read({'a': {'x': 1}}, body_is_input=flag),
                run_input={'a': {'x': 1}},
            )

    def test_undeclared_keys_are_refused_by_name(self):
        for flag in (None, True):
            for body in ({'a': 1, 'z': 2}, {'input': {'a': 1}, 'z': 2}):
                message = self.refusal(body, body_is_input=flag)
                self.assertIn('z of workflow main', message)
                self.assertIn('declared are a, b', message)


class TasksFormTest(SignalsTestCase):
    """As in Heat's own plugin: what is not known is ignored."""

    def test_keys_beyond_input_and_params_are_ignored_and_named(self):
        run = read(
            {
                'input': {'a': 1},
                'params': {'notify': []},
                'z': 2,
                'workflow': 'x',
                'b': 1,
            },
            lenient=True,
        )
        self.assert_runs(run, run_input={'a': 1}, params={'notify': []})
        self.assertEqual(('b', 'workflow', 'z'), run.ignored)

    def test_the_id_of_a_foreign_body_is_ignored_like_its_other_keys(self):
        for identifier in (42, None, IdTest.ID):
            for given_input in ({}, {'input': {'a': 1}}):
                body = {'id': identifier, 'z': 1, **given_input}
                run = read(body, lenient=True)
                self.assert_runs(run, run_input=given_input.get('input'))
                self.assertIsNone(run.id)
                self.assertEqual(('id', 'z'), run.ignored)

    def test_with_the_flag_true_the_body_is_the_input(self):
        self.assert_runs(
            read({'a': 1}, lenient=True, body_is_input=True),
            run_input={'a': 1},
        )
        self.assertIn(
            'unknown input z',
            self.refusal({'z': 1}, lenient=True, body_is_input=True),
        )

    def test_input_of_the_resource_goes_along(self):
        for body, expected in (
            (None, {'a': 1}),
            ({'input': {'b': 2}}, {'a': 1, 'b': 2}),
            ({'input': {'a': None}}, {'a': None}),
        ):
            self.assert_runs(
                read(body, lenient=True, input={'a': 1}), run_input=expected
            )

    def test_undeclared_input_is_refused_here_too(self):
        self.assertIn(
            'unknown input z',
            self.refusal({'input': {'z': 1}, 'y': 2}, lenient=True),
        )


keys = (
    st.sampled_from(
        [
            *signal_body.ENVELOPE,
            *ALARM,
            'a',
            'b',
            'env',
            'notification',
            'wf_ex_id',
            'description',
        ]
    )
    | strategies.texts
)
scalars = st.none() | st.booleans() | st.integers() | strategies.texts
maps = st.dictionaries(
    keys,
    scalars
    | st.lists(scalars, max_size=2)
    | st.dictionaries(keys, scalars, max_size=3),
    max_size=5,
)
bodies = strategies.json_values | maps | maps.map(lambda m: {**ALARM, **m})
all_rules = st.builds(
    rules,
    params=maps,
    lenient=st.booleans(),
    body_is_input=st.sampled_from([None, True, False]),
    default=st.sampled_from(['main', 'other', 'hot']),
)


class AnyBodyTest(testtools.TestCase):
    @given(bodies, all_rules)
    def test_it_gives_a_run_or_a_refusal(self, body, its_rules):
        before = copy.deepcopy((body, its_rules))
        try:
            run = signal_body.read(body, its_rules)
        except signal_body.Refused as ex:
            self.assertNotEqual('', str(ex))
        else:
            self.assertLessEqual(
                set(run.input), set(its_rules.workflows[run.workflow])
            )
            self.assertNotIn('description', run.params)
        self.assertEqual(before, (body, its_rules))
