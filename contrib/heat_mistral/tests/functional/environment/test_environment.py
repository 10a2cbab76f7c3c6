"""An environment's life: made, used, changed, renamed, repaired, deleted."""

import pytest
from heatclient import exc as heat_exc

from heat_mistral.tests.functional.support import pages, templates
from heat_mistral.tests.functional.support.stacks import Failed, eventually

NAME = 'test-environment'
READS = """
a:
  output: {said: <% task(t).result %>}
  tasks:
    t: {action: std.echo output=<% env().greeting %>}
"""


def environment(**properties):
    return {'type': 'OS::Mistral::Environment', 'properties': properties}


def alone(**properties):
    return {
        'heat_template_version': '2018-08-31',
        'resources': {'e': environment(**properties)},
        'outputs': {
            key: {'value': {'get_attr': ['e', key]}}
            for key in ('name', 'environment_id', 'variables')
        },
    }


def named(mistral, name):
    """The project's environments of this name; there is one at most."""
    found = mistral.environments.list(name=f'eq:{name}')
    return found[0] if found else None


def test_runs_read_it(stacks, mistral):
    """The template of the reference page."""
    stack = stacks.create(pages.template('reference/resources/environment'))
    stack.signal('workflows')
    (run,) = eventually(
        lambda: [
            run
            for run in stack.output('executions')
            if run['state'] == 'SUCCESS'
        ],
        'the run',
    )
    assert run['output']['said'] == 'hello world'
    name = stack.data_id('settings')
    assert named(mistral, name).scope == 'private'
    stack.delete()
    assert named(mistral, name) is None


def test_each_property_alone(stacks, mistral):
    stack = stacks.create(alone(variables={'a': 1}))
    created = stack.heat.resources.get(stack.id, 'e').creation_time
    identifier = stack.output('environment_id')
    taken = stack.snapshot()
    given = {'variables': {'a': 1}}

    def changed(**properties):
        given.update(properties)
        stack.update(
            alone(**{k: v for k, v in given.items() if v is not None})
        )
        row = named(mistral, stack.data_id('e'))
        return row.variables, row.description

    assert changed(variables={'b': [1, {'c': None}]}) == (
        {'b': [1, {'c': None}]},
        None,
    )
    assert stack.output('variables') == {'b': [1, {'c': None}]}
    assert changed(description='what for') == (given['variables'], 'what for')
    assert changed(description=None, variables={}) == ({}, None)
    assert stack.output('environment_id') == identifier
    first = stack.data_id('e')
    assert changed(name=NAME) == ({}, None)
    assert stack.data_id('e') == stack.output('name') == NAME
    assert named(mistral, first) is None
    stack.heat.stacks.restore(stack.id, taken)
    stack.wait('RESTORE')
    assert stack.output('variables') == {'a': 1}
    assert stack.data_id('e') == first
    assert named(mistral, NAME) is None
    assert stack.heat.resources.get(stack.id, 'e').creation_time == created


def test_the_former_one_stays_while_a_trigger_names_it(stacks, mistral):
    def template(name, **more):
        return templates.with_outputs(
            **more,
            e=environment(name=name, variables={'greeting': 'hello'}),
            w=templates.workflow(definition=READS),
            c=templates.trigger(
                pattern='0 3 1 1 *',
                workflow={
                    'name': {'get_attr': ['w', 'available_workflows', 'a']},
                    'params': {'env': {'get_resource': 'e'}},
                },
            ),
        )

    stack = stacks.create(template(NAME))
    fails = {
        'type': 'OS::Heat::TestResource',
        'properties': {'fail': True},
        'depends_on': 'e',
    }
    with pytest.raises(Failed):
        stack.update(
            template(f'{NAME}-2', fails=fails), disable_rollback=False
        )
    eventually(lambda: stack.status == 'ROLLBACK_COMPLETE', 'the rollback')
    stack.act('check')  # the trigger may have been changed, and back
    assert named(mistral, NAME) is not None
    assert named(mistral, f'{NAME}-2') is None
    stack.update(template(f'{NAME}-2'))
    assert any('is kept while cron trigger' in e for e in stack.events('e'))
    assert named(mistral, NAME) is not None
    assert named(mistral, f'{NAME}-2') is not None
    stack.act('check')
    assert named(mistral, NAME) is None
    stack.delete()
    assert named(mistral, f'{NAME}-2') is None


