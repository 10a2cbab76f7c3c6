"""What is not the command's to change, and who may not."""

import pytest

from heat_mistral.tests.functional.actions.program import (
    ACTION,
    Program,
    package,
)

NAME = 'refused.greet.greet'
FROM = ('--prefix', 'refused', '--from')


@pytest.fixture
def by_hand(admin):
    """An action that an administrator has made by hand."""
    source = admin.code_sources.create('by-hand', ACTION)
    action = admin.dynamic_actions.create(NAME, 'Greet', source.id)
    yield action
    # Its action goes with it; the test may have deleted both.
    for left in admin.code_sources.list(name='by-hand'):
        admin.code_sources.delete(left.id)


def test_a_member(sandbox, program, tmp_path, made):
    member = Program(sandbox, tmp_path, 'demo')
    root = package(tmp_path, greet=ACTION)
    for arguments in (
        ('register', *FROM, root),
        ('action-list',),
        ('clear', '--yes'),
    ):
        done = member.quick(*arguments)
        assert done.status == 1
        assert done.out == ''
        assert 'administrators' in done.err
        assert done.err.count('\n') == 1
    assert made() == ([], [])
    assert 'std.echo' in member.done('action-list', '--all').out


def test_no_token_is_shown(sandbox, program, tmp_path):
    root = package(tmp_path, greet=ACTION)
    token = sandbox.session('admin').get_token()
    by_token = Program(
        sandbox,
        tmp_path,
        OS_AUTH_TYPE='token',
        OS_TOKEN=token,
        OS_USERNAME='',
        OS_PASSWORD='',
    )
    log = tmp_path / 'log'
    for who, command in (
        (program, ('register', *FROM, root)),
        (by_token, ('action-list',)),
    ):
        done = who.done('--debug', '--log-file', log, *command)
        told = done.out + done.err + log.read_text()
        assert 'X-Auth-Token: {SHA256}' in told
        assert token not in told
        assert sandbox.state.secret('admin') not in told


def test_modified_elsewhere(program, tmp_path, admin):
    root = package(tmp_path, greet=ACTION)
    program.done('register', *FROM, root)
    (source,) = admin.code_sources.list(name='refused.greet')
    text = source.content + '# somebody was here\n'
    admin.code_sources.update(source.id, text, scope='public')
    done = program.quick('register', *FROM, root, '-f', 'json')
    assert done.status == 1
    assert done.rows[NAME]['State'] == 'foreign'
    assert 'modified elsewhere' in done.rows[NAME]['Result']
    assert program.quick('unregister', NAME).status == 1
    assert admin.code_sources.get(source.id).content == text
    program.done('register', *FROM, root, '--override')
    assert 'somebody' not in admin.code_sources.get(source.id).content


def test_what_somebody_broke_is_mended(program, tmp_path, admin, mistral):
    """Everybody's list of actions fails until then."""
    root = package(tmp_path, greet=ACTION)
    program.done('register', *FROM, root)
    (source,) = admin.code_sources.list(name='refused.greet')
    admin.code_sources.update(source.id, 'import nosuch', scope='public')
    with pytest.raises(Exception, match='nosuch'):
        mistral.actions.list()
    program.done('register', *FROM, root, '--override')
    assert NAME in [action.name for action in mistral.actions.list()]


def test_adopt(program, tmp_path, admin, by_hand):
    root = package(tmp_path, greet=ACTION + '# later\n')
    register = ('register', *FROM, root, '-f', 'json')
    done = program.quick(*register)
    assert done.status == 1
    assert 'see "adopt"' in done.rows[NAME]['Result']
    assert program.quick('unregister', NAME).status == 1
    program.done('clear', '--yes')
    program.done('adopt', NAME, '--from', root, '--prefix', 'refused')
    assert program.done(*register).rows[NAME]['State'] == 'changed'
    assert admin.dynamic_actions.get(by_hand.id).class_name == 'Greet'
    program.done('unregister', NAME)


def test_an_ad_hoc_action_of_the_name(program, tmp_path, admin):
    """It would be run instead."""
    admin.actions.create(f'{NAME}: {{base: std.noop}}\nversion: "2.0"')
    try:
        root = package(tmp_path, greet=ACTION)
        done = program.quick(
            'register', *FROM, root, '--override', '-f', 'json'
        )
        assert done.status == 1
        assert 'ad-hoc' in done.rows[NAME]['Result']
    finally:
        admin.actions.delete(NAME)
