"""Each signal body of the documented table, on both of Heat's APIs."""

import json

import pytest
import requests

from heat_mistral.tests.functional.support import stacks as stacks_
from heat_mistral.tests.functional.support.stacks import eventually

DEFINITION = """
heat_template_version: 2018-08-31
resources:
  workflow:
    type: OS::Mistral::Workflow
    properties:
      %s
      params:
        env: {region: west, kept: true}
      input: {color: red}
      definition: |
        paint:
          input:
            - what: wall
            - color
            - current: null
          output:
            did: <%% $.color %%> <%% $.what %%>
            env: <%% env() %%>
          tasks:
            t:
              action: std.noop
        erase:
          input: [what]
          output:
            did: erased <%% $.what %%>
          tasks:
            t:
              action: std.noop
outputs:
  url: {value: {get_attr: [workflow, alarm_url]}}
  latest: {value: {get_attr: [workflow, latest_execution]}}
  executions: {value: {get_attr: [workflow, executions]}}
"""

ALARM = {
    'alarm_name': 'cap',
    'alarm_id': 'd40428de',
    'severity': 'low',
    'previous': 'ok',
    'current': 'alarm',
    'reason': 'because',
    'reason_data': {'type': 'threshold', 'most_recent': 95.0},
}


@pytest.fixture(scope='module')
def unset(sandbox):
    yield from _stack(sandbox, '')


@pytest.fixture(scope='module')
def body_is_input(sandbox):
    yield from _stack(sandbox, 'use_request_body_as_input: true')


@pytest.fixture(scope='module')
def body_is_no_input(sandbox):
    yield from _stack(sandbox, 'use_request_body_as_input: false')


def _stack(sandbox, prop):
    made = stacks_.Stacks(sandbox.heat())
    stack = made.create(DEFINITION % prop)
    yield stack
    made.clean_up()


def send(stack, api, body):
    """Signal by one of the APIs; the error's text, or None.

    The body is sent as it is if it is text.
    """
    text = body if isinstance(body, str) else json.dumps(body)
    json_type = {'Content-Type': 'application/json'}
    if api == 'alarm_url':
        answer = requests.post(
            stack.output('url'), data=text, timeout=60, headers=json_type
        )
        assert answer.status_code in (200, 400), answer.text
        return None if answer.status_code == 200 else answer.text
    # Not by the client library, which would encode a text once more.
    answer = stack.heat.http_client.session.post(
        f'/stacks/{stack.name}/{stack.id}/resources/workflow/signal',
        endpoint_filter={'service_type': 'orchestration'},
        raise_exc=False,
        data=text,
        headers=json_type,
    )
    assert answer.status_code in (200, 400), answer.text
    return None if answer.status_code == 200 else answer.text


def ran(stack, before):
    """The output of the execution that is there beside those before."""

    def new():
        found = [
            run
            for run in stack.output('executions')
            if run['id'] not in before
        ]
        return found[0] if found and found[0]['state'] == 'SUCCESS' else None

    run = eventually(new, 'the execution')
    return run['output']['did'], run['output'].get('env')


def before(stack):
    return {run['id'] for run in stack.output('executions')}


both = pytest.mark.parametrize('api', ['alarm_url', 'signal'])


@pytest.mark.smoke
@both
@pytest.mark.parametrize(
    ('body', 'did'),
    [
        ('', 'red wall'),
        ({}, 'red wall'),
        ({'workflow': 'erase', 'input': {'what': 'it'}}, 'erased it'),
        ({'input': {'color': 'blue'}}, 'blue wall'),
        ({'what': 'door'}, 'red door'),
    ],
)
def test_runs(unset, api, body, did):
    seen = before(unset)
    assert send(unset, api, body) is None
    assert ran(unset, seen)[0] == did


@both
def test_params_are_merged_over_the_default_ones(unset, api):
    seen = before(unset)
    assert (
        send(unset, api, {'params': {'env': {'region': 'east', 'new': 1}}})
        is None
    )
    assert ran(unset, seen)[1] == {'region': 'east', 'kept': True, 'new': 1}


@pytest.mark.smoke
@both
def test_an_alarm_gives_what_is_declared_and_the_rest_to_env(unset, api):
    seen = before(unset)
    assert send(unset, api, ALARM) is None
    _did, env = ran(unset, seen)
    assert env == {'region': 'west', 'kept': True, 'notification': ALARM}
    run = next(
        run for run in unset.output('executions') if run['id'] not in seen
    )
    assert run['input']['current'] == 'alarm'


@both
def test_an_alarm_may_be_the_input(body_is_input, api):
    seen = before(body_is_input)
    assert send(body_is_input, api, ALARM) is None
    _did, env = ran(body_is_input, seen)
    assert env['notification'] == ALARM


@both
@pytest.mark.parametrize(
    ('body', 'told'),
    [
        ({'size': 3}, 'size'),
        ({'workflow': 'destroy'}, 'destroy'),
        ({'workflow': 'erase', 'input': {'whom': 1}}, 'whom'),
        ({'workflow': 'erase'}, 'what'),
        ({'input': 'red'}, 'input must be a map'),
        ({'params': ['x']}, 'params must be a map'),
        ({'params': {'wf_ex_id': 'x'}}, 'wf_ex_id'),
    ],
)
def test_is_refused_and_runs_nothing(unset, api, body, told):
    seen = before(unset)
    error = send(unset, api, body)
    assert error is not None
    assert told in error
    assert before(unset) == seen


@pytest.mark.smoke
@both
def test_a_body_that_is_all_input_may_have_any_key(body_is_input, api):
    seen = before(body_is_input)
    assert send(body_is_input, api, {'what': 'x', 'color': 'y'}) is None
    assert ran(body_is_input, seen)[0] == 'y x'
    assert 'input' in send(body_is_input, api, {'input': {'what': 'x'}})


@pytest.mark.smoke
@both
def test_a_body_that_is_no_input(body_is_no_input, api):
    seen = before(body_is_no_input)
    assert 'what' in send(body_is_no_input, api, {'what': 'x'})
    assert before(body_is_no_input) == seen
    assert send(body_is_no_input, api, {'input': {'what': 'x'}}) is None
    assert ran(body_is_no_input, seen)[0] == 'red x'


@both
@pytest.mark.parametrize('text', ['["a"]', '"a"', '7', '  {"what": "x"}'])
def test_what_heat_drops_runs_with_the_defaults(unset, api, text):
    """Heat reads a body as JSON only where it begins with a brace."""
    seen = before(unset)
    assert send(unset, api, text) is None
    assert ran(unset, seen)[0] == 'red wall'


def test_an_event_names_the_execution(unset):
    seen = before(unset)
    unset.signal('workflow')
    (run,) = [
        run for run in unset.output('executions') if run['id'] not in seen
    ]
    assert any(run['id'] in reason for reason in unset.events('workflow'))


def test_an_event_tells_of_a_refusal(stacks):
    stack = stacks.create(DEFINITION % '')
    assert send(stack, 'alarm_url', {'size': 3}) is not None
    assert any('size' in reason for reason in stack.events('workflow'))