def test_what_somebody_changes_is_found_and_repaired(stacks, mistral):
    wanted = alone(name=NAME, variables={'a': 1}, description='d')
    stack = stacks.create(wanted)
    created = stack.heat.resources.get(stack.id, 'e').creation_time
    mistral.environments.update(name=NAME, variables={'a': 2})
    with pytest.raises(Failed, match='was changed by somebody else'):
        stack.act('check')
    stack.update(wanted)
    assert named(mistral, NAME).variables == {'a': 1}
    stack.act('check')
    mistral.environments.delete(NAME)
    with pytest.raises(Failed, match=f'environment {NAME} is gone'):
        stack.act('check')
    stack.update(wanted, converge=True)
    assert named(mistral, NAME).description == 'd'
    mistral.environments.update(name=NAME, variables={'a': 2})
    stack.update(wanted, converge=True)
    assert named(mistral, NAME).variables == {'a': 1}
    stack.act('suspend').act('resume')
    assert stack.heat.resources.get(stack.id, 'e').creation_time == created


def test_a_name_that_is_taken(stacks, mistral):
    mistral.environments.create(name=NAME, variables={'a': 1})
    try:
        identifier = named(mistral, NAME).id
        stack = stacks.start(alone(name=NAME, variables={'a': 1}))
        with pytest.raises(Failed, match=f'taken by environment {identifier}'):
            stack.wait('CREATE')
        assert stack.output('variables') is None
        stack.update(alone(name=f'{NAME}-2', variables={'a': 1}))
        with pytest.raises(Failed, match=f'taken by environment {identifier}'):
            stack.update(alone(name=NAME, variables={'a': 1}))
        assert named(mistral, f'{NAME}-2') is not None
        stack.delete()
        assert named(mistral, f'{NAME}-2') is None
        assert named(mistral, NAME).id == identifier
    finally:
        mistral.environments.delete(NAME)


@pytest.mark.databases
def test_the_same_name_in_other_letters(stacks, sandbox):
    """MariaDB takes them for one; Mistral cannot rename an environment."""
    stack = stacks.create(alone(name='test-case', variables={'a': 1}))
    other = alone(name='Test-Case', variables={'a': 1})
    if sandbox.state.settings()['database'] is None:
        stack.update(other)
        assert stack.data_id('e') == 'Test-Case'
        return
    with pytest.raises(Failed, match='for the same name as test-case'):
        stack.update(other)
    stack.update(alone(name='test-case', variables={'a': 2}))
    assert stack.output('variables') == {'a': 2}


def test_one_that_somebody_else_keeps(stacks, mistral):
    mistral.environments.create(name=NAME, variables={'a': 1})
    try:
        template = alone()
        template['resources']['e'] = {
            'type': 'OS::Mistral::Environment',
            'external_id': NAME,
        }
        stack = stacks.create(template)
        assert stack.output('variables') == {'a': 1}
        stack.act('check')
        stack.delete()
        assert named(mistral, NAME).variables == {'a': 1}
    finally:
        mistral.environments.delete(NAME)
    with pytest.raises(heat_exc.HTTPBadRequest, match='can not be found'):
        stacks.start(template)


@pytest.mark.parametrize(
    ('properties', 'why'),
    [
        ({'name': 'a/b'}, "'/' cannot stand in the name"),
        ({'name': 'a' * 201}, '201'),
        ({'variables': [1]}, 'variables'),
    ],
)
def test_bad_input(stacks, properties, why):
    with pytest.raises(heat_exc.HTTPBadRequest, match=why):
        stacks.start(alone(**properties))
