import pytest

from heat_mistral.core import code_source
from heat_mistral.tests.unit.core.code_source.samples import GREET, data, greet

LOG = 'import logging\nLOG = logging.getLogger()\n'
FUTURE = 'from __future__ import annotations\nimport dataclasses\n'


def found(content, *names, **more):
    """(code, line, column) of what is found."""
    return [
        (each.code, each.line, each.column)
        for each in code_source.check(content, names or ['Greet'], **more)
    ]


@pytest.mark.parametrize(
    'content',
    [
        GREET,
        GREET.replace('\n', '\r\n'),
        greet(before='# -*- coding: utf-8 -*-\nimport json, requests\n'),
        greet(
            before='try:\n    import novaclient\nexcept ImportError: pass\n'
        ),
        greet(
            after="if __name__ == '__main__':\n    import sys; sys.exit(3)\n"
        ),
        greet(after="if '__main__' == __name__ and 1:\n    import nosuch\n"),
        greet(
            before='from typing import TYPE_CHECKING\n'
            'if TYPE_CHECKING:\n    import nosuch\n    from . import lib\n'
        ),
        greet(
            before='import contextlib\n'
            'with contextlib.suppress(ImportError):\n    import nosuch\n'
        ),
        greet(
            before='try:\n    import nosuch\n'
            'except ModuleNotFoundError:\n    import other as nosuch\n'
        ),
        greet(before='import mistral, oslo_log.log, yaml, tenacity\n'),
        # Names of classes are none of the module.
        greet(
            'self, a=status',
            before='status = "A"\n',
            after='    def status(self): pass\n',
        ),
        greet(
            'self, a=limit', before='limit = 1\nclass B:\n    limit = (1, 2)\n'
        ),
        greet(
            before='import sys\nfrom gc import collect\ncollect()\n'
            'class B:\n    def collect(self): raise ValueError\n'
        ),
        greet('self, LOG', 'self.log = LOG', before=LOG),
        greet(after='    twice = lambda self: 2\n'),
        # Who knows which?
        greet('self, a=X', before='X = 1\n', after='X = object()\n'),
        greet(after='def f():\n    while True:\n        pass\n'),
        greet(after='while True:\n    break\n'),
        greet(after='while True:\n    for a in b: break\n    else: break\n'),
        greet('self, a=None, b="x", c=[1], d={}, e=1.5, f=-1'),
        greet('self, a=SIZE', before='SIZE = 3\n'),
        greet('self, *rest, **more'),
        greet('self, a', 'self.a = [a]; self._b = str(a); self.c = {}'),
        greet(after='    LIMITS = {"a": (1, 2)}\n    _LOG = object()\n'),
        greet(
            before='import abc\n', after='    @property\n    def p(self): 1\n'
        ),
        data('name: str', 'times: int = 2'),
        data('items: list = dataclasses.field(default=None)'),
        GREET.replace('Action)', 'Action, abc.ABC)').replace(
            'from', 'import abc\nfrom', 1
        ),
        # Bases that nobody knows.
        'from mistral_lib import *\nclass Greet(Base): pass\n',
        'import requests\nclass Greet(requests.Thing): pass\n',
        # A base, and run() from it.
        'from mistral_lib.actions import base\n'
        'class Base(base.Action):\n    def run(self, context): pass\n'
        'class Greet(Base): pass\n',
        'from requests import Greet\n',
        'class A: pass\nGreet = type("Greet", (A,), {})\n',
    ],
)
def test_nothing_is_wrong(content):
    assert found(content) == []


