"""Answers that are not Mistral's, with the real mistralclient."""

from mistralclient.api import base as mistral_base

from heat_mistral.mistral_api import answers, errors
from heat_mistral.tests.unit.support import cloud

PAGE = '<html><body><h1>It works!</h1></body></html>'
HALF = '{"workflows": [{"id": "1", "na'


class AnswersTest(cloud.MistralTestCase):
    @property
    def workflows(self):
        return self.plugin.mistral().workflows

    def test_what_is_no_answer_is_as_good_as_none(self):
        for text in (PAGE, '', HALF, '[]', '"ok"', '7'):
            for method, path, call in (
                ('GET', '/workflows', lambda: self.workflows.named('a', '')),
                ('GET', '/workflows/1', lambda: self.workflows.get('1')),
                (
                    'PUT',
                    '/workflows/1',
                    lambda: self.workflows.update('1', 'a: {}', '', 'private'),
                ),
            ):
                self.answer(method, path, text=text)
                self.is_no_answer(call, text)
            self.answer('POST', '/workflows', status_code=201, text=text)
            self.is_no_answer(self.create, text)

    def is_no_answer(self, call, text):
        ex = self.assertRaises(answers.Unreadable, call)
        self.assertTrue(errors.is_transient(ex))
        self.assertTrue(errors.may_be_carried_out(ex))
        self.assertFalse(errors.is_refusal(ex))
        line = errors.first_line(ex)
        self.assertIn(f'{len(text)} bytes of', line)
        self.assertNotIn('It works', line)

    def create(self):
        return self.workflows.create('a: {}', '', 'private')

    def test_a_page_with_the_wrong_status_is_no_answer_either(self):
        self.answer('POST', '/workflows', status_code=200, text=PAGE)
        self.is_no_answer(self.create, PAGE)
        self.answer('DELETE', '/workflows/1', status_code=200, text=PAGE)
        self.is_no_answer(lambda: self.workflows.delete('1'), PAGE)

    def test_the_query_is_told_to_nobody(self):
        self.answer('GET', '/workflows', text='')
        ex = self.assertRaises(
            answers.Unreadable, self.workflows.named, ['secret'], ''
        )
        self.assertNotIn('secret', errors.first_line(ex))

    def test_an_error_keeps_its_status_whatever_its_body_is(self):
        for text in ('503', '"not now"', '[]', 'null', PAGE, '', HALF):
            self.answer('GET', '/workflows/1', status_code=503, text=text)
            ex = self.assertRaises(
                mistral_base.APIException, self.workflows.get, '1'
            )
            self.assertEqual(503, errors.code(ex))
            self.assertTrue(errors.is_transient(ex))

    def test_an_error_of_mistral_keeps_its_words(self):
        self.answer(
            'GET', '/workflows/1', status_code=404, json={'faultstring': 'no'}
        )
        ex = self.assertRaises(
            mistral_base.APIException, self.workflows.get, '1'
        )
        self.assertEqual((404, 'no'), (errors.code(ex), errors.text(ex)))
