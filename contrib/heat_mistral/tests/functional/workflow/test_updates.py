"""Updates: what changes, what stays, and that nothing else is touched."""

import pytest

from heat_mistral.tests.functional.support.stacks import Failed, Stacks, post
from heat_mistral.tests.functional.support.templates import (
    ECHO,
    NOOP,
    template,
    text,
)

pytestmark = pytest.mark.databases

WAITS = '{tasks: {t: {action: std.async_noop}}}'
TASKS = [{'name': 't', 'action': 'std.noop'}]


def registered(mistral, stack):
    """Short name -> what Mistral has for it."""
    return {
        short: mistral.workflows.get(identifier)
        for short, identifier in stack.output('workflow_ids').items()
    }


def written(mistral, stack):
    """Short names of what was changed after it was made."""
    return {
        short
        for short, found in registered(mistral, stack).items()
        if found.updated_at is not None
    }


def shown(stack):
    """Ids of the executions that the stack shows."""
    return {run['id'] for run in stack.output('executions')}


def test_everything_at_once(stacks, mistral):
    stack = stacks.create(
        template(
            definition=text(
                same=NOOP,
                changed=NOOP,
                left=NOOP,
                right=ECHO,
                waits=WAITS,
                leaves=NOOP,
            )
        )
    )
    for short in ('left', 'waits'):
        stack.signal('w', {'workflow': short})
    before, runs = stack.output('workflow_ids'), shown(stack)
    url = stack.output('alarm_url')
    stack.update(
        template(
            definition=text(
                comes=NOOP,
                waits=ECHO,
                right=NOOP,
                left=ECHO,
                changed=ECHO,
                same=NOOP,
            )
        )
    )
    after = stack.output('workflow_ids')
    assert set(after) == {'comes', 'waits', 'right', 'left', 'changed', 'same'}
    kept = after.keys() & before.keys()
    assert {s: after[s] for s in kept} == {s: before[s] for s in kept}
    assert written(mistral, stack) == {'waits', 'right', 'left', 'changed'}
    texts = {
        short: found.definition
        for short, found in registered(mistral, stack).items()
    }
    assert {
        short for short, found in texts.items() if 'output=new' in found
    } == {'waits', 'left', 'changed'}
    names = {found.name for found in mistral.workflows.list()}
    assert f'{stack.name}.w.leaves' not in names
    assert shown(stack) == runs
    assert {
        run['workflow_name']: run['state']
        for run in stack.output('executions')
    }[f'{stack.name}.w.waits'] == 'RUNNING'
    assert stack.output('alarm_url') == url
    assert post(url).status_code == 200


def test_each_property_changes_and_changes_back(stacks, mistral):
    definition = text(
        a='{input: [x: 1], tasks: {t: {action: std.noop}}}', b=NOOP
    )
    stack = stacks.create(template(definition=definition))
    ids, url = stack.output('workflow_ids'), stack.output('alarm_url')
    changes = {
        'name': f'{stack.name}-other',
        'namespace': 'elsewhere',
        'tags': ['x', 'y'],
        'description': 'of today',
        'default_workflow': 'b',
    }
    runs = set()
    for given in (*({name: changes[name]} for name in changes), changes, {}):
        stack.update(template(definition=definition, **given))
        prefix = given.get('name', f'{stack.name}.w')
        for short, found in registered(mistral, stack).items():
            assert found.name == f'{prefix}.{short}'
            assert found.namespace == given.get('namespace', '')
            assert found.tags == given.get('tags', [])
            assert ('of today' in found.definition) == ('description' in given)
        assert stack.output('workflow_ids') == ids
        assert stack.output('alarm_url') == url
        assert post(url).status_code == 200
        shown_now = {
            run['id']: run['workflow_name']
            for run in stack.output('executions')
        }
        (new,) = shown_now.keys() - runs
        assert shown_now[new] == (
            f'{prefix}.{given.get("default_workflow", "a")}'
        )
        # Those under former names are still there.
        assert runs < shown_now.keys()
        runs.add(new)


def test_a_changed_input_writes_only_what_declares_it(stacks, mistral):
    definition = text(
        a='{input: [x], tasks: {t: {action: std.noop}}}',
        b='{input: [x: 1, y: 2], tasks: {t: {action: std.noop}}}',
        c='{input: [y: 2], tasks: {t: {action: std.noop}}}',
        d=NOOP,
    )
    stack = stacks.create(template(definition=definition, input={'x': 1}))
    ids = stack.output('workflow_ids')
    assert written(mistral, stack) == set()
    stack.update(template(definition=definition, input={'x': 2}))
    assert written(mistral, stack) == {'a', 'b'}
    assert stack.output('workflow_ids') == ids


def test_what_mistral_need_not_know_writes_nothing(stacks, mistral):
    stack = stacks.create(template(definition=text(a=NOOP, b=NOOP)))
    stack.update(
        template(
            definition='# a remark\n' + text(a=NOOP, b=NOOP),
            default_workflow='b',
            params={'env': {'x': 1}},
            use_request_body_as_input=True,
            keep_executions=True,
        )
    )
    assert written(mistral, stack) == set()


def test_scope_is_for_administrators(stacks, sandbox):
    private = template(definition=text(a=NOOP))
    public = template(definition=text(a=NOOP), scope='public')
    stack = stacks.create(private)
    with pytest.raises(Failed, match='forbidden'):
        stack.update(public)
    stack.update(private)
    stack.signal('w')

    theirs = Stacks(sandbox.heat('admin'))
    try:
        stack = theirs.create(private)
        ids = stack.output('workflow_ids')
        for given, scope in ((public, 'public'), (private, 'private')):
            stack.update(given)
            found = sandbox.mistral('admin').workflows.get(ids['a'])
            assert found.scope == scope
            assert stack.output('workflow_ids') == ids
    finally:
        theirs.clean_up()


def test_the_tasks_form_is_renamed_and_becomes_a_definition(stacks, mistral):
    stack = stacks.create(template(type='direct', tasks=TASKS))
    url = stack.output('alarm_url')
    (only,) = stack.output('workflow_ids').values()
    stack.signal('w')
    runs = shown(stack)
    name = f'{stack.name}.mine'
    for properties in (
        {'type': 'direct', 'tasks': TASKS, 'name': name},
        {'definition': text(mine=NOOP), 'name': stack.name},
        {'definition': text(mine=NOOP)},
        {'type': 'direct', 'tasks': TASKS},
    ):
        stack.update(template(**properties))
        assert list(stack.output('workflow_ids').values()) == [only]
        assert shown(stack) == runs
        stack.heat.actions.check(stack.id)
        stack.wait('CHECK')
    assert post(url).status_code == 200
    stack.delete()
    assert only not in {found.id for found in mistral.workflows.list()}


def test_names_move_on_within_a_definition(stacks, mistral):
    """The name that one gets is the one that another one leaves."""
    definition = f'b: {NOOP}\na.b: {ECHO}\n'
    stack = stacks.create(template(definition=definition))
    ids, prefix = stack.output('workflow_ids'), stack.name
    for name in (f'{prefix}.x', f'{prefix}.x.a', f'{prefix}.x'):
        stack.update(template(definition=definition, name=name))
        assert stack.output('workflow_ids') == ids
        assert stack.output('available_workflows') == {
            'b': f'{name}.b',
            'a.b': f'{name}.a.b',
        }
    assert 'output=new' in mistral.workflows.get(ids['a.b']).definition
