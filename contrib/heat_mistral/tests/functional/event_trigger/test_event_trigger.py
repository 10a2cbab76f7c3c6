"""An event trigger's life in Mistral, where no event engine listens."""

import json

import pytest
from heatclient import exc as heat_exc

from heat_mistral.tests.functional.support import pages
from heat_mistral.tests.functional.support import stacks as stacks_
from heat_mistral.tests.functional.support.stacks import Failed

EVENT = 'test.heat_mistral.end'
NOOP = {'tasks': {'t': {'action': 'std.noop'}}}
WORKFLOWS = {'a': dict(NOOP, input=[{'x': 1}]), 'b': dict(NOOP, input=['y'])}


def of(short):
    """The workflow of this short name, as a trigger's property."""
    return {'get_attr': ['w', 'available_workflows', short]}


def template(workflows=WORKFLOWS, **properties):
    """A workflow resource ``w`` and a trigger ``t``, or none."""
    given = {
        'exchange': 'nova',
        'topic': 'notifications',
        'event': EVENT,
        'workflow': of('a'),
        **properties,
    }
    resources = {
        'w': {
            'type': 'OS::Mistral::Workflow',
            'properties': {'definition': json.dumps(workflows)},
        }
    }
    if given['workflow'] is not None:
        resources['t'] = {
            'type': 'OS::Mistral::EventTrigger',
            'properties': {
                key: value for key, value in given.items() if value is not None
            },
        }
    return {'heat_template_version': '2018-08-31', 'resources': resources}


class Watch:
    """The triggers of a project in Mistral, but for those of before."""

    def __init__(self, mistral):
        self._mistral = mistral
        self._before = {row.id for row in mistral.event_triggers.list()}

    def all(self):
        return [
            row
            for row in self._mistral.event_triggers.list()
            if row.id not in self._before
        ]

    def only(self):
        (row,) = self.all()
        return row

    def seen(self):
        row = self.only()
        workflow = self._mistral.workflows.get(row.workflow_id)
        return {
            'name': row.name,
            'source': (row.exchange, row.topic, row.event),
            'workflow': workflow.name.rpartition('.')[2],
            'input': json.loads(row.workflow_input),
            'params': json.loads(row.workflow_params),
        }


@pytest.fixture
def watch(mistral):
    return Watch(mistral)


def test_each_property_alone(stacks, watch):
    stack = stacks.create(template())
    created = stack.heat.resources.get(stack.id, 't').creation_time
    wanted = watch.seen()
    assert wanted == {
        'name': wanted['name'],
        'source': ('nova', 'notifications', EVENT),
        'workflow': 'a',
        'input': {},
        'params': {},
    }
    assert stack.name in wanted['name']
    first, given, taken = watch.only().id, {}, stack.snapshot()
    assert stack.data_id('t') == first
    for properties, news, stays in (
        (
            {'name': 'test-event', 'input': {'x': 2}},
            {'name': 'test-event', 'input': {'x': 2}},
            True,
        ),
        ({'params': {'env': {'e': 3}}}, {'params': {'env': {'e': 3}}}, True),
        (
            {'workflow': of('b'), 'input': {'y': 0}},
            {'workflow': 'b', 'input': {'y': 0}},
            True,
        ),
        (
            {'exchange': 'cinder', 'topic': 'other'},
            {'source': ('cinder', 'other', EVENT)},
            False,
        ),
        (
            {'event': f'{EVENT}.2', 'name': None},
            {
                'source': ('cinder', 'other', f'{EVENT}.2'),
                'name': wanted['name'],
            },
            False,
        ),
    ):
        before = watch.only().id
        given.update(properties)
        stack.update(template(**given))
        wanted |= news
        assert watch.seen() == wanted, properties
        assert (watch.only().id == before) is stays
    assert stack.heat.resources.get(stack.id, 't').creation_time == created
    stack.act('check').act('suspend')
    assert watch.all() == []
    stack.act('resume')
    assert watch.seen() == wanted
    assert stack.attribute('t', 'executions') == []
    stack.heat.stacks.restore(stack.id, taken)
    stack.wait('RESTORE')
    assert watch.only().event == EVENT
    stack.delete()
    assert watch.all() == []


def test_the_template_of_the_reference_page(stacks, watch):
    stack = stacks.create(pages.template('reference/resources/event_trigger'))
    assert watch.seen()['source'][-1] == 'compute.instance.create.end'
    assert stack.output('executions') == []
    stack.act('check')


def test_refused_changes_leave_what_was_there(stacks, watch, mistral):
    """Mistral itself checks the input of a new trigger, not of a changed one."""
    stack = stacks.create(template(input={'x': 2}))
    before, identifier = watch.seen(), watch.only().id
    for properties, why in (
        ({'input': {'zz': 5}}, 'does not take the input zz; it takes x'),
        ({'workflow': of('b')}, 'does not take the input x; it takes y'),
        ({'workflow': 'nobody', 'event': 'e'}, 'there is no workflow nobody'),
        ({'event': 'e', 'input': {'zz': 5}}, 'does not take the input zz'),
    ):
        with pytest.raises(Failed, match=why):
            stack.update(template(**{'input': {'x': 2}, **properties}))
        assert (watch.seen(), watch.only().id) == (before, identifier)
    theirs = mistral.event_triggers.create(
        'theirs',
        watch.only().workflow_id,
        'nova',
        'notifications',
        f'{EVENT}.taken',
        workflow_input={'x': 2},
    )
    try:
        with pytest.raises(Failed, match=f'theirs .{theirs.id}. runs'):
            stack.update(template(input={'x': 2}, event=f'{EVENT}.taken'))
        assert {row.id for row in watch.all()} == {identifier, theirs.id}
    finally:
        mistral.event_triggers.delete(theirs.id)
    stack.update(template(input={'x': 2}))
    assert watch.only().id == identifier


