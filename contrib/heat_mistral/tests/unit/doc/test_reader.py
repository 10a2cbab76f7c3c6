"""The blocks of a page, as the tests of the pages see them."""

import pytest

pytest.importorskip('docutils', reason='see test-requirements.txt')

from heat_mistral.tests.functional.docs import reader  # noqa: E402

PAGE = """\
A page
======

1. In a list, with what docutils does not know:

   .. code-block:: console
      :class: not-run needs-root

      $ first \\
          --more
      one

      two
      $ second

.. unknown:: x

   text

.. note::

   In a note, with a role that is Sphinx's (:doc:`x`):

   .. code-block:: yaml
      :caption: a.yaml

      a: 1

Of no language::

   plain
"""


@pytest.fixture
def page(tmp_path, monkeypatch):
    monkeypatch.setattr(reader, 'ROOT', tmp_path)

    def made(text):
        path = tmp_path / 'page.rst'
        path.write_text(text, encoding='utf-8')
        return reader.blocks(path)

    return made


def test_blocks_where_they_are(page):
    listed, noted, plain = page(PAGE)
    assert listed.place == 'page.rst:9'
    assert PAGE.splitlines()[listed.line - 1].strip() == '$ first \\'
    assert listed.is_shell
    assert listed.classes == {'not-run', 'needs-root'}
    assert (noted.language, noted.caption) == ('yaml', 'a.yaml')
    assert noted.text == 'a: 1'
    assert (plain.language, plain.text) == ('', 'plain')


def test_commands_and_what_they_write(page):
    first, second = reader.commands(page(PAGE)[0])
    assert first.text == 'first \\\n    --more'
    assert first.output == ('one', '', 'two')
    assert second == reader.Command('second', ())


def test_a_script_is_one_command(page):
    (block,) = page('.. code-block:: sh\n\n   for i in 1; do\n   done\n')
    assert reader.commands(block) == [
        reader.Command('for i in 1; do\ndone', ())
    ]


def test_output_of_no_command(page):
    (block,) = page('.. code-block:: console\n\n   one\n   $ two\n')
    with pytest.raises(ValueError, match='page.rst:3: output before'):
        reader.commands(block)


def test_sphinx_finds_what_it_has_registered(page):
    before = dict(reader.directives._directives)
    page(PAGE)
    assert reader.directives._directives == before
