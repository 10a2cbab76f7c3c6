"""Stacks of an earlier release live on: nothing stored is lost by a newer one.

Heat makes stacks of every type with code that was released before. Its engine
dies, another one with today's code comes, and the stacks go through the rest
of their lives. It takes a clone with its history.
"""

import contextlib
import json
from concurrent import futures

import pytest

from heat_mistral.tests.functional.support.runs import finish
from heat_mistral.tests.functional.support.stacks import Failed, post
from heat_mistral.tests.functional.support.templates import ECHO, NOOP
from heat_mistral.tests.functional.upgrade import (
    mixed_stacks,
    plugin_code,
    run_stacks,
    trigger_stacks,
    workflow_stacks,
)
from heat_mistral.tests.functional.upgrade.observed import check_same, observe
from heat_mistral.tests.functional.upgrade.world import opened

# What was released before, by commit; each release adds a line.
RELEASED = {
    '0ee1512cd53d3ad01f631053eb48d9975b839d46': (
        'the four types, all in one folder'
    )
}
# Those whose stacks are at rest when the engine dies; the slow ones first.
AT_REST = {
    'schedules': trigger_stacks.make_schedules,
    'suspended': trigger_stacks.make_suspended,
    'finished': run_stacks.make_finished,
    'adopted': mixed_stacks.make_adopted,
    'workflows': workflow_stacks.make_workflows,
    'failing': workflow_stacks.make_failing,
    'unmade': workflow_stacks.make_unmade,
}
# And those whose stacks are not.
UNDER_WAY = {
    'lost': mixed_stacks.make_lost,
    'going': run_stacks.make_going,
    'changing': run_stacks.make_changing,
    'leaving': run_stacks.make_leaving,
}


@pytest.fixture(
    scope='module', params=RELEASED, ids=[commit[:7] for commit in RELEASED]
)
def world(request, sandbox, tmp_path_factory):
    """Stacks that older code has made, in a Heat with today's."""
    before = plugin_code.checked_out(
        request.param, tmp_path_factory.mktemp('before')
    )
    code = plugin_code.Code(sandbox, tmp_path_factory.mktemp('witness'))
    with contextlib.ExitStack() as at_the_end:
        at_the_end.callback(sandbox.start)  # as the other tests know it
        code.choose(before)
        # With what the sandbox has there, Heat 27 adopts nothing.
        at_the_end.enter_context(
            sandbox.heat_with(reauthentication_auth_method='')
        )
        at_the_end.callback(sandbox.use_plugin)
        code.check(before)
        made = at_the_end.enter_context(opened(sandbox))
        make_all(made)
        code.choose(plugin_code.NOW)
        sandbox.service('heat').kill()
        made.proxy.calm()
        sandbox.service('heat').start()
        code.check(plugin_code.NOW)
        go_on(made)
        yield made


def make_all(world):
    makers = {**AT_REST, **UNDER_WAY}

    def make(name):
        stack = makers[name](world)
        return stack, observe(world, stack) if name in AT_REST else None

    with futures.ThreadPoolExecutor(len(makers)) as pool:
        for name, made in zip(makers, pool.map(make, makers), strict=True):
            world.stacks[name], world.before[name] = made
    world.before['lost'] = mixed_stacks.made_of_lost(
        world, world.stacks['lost']
    )


def go_on(world):
    """Ask for what was under way again."""
    for ended_meanwhile in ('changing.run', 'leaving.run'):
        finish(world.mistral, world.waiting(ended_meanwhile))
    for name in ('lost', 'going'):
        world.stacks[name].heat.stacks.update(
            world.stacks[name].id, existing=True
        )
    stack = world.stacks['changing']
    stack.heat.stacks.update(
        stack.id, template=run_stacks.changing(world, wait=True), files={}
    )
    stack = world.stacks['leaving']
    stack.heat.stacks.delete(stack.id)


