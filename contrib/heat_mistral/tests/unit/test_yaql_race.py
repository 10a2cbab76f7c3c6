"""Expressions that are right are registered, whatever Mistral's threads do."""

import testtools
from mistralclient.api.base import APIException
from yaql.language import factory

from heat_mistral import yaql_race
from heat_mistral.tests.unit import fakes

TEXT = 'version: "2.0"\nw:\n  tasks: {t: {action: std.noop}}\n'
WRONG = {'status_code': 400, 'json': {
    'faultstring': "Parse error: unexpected '.' at position 5"}}


class TheBugTest(testtools.TestCase):

    def test_it_is_still_there(self):
        """If not, this work-around can go."""
        engine = factory.YaqlFactory().create()
        engine.lexer.input('$.a.where($.b = 2)')
        engine.lexer.token()
        engine('$.c')  # as in another thread
        self.assertIsNone(engine.lexer.token())


class AskedAgainTest(fakes.MistralTestCase):

    def answers(self, method, path, *answers):
        self.http.register_uri(method, fakes.URL + path, list(answers))

    def create(self):
        return self.plugin.create_workflows(TEXT, '', 'private')

    def test_a_refusal_that_is_not_meant(self):
        made = {'status_code': 201, 'json': {'workflows': [{'id': '1'}]}}
        for fault in (
                WRONG,
                {'status_code': 400, 'json': {'faultstring':
                    "Lexical error: illegal character '_' at position 5"}},
                {'status_code': 500,
                 'text': "'Lexer' object has no attribute 'lexmatch'"}):
            self.answers('POST', '/workflows', fault, made)
            self.assertEqual(['1'], [found.id for found in self.create()])
        self.answers('PUT', '/workflows/1', WRONG, {'json': {'id': '1'}})
        self.assertEqual('1', self.plugin.update_workflow(
            '1', TEXT, '', 'private').id)
        self.answers('POST', '/workflows/validate', {'json': {
            'valid': False, 'error': 'Parse error: unexpected end'}},
            {'json': {'valid': True}})
        self.assertIsNone(self.plugin.fault_of(TEXT))

    def test_a_refusal_that_is_meant_comes_in_the_end(self):
        self.answers('POST', '/workflows', WRONG)
        refused = self.assertRaises(APIException, self.create)
        self.assertIn('Parse error', str(refused))
        self.assertEqual(yaql_race.TRIES, self.http.call_count)
        self.answers('POST', '/workflows/validate', {'json': {
            'valid': False, 'error': 'Lexical error'}})
        self.assertEqual('Lexical error', self.plugin.fault_of(TEXT))

    def test_other_refusals_come_at_once(self):
        self.answers('POST', '/workflows', {
            'status_code': 400, 'json': {'faultstring': 'Invalid DSL'}})
        self.assertRaises(APIException, self.create)
        self.assertEqual(1, self.http.call_count)
