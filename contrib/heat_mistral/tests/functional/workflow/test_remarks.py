"""What the rules say of a definition, as events of its stack."""

from heat_mistral.tests.functional.support.templates import template, text

WRONG = """\
w:
  input: [name]
  tasks:
    a:
      action: std.echo output=<% tsk(b).result + $.nmae %>
      on-success: b
    b: {action: std.noop}
"""
RULES = ('HM303: line 5, column 34', 'HM304: line 5, column 52')


def _told(stack):
    told = [each or '' for each in stack.events('w')]
    return sorted(
        ':'.join(each.split(':')[:2]) for each in told if each[:2] == 'HM'
    )


def test_a_mistake_is_an_event_once(stacks):
    stack = stacks.create(template(definition=WRONG))
    assert _told(stack) == sorted(RULES)
    stack.act('check')
    stack.update(template(definition=WRONG, tags=['x']))
    assert _told(stack) == sorted(RULES)
    good = text(w='{tasks: {a: {action: std.noop}}}')
    stack.update(template(definition=good))
    stack.update(template(definition=WRONG))
    assert _told(stack) == sorted(RULES * 2)
