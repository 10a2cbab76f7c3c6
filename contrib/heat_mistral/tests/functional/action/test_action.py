"""Ad-hoc actions of a stack, on real services."""

import re
import uuid

import pytest
from heatclient import exc as heat_exc

from heat_mistral.tests.functional.support.stacks import Failed, eventually

TEMPLATE = """
heat_template_version: 2018-08-31
resources:
  a:
    type: OS::Mistral::Action
    properties:
      definition: |
        # What all of them do.
        say:
          input: [what, {loud: null}]
          base: std.echo output=<% $.what + coalesce($.loud, '.') %>
        shout:
          input: [x]
          base: say
          base-input: {what: <% $.x %>, loud: "!"}
        slow:
          input: [{seconds: 2}]
          base: std.sleep seconds=<% $.seconds %>
  w:
    type: OS::Mistral::Workflow
    properties:
      actions: {get_attr: [a, available_actions]}
      definition: |
        speak:
          output: {said: <% task(t).result %>}
          tasks:
            t: {action: shout x="hello"}
outputs:
  names: {value: {get_attr: [a, available_actions]}}
  ids: {value: {get_attr: [a, action_ids]}}
  inputs: {value: {get_attr: [a, inputs]}}
  workflow: {value: {get_attr: [w, workflow_ids, speak]}}
"""
ONLY_ACTIONS = TEMPLATE[: TEMPLATE.index('  w:\n')]
OF_ACTIONS = """
outputs:
  names: {value: {get_attr: [a, available_actions]}}
  ids: {value: {get_attr: [a, action_ids]}}
"""


def ended(mistral, execution):
    """The execution once it has ended."""
    return eventually(
        lambda: (
            found
            if (found := mistral.executions.get(execution.id)).state
            not in ('RUNNING', 'IDLE')
            else None
        ),
        'the end of a run',
    )


def said(mistral, workflow):
    run = ended(mistral, mistral.executions.create(workflow))
    try:
        assert run.state == 'SUCCESS', run.state_info
        return run.output
    finally:
        mistral.executions.delete(run.id)


def own(mistral, prefix):
    return sorted(
        row.name
        for row in mistral.actions.list()
        if row.name.startswith(prefix) and row.definition
    )


@pytest.fixture
def workflow(mistral):
    """Makes a workflow of one task outside of any stack."""
    made = []

    def make(action):
        name = f'by-hand-{uuid.uuid4().hex[:8]}'
        (row,) = mistral.workflows.create(
            f"version: '2.0'\n{name}:\n  tasks:\n    t: {{action: {action}}}\n"
        )
        made.append(row.id)
        return row.id

    yield make
    for identifier in made:
        for run in mistral.executions.list(workflow_id=identifier):
            mistral.executions.delete(run.id, force=True)
        mistral.workflows.delete(identifier)


def going(mistral, name):
    """A run of this action that is under way; waited for."""
    return eventually(
        lambda: mistral.action_executions.list(name=name, state='RUNNING'),
        f'a run of {name}',
    )[0]


@pytest.mark.databases
def test_a_life(stacks, mistral):
    stack = stacks.create(TEMPLATE)
    prefix = f'{stack.name}.a.'
    ids = stack.output('ids')
    assert stack.output('names') == {
        short: prefix + short for short in ('say', 'shout', 'slow')
    }
    assert stack.output('inputs') == {
        'say': 'what, loud=null',
        'shout': 'x',
        'slow': 'seconds=2',
    }
    assert stack.data_id('a') == f'{prefix}say'
    assert 'hello!' in said(mistral, stack.output('workflow'))
    (row,) = mistral.actions.list(name=f'{prefix}say')
    assert '# What all of them do.' in row.definition
    assert "coalesce($.loud, '.')" in row.definition

    stack.update(TEMPLATE.replace('"!"', '"?"'))
    assert stack.output('ids') == ids
    assert 'hello?' in said(mistral, stack.output('workflow'))
    for action in ('check', 'suspend', 'resume'):
        stack.act(action)

    # Another prefix: the workflow follows, in the order of the stack.
    other = uuid.uuid4().hex[:8]
    stack.update(
        TEMPLATE.replace(
            '    properties:\n      definition: |\n        # What',
            f'    properties:\n      name: {other}\n      definition: |\n'
            '        # What',
        )
    )
    assert stack.output('ids') == ids
    assert own(mistral, prefix) == []
    assert 'hello!' in said(mistral, stack.output('workflow'))
    stack.delete()
    assert own(mistral, other) == []


@pytest.mark.databases
def test_names_of_any_length_and_letters(stacks, mistral):
    long = 'n' * 255
    template = {
        'heat_template_version': '2018-08-31',
        'resources': {
            'a': {
                'type': 'OS::Mistral::Action',
                'properties': {
                    'definition': f'{long}:\n  base: größe/b?c\n'
                    'größe/b?c: {base: std.echo output="ü"}\n',
                    'tags': ['t'],
                },
            }
        },
        'outputs': {
            'names': {'value': {'get_attr': ['a', 'available_actions']}}
        },
    }
    stack = stacks.create(template)
    names = stack.output('names')
    assert len(names[long]) == 255
    assert names['größe/b?c'] == f'{stack.name}.a.größe_b_c'
    stack.act('check')
    stack.update(
        {
            **template,
            'resources': {
                'a': {
                    'type': 'OS::Mistral::Action',
                    'properties': {'definition': 'x: {base: std.noop}'},
                }
            },
        }
    )
    assert own(mistral, stack.name) == [f'{stack.name}.a.x']


