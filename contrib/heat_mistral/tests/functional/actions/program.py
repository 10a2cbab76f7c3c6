"""The program, run as a user runs it."""

import contextlib
import dataclasses
import io
import json
import logging
import os
import pathlib
import subprocess
import sys

try:
    import tomllib
except ImportError:  # Python 3.10
    tomllib = None

import pytest

from heat_mistral.actions import shell

ROOT = pathlib.Path(__file__).parents[5]
ACTION = '''\
from mistral_lib import actions


class Greet(actions.Action):
    """Say hello."""

    __export__ = True

    def __init__(self, name, greeting="Hello"):
        self.name = name
        self.greeting = greeting

    def run(self, context):
        return f"{self.greeting}, {self.name}!"
'''


@dataclasses.dataclass(frozen=True)
class Done:
    """What a run of the program has left."""

    status: int
    out: str
    err: str

    @property
    def rows(self):
        """The rows of ``-f json``, by name."""
        return {row['Name']: row for row in json.loads(self.out)}


class Program:
    """mistral-actions, for one user of a sandbox."""

    def __init__(self, sandbox, folder, user='admin', **variables):
        self.sandbox = sandbox
        self.folder = folder
        self._environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith('OS_')
        }
        self._environment.update(
            sandbox.environment(user),
            PYTHONPATH=os.pathsep.join(
                (str(installed(folder)), str(ROOT / 'contrib'))
            ),
            XDG_STATE_HOME=str(folder / 'state'),
            PYTHONWARNINGS='ignore',
            **variables,
        )

    def start(self, *arguments, **more):
        """Begin a run; see subprocess."""
        return self._started(
            ('-m', 'heat_mistral.actions', *arguments), **more
        )

    def _started(self, arguments, **more):
        return subprocess.Popen(
            [sys.executable, *map(str, arguments)],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **more,
        )

    def run(self, *arguments):
        """A run from beginning to end."""
        return finished(self.start(*arguments))

    def quick(self, *arguments):
        """A run within this process: nothing is to be imported anew."""
        root = logging.getLogger()
        before = root.level, list(root.handlers), dict(os.environ)
        os.environ.clear()
        os.environ.update(self._environment)
        try:
            with (
                contextlib.redirect_stdout(io.StringIO()) as out,
                contextlib.redirect_stderr(io.StringIO()) as err,
            ):
                status = shell.main([str(each) for each in arguments])
        finally:
            root.setLevel(before[0])
            root.handlers[:] = before[1]
            os.environ.clear()
            os.environ.update(before[2])
        return Done(status, out.getvalue(), err.getvalue())

    def openstack(self, *arguments):
        """A run of openstackclient, which has the commands, too."""
        code = (
            'import sys; from openstackclient import shell; '
            'sys.exit(shell.main(sys.argv[1:]))'
        )
        return finished(self._started(('-c', code, *arguments)))

    def done(self, *arguments):
        """What a run that must succeed has written."""
        result = self.quick(*arguments)
        assert result.status == 0, result
        return result


def processes(sandbox):
    """The processes of Mistral, by name: none is to end or be restarted."""
    found = sandbox.service('mistral').processes
    return {name: process.pid for name, process in found.items()}


def finished(process):
    out, err = process.communicate(timeout=60)
    return Done(process.returncode, out, err)


def installed(folder):
    """A directory with this checkout's entry points, as pip makes it.

    The tests' environment may have been made before one of them was there.
    """
    if tomllib is None:
        pytest.skip('needs tomllib')
    read = tomllib.loads((ROOT / 'pyproject.toml').read_text())
    info = folder / 'installed' / 'heat_mistral-0.0.1.dist-info'
    if not info.exists():
        info.mkdir(parents=True)
        (info / 'METADATA').write_text(
            'Metadata-Version: 2.1\nName: heat-mistral\nVersion: 0.0.1\n'
        )
        (info / 'entry_points.txt').write_text(
            ''.join(
                f'[{group}]\n'
                + ''.join(f'{name} = {value}\n' for name, value in its.items())
                for group, its in read['project']['entry-points'].items()
            )
        )
    return info.parent


def package(folder, **files):
    """A directory with a file for each action, or more of a text."""
    root = folder / 'package'
    root.mkdir(exist_ok=True)
    for name, text in files.items():
        data = text if isinstance(text, bytes) else text.encode()
        (root / f'{name}.py').write_bytes(data)
    return root