def test_workflows(world):
    stack, before = world.stacks['workflows'], world.before['workflows']
    w, retired = before.attributes('w'), f'{stack.name}.first.gone'
    assert [run['workflow_name'] for run in w['executions']].count(
        f'{stack.name}.first.main'
    ) == 1
    check_same(before, observe(world, stack))

    assert post(w['alarm_url'], {'x': 4}).ok
    stack.signal('w', {'workflow': workflow_stacks.LONG})
    stack.signal('t')
    after = observe(world, stack)
    assert len(after.runs - before.runs) == 3
    assert before.runs <= after.runs
    stack.act('check')
    assert retired in world.workflows()

    world.mistral.cron_triggers.delete(f'{stack.name}-theirs')
    stack.update(workflow_stacks.workflows(stack.name, word='new', more=NOOP))
    assert retired not in world.workflows()
    now = observe(world, stack).attributes('w')
    assert now['alarm_url'] == w['alarm_url']
    assert now['workflow_ids'].items() >= w['workflow_ids'].items()
    assert post(w['alarm_url'], {'x': 5}).ok
    (last,) = observe(world, stack).runs - after.runs
    assert '"new"' in world.mistral.executions.get(last).output
    stack.delete()
    assert world.runs(stack) == {}


def test_an_adopted_stack(world):
    """What it began under another id is still its own."""
    stack, before = world.stacks['adopted'], world.before['adopted']
    w = before.attributes('w')
    assert len(w['executions']) == 2
    check_same(before, observe(world, stack))
    assert post(w['alarm_url']).ok
    stack.act('check')
    stack.update(mixed_stacks.adopted(world, ECHO))
    now = observe(world, stack).attributes('w')
    assert len(now['executions']) == 3
    assert now['workflow_ids'] == w['workflow_ids']
    assert len(world.begun('adopted.run')) == 1
    stack.delete()
    assert world.runs(stack) == {}


def test_an_update_that_failed(world):
    stack, before = world.stacks['failing'], world.before['failing']
    w, theirs = before.attributes('w'), f'{stack.name}.w.b'
    check_same(before, observe(world, stack))
    assert post(w['alarm_url']).ok
    with pytest.raises(Failed, match='did not finish'):
        stack.act('check')
    world.mistral.workflows.delete(world.workflows()[theirs])
    stack.update(workflow_stacks.failing(a=ECHO, b=NOOP))
    after = observe(world, stack)
    assert len(after.runs) == len(before.runs) + 1
    now = after.attributes('w')
    assert now['alarm_url'] == w['alarm_url']
    assert now['workflow_ids']['a'] == w['workflow_ids']['a']
    stack.act('check')
    stack.delete()


def test_a_creation_that_failed(world):
    stack, before = world.stacks['unmade'], world.before['unmade']
    check_same(before, observe(world, stack))
    world.mistral.workflows.delete(world.workflows()[f'{stack.name}.w.a'])
    stack.update(workflow_stacks.failing(a=NOOP))
    assert post(stack.attribute('w', 'alarm_url')).ok
    stack.delete()


def test_schedules(world):
    stack, before = world.stacks['schedules'], world.before['schedules']
    check_same(before, observe(world, stack))
    stack.act('check')
    is_continued(world, stack, before)
    stack.delete()


def test_schedules_of_a_suspended_stack(world):
    stack, before = world.stacks['suspended'], world.before['suspended']
    check_same(before, observe(world, stack))
    assert world.triggers(stack) == {}
    stack.act('resume')
    stack.act('check')
    is_continued(world, stack, before)
    stack.act('suspend')
    stack.delete()


def is_continued(world, stack, before):
    """An update changes what is left of the triggers and runs nothing."""
    left = before.attributes('partly')['remaining_executions']
    assert 0 < left < trigger_stacks.COUNT
    for given in ('old', 'new'):
        if given == 'new':
            stack.update(
                trigger_stacks.schedules(word='new', pattern='0 0 2 1 *')
            )
        there = world.triggers(stack)
        assert there.keys() == {'yearly', 'partly'}
        assert there['partly'].remaining_executions == left
        assert {row.workflow_input for row in there.values()} == {
            f'{{"x": "{given}"}}'
        }
    assert there['yearly'].pattern == '0 0 2 1 *'
    after = observe(world, stack)
    assert after.runs == before.runs
    for name in ('partly', 'finished'):
        listed, known = (
            {run['id'] for run in found.attributes(name)['executions']}
            for found in (after, before)
        )
        assert listed == known != set()