def test_another_namespace(stacks, mistral):
    stack = stacks.create(ONLY_ACTIONS + OF_ACTIONS)
    ids = stack.output('ids')
    stack.update(
        ONLY_ACTIONS.replace(
            'properties:\n', 'properties:\n      namespace: n & s\n'
        )
        + OF_ACTIONS
    )
    assert stack.output('ids') == ids
    assert own(mistral, stack.name) == []
    found = mistral.actions.list(namespace='n & s')
    assert {row.id for row in found if row.definition} == set(ids.values())
    stack.act('check')
    stack.delete()
    found = mistral.actions.list(namespace='n & s')
    assert not [row for row in found if row.definition]


def test_what_somebody_else_did_is_found_and_mended(stacks, mistral):
    stack = stacks.create(TEMPLATE)
    ids = stack.output('ids')
    mistral.actions.delete(ids['slow'])
    say = f'{stack.name}.a.say'
    mistral.actions.update(
        f"version: '2.0'\n{say}: {{base: std.noop}}\n", id=ids['say']
    )
    with pytest.raises(Failed, match='slow is gone'):
        stack.act('check')
    reason = stack.heat.resources.get(stack.id, 'a').resource_status_reason
    assert f'action {say} was changed by somebody else' in reason
    stack.update(TEMPLATE)
    stack.act('check')
    now = stack.output('ids')
    assert now['say'] == ids['say']
    assert now['slow'] != ids['slow']
    # The same, as it is observed by an update that does not change it.
    mistral.actions.delete(now['slow'])
    stack.update(TEMPLATE, converge=True)
    assert own(mistral, f'{stack.name}.a.slow')


def test_deletion_waits_for_a_run(stacks, mistral, workflow):
    stack = stacks.create(ONLY_ACTIONS + OF_ACTIONS)
    slow = stack.output('names')['slow']
    run = mistral.executions.create(workflow(f'{slow} seconds=3'))
    going(mistral, slow)
    stack.heat.stacks.delete(stack.id)
    eventually(
        lambda: any(
            f'waiting for runs of action {slow}' in (reason or '')
            for reason in stack.events('a')
        ),
        'an event',
    )
    assert own(mistral, slow)
    stack.wait_deleted()
    assert ended(mistral, run).state == 'SUCCESS'
    assert own(mistral, stack.name) == []


def test_a_new_name_waits_for_a_run_and_a_new_text_does_not(
    stacks, mistral, workflow
):
    stack = stacks.create(ONLY_ACTIONS + OF_ACTIONS)
    slow = stack.output('names')['slow']
    run = mistral.executions.create(workflow(f'{slow} seconds=5'))
    going(mistral, slow)
    stack.update(ONLY_ACTIONS.replace('seconds: 2', 'seconds: 1') + OF_ACTIONS)
    assert mistral.executions.get(run.id).state == 'RUNNING'
    stack.update(
        ONLY_ACTIONS.replace(
            'properties:\n', f'properties:\n      name: {stack.name}-new\n'
        )
        + OF_ACTIONS
    )
    assert ended(mistral, run).state == 'SUCCESS'
    assert stack.output('names')['slow'] == f'{stack.name}-new.slow'


@pytest.mark.parametrize(
    ('definition', 'expected'),
    [
        (
            'a:\\n  base: std.echo\\n  input: [{x: "a, b"}]',
            r"line 3, column 12.*has a comma.*coalesce\(\$.x, 'a, b'\)",
        ),
        ('a: {base: b}\\nb: {base: a}', 'line 1, column 5.*go in a circle'),
        ('std.echo: {base: std.echo}', 'its own base'),
        ('a:\\n  base: b\\n  base_input: {}', 'line 3.*"base-input" is one'),
        ('w: {tasks: {t: {action: std.noop}}}', 'this is a workflow'),
        ('a: {base: b x=<% $.. %>}', 'line 1, column 15: a YAQL expression'),
        ('a: {base: b, output: 1, tags: []}', 'line 1.*Mistral refuses'),
        ('/etc/hostname', 'not a map of actions'),
    ],
)
def test_what_cannot_work_is_refused_by_validation(
    stacks, definition, expected
):
    template = {
        'heat_template_version': '2018-08-31',
        'resources': {
            'a': {
                'type': 'OS::Mistral::Action',
                'properties': {'definition': definition.replace('\\n', '\n')},
            }
        },
    }
    with pytest.raises(heat_exc.HTTPBadRequest) as caught:
        stacks.start(template)
    assert re.search(expected, str(caught.value), re.DOTALL), caught.value


def test_a_base_that_is_not_there(stacks, mistral):
    stack = stacks.start(
        ONLY_ACTIONS.replace('base: std.echo', 'base: std.ecko')
    )
    with pytest.raises(
        Failed,
        match=r'line 4, column 3: there is no action std\.ecko; near '
        r'it: std\.echo',
    ):
        stack.wait('CREATE')
    assert own(mistral, stack.name) == []
    stack.update(ONLY_ACTIONS + OF_ACTIONS)
    assert len(own(mistral, stack.name)) == 3
