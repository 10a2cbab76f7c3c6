"""Pictures of a run: states and times as Mistral has them."""

import contextlib
import io
import re
import xml.etree.ElementTree as ET

import pytest

from heat_mistral.graph import command
from heat_mistral.tests.functional.support.stacks import eventually

DEFINITION = """\
main:
  tasks:
    good:
      action: std.noop
      on-success: [bad, each]
    bad:
      action: std.fail
      on-error: slow
      on-success: never
    each:
      with-items: i in [1, 2]
      workflow: below
    slow:
      action: std.async_noop
      on-success: never
    never:
      action: std.noop
below:
  tasks:
    nothing:
      action: std.noop
"""
TEMPLATE = {
    'heat_template_version': '2018-08-31',
    'resources': {
        'workflows': {
            'type': 'OS::Mistral::Workflow',
            'properties': {'definition': DEFINITION},
        }
    },
}
SVG = '{http://www.w3.org/2000/svg}'
STATES = {
    'good': 'SUCCESS',
    'bad': 'ERROR',
    'each': 'SUCCESS',
    'slow': 'RUNNING',
    'never': 'not started',
}


@pytest.fixture
def credentials(sandbox, monkeypatch):
    """The user's, as the command line tools take them."""
    for name, value in sandbox.environment().items():
        monkeypatch.setenv(name, value)


def draw(*arguments):
    """What the command prints."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        assert command.main(arguments) == 0
    return out.getvalue()


def run(stacks, mistral):
    """An execution that has come to each of the states."""
    stack = stacks.create(TEMPLATE)
    stack.signal('workflows')
    ran = stack.attribute('workflows', 'latest_execution')['id']

    def come():
        found = {
            task.name: task.state
            for task in mistral.tasks.list(workflow_execution_id=ran)
        }
        return found == {
            name: state for name, state in STATES.items() if name != 'never'
        }

    eventually(come, 'all states')
    return stack, ran


def test_a_run(stacks, mistral, credentials, tmp_path):
    stack, ran = run(stacks, mistral)
    file = tmp_path / 'wf.yaml'
    file.write_text(DEFINITION)
    for source in ((str(file),), ()):
        root = ET.fromstring(
            draw(  # noqa: S314
                *source, '--execution', ran, '--format', 'svg'
            )
        )
        check_svg(root)
        check_mermaid(draw(*source, '--execution', ran))


def check_svg(root):
    assert 'RUNNING' in root.find(f'{SVG}desc').text
    shown = {}
    for group in root.iter(f'{SVG}g'):
        texts = [text.text for text in group.findall(f'{SVG}text')]
        if group.get('class', '').startswith('node task ') and texts:
            shown[texts[0]] = (group.get('class').split()[2], texts)
    assert {name: kind for name, (kind, _) in shown.items()} == {
        name: state.lower().replace(' ', '-') for name, state in STATES.items()
    }
    for name, (_, texts) in shown.items():
        time = '' if name == 'never' else r' · (\d+ min )?\d+ s'
        assert any(
            re.fullmatch(STATES[name] + time, text) for text in texts
        ), texts
    assert 'executions: 2 SUCCESS' in shown['each'][1]


def check_mermaid(text):
    ids = dict(re.findall(r'^ +(w\d+t\d+)\[+"(\w+)<br/>', text, re.MULTILINE))
    states = {
        ids[node]: state
        for group, state in re.findall(
            r'^ +class (\S+) (\w+)$', text, re.MULTILINE
        )
        for node in group.split(',')
    }
    assert states == {
        name: state.lower().replace(' ', '_') for name, state in STATES.items()
    }
    for name, state in STATES.items():
        time = '' if name == 'never' else r' · (\d+ min )?\d+ s'
        assert re.search(rf'"{name}<br/>.*<br/>{state}{time}["<]', text)


def test_what_mistral_has_not(credentials, capsys):
    unknown = '00000000-0000-4000-8000-000000000000'
    assert command.main(['--execution', unknown]) == 2
    told = capsys.readouterr()
    assert told.out == ''
    assert re.fullmatch(
        rf'python -m heat_mistral.graph: Mistral refuses: .*{unknown}.*\n',
        told.err,
    )


def test_without_credentials(credentials, monkeypatch, capsys):
    monkeypatch.setenv('OS_PASSWORD', 'wrong')
    assert command.main(['--execution', 'x']) == 2
    told = capsys.readouterr().err
    assert told.startswith(
        'python -m heat_mistral.graph: there is no way to Mistral: '
    )
    assert told.count('\n') == 1
