"""Mistakes that people make, each found at its own line before it is deployed."""

import pathlib

import pytest

from heat_mistral.core import rules
from heat_mistral.lint import run
from heat_mistral.tests.unit.lint import mistakes, samples

_ROOT = pathlib.Path(__file__).parents[5]


def _lint(tmp_path, text):
    file = tmp_path / 'template.yaml'
    file.write_text(text, encoding='utf-8')
    return list(run.lint([str(file)]))


def test_the_good_one_has_no_findings(tmp_path):
    assert _lint(tmp_path, samples.TEMPLATE) == []


@pytest.mark.parametrize('mistake', mistakes.MISTAKES)
def test_a_mistake_is_found_at_its_line(tmp_path, mistake):
    (right, wrong), rule, marked = mistakes.MISTAKES[mistake]
    assert samples.TEMPLATE.count(right), 'the sample does not have it'
    text = samples.TEMPLATE.replace(right, wrong, 1)
    found = _lint(tmp_path, text)
    at = {
        (each.rule, number + 1)
        for number, line in enumerate(text.split('\n'))
        for each in found
        if each.place.line == number + 1 and marked in line
    }
    assert rule in {each for each, _ in at}, [
        (each.rule, each.place.line, each.message) for each in found
    ]


def test_every_rule_has_a_mistake_that_it_finds():
    tested = {rule for _, rule, _ in mistakes.MISTAKES.values()}
    assert tested == rules.RULES.keys() - {'HM002'}


def test_resources_without_a_version_are_no_template(tmp_path):
    text = samples.TEMPLATE.replace('heat_template_version: 2018-08-31\n', '')
    assert [each.rule for each in _lint(tmp_path, text)] == ['HM002']


@pytest.mark.parametrize(
    'path',
    sorted((_ROOT / 'examples').glob('*/*.yaml')),
    ids=lambda path: f'{path.parent.name}-{path.name}',
)
def test_the_examples_have_no_errors(path):
    if path.name == 'workflow.yaml':
        pytest.skip('it is looked at where its template names it')
    found = [
        (each.rule, each.message)
        for each in run.lint([str(path)])
        if rules.RULES[each.rule].severity == 'error'
    ]
    assert found == []


@pytest.mark.parametrize(
    'value',
    [
        '"{% for x in [1] %}{{ x }} {{ _.level }}{% endfor %}"',
        '"{% set y = _.level %}{{ y }}"',
        '"{% raw %}{{ what }}{% endraw %}{{ _.mail }}"',
        '"{{ task(\'look\').result.body if _.level else 1 }}"',
        '<% let(name => $.mail) -> $name %>',
        '<% task().result.level %>',
        '<% $.mail + look %>',
        '<% [1, 2].select($ + 1) %>',
        '<% tasks(state => ERROR).select($.name) %>',
        '|\n                  {% if _.level %}\n'
        '                  {{ _.mail }}\n'
        '                  {% endif %}',
    ],
)
def test_what_is_right_is_not_told_of(tmp_path, value):
    text = samples.TEMPLATE.replace('"{{ _.mail }} {{ _.level }}"', value)
    assert text != samples.TEMPLATE
    assert _lint(tmp_path, text) == []