@pytest.mark.parametrize(
    ('content', 'expected'),
    [
        # Texts
        ('', ('empty', None, None)),
        (' \n\t\n', ('empty', None, None)),
        ('a = 1\nb = "\0"\n', ('nul', 2, 6)),
        ('\ufeff' + GREET, ('byte-order-mark', 1, 1)),
        ('a = "é\ud800"\n', ('surrogate', 1, 7)),
        ('#' * 65_536, ('too-large', None, None)),
        ('é' * 32_768, ('too-large', None, None)),
        ('/etc/hostname', ('path', None, None)),
        ('file:///etc/hostname\n', ('path', None, None)),
        ('actions.py', ('path', None, None)),
        ('def f(:\n', ('syntax', 1, 7)),
        ('ä = 1\nreturn 3\n', ('syntax', 2, 1)),
        ('x = ' + '9' * 5000, ('syntax', 1, 1)),
        ('(' * 300 + ')' * 300, ('syntax', 1, 201)),
        # Classes
        (greet().replace('Greet', 'Other'), ('class-missing', None, None)),
        ('class Greet:\n    pass\n', ('not-an-action', 1, 1)),
        ('\nclass Greet(dict):\n    pass\n', ('not-an-action', 2, 1)),
        (
            'import threading\nclass Greet(threading.Thread):\n    pass\n',
            ('not-an-action', 2, 1),
        ),
        ('def Greet():\n    pass\n', ('not-an-action', 1, 1)),
        ('Greet = 3\n', ('not-an-action', 1, 9)),
        ('Greet = {"a": 1}\n', ('not-an-action', 1, 9)),
        ('Greet = int\n', ('not-an-action', 1, 9)),
        ('Greet = lambda **given: 1\n', ('not-an-action', 1, 9)),
        ('def f(): pass\nGreet = f\n', ('not-an-action', 2, 9)),
        (
            'import functools\nGreet = functools.partial(print)\n',
            ('not-an-action', 2, 9),
        ),
        (
            greet().replace('Greet', 'Base') + 'Greet = Base()\n',
            ('not-an-action', 7, 9),
        ),
        (
            'import mistral_lib.actions\n'
            'class Greet(mistral_lib.actions.Action):\n    pass\n',
            ('no-run', 2, 1),
        ),
        (
            greet().replace('run(self, context)', 'run(self)'),
            ('run-parameters', 5, 5),
        ),
        (
            greet().replace('run(self, context)', 'run(self, context, a)'),
            ('run-parameters', 5, 5),
        ),
        (greet().replace('def run', 'async def run'), ('run-async', 5, 5)),
        # Parameters
        (greet('self, *, ä, b=1'), [('keyword-only', 3, 27), ('keyword-only', 3, 30)]),
        (greet('me, a'), ('self', 3, 18)),
        (greet('self, a, /, b'), ('positional-only', 3, 24)),
        (greet('self, a="Hello, you"'), ('default-comma', 3, 26)),
        (greet('self, a=[1, 2]'), ('default-comma', 3, 26)),
        (greet('self, a=(1, 2)'), ('default-comma', 3, 26)),
        (greet('self, a={"b": 1, "c": 2}'), ('default-comma', 3, 26)),
        (greet('self, a=WORDS', before='WORDS = "a, b"\n'), ('default-comma', 4, 26)),
        (
            'limit = 1\n'
            + greet('self, a=limit').replace(
                '    def __init__', '    limit = (1, 2)\n    def __init__'
            ),
            ('default-comma', 5, 26),
        ),
        (greet('self, a=object()'), ('default-not-json', 3, 26)),
        (greet('self, a={1}'), ('default-not-json', 3, 26)),
        (greet('self, a=b"x"'), ('default-not-json', 3, 26)),
        (greet('self, a=...'), ('default-not-json', 3, 26)),
        (greet('self, a=lambda: 1'), ('default-not-json', 3, 26)),
        (greet('self, a=f', before='def f(): pass\n'), ('default-not-json', 4, 26)),
        (data('a: int', before=FUTURE), ('dataclass-annotations', 5, 1)),
        (data('a: "int"'), ('dataclass-annotations', 5, 5)),
        (data('a: int', arguments='(kw_only=True)'), ('keyword-only', 5, 5)),
        (
            data('a: list = dataclasses.field(default_factory=list)'),
            ('default-not-json', 5, 49),
        ),
        # What is executed with the module
        (greet(before='import sys\nsys.exit(3)\n'), ('exit', 2, 1)),
        (greet(before='from sys import exit as e\ne()\n'), ('exit', 2, 1)),
        (greet(before='import os as o\no._exit(1)\n'), ('exit', 2, 1)),
        (greet(before='exit()\n'), ('exit', 1, 1)),
        (
            greet(before='class B:\n  def exit(self): pass\nexit()\n'),
            ('exit', 3, 1),
        ),
        (greet(before='raise SystemExit\n'), ('exit', 1, 1)),
        (greet(before='if 1:\n  raise SystemExit(1)\n'), ('exit', 2, 3)),
        (greet(after='    quit()\n'), ('exit', 7, 5)),
        (greet('self, a=exit()'), ('exit', 3, 26)),
        (greet(before='def f():\n  exit()\nf()\n'), ('exit', 2, 3)),
        (greet(before='while True:\n  pass\n'), ('endless-loop', 1, 1)),
        (greet(before='while 1:\n  for a in b: break\n'), ('endless-loop', 1, 1)),
        # Imports
        (greet(before='import openstack\n'), ('import', 1, 1)),
        (greet(before='import os, a.b\n'), ('import', 1, 1)),
        (greet(body='from novaclient import client'), ('import', 4, 9)),
        (
            greet(before='try:\n  f()\nexcept ImportError:\n  import a\n'),
            ('import', 4, 3),
        ),
        (greet(before='from . import lib\n'), ('relative-import', 1, 1)),
        (greet(before='from .lib import x\n'), ('relative-import', 1, 1)),
    ],
)  # fmt: skip
def test_errors(content, expected):
    if isinstance(expected, tuple):
        expected = [expected]
    findings = code_source.check(content, ['Greet'])
    assert found(content) == expected
    assert all(each.is_error for each in findings)
    assert code_source.errors_of(findings, strict=False) == findings


