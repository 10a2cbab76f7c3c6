import subprocess
import sys
import textwrap
import time

import pytest

from heat_mistral.core import code_source
from heat_mistral.tests.unit.core.code_source.samples import GREET, greet


@pytest.mark.parametrize(
    'statement',
    [
        'e = sys.exit\ne()\n',
        'getattr(sys, "exit")()\n',
        'functools.partial(sys.exit, 3)()\n',
        'import posix\nposix._exit(1)\n',
        'signal.raise_signal(9)\n',
        'class X(SystemExit): pass\nraise X()\n',
        'x = SystemExit(3)\nraise x\n',
        'while 1 == 1: pass\n',
        'while not 0: pass\n',
        'for _ in itertools.count(): pass\n',
    ],
)
def test_ends_that_are_not_plain(statement):
    before = 'import functools, itertools, signal, sys\n' + statement
    (finding,) = code_source.check(greet(before=before), ['Greet'])
    assert finding.code in ('exit', 'endless-loop')


def test_messages_have_an_end():
    name = 'x' * 50_000
    for content, names in (
        (f'import {name}\n', []),
        (f'class {name}: pass\n', [name]),
        (GREET, [f'-{name}']),
        (greet(f'self, *, {name}'), ['Greet']),
        (greet(body=f'self.{name} = make_client()'), ['Greet']),
    ):
        (finding,) = code_source.check(content, names)
        assert len(str(finding)) < 700


HOSTILE = textwrap.dedent(
    """\
    import time
    from heat_mistral.core import code_source
    size = 60_000
    for text in (
        '(' * size, '[' * size + ']' * size, '-' * size + '1',
        'a' + '.a' * (size // 2), 'a' + '(a)' * (size // 3),
        'x = ' + '1+' * (size // 2) + '1',
        'class A(actions.Action):\\n    x = ' + '1+' * (size // 3) + '1',
        'def f(a=' + '1+' * (size // 3) + '1): pass\\nclass A: pass\\n',
        'class A:\\n def __init__(self, a=' + '-' * 500 + '1): pass\\n',
        'lambda:' * (size // 7) + '1', 'if 1:\\n ' * 99, '"' * size,
        'exit()\\n' * (size // 7), 'f"{' * (size // 3),
        'a = a\\n' * (size // 6), 'class A(A): pass\\n' * 3000,
        ''.join(f'class A{n}(A{n + 1}): pass\\n' for n in range(2500)),
        'import nosuch;' * 4000, '9' * size, '2**' * 9000 + '2',
    ):
        begun = time.process_time()
        names = ['A', 'A0']
        code_source.check(text, names)
        code_source.signature(text, 'A')
        code_source.signature_fault(text, 'A', 'a, ' * 1000)
        took = time.process_time() - begun
        # A tenth of it where nothing starts over, on a crowded machine.
        assert took < 20, (took, text[:40])
    print('through')
    """
)


_ACTION = 'from mistral_lib import actions\nclass A(actions.Action):\n'
_NAMES = [f'A{number}' for number in range(2500)]
_INHERITING = ''.join(f'class {name}(A): 0\n' for name in _NAMES)


@pytest.mark.parametrize(
    'content',
    [
        _ACTION
        + 'class A0(A): 0\n'
        + ''.join(f'class A{n}(A{n - 1}): 0\n' for n in range(1, 2500)),
        _ACTION
        + '  def __init__(self):\n'
        + '    self.a=1\n' * 1000
        + _INHERITING,
        _ACTION
        + f'  def __init__(self, {", ".join(_NAMES[:1500])}): 0\n'
        + _INHERITING,
        f'{_ACTION}  0\nclass A({"A, " * 5000}): 0\n{_INHERITING}',
        f'B = [{"0, " * 8000}]\n{_ACTION}  def __init__(self):\n'
        + '    self.a = B\n' * 2000,
    ],
    ids=['chain', 'init', 'parameters', 'bases', 'literal'],
)
def test_what_actions_have_in_common_is_looked_at_once(content):
    begun = time.process_time()
    code_source.check(content, ['A', *_NAMES])
    for name in _NAMES:
        code_source.signature(content, name)
    assert time.process_time() - begun < 5  # half a second at leisure


def test_hostile_texts_end_in_time_and_alive():
    """In a process of its own, which a fault of CPython's might end."""
    done = subprocess.run(
        [sys.executable, '-W', 'ignore', '-c', HOSTILE],
        capture_output=True,
        text=True,
        timeout=300,
        env={'PYTHONPATH': ':'.join(sys.path)},
    )
    assert (done.returncode, done.stdout) == (0, 'through\n'), done.stderr
