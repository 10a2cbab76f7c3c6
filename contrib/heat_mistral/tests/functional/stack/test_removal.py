"""What admin/removing.rst says of an engine without the plugin."""

import copy
import pathlib
import tempfile

import pytest
from heatclient import exc as heat_exc

from heat_mistral.tests.functional.docs import shell, warm
from heat_mistral.tests.functional.security import everything
from heat_mistral.tests.functional.support.stacks import eventually, post

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


def lasting(**workflow):
    """What Heat's own plugin can go on with, but perhaps the workflow."""
    runs = {'workflow': {'get_resource': 'w'}}
    return {
        'heat_template_version': '2018-08-31',
        'resources': {
            'w': everything.of('Workflow', **workflow),
            'c': everything.of(
                'CronTrigger',
                pattern='0 3 1 1 *',
                workflow={'name': {'get_resource': 'w'}},
            ),
            'thing': everything.of(
                'ExternalResource',
                actions=dict.fromkeys(('CREATE', 'DELETE'), runs),
                input={'x': 1},
            ),
        },
        'outputs': {'url': {'value': {'get_attr': ['w', 'alarm_url']}}},
    }


def rewritten(name, **inputs):
    """The workflow, for Heat's own plugin."""
    return lasting(
        type='direct',
        name=name,
        input=inputs,
        tasks=[{'name': 't', 'action': 'std.noop'}],
    )


def found_by_the_page(sandbox, folder):
    """What the first step of the page lists, as rows."""
    reader = pytest.importorskip(
        'heat_mistral.tests.functional.docs.reader',
        reason='see test-requirements.txt',
    )
    page = reader.ROOT / 'doc/source/admin/removing.rst'
    (find,) = (block for block in reader.blocks(page) if block.is_shell)
    with (
        tempfile.TemporaryDirectory() as short,
        warm.openstack(pathlib.Path(short)) as programs,
        shell.opened(sandbox, folder, programs) as opened,
    ):
        opened.run('eval "$(python -m sandbox env)"')
        status, text = opened.run(find.text)
    assert status == 0, text
    return {tuple(line.split()) for line in text.splitlines()}


def left_in(mistral, stack):
    """What Mistral has of a stack, executions apart."""
    return [
        row.name
        for rows in (
            mistral.workflows.list(),
            mistral.cron_triggers.list(),
            mistral.event_triggers.list(),
            mistral.environments.list(),
            mistral.actions.list(),
        )
        for row in rows
        if row.name.startswith(stack.name)
    ]


def runs_of(mistral, stack):
    return [
        run
        for run in mistral.executions.list()
        if run.workflow_name.startswith(stack.name)
    ]


def test_the_procedure(sandbox, stacks, plugins, mistral, tmp_path):
    gone = stacks.create(everything.template('hello'))
    kept = stacks.create(
        lasting(
            definition='job: {input: [x: 1], tasks: {t: {action: std.noop}}}'
        )
    )
    url = kept.output('url')
    assert post(url).ok

    rows = found_by_the_page(sandbox, tmp_path)
    assert {
        word
        for row in rows
        if gone.name in row
        for word in row
        if word.startswith('OS::')
    } == {
        f'OS::Mistral::{kind}'
        for kind in (
            'Action',
            'CronTrigger',
            'Environment',
            'EventTrigger',
            'Execution',
            'ExternalResource',
            'Workflow',
        )
    }
    gone.delete()
    assert left_in(mistral, gone) == []
    assert runs_of(mistral, gone) == []
    name = kept.data_id('w')
    kept.update(rewritten(name, x=1))
    assert kept.data_id('w') == name

    plugins.use(ours=False)
    assert kept.output('url') == url
    before = len(runs_of(mistral, kept))
    assert post(url).ok
    eventually(lambda: len(runs_of(mistral, kept)) > before, 'a run')
    kept.update(rewritten(name, x=2))
    kept.delete()
    assert left_in(mistral, kept) == []
    # They are what the page says that stays.
    for run in runs_of(mistral, kept):
        mistral.executions.delete(run.id, force=True)
