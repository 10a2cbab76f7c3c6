"""Signals and runs: what Heat's own plugin gets wrong, and this one right.

The numbers are those of one list, which these go through: here and in
test_in_tree_faults_life.py, test_tasks_form.py (8, 21, 22) and
tests/unit/resources/test_in_tree_faults.py (3, 9, 15, 16).
"""

import json
import pathlib
import re
from concurrent import futures

import pytest
import requests

from heat_mistral.tests.functional.support import stacks as stacks_
from heat_mistral.tests.functional.support.stacks import eventually

ALARM = {
    'alarm_id': 'd40428de',
    'previous': 'ok',
    'current': 'alarm',
    'severity': 'low',
}
# In the form that both plugins take, with two workflows of no name.
TEMPLATE = """
heat_template_version: 2018-08-31
resources:
  w:
    type: OS::Mistral::Workflow
    properties:
      type: direct
      input: {who: world}
      output: {said: <% $.said %>}
      tasks:
        - name: say
          action: std.echo output=<% $.who %>
          publish: {said: <% task().result %>}
  body:
    type: OS::Mistral::Workflow
    properties:
      type: direct
      use_request_body_as_input: true
      input: {current: nothing}
      output: {current: <% $.current %>, alarm: <% env().notification %>}
      tasks: [{name: t, action: std.noop}]
  slow:
    type: OS::Mistral::Workflow
    properties:
      type: direct
      tasks: [{name: wait, action: std.async_noop}]
  c:
    type: OS::Mistral::CronTrigger
    properties:
      workflow: {name: {get_resource: w}}
      pattern: '* * * * * *'
      count: 1000
outputs:
  name: {value: {get_resource: w}}
  url: {value: {get_attr: [w, alarm_url]}}
  body_url: {value: {get_attr: [body, alarm_url]}}
  executions: {value: {get_attr: [w, executions]}}
  of_body: {value: {get_attr: [body, executions]}}
  next: {value: {get_attr: [c, next_execution_time]}}
  left: {value: {get_attr: [c, remaining_executions]}}
"""
QUIET = TEMPLATE.replace("'* * * * * *'", '0 3 1 1 *')


@pytest.fixture(scope='module')
def stack(sandbox):
    """One whose schedule does not come due."""
    made = stacks_.Stacks(sandbox.heat())
    yield made.create(QUIET)
    made.clean_up()


def shown(stack):
    """The outputs as ``stack show`` has them."""
    return {
        output['output_key']: output['output_value']
        for output in stack.heat.stacks.get(stack.id).outputs
    }


def ids(stack):
    return {run['id'] for run in stack.output('executions')}


def ended(stack, identifier, output='executions'):
    """A run of the stack, once it has ended."""
    (run,) = eventually(
        lambda: [
            run
            for run in stack.output(output)
            if run['id'] == identifier and run['state'] == 'SUCCESS'
        ],
        f'the end of {identifier}',
    )
    return run


def test_item_01_outputs_are_not_frozen(stacks):
    stack = stacks.create(TEMPLATE)
    seen = shown(stack)
    stack.signal('w')
    first = len(shown(stack)['executions'])
    stack.signal('w')
    assert len(shown(stack)['executions']) > first > 0
    eventually(lambda: shown(stack)['left'] < seen['left'], 'a tick')
    assert shown(stack)['next'] != seen['next']


def test_item_02_alarms_at_a_time_are_all_listed_and_taken_along(
    stacks, mistral
):
    stack = stacks.create(QUIET)
    url, name, posts = stack.output('url'), stack.output('name'), 24
    with futures.ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(lambda _: stacks_.post(url).status_code, range(posts))
        )
    assert answers == [200] * posts
    assert len(ids(stack)) == posts
    stack.delete()
    assert mistral.executions.list(workflow_name=name) == []


def test_item_04_a_running_execution_does_not_keep_the_stack(stacks, mistral):
    stack = stacks.create(QUIET)
    stack.signal('slow')
    (run,) = mistral.executions.list(workflow_name=stack.data_id('slow'))
    assert run.state == 'RUNNING'
    stack.delete()
    assert run.id not in {run.id for run in mistral.executions.list()}


def test_item_05_a_purged_execution_leaves_the_others_listed(stack, mistral):
    before = ids(stack)
    for _ in range(3):
        stack.signal('w')
    purged, *rest = ids(stack) - before
    mistral.executions.delete(purged, force=True)
    assert ids(stack) - before == set(rest)


def test_item_11_a_refused_signal_is_told_to_the_caller_and_in_an_event(stack):
    before = ids(stack)
    answer = stacks_.post(stack.output('url'), {'input': {'whom': 'you'}})
    assert answer.status_code == 400
    assert 'unknown input whom' in answer.text
    assert ids(stack) == before
    assert any('unknown input whom' in event for event in stack.events('w'))


def test_item_12_an_alarm_with_keys_that_are_not_declared_runs(stack):
    answer = stacks_.post(stack.output('body_url'), ALARM)
    assert answer.status_code == 200, answer.text
    (run,) = stack.output('of_body')
    output = ended(stack, run['id'], 'of_body')['output']
    assert output['current'] == 'alarm'
    assert output['alarm'] == ALARM


def test_item_17_input_reaches_runs_that_are_no_signals(stacks, mistral):
    stack = stacks.create(TEMPLATE)
    run = mistral.executions.create(stack.output('name'))
    assert ended(stack, run.id)['output']['said'] == 'world'
    ticks = eventually(
        lambda: [
            each
            for each in stack.output('executions')
            if each['id'] != run.id and each['state'] == 'SUCCESS'
        ],
        'a tick',
    )
    assert ticks[0]['output']['said'] == 'world'


def test_item_18_runs_that_are_no_signals_are_listed(stack, mistral):
    run = mistral.executions.create(stack.output('name'))
    assert run.id in ids(stack)


def test_item_19_params_are_no_arguments_of_the_client(stack, mistral):
    before = ids(stack)
    stack.signal('w', {'params': {'workflow_input': 'x', 'env': {'a': 1}}})
    (started,) = ids(stack) - before
    params = json.loads(mistral.executions.get(started).params)
    assert params['workflow_input'] == 'x'
    assert params['env'] == {'a': 1}


@pytest.mark.parametrize('body', ['[1]', '"text"', '5'])
def test_item_20_a_body_that_is_no_map_runs_the_workflow(stack, body):
    before = ids(stack)
    answer = requests.post(
        stack.output('url'),
        data=body,
        timeout=60,
        headers={'Content-Type': 'application/json'},
    )
    assert answer.status_code == 200, answer.text
    assert len(ids(stack) - before) == 1


def test_every_item_has_a_test():
    """The list has 25 of them."""
    tests = pathlib.Path(__file__).parents[2].rglob('test_*.py')
    numbers = {
        int(number)
        for path in tests
        for number in re.findall(
            r'def test_item_(\d\d)_', path.read_text(encoding='utf-8')
        )
    }
    assert numbers == set(range(1, 26))
