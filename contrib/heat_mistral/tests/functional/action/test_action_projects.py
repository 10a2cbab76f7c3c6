"""Ad-hoc actions of the same names in several projects, one an admin's.

Mistral shows an administrator what all projects have, and looks names up in
all of them: nothing of another project may be called, changed or deleted.
"""

import contextlib
import uuid

import pytest

from heat_mistral.tests.functional.support import stacks as stacks_
from heat_mistral.tests.functional.support.stacks import Failed, eventually

OTHERS = ('demo', 'other')
TEMPLATE = """
heat_template_version: 2018-08-31
resources:
  a:
    type: OS::Mistral::Action
    properties:
      name: NAME
      definition: |
        say: {base: std.echo output="ours"}
        slow: {base: std.sleep seconds=5}
outputs:
  ids: {value: {get_attr: [a, action_ids]}}
  inputs: {value: {get_attr: [a, inputs]}}
"""
TEXT = """
version: '2.0'
NAME.say: {base: std.echo output="theirs"}
NAME.slow: {base: std.sleep seconds=6}
"""


@pytest.fixture
def name():
    return f'projects-{uuid.uuid4().hex[:8]}'


@pytest.fixture
def theirs(sandbox, name):
    """What members have, as their own Mistral shows it; gone at the end."""
    clients = [sandbox.mistral(user) for user in OTHERS]
    for client in clients:
        client.actions.create(TEXT.replace('NAME', name))

    def rows():
        return [
            row.to_dict()
            for client in clients
            for row in client.actions.list(name=f'has:{name}')
            if row.definition
        ]

    yield rows
    for client in clients:
        for row in client.actions.list(name=f'has:{name}'):
            with contextlib.suppress(Exception):
                client.actions.delete(row.id)


@pytest.fixture
def admins_stacks(sandbox):
    made = stacks_.Stacks(sandbox.heat('admin'))
    yield made
    made.clean_up()


def test_nothing_of_another_project_is_touched(
    sandbox, theirs, admins_stacks, name
):
    before = theirs()
    assert len(before) == 4
    template = TEMPLATE.replace('NAME', name)
    stack = admins_stacks.create(template)
    ids = stack.output('ids')
    assert not set(ids.values()) & {row['id'] for row in before}
    stack.update(template.replace('output="ours"', 'output="o" delay=0'))
    assert stack.output('ids') == ids
    stack.act('check')
    stack.update(template.replace(name, f'{name}-new'))
    stack.update(template)
    assert stack.output('ids') == ids

    # A run of theirs is not awaited.
    demo = sandbox.mistral('demo')
    (workflow,) = demo.workflows.create(
        f"version: '2.0'\n{name}:\n  tasks: {{t: {{action: {name}.slow}}}}\n"
    )
    run = demo.executions.create(workflow.id)
    try:
        eventually(
            lambda: demo.action_executions.list(name=f'{name}.slow'), 'a run'
        )
        stack.delete()
        assert demo.executions.get(run.id).state == 'RUNNING'
    finally:
        demo.executions.delete(run.id, force=True)
        demo.workflows.delete(workflow.id)
    assert theirs() == before


def test_their_action_is_no_base(theirs, admins_stacks, name):
    theirs()
    stack = admins_stacks.start(
        TEMPLATE.replace('NAME', f'{name}-admin').replace(
            'std.echo', f'{name}.say'
        )
    )
    with pytest.raises(Failed, match='a private action of another project'):
        stack.wait('CREATE')


def test_a_name_is_taken_within_the_project(stacks, mistral, theirs, name):
    before = theirs()
    stack = stacks.start(TEMPLATE.replace('NAME', name))
    with pytest.raises(Failed, match=f'the name {name}.say is taken by act'):
        stack.wait('CREATE')
    stack.delete()
    assert theirs() == before


def test_a_broken_module_is_in_nobodys_way(sandbox, admins_stacks, name):
    admin = sandbox.mistral('admin')
    source = admin.code_sources.create(name, 'import not_there\n')
    broken = admin.dynamic_actions.create(
        f'{name}.broken', 'Broken', source.id
    )
    try:
        with pytest.raises(Exception, match='not_there'):
            admin.actions.list()
        template = TEMPLATE.replace('NAME', f'{name}-a')
        stack = admins_stacks.create(template)
        assert stack.output('inputs') == {'say': '', 'slow': ''}
        stack.update(template.replace('say:', 'tell:'))
        stack.act('check')
        stack.delete()
        stack = admins_stacks.start(
            template.replace('std.echo', f'{name}.broken')
        )
        with pytest.raises(Failed, match='cannot load the base .*not_there'):
            stack.wait('CREATE')
    finally:
        admin.dynamic_actions.delete(broken.id)
        admin.code_sources.delete(source.id)
