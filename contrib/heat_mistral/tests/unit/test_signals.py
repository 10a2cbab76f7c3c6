"""The documented table of signal bodies, row by row, and any other body."""

import copy

import testtools
from hypothesis import given
from hypothesis import strategies as st

from heat_mistral import signals
from heat_mistral.tests.unit import strategies

ALARM = {'alarm_id': '1', 'alarm_name': 'hot', 'previous': 'ok',
         'current': 'alarm', 'severity': 'low', 'reason': 'too hot',
         'reason_data': {'disposition': 'inside'}}


def rules(**kwargs):
    return signals.Rules(**{
        'workflows': {'main': ('a', 'b'), 'other': (), 'hot': ('current',)},
        'registered': {'main': 's.r.main', 'other': 's.r.other'},
        'default': 'main', **kwargs})


def read(body, **kwargs):
    return signals.read(body, rules(**kwargs))


class SignalsTestCase(testtools.TestCase):

    def refusal(self, body, **kwargs):
        return str(self.assertRaises(signals.Refused, read, body, **kwargs))

    def assert_runs(self, run, workflow='main', run_input=None, params=None):
        self.assertEqual((workflow, run_input or {}, params or {}),
                         (run.workflow, run.input, run.params))


class NoBodyTest(SignalsTestCase):

    def test_the_default_workflow_runs_with_its_defaults(self):
        for body in (None, {}):
            for flag in (None, True, False):
                for lenient in (True, False):
                    self.assert_runs(read(body, body_is_input=flag,
                                          lenient=lenient))

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
        self.assert_runs(read(
            {'workflow': None, 'input': None, 'params': None}))

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
            for value, kind in (([], 'a list'), ('x', 'a text'),
                                (1, 'a number'), (0.5, 'a number'),
                                (True, 'a truth value')):
                self.assertEqual(f'{part} must be a map, not {kind}',
                                 self.refusal({part: value}))

    def test_the_same_with_the_flag_false(self):
        self.assert_runs(
            read({'workflow': 'main', 'input': {'a': 1}},
                 body_is_input=False), run_input={'a': 1})

    def test_other_keys_with_the_flag_false(self):
        for body in ({'a': 1}, {'input': {}, 'a': 1}, ALARM):
            for lenient in (True, False):
                message = self.refusal(body, body_is_input=False,
                                       lenient=lenient)
                self.assertIn('workflow, input and params only', message)

    def test_no_envelope_with_the_flag_true(self):
        self.assertIn('unknown input workflow', self.refusal(
            {'workflow': 'other'}, body_is_input=True))
        self.assert_runs(
            read({'input': 1}, body_is_input=True,
                 workflows={'main': ('input',)}), run_input={'input': 1})


class ParamsTest(SignalsTestCase):

    def test_a_signals_params_come_before_the_propertys(self):
        run = read({'params': {'task_name': 'u', 'notify': []}},
                   params={'task_name': 't', 'evaluate_env': False})
        self.assert_runs(run, params={
            'task_name': 'u', 'notify': [], 'evaluate_env': False})

    def test_maps_of_env_are_merged(self):
        run = read({'params': {'env': {'x': 2, 'y': 3}}},
                   params={'env': {'x': 1, 'z': 4}})
        self.assert_runs(run, params={'env': {'x': 2, 'y': 3, 'z': 4}})

    def test_where_either_env_is_a_name_the_signals_replaces(self):
        for default, asked in (('named', {'x': 1}), ({'x': 1}, 'named'),
                               ('named', 'another')):
            run = read({'params': {'env': asked}}, params={'env': default})
            self.assert_runs(run, params={'env': asked})

    def test_an_env_of_null_leaves_the_propertys(self):
        run = read({'params': {'env': None}}, params={'env': {'x': 1}})
        self.assert_runs(run, params={'env': {'x': 1}})

    def test_arguments_of_mistrals_engine_are_refused(self):
        for key in ('wf_ex_id', 'wf_identifier', 'wf_namespace', 'wf_input',
                    'async_'):
            self.assertIn(f'param {key} cannot be set',
                          self.refusal({'params': {key: 'x', 'env': {}}}))

    def test_the_description_is_no_param_of_mistrals(self):
        run = read({'params': {'description': 'mine', 'notify': []}},
                   params={'description': 'default'})
        self.assertEqual('mine', run.description)
        self.assert_runs(run, params={'notify': []})

    def test_a_description_that_is_no_text(self):
        self.assertEqual('3', read({'params': {'description': 3}}
                                   ).description)
        self.assertIsNone(read({'params': {'description': None}}
                               ).description)