@pytest.mark.parametrize(
    ('content', 'expected'),
    [
        (greet(body='self.c = object()'), ('state', 4, 9)),
        (
            greet(body='self.log = logging.getLogger()', before='import logging\n'),
            ('state', 5, 9),
        ),
        (
            greet(body='self.s = requests.Session()', before='import requests\n'),
            ('state', 5, 9),
        ),
        (greet(body='self.n = make_client()'), ('state', 4, 9)),
        (greet(body='self.log = LOG', before=LOG), ('state', 6, 9)),
        (greet(body='self.a, self.b = 1, get_client()'), ('state', 4, 17)),
        (greet('self, s', 'self.s = s or get_client()'), ('state', 4, 9)),
        (greet(before=LOG, after='    log = LOG\n'), ('class-attribute', 9, 5)),
        (greet(body='self.f = lambda: 1'), ('state', 4, 9)),
        (
            greet(before='import logging\n', after='    LOG = logging.getLogger()\n'),
            ('class-attribute', 8, 5),
        ),
        (greet(after='    kinds = {1}\n'), ('class-attribute', 7, 5)),
        (greet(after='    class Meta: pass\n'), ('class-attribute', 7, 5)),
        (
            greet(
                before='import functools\n',
                after='    @functools.cache\n    def f(self): pass\n',
            ),
            ('class-attribute', 9, 5),
        ),
        (greet(before='import time\ntime.sleep(6)\n'), ('sleep', 2, 1)),
        (
            greet(before='import sys\n').replace('return 1', 'sys.exit(1)'),
            ('exit-in-function', 7, 9),
        ),
    ],
)  # fmt: skip
def test_warnings_are_errors_to_who_is_strict(content, expected):
    findings = code_source.check(content, ['Greet'])
    assert found(content) == [expected]
    assert code_source.errors_of(findings, strict=False) == []
    assert code_source.errors_of(findings, strict=True) == findings


def test_further_imports_may_be_allowed():
    content = greet(before='import openstack.compute\nimport novaclient\n')
    assert found(content, allowed=['openstack']) == [('import', 2, 1)]
    assert found(content, allowed=['openstack.x', 'novaclient']) == []


def test_each_class_is_looked_at_once():
    assert found(greet('self, *, a'), 'Greet', 'Greet', 'None', 'a b') == [
        ('class-missing', None, None),
        ('class-name', None, None),
        ('keyword-only', 3, 27),
    ]


def test_findings_are_read_from_top_to_bottom_and_are_not_too_many():
    content = greet(before='import nosuch\n' * 500)
    lines = [line for _code, line, _column in found(content)]
    assert lines == sorted(lines)
    assert len(lines) == 100


def test_the_message_has_the_place():
    (finding,) = code_source.check('\nimport nosuch\n', [])
    assert str(finding).startswith('line 2, column 1: nosuch is neither')


def test_the_text_of_a_path_is_what_is_looked_at():
    (finding,) = code_source.check('/etc/hostname', ['A'])
    assert 'get_file' in finding.message
