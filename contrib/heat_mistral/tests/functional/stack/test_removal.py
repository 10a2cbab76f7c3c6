"""What README says of an engine from which the plugin was taken."""

import copy

import pytest
from heatclient import exc as heat_exc

from heat_mistral.tests.functional.support.stacks import eventually

WORKFLOWS = {
    'type': 'OS::Mistral::Workflow',
    'properties': {
        'definition': (
            'first: {tasks: {t: {action: std.noop}}}\n'
            'second: {tasks: {t: {action: std.noop}}}\n'
        )
    },
}
ONLY_WORKFLOWS = {
    'heat_template_version': '2018-08-31',
    'resources': {'w': WORKFLOWS},
}
WITH_A_RUN = copy.deepcopy(ONLY_WORKFLOWS)
WITH_A_RUN['resources']['run'] = {
    'type': 'OS::Mistral::Execution',
    'properties': {'workflow': {'get_resource': 'w'}},
}
UNKNOWN = 'OS::Mistral::Execution.*could not be found'


def test_stacks_without_the_plugin(stacks, plugins, mistral):
    left, prepared, workflows = (
        stacks.create(WITH_A_RUN),
        stacks.create(WITH_A_RUN),
        stacks.create(ONLY_WORKFLOWS),
    )
    assert [
        each.resource_name
        for each in stacks.heat.resources.list(
            left.id, nested_depth=5, filters={'type': 'OS::Mistral::Execution'}
        )
    ] == ['run']
    prepared.update(ONLY_WORKFLOWS)
    plugins.use(ours=False)

    # A stack with an execution cannot be shown, and is never deleted.
    for call in (left.heat.stacks.get, left.heat.stacks.abandon):
        with pytest.raises(heat_exc.HTTPBadRequest, match=UNKNOWN):
            call(left.id)
    left.heat.stacks.delete(left.id)

    # One that has none any more is Heat's own; but that cannot update it, and
    # knows of one workflow only.
    assert prepared.heat.stacks.get(prepared.id).stack_status
    prepared.delete()
    with pytest.raises(heat_exc.HTTPBadRequest, match='definition'):
        workflows.update(ONLY_WORKFLOWS)
    workflows.delete()
    names = [found.name for found in mistral.workflows.list()]
    orphan = f'{workflows.name}.w.second'
    assert orphan in names
    assert f'{workflows.name}.w.first' not in names
    for name in (orphan, f'{prepared.name}.w.second'):
        mistral.workflows.delete(name)
    assert left.status == 'DELETE_IN_PROGRESS'

    # Where it is there again, the stack is, too.
    plugins.use(ours=True)
    eventually(lambda: left.heat.stacks.get(left.id), 'the stack')
    left.delete()
    assert not [
        found.name
        for found in mistral.workflows.list()
        if found.name.startswith(left.name)
    ]
