"""heat-mistral lint --cloud: the actions are those that a real Mistral has."""

import json
import subprocess
import sys

import pytest

TEXT = """\
w:
  tasks:
    a: {action: test-lint-tell task=1, on-success: b}
    b: {action: test-lint-tall task=1, on-success: c}
    c: {action: std.echo, input: {output: 1}}
"""
ADHOC = """\
version: '2.0'
test-lint-tell:
  base: std.echo output=<% $.task %>
  input: [task]
"""


@pytest.fixture(scope='module', autouse=True)
def _action(mistral):
    (made,) = mistral.actions.create(ADHOC)
    yield
    mistral.actions.delete(made.name)


@pytest.fixture(name='clouds')
def _clouds(sandbox, tmp_path):
    auth = {
        name.lower().removeprefix('os_'): value
        for name, value in sandbox.environment().items()
        if name not in ('OS_REGION_NAME', 'OS_IDENTITY_API_VERSION')
    }
    sure = {'auth': auth, 'region_name': 'RegionOne'}
    wrong = {**sure, 'auth': {**auth, 'password': 'wrong'}}
    file = tmp_path / 'clouds.yaml'
    file.write_text(json.dumps({'clouds': {'sure': sure, 'wrong': wrong}}))
    return {'OS_CLIENT_CONFIG_FILE': str(file), 'PATH': ''}


def _lint(tmp_path, clouds, *options):
    path = tmp_path / 'w.yaml'
    path.write_text(TEXT)
    return subprocess.run(
        [sys.executable, '-m', 'heat_mistral.lint', *options, str(path)],
        env={**clouds, 'PYTHONPATH': ':'.join(sys.path)},
        capture_output=True,
        text=True,
    )


def _lines(told):
    return [
        line.split(':')[1]
        for line in told.stdout.split('\n')
        if '[HM204' in line
    ]


def test_actions_of_the_cloud_are_known(tmp_path, clouds):
    assert _lines(_lint(tmp_path, clouds)) == ['3', '4']
    told = _lint(tmp_path, clouds, '--cloud', 'sure')
    assert _lines(told) == ['4'], told.stderr
    assert 'no action "test-lint-tall" is known' in told.stdout
    assert 'test-lint-tell" is one' in told.stdout
    assert told.returncode == 0


@pytest.mark.parametrize('name', ['wrong', 'none'])
def test_a_cloud_that_cannot_be_asked(tmp_path, clouds, name):
    told = _lint(tmp_path, clouds, '--cloud', name)
    assert told.returncode == 2
    assert told.stdout == ''
    assert 'there is no way to Mistral' in told.stderr
    assert 'Traceback' not in told.stderr