def test_runs_that_have_ended(world):
    stack, before = world.stacks['finished'], world.before['finished']
    check_same(before, observe(world, stack))
    for name in ('run', 'thing'):
        assert before.outputs[name]['text'] == f'{run_stacks.LONG_TEXT}2'
    stack.act('check')
    url = told_at(world, 'finished.told 2')
    (purged,) = world.begun('finished.told 2')
    world.mistral.executions.delete(purged)
    stack.update(run_stacks.finished(world, 2, keep=True))
    assert observe(world, stack).runs == before.runs - {purged}
    assert stack.output('told') == before.outputs['told']
    assert post(url, {'id': 'of another'}).ok

    stack.update(run_stacks.finished(world, 3))
    now = observe(world, stack)
    assert len(now.runs - before.runs) == 3
    assert now.outputs['thing']['before'] == 'finished.thing 2'
    stack.delete()
    for name, runs in {
        'run 1': 1,
        'run 2': 1,
        'run 3': 1,
        'run DELETE': 1,
        'once 1': 1,
        'once 2': 0,
        'once 3': 0,
        'told 1': 1,
        'told 2': 1,
        'told 3': 1,
        'thing 1': 1,
        'thing 2': 1,
        'thing 3': 2,  # and for DELETE
    }.items():
        assert len(world.begun(f'finished.{name}')) == runs, name
    assert world.runs(stack) == {}


def test_replies_that_were_lost(world):
    stack = world.stacks['lost'].wait('UPDATE')
    stack.act('check')
    made = world.before['lost']
    assert mixed_stacks.made_of_lost(world, stack) == made
    assert stack.attribute('w', 'workflow_ids') == {'a': made['w']}
    assert stack.data_id('c') == world.triggers(stack)['c'].name
    assert [stack.data_id('run')] == made['run']
    assert post(stack.attribute('w', 'alarm_url')).ok
    assert len(observe(world, stack).runs) == 2
    stack.delete()


def test_runs_that_go_on_while_they_are_created(world):
    stack, names = world.stacks['going'], ('run', 'told', 'theirs', 'thing')
    run_stacks.taken_up(world, stack, *names)
    runs = {name: world.waiting(f'going.{name}') for name in names}
    assert post(told_at(world, 'going.told'), {'id': runs['told'].id}).ok
    assert any(
        f'Mistral says that execution {runs["told"].id} has ended' in text
        for text in stack.events('told')
    )
    for run in runs.values():
        finish(world.mistral, run)
    stack.wait('UPDATE')
    stack.act('check')
    for name in names:
        assert stack.output(name)['of'] == f'going.{name}'
    stack.delete()
    for name, run in runs.items():
        assert world.begun(f'going.{name}') == [run.id]
    assert world.mistral.executions.get(runs['theirs'].id).state == 'SUCCESS'


def told_at(world, of):
    """Where Mistral tells of the end of this run."""
    (run,) = world.begun(of)
    return json.loads(world.mistral.executions.get(run).params)['notify'][0][
        'url'
    ]


def test_runs_that_go_on_while_they_are_updated(world):
    stack, names = world.stacks['changing'], ('run', 'thing')
    run_stacks.taken_up(world, stack, 'thing')
    runs = {name: world.waiting(f'changing.{name}') for name in names}
    finish(world.mistral, runs['thing'])
    stack.wait('UPDATE')
    stack.act('check')
    for name, run in runs.items():
        assert stack.data_id(name) == (
            run.id if name == 'run' else f'changing.{name}'
        )
        assert world.begun(f'changing.{name}') == [run.id]
        assert len(world.begun(f'changing.{name} before')) == 1
    assert len(observe(world, stack).runs) == 4
    stack.delete()


def test_a_run_that_goes_on_while_it_is_deleted(world):
    world.stacks['leaving'].wait_deleted()
    assert len(world.begun('leaving.run')) == 1


def test_nothing_is_left(world):
    world.remove_stacks()
    world.check_empty()
