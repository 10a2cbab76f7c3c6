"""Workflows shared with another project, which accepts and runs them."""

import pytest
from heatclient import exc as heat_exc

from heat_mistral.tests.functional.support import stacks as stacks_
from heat_mistral.tests.functional.support import templates
from heat_mistral.tests.functional.support.stacks import Failed, eventually

AB = templates.text(a=templates.NOOP, b=templates.NOOP)


@pytest.fixture(scope='module')
def other(sandbox):
    """Id of another project."""
    return sandbox.session('other').get_project_id()


def test_from_offer_to_run_and_back(sandbox, stacks, mistral, other):
    stack = stacks.create(templates.template(definition=AB, members=[other]))
    ids = stack.output('workflow_ids')
    assert stack.attribute('w', 'members') == dict.fromkeys(
        'ab', {other: 'pending'}
    )
    (told,) = [e for e in stack.events('w') if 'offered to project' in e]
    assert ids['a'] in told
    assert other in told
    theirs = sandbox.mistral('other')
    for identifier in ids.values():
        # openstack resource member update <id> workflow -m <project>
        theirs.members.update(identifier, 'workflow', other)
    assert stack.attribute('w', 'members') == dict.fromkeys(
        'ab', {other: 'accepted'}
    )
    made = stacks_.Stacks(sandbox.heat('other'))
    try:
        run = made.create(
            {
                'heat_template_version': '2018-08-31',
                'resources': {
                    'r': {
                        'type': 'OS::Mistral::Execution',
                        'properties': {'workflow': f'{stack.name}.w.a'},
                    }
                },
            }
        )
        assert run.status == 'CREATE_COMPLETE'
    finally:
        made.clean_up()
    stack.act('check')
    mistral.members.delete(ids['a'], 'workflow', other)
    with pytest.raises(Failed, match=f'is not shared with project {other}'):
        stack.act('check')
    stack.update(templates.template(definition=AB, members=[other]))
    assert stack.attribute('w', 'members') == {
        'a': {other: 'pending'},
        'b': {other: 'accepted'},
    }
    stack.update(templates.template(definition=AB))
    assert stack.attribute('w', 'members') == {'a': {}, 'b': {}}


def test_an_administrators(sandbox, other):
    """Of all that Mistral shows an administrator, only the own is changed."""
    demo = sandbox.session().get_project_id()
    made = stacks_.Stacks(sandbox.heat('admin'))
    try:
        stack = made.create(templates.template(definition=AB, members=[other]))
        stack.update(
            templates.template(definition=AB, members=[other, demo])
        ).act('check')
        assert stack.attribute('w', 'members')['b'] == {
            demo: 'pending',
            other: 'pending',
        }
        identifier = stack.output('workflow_ids')['a']
        stack.update(templates.template(definition=AB, scope='public'))
        assert sandbox.mistral().workflows.get(identifier).scope == 'public'
        stack.update(templates.template(definition=AB, members=[demo])).act(
            'check'
        )
        assert stack.attribute('w', 'members')['a'] == {demo: 'pending'}
    finally:
        made.clean_up()


def test_one_repaired_is_shared_again(stacks, mistral, other):
    wanted = templates.template(definition=AB, members=[other])
    stack = stacks.create(wanted)
    mistral.workflows.delete(stack.output('workflow_ids')['a'])
    with pytest.raises(Failed, match='is gone'):
        stack.act('check')
    stack.update(wanted)
    eventually(
        lambda: stack.attribute('w', 'members')['a'] == {other: 'pending'},
        'the member',
    )


@pytest.mark.parametrize(
    ('properties', 'why'),
    [
        ({'members': ['other']}, 'the id of a project is 32 hexadecimal'),
        ({'members': ['0' * 32], 'scope': 'public'}, 'only private'),
    ],
)
def test_bad_input(stacks, properties, why):
    with pytest.raises(heat_exc.HTTPBadRequest, match=why):
        stacks.start(templates.template(definition=AB, **properties))
