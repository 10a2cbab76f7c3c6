import json

import requests
import testtools
from keystoneauth1 import exceptions as ka_exceptions
from keystoneauth1.exceptions import http as ka_http
from mistralclient.api import base as mistral_base

from heat_mistral.mistral_api import errors

URL = 'http://mistral.test/v2/executions?workflow_name=in%3Asecret&limit=3'
RPC_TIMEOUT = 'Timed out waiting for a reply to message ID 0123'
TRACEBACK = (
    'Traceback (most recent call last):\n'
    '  File "/usr/lib/mistral/api.py", line 3, in post\n'
    'ValueError: no'
)


def said(code, message):
    return mistral_base.APIException(code, message)


class WhatAnErrorIsTest(testtools.TestCase):
    def test_codes_of_the_client_and_of_keystoneauth_mean_the_same(self):
        for status, predicate in (
            (404, errors.is_not_found),
            (409, errors.is_conflict),
            (413, errors.is_over_limit),
            (429, errors.is_over_limit),
            (400, errors.is_invalid),
        ):
            for ex in (
                said(status, 'text'),
                said(status, b'bytes'),
                ka_http.HttpError(http_status=status),
            ):
                self.assertTrue(predicate(ex), (status, ex))

    def test_an_error_is_of_one_kind_only(self):
        predicates = (
            errors.is_not_found,
            errors.is_conflict,
            errors.is_over_limit,
            errors.is_invalid,
        )
        for status in (400, 404, 409, 413):
            found = [p for p in predicates if p(said(status, 'text'))]
            self.assertEqual(1, len(found), status)

    def test_an_exception_without_a_status_is_of_no_kind(self):
        for ex in (ValueError('404'), ka_exceptions.ConnectFailure('no')):
            self.assertIsNone(errors.code(ex))
            for predicate in (
                errors.is_not_found,
                errors.is_conflict,
                errors.is_over_limit,
                errors.is_invalid,
                errors.is_refusal,
            ):
                self.assertFalse(predicate(ex), (predicate, ex))


class TransientTest(testtools.TestCase):
    def test_a_busy_or_absent_server_is_transient(self):
        for status in (423, 429, 502, 503, 504):
            self.assertTrue(errors.is_transient(said(status, 'text')), status)
            self.assertTrue(
                errors.is_transient(ka_http.HttpError(http_status=status)),
                status,
            )

    def test_a_lost_connection_is_transient(self):
        for kind in (
            ka_exceptions.ConnectFailure,
            ka_exceptions.ConnectTimeout,
        ):
            self.assertTrue(errors.is_transient(kind('no')), kind)
        self.assertTrue(
            errors.is_transient(
                ka_exceptions.UnknownConnectionError(
                    'no', requests.exceptions.ChunkedEncodingError()
                )
            )
        )

    def test_a_500_is_transient_by_rpc_timeout_only(self):
        for message in (
            RPC_TIMEOUT,
            RPC_TIMEOUT.encode(),
            'MessagingTimeout: 0123',
        ):
            self.assertTrue(errors.is_transient(said(500, message)), message)
        for message in ('Internal Server Error', b'\xff', None, ''):
            self.assertFalse(errors.is_transient(said(500, message)), message)

    def test_a_traceback_may_say_so_in_its_last_line(self):
        """What Mistral repeats of a tenant's text may stand before it."""
        lines = '  File "/usr/lib/python3/oslo_messaging.py", line 1\n' * 9999
        for message in (
            f'{TRACEBACK}\n{lines}MessagingTimeout: 0123',
            f'{TRACEBACK}\n{lines}{RPC_TIMEOUT}'.encode(),
        ):
            self.assertTrue(errors.is_transient(said(500, message)))
            self.assertEqual(
                'Mistral answered with status 500',
                errors.first_line(said(500, message)),
            )

    def test_a_certificate_that_does_not_match_is_not_transient(self):
        self.assertFalse(errors.is_transient(ka_exceptions.SSLError('no')))

    def test_refusals_and_own_faults_are_not_transient(self):
        for ex in (
            said(400, RPC_TIMEOUT),
            said(401, ''),
            said(403, ''),
            said(404, ''),
            said(409, ''),
            ValueError('timed out'),
            ka_exceptions.EndpointNotFound(),
        ):
            self.assertFalse(errors.is_transient(ex), ex)


