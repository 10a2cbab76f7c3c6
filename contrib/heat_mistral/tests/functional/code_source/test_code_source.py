"""A source's life: made, used, changed, repaired, adopted, deleted."""

import pytest
from heatclient import exc as heat_exc

from heat_mistral.tests.functional.support import sources
from heat_mistral.tests.functional.support.stacks import Failed, eventually

GREET = sources.GREET
HI = GREET.replace('"Hello"', '"Hi"')
OTHER = GREET.replace('Greet', 'Other')


def run(stack, name):
    """What a run of the stack's workflow says."""
    before = len(stack.output('executions'))
    stack.signal('w', {'name': name})

    def ended():
        found = stack.output('executions')
        return (
            found[0]
            if len(found) > before and found[0]['state'] != 'RUNNING'
            else None
        )

    found = eventually(ended, 'the run')
    assert found['state'] == 'SUCCESS', found
    return found['output']['said']


def actions(admin):
    return {row.name: row for row in admin.dynamic_actions.list()}


def test_made_used_changed_and_deleted(admins, admin, sandbox):
    stack = admins.create(sources.template())
    assert run(stack, 'you') == 'Hello you'
    assert stack.output('inputs') == {'test.greet': 'name, greeting="Hello"'}
    assert stack.output('available_actions') == {'test.greet': 'test.greet'}
    assert stack.output('version') == 1
    identifier = actions(admin)['test.greet'].id
    demo = sandbox.mistral()
    assert 'test.greet' not in {row.name for row in demo.actions.list()}

    stack.update(sources.template(HI, scope='public'))
    assert run(stack, 'you') == 'Hi you'
    assert stack.output('version') == 2
    assert stack.output('inputs') == {'test.greet': 'name, greeting="Hi"'}
    assert 'test.greet' in {row.name for row in demo.actions.list()}

    # The class leaves the text, and the scope is narrower, at once.
    stack.update(sources.template(OTHER, {'test.greet': 'Other'}))
    assert run(stack, 'you') == 'Hello you'
    assert actions(admin)['test.greet'].id == identifier
    assert 'test.greet' not in {row.name for row in demo.actions.list()}

    # The same text with other line ends is not sent.
    stack.update(
        sources.template(
            OTHER.replace('\n', '\r\n'), {'test.greet': 'Other'}, strict=True
        )
    )
    assert stack.output('version') == 1


def test_an_action_more_an_action_less_and_a_name(admins, admin):
    stack = admins.create(sources.alone())
    both = {'test.greet': 'Greet', 'test.again': 'Greet'}
    stack.update(sources.alone(actions=both))
    ids = {name: row.id for name, row in actions(admin).items()}
    stack.update(sources.alone(actions={'test.again': 'Greet'}, name='tests'))
    assert 'test.greet' not in actions(admin)
    row = actions(admin)['test.again']
    assert (row.id, row.code_source_name) == (ids['test.again'], 'tests')
    assert stack.data_id('s') == 'tests'


def test_a_broken_update_leaves_the_old_text_at_work(admins):
    stack = admins.create(sources.template())
    for broken, reason in (
        ('def f(:\n', 'line 1, column 7'),
        (GREET + 'import sys\nsys.nothing\n', "no attribute 'nothing'"),
    ):
        # Heat validates a text that it knows; the second only Mistral tells.
        with pytest.raises(Exception, match=reason):
            stack.update(sources.template(broken))
        assert run(stack, 'you') == 'Hello you'
    stack.update(sources.template())
    stack.act('check')
    assert stack.output('version') == 1


def test_going_back(admins):
    """To a snapshot, and from an update of which another part has failed."""
    stack = admins.create(sources.template())
    taken = stack.snapshot()
    stack.update(sources.template(OTHER, {'test.greet': 'Other'}))
    stack.heat.stacks.restore(stack.id, taken)
    stack.wait('RESTORE')
    assert run(stack, 'you') == 'Hello you'

    changed = sources.template(HI)
    changed['resources']['fails'] = {
        'type': 'OS::Heat::TestResource',
        'depends_on': 's',
        'properties': {'fail': True, 'value': 'x'},
    }
    with pytest.raises(Failed):
        stack.update(changed, disable_rollback=False)
    eventually(lambda: stack.status == 'ROLLBACK_COMPLETE', 'the rollback')
    assert run(stack, 'you') == 'Hello you'
    # Made, changed, restored; changed and changed back.
    assert stack.output('inputs') == {'test.greet': 'name, greeting="Hello"'}