class AlarmTest(SignalsTestCase):

    def test_declared_inputs_are_taken_by_name_and_all_of_it_is_env(self):
        for flag in (None, True):
            for lenient in (True, False):
                run = read(ALARM, default='hot', body_is_input=flag,
                           lenient=lenient)
                self.assert_runs(run, 'hot', {'current': 'alarm'},
                                 {'env': {'notification': ALARM}})
                self.assertEqual((), run.ignored)

    def test_it_joins_the_propertys_env(self):
        run = read(ALARM, params={'env': {'x': 1}, 'notify': []})
        self.assert_runs(run, params={
            'env': {'x': 1, 'notification': ALARM}, 'notify': []})

    def test_a_named_env_stays_and_only_declared_inputs_are_taken(self):
        run = read(ALARM, default='hot', params={'env': 'named'})
        self.assert_runs(run, 'hot', {'current': 'alarm'}, {'env': 'named'})

    def test_a_part_of_a_notification_is_none(self):
        for key in ('alarm_id', 'previous', 'current'):
            body = {k: v for k, v in ALARM.items() if k != key}
            self.assertIn('unknown inputs', self.refusal(body))


class AnyOtherMapTest(SignalsTestCase):

    def test_it_is_the_input(self):
        for flag in (None, True):
            self.assert_runs(read({'a': {'x': 1}}, body_is_input=flag),
                             run_input={'a': {'x': 1}})

    def test_undeclared_keys_are_refused_by_name(self):
        for flag in (None, True):
            for body in ({'a': 1, 'z': 2}, {'input': {'a': 1}, 'z': 2}):
                message = self.refusal(body, body_is_input=flag)
                self.assertIn('z of workflow main', message)
                self.assertIn('declared are a, b', message)


class TasksFormTest(SignalsTestCase):
    """As in Heat's own plugin: what is not known is ignored."""

    def test_keys_beyond_input_and_params_are_ignored_and_named(self):
        run = read({'input': {'a': 1}, 'params': {'notify': []}, 'z': 2,
                    'workflow': 'x', 'b': 1}, lenient=True)
        self.assert_runs(run, run_input={'a': 1}, params={'notify': []})
        self.assertEqual(('b', 'workflow', 'z'), run.ignored)

    def test_with_the_flag_true_the_body_is_the_input(self):
        self.assert_runs(read({'a': 1}, lenient=True, body_is_input=True),
                         run_input={'a': 1})
        self.assertIn('unknown input z', self.refusal(
            {'z': 1}, lenient=True, body_is_input=True))

    def test_input_of_the_resource_goes_along(self):
        for body, expected in (
                (None, {'a': 1}), ({'input': {'b': 2}}, {'a': 1, 'b': 2}),
                ({'input': {'a': None}}, {'a': None})):
            self.assert_runs(read(body, lenient=True, input={'a': 1}),
                             run_input=expected)

    def test_undeclared_input_is_refused_here_too(self):
        self.assertIn('unknown input z', self.refusal(
            {'input': {'z': 1}, 'y': 2}, lenient=True))


keys = (st.sampled_from([*signals.ENVELOPE, *ALARM, 'a', 'b', 'env',
                         'notification', 'wf_ex_id', 'description'])
        | strategies.texts)
scalars = st.none() | st.booleans() | st.integers() | strategies.texts
maps = st.dictionaries(keys, scalars | st.lists(scalars, max_size=2)
                       | st.dictionaries(keys, scalars, max_size=3),
                       max_size=5)
bodies = strategies.json_values | maps | maps.map(lambda m: {**ALARM, **m})
all_rules = st.builds(
    rules, params=maps, lenient=st.booleans(),
    body_is_input=st.sampled_from([None, True, False]),
    default=st.sampled_from(['main', 'other', 'hot']))


class AnyBodyTest(testtools.TestCase):

    @given(bodies, all_rules)
    def test_it_gives_a_run_or_a_refusal(self, body, its_rules):
        before = copy.deepcopy((body, its_rules))
        try:
            run = signals.read(body, its_rules)
        except signals.Refused as ex:
            self.assertNotEqual('', str(ex))
        else:
            self.assertLessEqual(set(run.input),
                                 set(its_rules.workflows[run.workflow]))
            self.assertNotIn('description', run.params)
        self.assertEqual(before, (body, its_rules))