class RefusalTest(testtools.TestCase):
    def test_a_4xx_is_a_refusal(self):
        for status in (400, 401, 403, 404, 409, 413):
            self.assertTrue(errors.is_refusal(said(status, 'no')), status)

    def test_what_may_do_better_later_is_no_refusal(self):
        for status in (423, 429, 500, 503):
            self.assertFalse(errors.is_refusal(said(status, 'no')), status)


class UnexplainedTest(testtools.TestCase):
    def test_a_500_that_says_nothing(self):
        for message in ('', b'', None, TRACEBACK, '<html>', ' \n'):
            self.assertTrue(errors.is_unexplained(said(500, message)), message)

    def test_what_is_explained_or_is_no_failure_of_the_api(self):
        for ex in (
            said(500, 'Field size limit exceeded'),
            said(500, RPC_TIMEOUT),
            said(503, ''),
            said(400, ''),
            ka_exceptions.ConnectFailure(''),
        ):
            self.assertFalse(errors.is_unexplained(ex), ex)


class FirstLineTest(testtools.TestCase):
    def test_bytes_are_decoded(self):
        self.assertEqual(
            'no œuf', errors.first_line(said(500, 'no œuf'.encode()))
        )
        self.assertEqual('no �', errors.first_line(said(500, b'no \xff')))

    def test_a_dsl_error_is_its_first_line(self):
        self.assertEqual(
            "Invalid DSL: 'x' was unexpected",
            errors.first_line(
                said(
                    400,
                    "\n  Invalid DSL: 'x' was unexpected"
                    "\n\nFailed validating 'x'\n  {...",
                )
            ),
        )

    def test_a_traceback_is_not_shown(self):
        for message in (TRACEBACK, TRACEBACK.encode(), '\n\n' + TRACEBACK):
            self.assertEqual(
                'Mistral answered with status 500',
                errors.first_line(said(500, message)),
            )

    def test_a_traceback_that_follows_a_message_is_cut_off(self):
        for between in ('\n', ' ', ': ', " ['"):
            self.assertEqual(
                'Remote error: ValueError no',
                errors.first_line(
                    said(
                        500, f'Remote error: ValueError no{between}{TRACEBACK}'
                    )
                ),
            )

    def test_quotes_at_the_end_of_a_message_stay(self):
        for message in ("unknown ['x']", 'unknown "x"', 'unknown x:'):
            self.assertEqual(message, errors.first_line(said(400, message)))

    def test_a_page_of_html_is_not_shown(self):
        self.assertEqual(
            'Mistral answered with status 502',
            errors.first_line(said(502, b'<html><body>no')),
        )

    def test_silence_is_given_words(self):
        for message in (None, '', b'', ' \n '):
            self.assertEqual(
                'Mistral answered with status 503',
                errors.first_line(said(503, message)),
            )
        self.assertEqual('KeyError', errors.first_line(KeyError()))

    def test_a_connection_error_has_neither_query_nor_chain(self):
        cause = (
            f"HTTPConnectionPool(host='mistral.test', port=80): Max "
            f'retries exceeded with url: {URL}'
        )
        for ex in (
            ka_exceptions.ConnectFailure(
                f'Unable to establish connection to {URL}: {cause}'
            ),
            ka_exceptions.ConnectFailure(
                f'Unable to establish connection to {URL}: '
                f"('Connection aborted.', RemoteDisconnected('...'))"
            ),
            ka_exceptions.ConnectTimeout(f'Request to {URL} timed out'),
            ka_exceptions.SSLError(
                f'SSL exception connecting to {URL}: {cause}'
            ),
        ):
            line = errors.first_line(ex)
            self.assertIn('http://mistral.test/v2/executions', line)
            for part in ('?', 'secret', 'Pool', 'aborted'):
                self.assertNotIn(part, line)

    def test_no_more_than_a_few_kilobytes_are_looked_at(self):
        for message in (
            'x\n' * 9999,
            'œ\n'.encode() * 9999,
            {'a': 'x' * 9999},
        ):
            self.assertLessEqual(
                len(errors.text(said(400, message))), errors.LONGEST_SAID
            )

    def test_it_has_an_end(self):
        self.assertEqual(1000, len(errors.first_line(said(400, 'x' * 9999))))

    def test_a_message_that_is_no_text_is_no_error(self):
        self.assertEqual(
            "{'a': 1}", errors.first_line(said(400, json.loads('{"a": 1}')))
        )
