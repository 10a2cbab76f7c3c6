"""heat-mistral lint as it is called: forms, exit codes, options."""

import json
import subprocess
import sys

import pytest

from heat_mistral import program
from heat_mistral.core import rules
from heat_mistral.lint import command
from heat_mistral.tests.unit.lint import samples


@pytest.fixture(name='wrong')
def _wrong(tmp_path):
    path = tmp_path / 'a,b:c.yaml'
    path.write_text(
        samples.TEMPLATE.replace('[start]', '[strat]').replace(
            'std.http', 'std.htpp'
        ),
        encoding='utf-8',
    )
    return str(path)


@pytest.fixture(name='good')
def _good(tmp_path):
    path = tmp_path / 'good.yaml'
    path.write_text(samples.TEMPLATE, encoding='utf-8')
    return str(path)


def _place(text, marked):
    (line,) = (
        number
        for number, line in enumerate(text.split('\n'), 1)
        if marked in line
    )
    return line


def test_text_shows_the_line_with_a_caret(wrong, capsys):
    assert command.main([wrong]) == 1
    told = capsys.readouterr().out
    line = _place(samples.TEMPLATE, '[start]')
    assert f'{wrong}:{line}:' in told
    (shown,) = (each for each in told.split('\n') if '[strat]' in each)
    below = told.split('\n')[told.split('\n').index(shown) + 1]
    assert shown[below.index('^') :].startswith('strat]')
    assert '1 error, 1 warning.' in told


def test_nothing_is_said_of_a_good_one(good, capsys):
    assert command.main([good]) == 0
    assert capsys.readouterr() == ('', '')


def test_warnings_fail_when_they_are_to(wrong, good, tmp_path):
    only = tmp_path / 'warning.yaml'
    only.write_text(samples.TEMPLATE.replace('std.http', 'std.htpp'))
    assert command.main([str(only)]) == 0
    assert command.main([str(only), '--strict']) == 1
    assert command.main([good, '--strict']) == 0


def test_json(wrong, capsys):
    assert command.main([wrong, '--format', 'json']) == 1
    found = json.loads(capsys.readouterr().out)
    assert [each['rule'] for each in found] == ['HM204', 'HM101']
    assert found[1]['line'] == _place(samples.TEMPLATE, '[start]')
    assert found[1]['severity'] == 'error'


def test_github(wrong, capsys):
    assert command.main([wrong, '--format', 'github']) == 1
    first, second, rest = capsys.readouterr().out.split('\n')
    assert first.startswith('::warning file=')
    assert 'a%2Cb%3Ac.yaml,line=' in first
    assert second.startswith('::error file=')
    assert rest == ''


def test_sarif(wrong, capsys):
    assert command.main([wrong, '--format', 'sarif']) == 1
    (told,) = json.loads(capsys.readouterr().out)['runs']
    named = told['tool']['driver']['rules']
    for each in told['results']:
        assert named[each['ruleIndex']]['id'] == each['ruleId']
    region = told['results'][1]['locations'][0]['physicalLocation']['region']
    assert region['startLine'] == _place(samples.TEMPLATE, '[start]')


@pytest.mark.parametrize('code', rules.RULES)
def test_explain(code, capsys):
    assert command.main(['--explain', code.lower()]) == 0
    assert capsys.readouterr().out.startswith(f'{code} ')


def test_explain_what_is_not_there(capsys):
    with pytest.raises(SystemExit) as ended:
        command.main(['--explain', 'HM999'])
    assert ended.value.code == 2
    assert 'there is no rule HM999' in capsys.readouterr().err


@pytest.mark.parametrize(
    'listed',
    [
        '["std.htpp"]',
        '[{"ID": "1", "Name": "std.htpp"}]',
        '- std.htpp\n- my.own\n',
    ],
)
def test_actions_of_a_file(wrong, tmp_path, listed, capsys):
    path = tmp_path / 'actions'
    path.write_text(listed)
    command.main([wrong, '--actions', str(path), '--format', 'json'])
    found = json.loads(capsys.readouterr().out)
    assert [each['rule'] for each in found] == ['HM101']


@pytest.mark.parametrize('listed', ['3', '[', '{"a": 1}', None])
def test_actions_that_are_no_list(good, tmp_path, listed, capsys):
    path = tmp_path / 'actions'
    if listed is not None:
        path.write_text(listed)
    with pytest.raises(SystemExit) as ended:
        command.main([good, '--actions', str(path)])
    assert ended.value.code == 2
    assert 'Traceback' not in capsys.readouterr().err


def test_a_cloud_that_is_not_there(good, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv('HOME', str(tmp_path))
    with pytest.raises(SystemExit):
        command.main([good, '--cloud', 'nowhere'])
    assert 'nowhere' in capsys.readouterr().err


def test_the_program(good, wrong, capsys):
    assert program.main(['lint', good]) == 0
    assert program.main(['lint', wrong]) == 1
    assert program.main(['graph', good]) == 0
    assert program.main(['--help']) == 0
    assert program.main(['liint']) == 2
    assert 'there is no command liint' in capsys.readouterr().err


def test_neither_heat_nor_a_client_is_imported(good):
    told = subprocess.run(
        [
            sys.executable,
            '-c',
            'import sys\n'
            'from heat_mistral.lint import command\n'
            f'assert command.main([{good!r}]) == 0\n'
            'print([name for name in sys.modules if name.split(".")[0] in '
            '("heat", "keystoneauth1", "mistralclient", "openstack", '
            '"mistral")])',
        ],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert told.stdout.strip() == '[]'
