"""The documentation's way from a workbook to two definitions."""

import pathlib
import subprocess
import sys
import textwrap

import heat_mistral
from heat_mistral.core import definition
from heat_mistral.core.definition import actions

ROOT = pathlib.Path(heat_mistral.__file__).parents[2]
PAGE = ROOT / 'doc' / 'source' / 'reference' / 'workbooks.rst'
BOOK = """\
version: '2.0'
name: book
description: two of a kind
workflows:
  greet:
    input: [name]
    tasks:
      t: {action: shout text=<% $.name %>, on-success: [again]}
      again: {workflow: other}
  other:
    tasks:
      t: {action: std.noop}
actions:
  shout:
    input: [text]
    base: std.echo
    base-input: {output: <% $.text %>!}
"""


ODD = """\
version: '2.0'
name: odd
workflows:
  odd:
    tasks:
      t: {action: std.noop, publish: {a: @x, b: *y, c: &z, d: */5}}
"""


def lines_of_python():
    """What the page gives to be run."""
    text = PAGE.read_text(encoding='utf-8')
    block = text.partition('``actions.yaml``::\n\n')[2].partition('\n\n')[0]
    return textwrap.dedent(block)


def cut(book, folder):
    """What the page's lines make of a workbook: texts by part."""
    (folder / 'book.yaml').write_text(book)
    subprocess.run(
        [sys.executable, '-c', lines_of_python(), 'book.yaml'],
        cwd=folder,
        check=True,
    )
    return {
        part: (folder / f'{part}.yaml').read_text()
        for part in ('workflows', 'actions')
        if (folder / f'{part}.yaml').exists()
    }


def test_the_few_lines_do_it(tmp_path):
    made = cut(BOOK, tmp_path)
    workflows = definition.parse(made['workflows']).workflows
    assert list(workflows) == ['greet', 'other']
    assert workflows['greet'].body['tasks']['t'] == {
        'action': 'shout text=<% $.name %>',
        'on-success': ['again'],
    }
    assert list(actions.parse(made['actions']).actions) == ['shout']


def test_a_part_that_is_not_there_and_letters_that_yaml_keeps(tmp_path):
    made = cut(ODD, tmp_path)
    assert list(made) == ['workflows']
    workflow = definition.parse(made['workflows']).workflows['odd']
    published = workflow.body['tasks']['t']['publish']
    assert published == {'a': '@x', 'b': '*y', 'c': '&z', 'd': '*/5'}


def test_the_errors_point_to_the_page():
    for parse in (definition.parse, actions.parse):
        try:
            parse(BOOK)
        except definition.DefinitionError as ex:
            told = str(ex)
        else:
            raise AssertionError('it was taken')
        assert str(PAGE.relative_to(ROOT)) in told
        assert 'OS::Mistral::Action' in told
