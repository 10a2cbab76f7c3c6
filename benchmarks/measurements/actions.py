"""How soon actions are found, and how soon a workflow uses one."""

import dataclasses
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

from benchmarks import results
from benchmarks.world import World
from heat_mistral.actions import discovery, plan, registering
from heat_mistral.mistral_api import api

TITLE = 'Actions'
TEXT = """\
``mistral-actions``: all actions of a directory of so many files are found; one
action is registered, by its library and by the command, which starts a program;
and the time from the beginning of that to the result of a workflow that is
started as soon as the action is there.
"""


@dataclasses.dataclass(frozen=True)
class Sizes:
    files: int
    runs: int


SIZES = {'small': Sizes(100, 3), 'full': Sizes(500, 20)}
ROOT = pathlib.Path(__file__).parents[2]
SOURCE = '''\
from mistral_lib import actions


class Say(actions.Action):
    """Say a number."""

    __export__ = True

    def __init__(self, greeting="Hello", name=None, count=1):
        self.greeting = greeting
        self.name = name
        self.count = count

    def run(self, context):
        return "NUMBER"
'''
WORKFLOW = """\
version: '2.0'
says:
  output: {said: <% $.said %>}
  tasks:
    say: {action: bench.say.say, publish: {said: <% task().result %>}}
"""


def files(directory, count):
    for number in range(count):
        (directory / f'm{number}.py').write_text(
            SOURCE.replace('NUMBER', str(number))
        )


def found(count, runs):
    """Seconds for all actions of so many files."""
    with tempfile.TemporaryDirectory() as folder:
        files(pathlib.Path(folder), count)
        times = []
        for _ in range(runs):
            begun = time.monotonic()
            sources = discovery.unambiguous(discovery.within(folder))
            times.append(time.monotonic() - begun)
            if len(sources) != count:
                raise RuntimeError(f'{len(sources)} found')
    return times


class Bench:
    """One action in a sandbox, changed for each run."""

    def __init__(self, sandbox, folder):
        self._folder = pathlib.Path(folder)
        self._session = sandbox.session('admin')
        self._client = sandbox.mistral('admin')
        self._mistral = sandbox.mistral()
        self._workflow = self._mistral.workflows.create(WORKFLOW)[0].id
        self._environment = os.environ | sandbox.environment('admin')
        self._environment['PYTHONPATH'] = str(ROOT / 'contrib')
        self._environment['XDG_STATE_HOME'] = str(folder)

    def write(self, number):
        (self._folder / 'say.py').write_text(
            SOURCE.replace('NUMBER', str(number))
        )

    def register(self):
        (source,) = discovery.within(str(self._folder), 'bench')
        mistral = api.MistralApi.over(
            self._client, self._session.get_project_id()
        )
        registrar = registering.Registrar(
            mistral, plan.Options(), lambda name: None
        )
        (outcome,) = registrar.register(source)
        if outcome.is_failed:
            raise RuntimeError(outcome)

    def command(self, *arguments):
        subprocess.run(
            [sys.executable, '-m', 'heat_mistral.actions', *arguments],
            env=self._environment,
            check=True,
            capture_output=True,
        )

    def register_by_command(self):
        self.command(
            'register', '--prefix', 'bench', '--from', str(self._folder)
        )

    def result(self):
        run = self._mistral.executions.create(self._workflow).id
        while True:
            row = self._mistral.executions.get(run)
            if row.state == 'SUCCESS':
                return json.loads(row.output)['said']
            if row.state != 'RUNNING':
                raise RuntimeError(row.state_info)
            time.sleep(0.02)

    def timed(self, register, number):
        """Seconds until it is registered, and until there is a result."""
        self.write(number)
        begun = time.monotonic()
        register()
        registered = time.monotonic()
        said = self.result()
        ended = time.monotonic()
        if said != number:
            raise RuntimeError(f'{said}, not {number}')
        return registered - begun, ended - begun


def measure(world: World, sizes: Sizes) -> results.Result:
    with world.step(f'{sizes.files} files'):
        found_in = results.Chart('Find', 'files')
        samples = {'found': found(sizes.files, sizes.runs)}
        found_in.points.append(results.Point(sizes.files, samples))
    taken: dict[str, list[float]] = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        world.step(f'{sizes.runs} actions registered'),
    ):
        bench = Bench(world.sandbox, folder)
        for number in range(sizes.runs):
            for name, register in (
                ('library', bench.register),
                ('command', bench.register_by_command),
            ):
                registered, ended = bench.timed(register, f'{name}{number}')
                taken.setdefault(name, []).append(registered)
                taken.setdefault(f'{name}, result', []).append(ended)
    one = results.Chart('Register', 'actions')
    one.points.append(results.Point(1, taken))
    return results.Result('actions', TITLE, TEXT, [found_in, one])
