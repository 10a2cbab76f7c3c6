"""Bad input gets a clear error at validation, and nothing is made."""

import pytest
from heatclient import exc as heat_exc

SOUND = """\
good:
  tasks:
    t:
      action: std.noop
"""


def template(**properties):
    return {
        'heat_template_version': '2018-08-31',
        'resources': {
            'w': {'type': 'OS::Mistral::Workflow', 'properties': properties}
        },
    }


def refusal(stacks, **properties):
    """The text of the error at validation."""
    with pytest.raises(heat_exc.HTTPBadRequest) as caught:
        stacks.heat.stacks.create(
            stack_name='test-refused', template=template(**properties)
        )
    assert 'Traceback' not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ('definition', 'told'),
    [
        ('a: [', 'line'),
        ('- a\n- b', 'map'),
        ('', 'empty'),
        ('/etc/passwd', 'map'),
        ('file:///etc/passwd', 'map'),
        ('http://127.0.0.1:1/x', 'map'),
        ('version: "2.0"\nname: book\nworkflows:\n  ' + 'a: {}\n', 'workbook'),
        ('[' * 100000, 'line 1'),
        ('- ' * 100000, 'line 1'),
        ('"a b":\n  tasks: {t: {action: std.noop}}', 'line 1'),
        (SOUND + SOUND, 'line 5'),
        ('7:\n  tasks: {t: {action: std.noop}}', 'line 1'),
        ('good:\n  tasks:\n    t:\n      akshun: std.noop\n', 'line 4'),
        ('version: "3.0"\n' + SOUND, 'line 1'),
        (
            SOUND + '      on-success: purge\n  purge: {action: std.noop}\n',
            'line 5, column 7: there is no task "purge" in "good": it stands '
            'beside "tasks" and not in it, at line 6, column 3',
        ),
        (
            SOUND + 'b:\n  input: [x]\n  tasks: {t: {workflow: b y=1}}\n',
            'line 7, column 15: the workflow "b" needs the input "x"',
        ),
        (
            SOUND + '      publish: {x: in <% $.days * * 2 %> days}\n',
            'line 5, column 23: a YAQL expression cannot be read',
        ),
        (
            SOUND.replace('std.noop', '{{ x }}'),
            'line 4, column 16: a list or map cannot be a key; a value that '
            'starts with a Jinja expression needs quotes',
        ),
        (
            "version: '2.0' good:\n  tasks:\n    t: {action: std.noop}",
            'write "definition: |"',
        ),
    ],
    ids=[
        'no YAML',
        'a list',
        'empty',
        'a path',
        'a file URL',
        'a URL',
        'a workbook',
        'brackets',
        'dashes',
        'a space in a name',
        'a duplicate',
        'a number as a name',
        'an unknown task key',
        'a version',
        'a task in a wrong place',
        'an input that lacks',
        'an expression',
        'Jinja without quotes',
        'folded lines',
    ],
)
def test_a_definition(stacks, definition, told):
    error = refusal(stacks, definition=definition)
    assert told in error
    assert 'root:' not in error


@pytest.mark.parametrize(
    ('properties', 'told'),
    [
        ({'input': {'x': 1}}, 'x'),
        ({'default_workflow': 'bad'}, 'good'),
        ({'scope': 'public', 'input': {}}, None),
        ({'tasks': [{'name': 't', 'action': 'std.noop'}]}, 'tasks'),
        ({'type': 'direct'}, 'type'),
    ],
    ids=[
        'an undeclared input',
        'an unknown default',
        'public is fine',
        'both forms',
        'a property of the other form',
    ],
)
def test_a_property(stacks, properties, told):
    if told is None:
        stacks.heat.stacks.validate(
            template=template(definition=SOUND, **properties)
        )
        return
    assert told in refusal(stacks, definition=SOUND, **properties)


def test_public_with_input(stacks):
    text = 'good:\n  input: [x]\n  tasks: {t: {action: std.noop}}\n'
    assert 'public' in refusal(
        stacks, definition=text, scope='public', input={'x': 1}
    )


def test_neither_form(stacks):
    assert 'definition' in refusal(stacks, name='x')


@pytest.mark.parametrize(
    ('properties', 'told'),
    [
        ({'pattern': 'now and then'}, 'it has 3 fields; give five'),
        ({'pattern': '0 25 * * *'}, "'25' cannot be its hour"),
        ({'pattern': '0 0 30 2 *'}, 'never'),
        ({'pattern': '* * * * *' + ' ' * 100}, '100'),
        ({'first_time': 'tomorrow'}, 'YYYY-MM-DD'),
        ({'pattern': '* * * * *', 'count': 0}, 'count'),
        ({'first_time': '2100-01-01 00:00', 'count': 2}, 'pattern'),
        ({}, 'pattern'),
        ({'pattern': '* * * * *', 'workflow': ['x']}, 'workflow'),
        ({'pattern': '* * * * *', 'workflow': {'nom': 'x'}}, 'nom'),
        ({'pattern': '* * * * *', 'workflow': {'input': {}}}, 'name'),
        ({'pattern': '* * * * *', 'name': 'x' * 201}, '200'),
    ],
)
def test_a_cron_trigger(stacks, properties, told):
    properties = {'workflow': 'w', **properties}
    with pytest.raises(heat_exc.HTTPBadRequest) as caught:
        stacks.heat.stacks.create(
            stack_name='test-refused',
            template={
                'heat_template_version': '2018-08-31',
                'resources': {
                    'c': {
                        'type': 'OS::Mistral::CronTrigger',
                        'properties': properties,
                    }
                },
            },
        )
    assert told in str(caught.value)
