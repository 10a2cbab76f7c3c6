"""Sources that are broken: refused, and nobody's lists notice."""

import contextlib
import threading

from heat_mistral.tests.functional.actions.program import (
    ACTION,
    package,
    processes,
)

HEAD, CLASS, TAIL = ACTION.partition('class Greet')
BROKEN = {
    # What the tree tells is refused with a place ...
    'syntax': ('def (:\n' + ACTION, 'syntax.py:1:5: this is no Python'),
    'missing_import': ('import numpy\n' + ACTION, 'missing_import.py:1:1'),
    'nul': (ACTION.replace('Hello', '\0'), 'nul.py:9:40: there is a NUL'),
    'exits': ('import sys\nsys.exit(3)\n' + ACTION, 'exits.py:2:1: sys.exit'),
    'no_json': (
        ACTION.replace('"Hello"', 'object()'),
        'no_json.py:9:39: the default of greeting',
    ),
    'comma': (
        ACTION.replace('"Hello"', '"Hello, dear"'),
        'comma.py:9:39: the default of greeting has a comma',
    ),
    'keyword_only': (
        ACTION.replace('name, gr', 'name, *, gr'),
        'keyword_only.py:9:',
    ),
    'future_dataclass': (
        'from __future__ import annotations\nimport dataclasses\n'
        + HEAD
        + '@dataclasses.dataclass\n'
        + CLASS
        + TAIL.replace('    __export__', '    x: int\n    __export__'),
        'future_dataclass.py:',
    ),
    'relative': ('from . import x\n' + ACTION, 'relative.py:1:1'),
    'latin': (b'# coding: latin-1\n' + ACTION.encode(), 'in latin-1'),
    # ... and what only Mistral finds out with Mistral's reason.
    'raising': (
        'raise ValueError("no such weather")\n' + ACTION,
        'no such weather',
    ),
    'missing_name': (
        ACTION.replace('actions.Action', 'actions.Acton'),
        'Acton',
    ),
}


@contextlib.contextmanager
def polled(sandbox):
    """What three projects' lists answer meanwhile."""
    codes = []
    over = threading.Event()

    def ask(user):
        session = sandbox.session(user)
        url = session.get_endpoint(service_type='workflowv2') + '/actions'
        while not over.is_set():
            answer = session.get(url, raise_exc=False)
            codes.append(answer.status_code)
            over.wait(0.1)

    threads = [
        threading.Thread(target=ask, args=(user,))
        for user in ('admin', 'demo', 'other')
    ]
    for thread in threads:
        thread.start()
    try:
        yield codes
    finally:
        over.set()
        for thread in threads:
            thread.join()


def test_each_is_refused(program, tmp_path, sandbox, made):
    before = processes(sandbox)
    files = {name: text for name, (text, _) in BROKEN.items()}
    root = package(tmp_path, good=ACTION, **files)
    with polled(sandbox) as codes:
        done = program.run(
            *('register', '--prefix', 'broken', '--from', root, '-f', 'json')
        )
    assert len(codes) > 3
    assert set(codes) == {200}
    assert done.status == 1
    rows = done.rows
    assert rows['broken.good.greet']['Result'] == 'registered'
    told = {
        name.split('.')[1]: row['Result']
        for name, row in rows.items()
        if row['State'] == 'refused'
    }
    for line in done.err.splitlines():
        if line.startswith('refused: '):
            told[line.rpartition('.py')[0].rpartition('/')[2]] = line
    assert set(told) == set(BROKEN)
    for name, (_, words) in BROKEN.items():
        assert words in told[name], told[name]
    assert 'Traceback' not in done.out + done.err
    sources, actions = made()
    assert [source.name for source in sources] == ['broken.good']
    assert [action.name for action in actions] == ['broken.good.greet']
    assert processes(sandbox) == before


def test_strict(program, tmp_path):
    root = package(
        tmp_path,
        logs=ACTION.replace(
            'self.name = name',
            'self.name = name\n        self.client = object()',
        ),
    )
    arguments = ('register', '--from', root, '-f', 'json')
    strict = program.quick(*arguments, '--strict')
    assert strict.status == 1
    assert (
        'logs.py:11:9: self.client is object()'
        in strict.rows['logs.greet']['Result']
    )
    done = program.done(*arguments)
    assert 'warning: ' in done.err
    assert 'logs.py:11:9: self.client is object()' in done.err


def test_a_path_is_not_read(program, tmp_path, made):
    """A file whose text is a path is that text, and no Python."""
    root = package(tmp_path, path='/etc/hostname #__export__\n')
    done = program.quick('register', '--from', root)
    assert done.status == 1
    assert made() == ([], [])
