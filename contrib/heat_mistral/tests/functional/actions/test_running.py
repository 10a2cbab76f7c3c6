"""Actions that are being run when they are taken out."""

import pytest

from heat_mistral.tests.functional.actions import program as program_
from heat_mistral.tests.functional.actions.program import ACTION, package
from heat_mistral.tests.functional.support.stacks import eventually

NAME = 'running.slow.slow'
SLOW = (
    ACTION.replace('Greet', 'Slow')
    .replace('from mistral_lib', 'import os\nimport time\n\nfrom mistral_lib')
    .replace(
        'return f',
        'while not os.path.exists(self.name):\n'
        '            time.sleep(0.05)\n'
        '        return f',
    )
)


@pytest.fixture
def path(tmp_path):
    """A file for which the action waits."""
    return tmp_path / 'go-on'


@pytest.fixture
def run(program, tmp_path, mistral, path):
    """A run of the action, in another project."""
    root = package(tmp_path, slow=SLOW)
    program.done('register', '--prefix', 'running', '--from', root)
    made = mistral.workflows.create(
        f"version: '2.0'\nslow: {{tasks: {{t: {{action: {NAME} "
        f'name="{path}"}}}}}}'
    )
    run = mistral.executions.create(made[0].id)
    eventually(lambda: mistral.action_executions.list(name=NAME), 'the action')
    yield run
    path.touch()
    mistral.workflows.delete(made[0].id)


def test_it_is_waited_for(program, run, mistral, path):
    done = program.quick('unregister', NAME)
    assert done.status == 1
    assert f'{NAME} (1 run) would be stranded' in done.err
    waiting = program.start('unregister', NAME, '--wait')
    assert waiting.stderr.readline() == f'waiting for {NAME} (1 run)\n'
    path.touch()
    done = program_.finished(waiting)
    assert (done.status, done.out) == (0, f'unregistered {NAME}\n')
    eventually(
        lambda: mistral.executions.get(run.id).state == 'SUCCESS', 'the end'
    )
