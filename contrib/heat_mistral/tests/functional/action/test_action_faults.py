"""Requests about actions whose replies get lost."""

import os

import pytest

from heat_mistral.tests.functional.support import faulty
from heat_mistral.tests.functional.support import stacks as stacks_
from heat_mistral.tests.functional.support.stacks import Failed, eventually

LOST = faulty.FAULTS['reply lost']
DONE = faulty.FAULTS['broken, but done']
TEMPLATE = """
heat_template_version: 2018-08-31
resources:
  a:
    type: OS::Mistral::Action
    properties:
      definition: |
        say: {base: std.echo output="a"}
        shout: {base: say}
outputs:
  names: {value: {get_attr: [a, available_actions]}}
  ids: {value: {get_attr: [a, action_ids]}}
"""
CHANGED = TEMPLATE.replace('"a"', '"b"').replace('shout:', 'yell:')
EXTERNAL = """
heat_template_version: 2018-08-31
resources:
  a:
    type: OS::Mistral::Action
    external_id: NAME
outputs:
  names: {value: {get_attr: [a, available_actions]}}
"""


@pytest.fixture(scope='module')
def proxy(sandbox):
    """Stands between Heat and Mistral, and says where."""
    made = faulty.Proxy(sandbox.urls['mistral'])
    with (
        made.running() as url,
        sandbox.region(f'action-{os.getpid()}', mistral=url) as heat,
    ):
        made.heat = heat
        yield made


@pytest.fixture
def region(proxy):
    """Makes stacks whose requests go through the proxy."""
    made = stacks_.Stacks(proxy.heat)
    yield made
    proxy.calm()
    made.clean_up()


def own(mistral, stack):
    return sorted(
        row.name.removeprefix(f'{stack.name}.a.')
        for row in mistral.actions.list()
        if row.name.startswith(f'{stack.name}.a.')
    )


def test_lost_replies_make_nothing_twice(proxy, region, mistral):
    proxy.follow(('POST /v2/actions?', LOST))
    stack = region.create(TEMPLATE)
    ids = stack.output('ids')
    proxy.follow(
        ('POST /v2/actions?', LOST),
        ('PUT /v2/actions', LOST),
        ('DELETE /v2/actions', LOST),
    )
    stack.update(CHANGED)
    assert own(mistral, stack) == ['say', 'yell']
    assert stack.output('ids')['say'] == ids['say']
    proxy.follow(('DELETE /v2/actions', LOST))
    stack.delete()
    assert own(mistral, stack) == []


def test_what_a_request_made_that_failed_is_taken_up(proxy, region, mistral):
    proxy.follow(('POST /v2/actions?', DONE))
    stack = region.start(TEMPLATE)
    with pytest.raises(Failed, match='broken'):
        stack.wait('CREATE')
    assert own(mistral, stack) == ['say', 'shout']
    stack.update(CHANGED)
    assert own(mistral, stack) == ['say', 'yell']
    stack.delete()


def test_what_a_request_made_that_failed_goes(proxy, region, mistral):
    proxy.follow(('POST /v2/actions?', DONE))
    stack = region.start(TEMPLATE)
    with pytest.raises(Failed, match='broken'):
        stack.wait('CREATE')
    stack.delete()
    assert own(mistral, stack) == []


def test_a_rollback_leaves_what_was_there(proxy, region, mistral):
    stack = region.create(TEMPLATE)
    ids = stack.output('ids')
    proxy.follow(('PUT /v2/actions', faulty.FAULTS['broken']))
    with pytest.raises(Failed):
        stack.update(CHANGED, disable_rollback=False)
    stack.wait('ROLLBACK')
    assert own(mistral, stack) == ['say', 'shout']
    assert stack.output('ids') == ids
    stack.act('check')


def test_an_action_of_somebody_else_is_referred_to(stacks, mistral):
    stack = stacks.create(TEMPLATE)
    name = stack.output('names')['say']
    other = stacks.create(EXTERNAL.replace('NAME', name))
    assert other.output('names') == {name: name}
    other.act('check')
    other.delete()
    assert own(mistral, stack) == ['say', 'shout']


def test_a_snapshot_is_restored(stacks, mistral):
    stack = stacks.create(TEMPLATE)
    ids = stack.output('ids')
    taken = stack.heat.stacks.snapshot(stack.id)['id']
    eventually(
        lambda: (
            stack.heat.stacks.snapshot_show(stack.id, taken)['snapshot'][
                'status'
            ]
            == 'COMPLETE'
        ),
        'the snapshot',
    )
    stack.update(CHANGED)
    stack.heat.stacks.restore(stack.id, taken)
    stack.wait('RESTORE')
    assert own(mistral, stack) == ['say', 'shout']
    assert stack.output('ids')['say'] == ids['say']