def test_what_is_gone_is_found_and_made_again(stacks, watch, mistral):
    """Heat looks only at resources that depend on no other."""
    workflows = stacks.create(template(workflow=None))
    name = f'{workflows.name}.w.a'
    alone = template(workflow=name)
    del alone['resources']['w']
    stack = stacks.create(alone)
    created = stack.heat.resources.get(stack.id, 't').creation_time
    identifier = watch.only().id
    stack.update(alone, converge=True)
    assert watch.only().id == identifier
    mistral.event_triggers.delete(identifier)
    with pytest.raises(Failed, match='is gone'):
        stack.act('check')
    stack.update(alone)
    assert watch.only().id == stack.data_id('t')
    mistral.event_triggers.delete(stack.data_id('t'))
    stack.update(alone, converge=True)
    assert watch.only().id == stack.data_id('t')
    assert stack.heat.resources.get(stack.id, 't').creation_time == created


def external(identifier):
    """A trigger that somebody else keeps."""
    return {
        'heat_template_version': '2018-08-31',
        'resources': {
            't': {
                'type': 'OS::Mistral::EventTrigger',
                'external_id': identifier,
            }
        },
    }


def test_one_that_somebody_else_keeps_and_its_workflow(stacks, watch, mistral):
    stack = stacks.create(template(workflow=None))
    workflow = stack.attribute('w', 'workflow_ids')['a']
    theirs = mistral.event_triggers.create(
        'theirs', workflow, 'nova', 'notifications', EVENT
    )
    try:
        stack.update(template({'b': WORKFLOWS['b']}, workflow=None))
        assert any(
            f'is kept while it is in use: it is used by event trigger theirs '
            f'({theirs.id})' in text
            for text in stack.events('w')
        )
        stack.update(template(workflow=None))
        stack.update(
            template({'a': dict(NOOP, input=['must'])}, workflow=None)
        )
        assert any(
            f'event trigger theirs ({theirs.id}) does not give the input must'
            in text
            for text in stack.events('w')
        )
        with pytest.raises(Failed, match='used by event trigger theirs'):
            stack.delete()
        other = stacks.create(external(theirs.id))
        assert other.attribute('t', 'executions') == []
        other.act('suspend').act('resume').act('check')
        other.delete()
        assert watch.only().id == theirs.id
    finally:
        mistral.event_triggers.delete(theirs.id)
    with pytest.raises(heat_exc.HTTPBadRequest, match='can not be found'):
        stacks.start(external(theirs.id))
    stack.delete()


def test_two_projects_and_an_administrator(sandbox):
    """The same event, and an environment of the same name, in each.

    An administrator's lists have those of all projects.
    """
    users = ('demo', 'other', 'admin')
    made = {user: stacks_.Stacks(sandbox.heat(user)) for user in users}
    watches = {user: Watch(sandbox.mistral(user)) for user in users}

    def of_user(user, **more):
        found = template(params={'env': {'get_resource': 'e'}}, **more)
        found['resources']['e'] = {
            'type': 'OS::Mistral::Environment',
            'properties': {
                'name': 'test-event-projects',
                'variables': {'whose': user, **more},
            },
        }
        return found

    def whose(user):
        return {
            row.variables['whose']
            for row in sandbox.mistral(user).environments.list(
                name='eq:test-event-projects'
            )
        }

    try:
        for user in users:
            made[user].start(of_user(user))
        stacks = {user: made[user].all()[0].wait('CREATE') for user in users}
        stacks['admin'].update(of_user('admin', event=f'{EVENT}.2'))
        assert whose('demo') == {'demo'}
        stacks['admin'].act('check').delete()
        assert len(watches['admin'].all()) == 2
        assert watches['demo'].only().id == stacks['demo'].data_id('t')
        assert whose('admin') == {'demo', 'other'}
    finally:
        for each in made.values():
            each.clean_up()


@pytest.mark.parametrize(
    ('properties', 'why'),
    [
        ({'event': 'compute.*'}, 'cannot stand in the type of an event'),
        ({'event': 'compute('}, 'cannot stand in the type of an event'),
        ({'topic': 'a' * 81}, '81'),
        ({'params': {'event_params': {}}}, 'Mistral keeps it for itself'),
        ({'input': {'x': 'y' * 65_536}}, 'at most 65535'),
    ],
)
def test_bad_input(stacks, properties, why):
    with pytest.raises(heat_exc.HTTPBadRequest, match=why):
        stacks.start(template(**properties))
