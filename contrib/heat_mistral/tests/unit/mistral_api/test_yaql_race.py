"""Expressions that are right are registered, whatever Mistral's threads do."""

import json

import requests
import testtools
from keystoneauth1 import exceptions as ka_exceptions
from mistralclient.api.base import APIException
from yaql.language import factory

from heat_mistral.core.definition import yaql_syntax
from heat_mistral.mistral_api import verdicts, yaql_race
from heat_mistral.tests.unit.support import cloud

TASK = """\
version: "2.0"
w:
  tasks:
    t: {action: std.echo, input: {output: %s}}
"""
RIGHT, WRONG = TASK % '"<% $.a %>"', TASK % '"<% $.a..b( %>"'
# More than is read here, so nothing is known.
UNKNOWN = TASK % f'"<% $.a{" + 1" * 20_000} %>"'
FAULT = "Parse error: unexpected '.' at position 5"
OTHER = 'Parse error: unexpected end of statement'
REFUSED = {'status_code': 400, 'json': {'faultstring': FAULT}}
INVALID = {'json': {'valid': False, 'error': FAULT}}
VALID = {'json': {'valid': True}}
# As it comes from servers of several kinds.
CRASHES = (
    {'status_code': 500, 'content': b''},
    {'status_code': 500, 'text': '<html><body>Internal Server Error'},
    {'status_code': 500, 'text': 'Internal Server Error'},
    {
        'status_code': 500,
        'text': 'Traceback (most recent call last):\n'
        + '  File "/usr/lib/python3/dist-packages/webob/dec.py", in call\n'
        * 200
        + "AttributeError: 'Lexer' object has no attribute 'lexmatch'\n",
    },
    {'status_code': 500, 'text': "'Lexer' object has no attribute 'lexmatch'"},
)
# Of an attribute's five seconds, and of a validation of 20 tasks.
BUDGET, TAKES = 5, 3


class TheBugTest(testtools.TestCase):
    def test_it_is_still_there(self):
        """If not, this work-around can go."""
        engine = factory.YaqlFactory().create()
        engine.lexer.input('$.a.where($.b = 2)')
        engine.lexer.token()
        engine('$.c')  # as in another thread
        self.assertIsNone(engine.lexer.token())


class IsWrongTest(testtools.TestCase):
    def test_the_samples(self):
        self.assertIs(False, yaql_syntax.is_wrong(RIGHT))
        self.assertIs(True, yaql_syntax.is_wrong(WRONG))
        self.assertIsNone(yaql_syntax.is_wrong(UNKNOWN))

    def test_what_is_no_definition(self):
        for text in ('', 'w: [', 'w: {tasks: {}}'):
            self.assertIsNone(yaql_syntax.is_wrong(text), text)

    def test_expressions_are_found_as_mistral_finds_them(self):
        for text, is_wrong in (
            ("'<% $.a %> and <% ) %>'", True),
            ("'<% $.a and ) %>'", True),
            ("'<% ) and no end'", False),
            ('"<% )\\n %>"', False),
            ('"<% )\\n <% $.a %>"', False),
            ('"<% a\\n <% ) %>"', True),
            ("'{{ ) }}'", False),
            ("'<% 99999 %>'", False),
            # int() takes no such number.
            (f"'<% {'9' * 5000} %>'", True),
        ):
            self.assertIs(is_wrong, yaql_syntax.is_wrong(TASK % text), text)

    def test_keys_are_read_too(self):
        text = (
            'w:\n  tasks:\n    t:\n'
            '      on-success: [{"fail msg=<% ) %>": "<% $.a %>"}]\n'
        )
        self.assertIs(True, yaql_syntax.is_wrong(text))


