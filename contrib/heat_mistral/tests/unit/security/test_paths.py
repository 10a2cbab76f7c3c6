"""Whatever is taken for a name or an id, a request goes where it should.

Ids come back from where others write: an external_id, the data of an adopted
stack. mistralclient puts names and ids into its URLs as they are.
"""

import contextlib
import inspect
import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from urllib import parse

import requests_mock
from mistralclient.api.base import APIException

from heat_mistral.mistral_api import api
from heat_mistral.tests.unit.support import cloud

HOSTILE = (
    'a/b', '../workflows', '..', '.', 'a/../b', '/etc/passwd', '//host/x',
    'a?scope=public', 'a#b', 'a&namespace=x', 'a;b', 'a%2fb', '%2e%2e', '%2e',
    'a%00b', 'a\x00b', 'a\r\nX-Auth-Token: b', 'a b', 'a+b', 'ü', '\u202e',
    '\ud800', '\U0001f600', 'a\\b', '@host', 'http://host/', '', '{0}', '%s',
    'a,b', 'eq:a', 'in:a,b', 'a.json', 'x' * 3000,
)  # fmt: skip
#: Some look-ups ask otherwise for what may be an id.
PLAIN = ('plain', '2f2b6f0e-0d5c-4b5c-9c5e-0f6f6f6f6f6f')
#: Methods that send nothing.
SILENT = {
    ('actions', 'is_in_project'),
    ('actions', 'is_own'),
    ('actions', 'is_usable'),
}
TEXTS = ('text', 'content')
_WORD = re.compile(r'[a-z_]+')


def calls() -> Iterator[tuple[str, str, Any]]:
    """All that mistral_api/ does: noun, verb, signature."""
    for noun, kind in inspect.get_annotations(api.MistralApi).items():
        for verb, method in inspect.getmembers(kind, inspect.isfunction):
            if verb.startswith('_') or (noun, verb) in SILENT:
                continue
            yield noun, verb, inspect.signature(method)


class PathsTest(cloud.MistralTestCase):
    def setUp(self):
        super().setUp()
        self.http.register_uri(
            requests_mock.ANY, re.compile(re.escape(cloud.URL)), json=answer
        )

    def sent_by(self, noun, verb, signature, value):
        """The URLs that a call asks for: its parts and its query each."""
        arguments, keywords = [], {}
        parameters = list(signature.parameters.values())[1:]
        for parameter in parameters:
            given = argument(parameter, value)
            if parameter.kind is parameter.VAR_POSITIONAL:
                arguments += ['id', 'state']
            elif parameter.kind is parameter.VAR_KEYWORD:
                pass
            elif parameter.kind is parameter.KEYWORD_ONLY:
                keywords[parameter.name] = given
            else:
                arguments.append(given)
        self.forget()
        call = getattr(getattr(self.plugin.mistral(), noun), verb)
        with contextlib.suppress(APIException, StopIteration):
            found = call(*arguments, **keywords)
            if inspect.isgenerator(found):
                next(found)
        return [taken_apart(request.url) for request in self.requests]

    def test_each_call_goes_where_it_does_with_a_plain_name(self):
        looked_at = 0
        for noun, verb, signature in list(calls()):
            allowed, keys = set(), set()
            for plain in PLAIN:
                for parts, query in self.sent_by(noun, verb, signature, plain):
                    allowed.add(shape(parts, plain))
                    keys.update(query)
            self.assertTrue(allowed, f'{noun}.{verb} asks for nothing')
            for value in HOSTILE:
                sent = self.sent_by(noun, verb, signature, value)
                for parts, query in sent:
                    looked_at += 1
                    call = (noun, verb, value)
                    self.assertIn(shape(parts, value), allowed, call)
                    self.assertLessEqual(set(query), keys, call)
        self.assertGreater(looked_at, 1000)

    def test_a_plain_name_is_where_it_belongs(self):
        """What is compared above is not nothing."""
        paths = {
            shape(parts, plain)
            for noun, verb, signature in calls()
            for plain in PLAIN
            for parts, _query in self.sent_by(noun, verb, signature, plain)
        }
        for noun in (
            'workflows', 'executions', 'cron_triggers', 'event_triggers',
            'environments', 'actions', 'code_sources', 'dynamic_actions',
        ):  # fmt: skip
            self.assertTrue(
                paths & {(noun, '<name>'), (noun, '<name>', '')}, noun
            )
        self.assertIn(('workflows', '<name>', 'members', '<name>'), paths)
        self.assertIn(('executions', '<name>', 'tasks'), paths)


def argument(parameter: inspect.Parameter, value: str) -> Any:
    """What to give for a parameter: the value wherever text belongs."""
    wanted = parameter.annotation
    if parameter.name in TEXTS:
        return "version: '2.0'\nw: {tasks: {t: {action: std.noop}}}\n"
    if parameter.name in ('scope', 'since'):
        return 'private'
    if parameter.name in ('execution', 'run', 'row'):
        return SimpleNamespace(
            id=value, state='RUNNING', task_execution_id=value
        )
    told = str(wanted)
    if 'Iterable[str]' in told:
        return [value]
    if 'Mapping' in told or 'dict' in told:
        return {}
    if 'Set[' in told:
        return {value}
    if wanted is int or told == 'int | None':
        return 1
    if wanted is bool:
        return False
    return value


def taken_apart(url: str) -> tuple[tuple[str, ...], dict[str, str]]:
    """A URL as Mistral reads it: parts of the path, and the query.

    A server undoes the quotes of a path before it divides it.
    """
    whole = parse.urlsplit(url)
    assert not whole.fragment, url
    assert whole.netloc == 'mistral.test', url
    path = parse.unquote(whole.path, errors='surrogateescape')
    start = '/v2/'
    assert path.startswith(start), url
    return (
        tuple(path.removeprefix(start).split('/')),
        dict(parse.parse_qsl(whole.query, keep_blank_values=True)),
    )


def shape(parts: tuple[str, ...], value: str) -> tuple[str, ...]:
    """The parts of a path, with one word for the name or id."""
    # Half a character cannot be quoted.
    names = (value, value.replace('\ud800', '\\ud800'))
    return tuple('<name>' if part in names else part for part in parts)


def answer(request: Any, context: Any) -> Any:
    """One row of whatever is asked for, so that a call goes on to its end."""
    row = {
        'id': 'a-1', 'name': 'n', 'namespace': '', 'scope': 'private',
        'project_id': cloud.PROJECT, 'definition': 'd', 'state': 'RUNNING',
        'workflow_id': 'a-1', 'workflow_execution_id': 'a-1', 'content': 'c',
        'member_id': 'm', 'code_source_id': 'a-1',
        'class_name': 'A', 'exchange': 'e', 'topic': 't', 'event': 'e',
        'created_at': '1', 'updated_at': '2', 'status': 'pending', 'valid': True,
    }  # fmt: skip
    if request.method == 'DELETE':
        context.status_code = 204
        return None
    context.status_code = 201 if request.method == 'POST' else 200
    (noun, *more), query = taken_apart(request.url)
    if 'validate' in more:
        context.status_code = 200
        return row
    rows = [] if 'marker' in query else [row]
    lists = more[-1] if more and _WORD.fullmatch(more[-1]) else noun
    return {**row, noun: rows, lists: rows}
