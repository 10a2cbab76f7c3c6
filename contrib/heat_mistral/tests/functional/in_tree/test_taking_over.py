"""Stacks pass from Heat's own plugin to this one, and back."""

import contextlib
import json
import uuid

import pytest

from heat_mistral.tests.functional.support.stacks import (
    Stacks,
    eventually,
    post,
)

TEMPLATE = """
heat_template_version: 2018-08-31
parameters:
  delay: {type: string, default: '0'}
resources:
  w:
    type: OS::Mistral::Workflow
    properties:
      type: direct
      input: {who: world}
      tasks:
        - name: say
          action: std.echo
          input: {output: <% $.who %>}
          publish: {said: <% task().result %>}
          policies: {wait_before: {get_param: delay}}
      output: {said: <% $.said %>}
  slow:
    type: OS::Mistral::Workflow
    properties:
      name: NAME
      type: direct
      tasks: [{name: wait, action: std.async_noop}]
  c:
    type: OS::Mistral::CronTrigger
    properties:
      name: NAME
      workflow:
        name: {get_resource: slow}
      pattern: PATTERN
  thing:
    type: OS::Mistral::ExternalResource
    properties:
      actions:
        CREATE: {workflow: NAME-hand}
        UPDATE: {workflow: NAME-hand}
        DELETE: {workflow: NAME-hand}
      input: {who: it}
outputs:
  made: {value: {get_attr: [thing, output]}}
  url: {value: {get_attr: [w, alarm_url]}}
  name: {value: {get_resource: w}}
  data: {value: {get_attr: [w, data]}}
  executions: {value: {get_attr: [w, executions]}}
"""
# Heat's own type takes no workflow that is new in the same stack.
BY_HAND = """
version: '2.0'
NAME-hand:
  input: [who]
  output: {made: <% $.who %>}
  tasks: {t: {action: std.noop}}
"""
YEARLY, EVERY_SECOND = '0 3 1 1 *', "'* * * * * */1'"


def in_mistral(mistral, stack):
    """Names of what the stack has in Mistral."""
    return sorted(
        found.name
        for found in [*mistral.workflows.list(), *mistral.cron_triggers.list()]
        if stack.name in found.name and not found.name.endswith('-hand')
    )


def runs(mistral, *names):
    return [
        run.id
        for run in mistral.executions.list()
        if run.workflow_name in names
    ]


def template(stack_name, pattern=YEARLY):
    return TEMPLATE.replace('NAME', f'fixed-{stack_name}').replace(
        'PATTERN', pattern
    )


@contextlib.contextmanager
def made_by_hand(mistral, stack_name):
    (made,) = mistral.workflows.create(
        BY_HAND.replace('NAME', f'fixed-{stack_name}')
    )
    try:
        yield
    finally:
        mistral.workflows.delete(made.id)


def test_a_stack_of_this_plugin_goes_back(sandbox, plugins, mistral):
    """First of all: the next ones begin with Heat's own plugin."""
    made = Stacks(sandbox.heat())
    with made_by_hand(mistral, 'back'), contextlib.ExitStack() as at_the_end:
        at_the_end.callback(made.clean_up)
        stack = made.create(template('back'), name='back')
        url = stack.output('url')
        stack.signal('w')
        stack.update(template('back').replace('world', 'all'))
        plugins.use(False)
        assert stack.output('url') == url
        name = stack.data_id('w')
        assert stack.output('name') == name
        stack.signal('w', {'input': {'who': 'you'}})
        (run,) = eventually(
            lambda: stack.attribute('w', 'executions'),
            'the signal to be served',
        )
        assert run['input'] == {'who': 'you'}
        stack.update(
            template('back')
            .replace('direct', 'direct\n      tags: [x]')
            .replace(': it}', ': new}')
        )
        assert mistral.workflows.get(name).tags == ['x']
        assert json.loads(stack.output('made')) == {'made': 'new'}
        stack.delete()
        assert in_mistral(mistral, stack) == []


