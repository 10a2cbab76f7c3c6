"""From a file to the result of a workflow, and away again."""

import json

import pytest

from heat_mistral.tests.functional.actions.program import (
    ACTION,
    Program,
    package,
    processes,
)
from heat_mistral.tests.functional.support.stacks import eventually

NAME = 'life.greet.greet'
REGION = 'RegionOne'
FROM = ('--prefix', 'life', '--from')
WORKFLOW = f"""\
version: '2.0'
greets:
  output:
    said: <% $.said %>
  tasks:
    greet:
      action: {NAME} name="you"
      publish:
        said: <% task().result %>
"""


@pytest.fixture
def workflow(mistral):
    made = mistral.workflows.create(WORKFLOW)
    yield made[0]
    mistral.workflows.delete(made[0].id)


def said(mistral, workflow):
    """What a run of the workflow says."""
    run = mistral.executions.create(workflow.id)
    ended = eventually(
        lambda: (
            (found := mistral.executions.get(run.id)).state != 'RUNNING'
            and found
        ),
        'the end of the run',
    )
    assert ended.state == 'SUCCESS', ended.state_info
    return json.loads(ended.output)['said']


def test_life(program, tmp_path, mistral, workflow, sandbox):
    """One that a member of another project uses, the moment it is there."""
    before = processes(sandbox)
    root = package(tmp_path, greet=ACTION)
    planned = program.done('register', '--dry-run', *FROM, root, '-f', 'json')
    assert planned.rows[NAME]['State'] == 'new'
    assert 'Nothing is done' in planned.err
    assert program.done('action-list', '-f', 'json').rows == {}

    done = program.run('register', *FROM, root, '-f', 'json')
    assert done.status == 0
    assert done.rows[NAME] == {
        'Name': NAME,
        'State': 'new',
        'Inputs': 'name, greeting="Hello"',
        'Result': 'registered',
    }
    assert done.err.endswith('No service needs a restart.\n')
    assert said(mistral, workflow) == 'Hello, you!'

    again = program.done('register', *FROM, root, '-f', 'json')
    assert again.rows[NAME]['State'] == 'same'

    package(tmp_path, greet=ACTION.replace('{self.name}!', '{self.name}?'))
    changed = program.done('register', *FROM, root, '-f', 'json')
    assert changed.rows[NAME]['Result'] == 'updated: the source has changed'
    assert said(mistral, workflow) == 'Hello, you?'

    shown = json.loads(program.done('show', NAME, '-f', 'json').out)
    assert shown['distribution'] == 'package'
    assert shown['mark'] == 'ok'
    assert shown['code source version'] == 2

    assert program.done('unregister', NAME).out == f'unregistered {NAME}\n'
    assert program.done('action-list', '-f', 'json').rows == {}
    assert processes(sandbox) == before


def test_a_class_that_is_not_there_any_more(program, tmp_path, mistral):
    """Its action would make everybody's list of actions fail."""
    more = '\n\nclass Other(Greet):\n    __export__ = True\n'
    root = package(tmp_path, greet=ACTION + more)
    program.done('register', *FROM, root)
    package(tmp_path, greet=ACTION)
    register = ('register', *FROM, root, '-f', 'json')
    done = program.quick(*register)
    assert done.rows[NAME]['State'] == 'foreign'
    done = program.done(*register, '--override')
    assert done.rows['life.greet.other']['State'] == 'gone'
    names = [action.name for action in mistral.actions.list()]
    assert NAME in names
    assert 'life.greet.other' not in names


def test_formats(program, tmp_path):
    root = package(tmp_path, greet=ACTION)
    program.done('register', *FROM, root)
    for form, begins in (
        ('yaml', '- Description: Say hello.'),
        ('csv', '"Name","Inputs"'),
        ('value', 'life.greet.greet name, greeting="Hello" Say hello.'),
    ):
        done = program.quick('action-list', '-f', form)
        assert done.out.startswith(begins), done
    done = program.run('action-list', '-f', 'markdown')
    assert done.out.startswith('| Name | Inputs | Description |'), done
    dumped = program.done('markdown-dump').out
    assert '## package 0\n' in dumped
    assert '| life.greet.greet | name, greeting="Hello" | Say hello. |' in (
        dumped
    )
    everything = program.done('action-list', '--all', '-f', 'json').rows
    assert {NAME, 'std.echo'} <= set(everything)


def test_scopes(program, tmp_path, mistral, admin):
    root = package(tmp_path, greet=ACTION)
    for scope in ('private', 'public', 'private'):
        program.done('register', *FROM, root, '--scope', scope)
        names = [action.name for action in mistral.actions.list()]
        assert (NAME in names) is (scope == 'public')
    (source,) = admin.code_sources.list(name='life.greet')
    assert source.version == 3


def test_a_cloud_of_clouds_yaml(sandbox, tmp_path):
    given = sandbox.environment('admin')
    auth = {
        name[3:].lower(): value
        for name, value in given.items()
        if name not in ('OS_REGION_NAME', 'OS_IDENTITY_API_VERSION')
    }
    file = tmp_path / 'clouds.yaml'
    file.write_text(
        json.dumps({'clouds': {'c': {'auth': auth, 'region_name': REGION}}})
    )
    nothing = dict.fromkeys(given, '')
    program = Program(
        sandbox, tmp_path, **nothing | {'OS_CLIENT_CONFIG_FILE': str(file)}
    )
    program.done('--os-cloud', 'c', 'action-list')
    done = program.quick('--os-cloud', 'd', 'action-list')
    assert (done.status, done.out) == (1, '')
    assert 'Cloud d was not found' in done.err


def test_entry_points(program, tmp_path):
    """Nothing is uploaded; what there is to do is told."""
    arguments = ('register', '--backend', 'entry-points', '-f', 'json')
    done = program.done(*arguments, 'std.echo')
    assert done.rows['std.echo']['Listed'] == 'yes'
    assert done.err.endswith('no service needs a restart.\n')
    root = package(tmp_path, greet=ACTION)
    done = program.quick(*arguments, NAME, *FROM, root)
    assert done.status == 1
    assert 'declare it' in done.rows[NAME]['To Do']
    assert done.rows[NAME]['Entry Point'] == f'{NAME} = greet:Greet'
    assert program.done('action-list', '-f', 'json').rows == {}


def test_a_module_that_mistral_has(program, tmp_path):
    root = package(tmp_path, greet='import cheroot\n' + ACTION)
    register = ('register', *FROM, root)
    assert program.quick(*register).status == 1
    program.done(*register, '--allow-import', 'cheroot')


def test_openstackclient_has_the_commands(program, tmp_path):
    root = package(tmp_path, greet=ACTION)
    done = program.openstack(
        *('workflow', 'action', 'register', *FROM, root, '-f', 'json')
    )
    assert done.status == 0, done
    assert done.rows[NAME]['Result'] == 'registered'


def test_what_is_registered_runs_with_no_restart(
    program, tmp_path, mistral, workflow
):
    """How soon it does is measured in benchmarks/."""
    root = package(tmp_path, greet=ACTION)
    assert program.run('register', *FROM, root).status == 0
    assert said(mistral, workflow) == 'Hello, you!'
