"""Remarks of the rules: their order, their bounds, and how long they take."""

import textwrap

from heat_mistral.core import definition, rules
from heat_mistral.core.definition import actions


def _remarks(text, *args):
    return rules.remarks(definition.parse(textwrap.dedent(text)), *args)


def _places(found):
    return [(each.rule, each.line) for each in found]


def test_errors_come_first_in_a_summary():
    found = _remarks("""\
        w:
          tasks:
            a: {action: std.echo output=<% $.x %>}
            b: {action: std.echo output=<% tsk() %>}
            c: {action: std.echo output=<% $.y %>}
        """)
    assert _places(found) == [('HM304', 3), ('HM303', 4), ('HM304', 5)]
    told = rules.summary(found, lambda each: str(each.line))
    assert told == ['HM303: 4', 'HM304: 3', 'HM304: 5']


def test_a_summary_tells_how_many_it_leaves_out():
    lines = ''.join(
        f'    t{n}: {{action: std.echo output=<% $.x{n} %>}}\n'
        for n in range(7)
    )
    told = rules.summary(_remarks(f'w:\n  tasks:\n{lines}'), str)
    assert len(told) == 6
    assert told[-1].startswith('and 2 more')
    assert rules.summary([], str) == []


def test_no_more_than_is_wanted():
    lines = ''.join(
        f'    t{n}: {{action: std.noop, on-success: u{n}}}\n'
        for n in range(3000)
    )
    text = f'w:\n  tasks:\n{lines}'
    assert len(_remarks(text)) == 1000
    assert len(_remarks(text, rules.Known(), 10)) == 10


def test_expressions_are_read_up_to_a_bound():
    lines = ''.join(
        f'    t{n}: {{action: std.echo output=<% tsk({n}) %>}}\n'
        for n in range(100)
    )
    known = rules.Known(readable=1000)
    found = _remarks(f'w:\n  tasks:\n{lines}', known)
    assert 0 < len(found) < 20


def test_of_an_ad_hoc_action_the_variables_are_not_known():
    """They are those of the workflow that uses it."""
    found = rules.remarks_of_actions(
        actions.parse(
            'a:\n'
            '  base: std.echo output=<% $.x %>\n'
            '  output: <% tsk() + $.y %>\n'
            'b:\n'
            '  base: std.echo\n'
            '  base-input: {output: "{{ 1 + }}"}\n'
        )
    )
    assert _places(found) == [('HM303', 3), ('HM302', 6)]


def test_what_follows_by_default():
    found = _remarks("""\
        w:
          task-defaults: {on-error: [mend, a]}
          tasks:
            a: {action: std.noop, on-success: b}
            b: {action: std.noop, join: 2, on-error: fail}
            mend: {action: std.noop, on-error: mend, join: 2}
            c: {action: std.noop, on-success: mend}
        """)
    # "mend" follows "a" and "c"; a task does not follow itself by default,
    # and "a" is not where the workflow starts.
    assert _places(found) == [('HM103', 5)]


def test_tasks_that_follow_only_each_other_by_default():
    found = _remarks("""\
        w:
          task-defaults: {on-success: [b]}
          tasks:
            a: {action: std.noop, on-success: succeed}
            b: {action: std.noop, on-success: c}
            c: {action: std.noop, on-success: b}
        """)
    assert _places(found) == [('HM102', 5), ('HM102', 6)]
