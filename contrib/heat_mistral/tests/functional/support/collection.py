"""The collection registered in Mistral, and something for it to work on."""

import contextlib
import json
import os
import pathlib
import subprocess
import sys

from heat_mistral.actions import collection
from heat_mistral.tests.functional.support.stacks import eventually

DIRECTORY = pathlib.Path(collection.__file__).parent
NAMES = ('cinder.*', 'glance.*', 'nova.*', 'trove.*')


def command(sandbox, *arguments):
    """What mistral-actions prints, run as the administrator."""
    done = subprocess.run(
        [sys.executable, '-m', 'heat_mistral.actions', *arguments],
        env={
            **os.environ,
            **sandbox.environment('admin'),
            'PYTHONPATH': str(DIRECTORY.parents[2]),
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@contextlib.contextmanager
def registered(sandbox):
    """The collection's actions, for the length of a with block."""
    command(sandbox, 'register', '--from', str(DIRECTORY), '-f', 'json')
    try:
        yield
    finally:
        command(sandbox, 'unregister', '--wait', *NAMES)


def run_action(mistral, name, /, **inputs):
    """State and result of an action that is run by itself."""
    run = mistral.action_executions.create(name, inputs, save_result=True)

    def ended():
        now = mistral.action_executions.get(run.id)
        return now if now.state != 'RUNNING' else None

    found = eventually(ended, f'the end of {name}')
    return found.state, json.loads(found.output)['result']


def run_workflow(mistral, name, /, **inputs):
    """The run of a workflow as it ended; it is deleted."""
    run = mistral.executions.create(name, workflow_input=inputs)

    def ended():
        now = mistral.executions.get(run.id)
        return now if now.state not in ('IDLE', 'RUNNING') else None

    done = eventually(ended, f'the end of {name}')
    mistral.executions.delete(done.id)
    return done