class RegisteredTest(cloud.MistralTestCase):
    def setUp(self):
        super().setUp()
        self.useFixture(cloud.Clock())

    def answers(self, method, path, *answers):
        self.http.register_uri(method, cloud.URL + path, list(answers))

    def create(self, text=RIGHT):
        return self.plugin.mistral().workflows.create(text, '', 'private')

    def test_a_refusal_that_is_not_meant(self):
        made = {'status_code': 201, 'json': {'workflows': [{'id': '1'}]}}
        for fault in (
            REFUSED,
            {
                'status_code': 400,
                'json': {
                    'faultstring': "Lexical error: illegal character '_' at position 5"
                },
            },
        ):
            self.answers(
                'POST', '/workflows', *[fault] * (yaql_race.TRIES - 1), made
            )
            self.assertEqual(['1'], [found.id for found in self.create()])
        self.answers('PUT', '/workflows/1', REFUSED, {'json': {'id': '1'}})
        self.assertEqual(
            '1',
            self.plugin.mistral()
            .workflows.update('1', RIGHT, '', 'private')
            .id,
        )

    def test_a_crash_of_the_api(self):
        made = {'status_code': 201, 'json': {'workflows': [{'id': '1'}]}}
        for crash in CRASHES:
            self.answers('POST', '/workflows', crash, crash, made)
            self.assertEqual(['1'], [found.id for found in self.create()])

    def test_one_that_lasts_is_none_of_this_bug(self):
        self.answers('POST', '/workflows', *CRASHES)
        ex = self.assertRaises(APIException, self.create)
        self.assertEqual((500, 3), (ex.error_code, self.http.call_count))

    def test_what_was_made_in_spite_of_a_crash_is_no_strangers(self):
        """A conflict would say so, and the intent would be forgotten."""
        taken = {'status_code': 409, 'json': {'faultstring': 'Duplicate'}}
        self.answers('POST', '/workflows', CRASHES[0], taken)
        ex = self.assertRaises(APIException, self.create)
        self.assertEqual(500, ex.error_code)
        self.answers('POST', '/workflows', REFUSED, taken)
        ex = self.assertRaises(APIException, self.create)
        self.assertEqual(409, ex.error_code)

    def refused(self, text):
        """How often Mistral is asked that refuses a text."""
        self.answers('POST', '/workflows', REFUSED)
        before = self.http.call_count
        ex = self.assertRaises(APIException, self.create, text)
        self.assertIn('Parse error', str(ex))
        return self.http.call_count - before

    def test_a_refusal_that_is_meant_comes_at_once(self):
        self.assertEqual(1, self.refused(WRONG))

    def test_one_that_may_be_meant_is_asked_for_once_more(self):
        self.assertEqual(2, self.refused(UNKNOWN))

    def test_a_mistral_with_other_expressions_is_believed_in_the_end(self):
        self.assertEqual(yaql_race.TRIES, self.refused(RIGHT))

    def test_other_refusals_come_at_once(self):
        self.answers(
            'POST',
            '/workflows',
            {'status_code': 400, 'json': {'faultstring': 'Invalid DSL'}},
        )
        self.assertRaises(APIException, self.create)
        self.assertEqual(1, self.http.call_count)

    def test_a_lost_reply_is_no_refusal(self):
        """It may have been carried out: who asked has to look."""
        self.answers(
            'POST',
            '/workflows',
            REFUSED,
            {'exc': requests.exceptions.ReadTimeout},
        )
        self.assertRaises(ka_exceptions.ConnectTimeout, self.create, UNKNOWN)


class FaultTest(cloud.MistralTestCase):
    """What the validation of a template hears, within its time."""

    def setUp(self):
        super().setUp()
        self.clock = self.useFixture(cloud.Clock())

    def hears(self, text, *answers):
        def slow(request, context):
            answer = left.pop(0) if left else None
            if answer is None or request.timeout < TAKES:
                self.clock.advance(request.timeout)
                raise requests.exceptions.ReadTimeout
            self.clock.advance(TAKES)
            return json.dumps(answer['json'])

        left = list(answers)
        self.forget()
        self.answer('POST', '/workflows/validate', text=slow)
        self.use()
        started = self.clock.now
        try:
            return self.plugin.within(
                BUDGET, lambda: self.plugin.mistral().workflows.fault_of(text)
            )
        finally:
            self.took = self.clock.now - started

    def test_one_that_is_meant_is_heard_at_once(self):
        self.assertEqual(FAULT, self.hears(WRONG, INVALID, VALID))
        self.assertEqual(1, len(self.requests))

    def test_it_is_heard_though_there_is_no_time_to_ask_again(self):
        """Nor is Mistral asked a third time."""
        self.assertEqual(FAULT, self.hears(UNKNOWN, INVALID, VALID))
        self.assertEqual(2, len(self.requests))
        self.assertLessEqual(self.took, BUDGET)

    def test_one_that_is_not_meant_is_not_heard(self):
        self.assertIsNone(self.hears_quickly(RIGHT, INVALID, VALID))
        self.assertIsNone(self.hears_quickly(RIGHT, INVALID, INVALID))
        self.assertEqual(2, len(self.requests))

    def hears_quickly(self, text, *answers):
        self.answer('POST', '/workflows/validate', list(answers))
        self.forget()
        verdicts.forget()
        return self.plugin.mistral().workflows.fault_of(text)

    def test_behind_one_that_is_not_meant_another_is_heard(self):
        other = {'json': {'valid': False, 'error': 'Invalid DSL'}}
        self.assertEqual(
            'Invalid DSL', self.hears_quickly(RIGHT, INVALID, other)
        )

    def test_without_time_one_that_is_not_meant_tells_nothing(self):
        self.assertRaises(
            ka_exceptions.ConnectTimeout, self.hears, RIGHT, INVALID, VALID
        )

    def test_of_two_that_may_be_meant_the_last_is_heard(self):
        other = {'json': {'valid': False, 'error': OTHER}}
        self.assertEqual(OTHER, self.hears_quickly(UNKNOWN, INVALID, other))
        self.assertIsNone(self.hears_quickly(UNKNOWN, INVALID, VALID))

    def test_behind_a_crash_it_is_heard(self):
        for crash in CRASHES:
            self.assertEqual(FAULT, self.hears_quickly(WRONG, crash, INVALID))
        self.assertRaises(
            APIException, self.hears_quickly, WRONG, *CRASHES[:2]
        )

    def test_others_are_heard_at_once(self):
        other = {'json': {'valid': False, 'error': 'Invalid DSL'}}
        self.assertEqual('Invalid DSL', self.hears(RIGHT, other, VALID))
        self.assertEqual(1, len(self.requests))

    def test_that_mistral_does_not_answer_is_no_fault(self):
        self.assertRaises(ka_exceptions.ConnectTimeout, self.hears, WRONG)
