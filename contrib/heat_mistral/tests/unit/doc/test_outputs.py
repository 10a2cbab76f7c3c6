"""Outputs in pages: blanked, compared, and put there."""

import pytest

from heat_mistral.tests.functional.docs import outputs, recording


@pytest.mark.parametrize(
    ('text', 'blank'),
    [
        ('id 0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d.', 'id <id>.'),
        ('0a1b2c3d4e5f4a6b8c7d9e0f1a2b3c4d', '<id>'),
        ('"2026-11-24 19:30:44",', '"<time>",'),
        ('2026-11-24T19:30:44.123Z', '<time>'),
        ('at http://127.0.0.1:1/a?b=c', 'at <url>'),
        ('drain · 3 s', 'drain · <seconds> s'),
        ('most recent: 95.0', 'most recent: 95.0'),
        ('in /tmp/x/a.yaml', 'in a.yaml'),
    ],
)
def test_blanked(text, blank):
    assert outputs.blanked(f'{text} \n\n', ['/tmp/x']) == (blank,)


@pytest.mark.parametrize(
    ('shown', 'lines'),
    [
        ('ab', 'ab'),
        ('.', 'ab'),
        ('a.', 'a'),
        ('a.c', 'abbc'),
        ('.c', 'abc'),
        ('.b.d', 'abcd'),
        ('.b.b', 'abb'),
    ],
)
def test_what_is_shown(shown, lines):
    assert outputs.matches(_dots(shown), list(lines))


@pytest.mark.parametrize(
    ('shown', 'lines'),
    [
        ('ab', 'a'),
        ('a', 'ab'),
        ('a.c', 'ab'),
        ('.b.b', 'ab'),
        ('a.a', 'a'),
        ('.c.b.d', 'abcd'),
    ],
)
def test_what_is_not_shown(shown, lines):
    assert not outputs.matches(_dots(shown), list(lines))


def _dots(shown):
    return ['...' if line == '.' else line for line in shown]


def test_blocks_are_replaced(tmp_path):
    page = tmp_path / 'page.rst'
    page.write_text(
        'A\n\n::\n\n   $ a\n   old\n\n   old\n\nB\n\n* ::\n\n     $ b\n     x\n'
    )
    recording.record(page, {5: '$ a\nnew', 14: '$ b\ny\n\nz'})
    assert page.read_text() == (
        'A\n\n::\n\n   $ a\n   new\n\nB\n\n* ::\n\n     $ b\n     y\n\n     z\n'
    )
