"""A page is followed in a real shell; no service is needed for that."""

import pathlib

import pytest

pytest.importorskip('docutils', reason='see test-requirements.txt')

from heat_mistral.tests.functional.docs import following, reader, shell  # noqa: E402
from heat_mistral.tests.functional.support.stacks import eventually  # noqa: E402
from sandbox import Sandbox  # noqa: E402


@pytest.fixture
def follow(tmp_path):
    """Follows blocks of (language, classes, text) or (caption, text)."""
    directory = tmp_path / 'clone'
    directory.mkdir()
    with shell.opened(
        Sandbox(tmp_path / 'state'), directory, tmp_path
    ) as opened:

        def run(*blocks):
            return following.follow(
                opened,
                [
                    reader.Block('p', line, lang, frozenset(own), name, text)
                    for line, (lang, own, name, text) in enumerate(blocks, 1)
                ],
            )

        yield run


def console(text, *classes):
    return 'console', classes, '', text


def test_files_and_commands_in_one_shell(follow):
    assert not follow(
        ('yaml', (), 'a.yaml', 'a: 1'),
        console('$ cat a.yaml\na: 1\n$ b=2; cd doc'),
        console('$ echo "$b"; basename "$PWD"\n2\ndoc'),
    )


def test_what_a_page_should_show(follow):
    anew = follow(
        console('$ echo one\none'),
        console('$ echo one\ntwo\n$ echo \\\n    two\n...\n$ true'),
    )
    assert anew == {2: '$ echo one\none\n$ echo \\\n    two\n...\n$ true'}


def test_a_command_that_fails(follow):
    with pytest.raises(following.Differs, match=r'p:1: exit status 3 of\n'):
        follow(console('$ (exit 3)'))
    assert not follow(console('$ true\n$ (exit 3)', 'fails'))
    with pytest.raises(following.Differs, match='p:1: exit status 0'):
        follow(console('$ true', 'fails'))


def test_what_takes_its_time(follow):
    assert not follow(
        console('$ echo -n x >> n; wc -c < n\n3', 'eventually'),
        console('$ wc -c < n\n3'),
    )


def test_what_is_not_run(follow, tmp_path):
    assert not follow(
        console('$ touch there', 'not-run', 'needs-root'),
        console('$ test -e there', 'fails'),
    )


def test_files_of_the_project_are_left_alone(follow):
    with pytest.raises(AssertionError, match=r'p:1: README\.rst'):
        follow(('', (), 'README.rst', 'x'))


def test_what_is_left_running_ends(tmp_path):
    directory = tmp_path / 'clone'
    directory.mkdir()
    with shell.opened(
        Sandbox(tmp_path / 'state'), directory, tmp_path
    ) as opened:
        status, pid = opened.run('sleep 1000 & echo $!')
    assert status == 0
    stat = pathlib.Path('/proc', pid.strip(), 'stat')

    def is_over():
        try:
            return ') Z ' in stat.read_text()
        except OSError:
            return True

    eventually(is_over, 'the end of what was killed')
