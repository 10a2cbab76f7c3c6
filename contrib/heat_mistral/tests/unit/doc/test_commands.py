"""Which commands of the pages are run, and why the others are not."""

import functools

import pytest

pytest.importorskip('docutils', reason='see test-requirements.txt')

from heat_mistral.tests.functional.docs import following, outputs, reader  # noqa: E402

# What a line of a shell begins with.
PROGRAMS = (
    '$ ',
    '.tools/bin/',
    'HEAT_MISTRAL_',
    'apt-get ',
    'git ',
    'heat-mistral ',
    'mistral-actions ',
    'openstack ',
    'pip ',
    'python ',
    'python3 ',
    'tox ',
)


@functools.cache
def read():
    return {path: reader.blocks(path) for path in reader.pages()}


def shell_blocks():
    for path, blocks in read().items():
        for block in blocks:
            if block.is_shell:
                yield path, block


def test_no_block_is_overlooked():
    """In a directive that the reader does not know, for instance."""
    for path, blocks in read().items():
        text = path.read_text(encoding='utf-8')
        told = sum(
            text.count(f'code-block:: {language}\n')
            for language in reader.SHELL
        )
        assert told == sum(block.is_shell for block in blocks), path


def test_what_is_not_run_says_why():
    wrong = [
        block.place
        for _path, block in shell_blocks()
        if following.NOT_RUN in block.classes
        and len(block.classes & following.REASONS.keys()) != 1
    ]
    assert wrong == [], 'give one of REASONS in following.py'


def test_what_is_run_is_on_a_page_that_is_followed():
    wrong = [
        block.place
        for path, block in shell_blocks()
        if following.NOT_RUN not in block.classes
        and not following.is_followed(path)
    ]
    assert wrong == [], 'they are not run, so they must say why'


def test_no_class_is_misspelt():
    known = {
        following.NOT_RUN,
        following.FAILS,
        following.EVENTUALLY,
        *following.REASONS,
    }
    wrong = [
        (block.place, *sorted(block.classes - known))
        for _path, block in shell_blocks()
        if not block.classes <= known
    ]
    assert wrong == []


def test_each_reason_is_used():
    used = set().union(*(block.classes for _path, block in shell_blocks()))
    assert following.REASONS.keys() <= used


def test_commands_say_that_they_are():
    wrong = [
        block.place
        for blocks in read().values()
        for block in blocks
        if not block.language and block.text.startswith(PROGRAMS)
    ]
    assert wrong == [], 'they need ".. code-block:: console"'


def test_nothing_is_left_to_be_recorded():
    assert [
        block.place
        for _path, block in shell_blocks()
        if outputs.UNKNOWN in block.text.splitlines()
    ] == []