def test_what_is_gone_is_found_and_mended(admins, admin):
    stack = admins.create(sources.template())
    admin.dynamic_actions.delete(actions(admin)['test.greet'].id)
    with pytest.raises(Failed, match='action test.greet is gone'):
        stack.act('check')
    stack.update(sources.template())
    assert run(stack, 'you') == 'Hello you'
    (source,) = (
        row
        for row in admin.code_sources.list()
        if row.name == stack.data_id('s')
    )
    admin.code_sources.update(source.id, HI)
    with pytest.raises(Failed, match='changed by somebody else'):
        stack.act('check')
    stack.update(sources.template(), converge=True)
    assert run(stack, 'you') == 'Hello you'
    admin.code_sources.delete(source.id)
    stack.update(sources.template(), converge=True)
    assert run(stack, 'you') == 'Hello you'
    for action in ('suspend', 'resume', 'check'):
        stack.act(action)


def test_a_run_under_way_is_waited_for(admins, admin, tmp_path):
    over = tmp_path / 'over'
    stack = admins.create(sources.template(sources.waiting(over)))
    stack.signal('w', {'name': 'you'})
    eventually(
        lambda: admin.action_executions.list(
            name='test.greet', state='RUNNING'
        ),
        'the run of the action',
    )
    stack.heat.stacks.update(
        stack.id, template=sources.template(actions={'test.other': 'Greet'})
    )
    eventually(
        lambda: [x for x in stack.events('s') if 'waiting for 1 run(s)' in x],
        'the event',
    )
    over.touch()
    stack.wait('UPDATE')
    (ran,) = stack.output('executions')
    assert ran['state'] == 'SUCCESS'
    assert ran['output']['said'] == 'Hello you'


@pytest.mark.databases
def test_the_longest_text_and_the_longest_names(admins, admin):
    """As MariaDB's columns hold them; one byte more is refused before."""
    name, longest = 'a' * 255, 65_535
    text = GREET + '# é'
    text += '#' * (longest - len(text.encode()))
    given = {'name': 's' * 240, 'actions': {name: 'Greet'}}
    stack = admins.create(sources.alone(text, **given))
    assert name in actions(admin)
    with pytest.raises(heat_exc.HTTPBadRequest, match='65,535'):
        stack.update(sources.alone(text + '#', **given))
    # A second source has a number more in its name.
    given['actions'] = {name: 'Other'}
    stack.update(sources.alone(text.replace('Greet', 'Other'), **given))
    assert stack.data_id('s') == 's' * 240 + '.2'
    stack.act('check')


def test_one_that_somebody_else_keeps(admins, admin):
    """It is shown, used, and neither changed nor deleted."""
    source = admin.code_sources.create('test-theirs', GREET)
    action = admin.dynamic_actions.create('test.greet', 'Greet', source.id)
    try:
        template = sources.template()
        template['resources']['s'] = {
            'type': 'OS::Mistral::CodeSource',
            'external_id': source.name,
        }
        stack = admins.create(template)
        assert run(stack, 'you') == 'Hello you'
        assert stack.output('inputs') == {
            'test.greet': 'name, greeting="Hello"'
        }
        for verb in ('suspend', 'resume', 'check'):
            stack.act(verb)
        stack.delete()
        assert admin.code_sources.get(source.id).version == 1
        assert admin.dynamic_actions.get(action.id).name == 'test.greet'
    finally:
        admin.code_sources.delete(source.id)


def test_names_that_are_taken(admins, admin):
    stack = admins.create(sources.alone())
    for properties, reason in (
        ({}, 'taken by dynamic action'),
        ({'name': stack.data_id('s')}, 'taken by code source'),
        ({'actions': {'std.echo': 'Greet'}}, 'built in'),
    ):
        with pytest.raises(Failed, match=reason):
            admins.create(sources.alone(**properties))
    other = admins.create(sources.alone(HI, override=True))
    row = actions(admin)['test.greet']
    assert row.code_source_name == other.data_id('s')
    with pytest.raises(Failed, match='changed by somebody else'):
        stack.act('check')
    stack.delete()
    assert actions(admin)['test.greet'].id == row.id