@pytest.fixture(scope='module')
def of_heats_plugin(sandbox, plugins):
    """Stacks that Heat's own plugin has made and run, now in our hands."""
    plugins.use(False)
    made = Stacks(sandbox.heat())
    names = {
        key: f'in-tree-{key}-{uuid.uuid4().hex[:4]}'
        for key in ('deleted', 'updated', 'fired')
    }
    with contextlib.ExitStack() as at_the_end:
        for name in names.values():
            at_the_end.enter_context(made_by_hand(sandbox.mistral(), name))
        at_the_end.callback(made.clean_up)
        at_the_end.callback(plugins.use, True)
        found = {
            key: made.start(
                template(name, EVERY_SECOND if key == 'fired' else YEARLY),
                name=name,
            )
            for key, name in names.items()
        }
        for stack in found.values():
            stack.wait('CREATE')
            stack.signal('w', {'input': {'who': 'you'}})
            stack.signal('slow')
        before = {}
        for key, stack in found.items():
            eventually(
                lambda stack=stack: (
                    len(
                        runs(
                            sandbox.mistral(),
                            stack.data_id('w'),
                            stack.data_id('slow'),
                        )
                    )
                    >= 2
                ),
                'the signals to be served',
            )
            before[key] = stack.output('url')
        plugins.use(True)
        yield found, before


def test_a_stack_of_heats_plugin_is_shown_and_signalled(
    of_heats_plugin, mistral
):
    found, urls = of_heats_plugin
    stack = found['deleted']
    assert stack.output('url') == urls['deleted']
    name = stack.data_id('w')
    assert stack.output('name') == name
    assert stack.output('data') == {'name': name, 'input': {'who': 'world'}}
    (first,) = stack.output('executions')
    assert first['input'] == {'who': 'you'}
    assert stack.attribute('w', 'available_workflows') == {name: name}
    answer = post(urls['deleted'])
    assert answer.status_code == 200, answer.text
    stack.signal('w', {'input': {'who': 'me'}, 'unknown': 1})
    assert len(stack.output('executions')) == 3
    done = eventually(
        lambda: [
            run
            for run in stack.output('executions')
            if run['state'] == 'SUCCESS' and run['input'] == {'who': 'me'}
        ],
        'the run to end',
    )
    assert done[0]['output']['said'] == 'me'


def test_a_stack_of_heats_plugin_is_deleted_without_left_overs(
    of_heats_plugin, mistral
):
    found, _ = of_heats_plugin
    stack = found['deleted']
    names = (
        stack.data_id('w'),
        stack.data_id('slow'),
        f'fixed-{stack.name}-hand',
    )
    assert len(runs(mistral, *names)) > 1
    stack.delete()
    assert in_mistral(mistral, stack) == []
    assert runs(mistral, *names) == []


def test_a_stack_of_heats_plugin_is_checked_and_updated(
    of_heats_plugin, mistral
):
    found, urls = of_heats_plugin
    stack = found['updated']
    before = {
        name: mistral.workflows.get(stack.data_id(name)).id
        for name in ('w', 'slow')
    }
    stack.heat.actions.check(stack.id)
    stack.wait('CHECK')
    changed = template(stack.name).replace('direct', 'direct\n      tags: [x]')
    stack.update(changed)
    assert {
        name: mistral.workflows.get(stack.data_id(name)).id for name in before
    } == before
    assert mistral.workflows.get(before['w']).tags == ['x']
    # What is registered now runs without a signal, too.
    assert 'who: world' in mistral.workflows.get(
        before['w']
    ).definition.replace('"', '')
    assert stack.output('made') == {'made': 'it'}
    assert stack.output('url') == urls['updated']
    assert post(urls['updated']).status_code == 200
    assert len(stack.output('executions')) == 2
    renamed = changed.replace(
        f'name: fixed-{stack.name}\n      type',
        f'name: other-{stack.name}\n      type',
    )
    stack.update(renamed)
    assert stack.data_id('slow') == f'other-{stack.name}'
    assert mistral.workflows.get(before['slow']).name == (
        f'other-{stack.name}'
    )
    names = (
        stack.data_id('w'),
        stack.data_id('slow'),
        f'fixed-{stack.name}',
        f'fixed-{stack.name}-hand',
    )
    stack.delete()
    assert in_mistral(mistral, stack) == []
    assert runs(mistral, *names) == []


def test_a_trigger_of_heats_plugin_is_suspended_and_deleted(
    of_heats_plugin, mistral
):
    found, _ = of_heats_plugin
    stack = found['fired']
    name = f'fixed-{stack.name}'
    eventually(lambda: len(stack.attribute('c', 'executions')) > 1, 'ticks')
    stack.heat.actions.suspend(stack.id)
    stack.wait('SUSPEND')
    assert mistral.cron_triggers.list(name=name) == []
    stack.heat.actions.resume(stack.id)
    stack.wait('RESUME')
    assert len(mistral.cron_triggers.list(name=name)) == 1
    stack.delete()
    assert in_mistral(mistral, stack) == []
    assert runs(mistral, name) == []
