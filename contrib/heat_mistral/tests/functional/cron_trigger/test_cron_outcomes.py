"""Ends of runs that a schedule has started, as events."""

import json
import re

import pytest
from heatclient import exc as heat_exc

from heat_mistral.tests.functional.support.runs import workflows
from heat_mistral.tests.functional.support.stacks import eventually, post

WORKFLOWS = """
version: '2.0'
cron-breaks:
  tasks: {boom: {action: std.fail}}
cron-works:
  tasks: {t: {action: std.noop}}
"""
TEMPLATE = """
heat_template_version: 2018-08-31
resources:
  t:
    type: OS::Mistral::CronTrigger
    properties:
      workflow: {name: %(workflow)s, params: {env: {a: 1}}}
      pattern: '* * * * * *'
      notify: %(notify)s
"""


@pytest.fixture(scope='module', autouse=True)
def _workflows(mistral):
    with workflows(mistral, WORKFLOWS):
        yield


def template(workflow='cron-breaks', notify='failures'):
    return TEMPLATE % {'workflow': workflow, 'notify': notify}


def told(stack):
    return [
        text
        for text in stack.events('t')
        if re.match('execution .* (failed|has succeeded)', text or '')
    ]


def runs(mistral, stack):
    trigger = mistral.cron_triggers.get(stack.data_id('t'))
    return mistral.executions.list(description=f'has:{trigger.id}')


def test_a_failure_is_an_event(stacks, mistral):
    stack = stacks.create(template())
    event = eventually(lambda: told(stack), 'the event')[-1]
    assert 'workflow cron-breaks failed in task boom' in event
    (first,) = stack.attribute('t', 'failures')[-1:]
    assert 'failed in task boom' in first
    stack.act('check')
    assert any('failed lately' in text for text in stack.events('t'))

    execution = runs(mistral, stack)[0]
    params = json.loads(mistral.executions.get(execution.id).params)
    assert params['env'] == {'a': 1}
    url = params['notify'][0]['url']
    assert post(url, {'workflow': 'x'}).status_code == 200  # and nothing else
    with pytest.raises(heat_exc.HTTPBadRequest, match='takes no signals'):
        stack.signal('t', {'id': 'x'})
    # What a stack shows of its resources has the URL nowhere.
    signature = url.partition('Signature=')[2].partition('&')[0]
    assert signature not in json.dumps(
        stack.heat.resources.get(stack.id, 't').to_dict()
    )
    stack.delete()
    assert not post(url, {}).ok


def test_which_ends_are_told_can_be_changed(stacks, mistral):
    stack = stacks.create(template('cron-works', 'failures'))
    eventually(lambda: runs(mistral, stack), 'a run')
    stack.update(template('cron-works', 'all'))
    event = eventually(lambda: told(stack), 'the event')[-1]
    assert 'has succeeded' in event
    assert stack.attribute('t', 'failures') == []
    stack.update(template('cron-works', 'none'))
    found = eventually(lambda: runs(mistral, stack), 'a run')
    params = json.loads(mistral.executions.get(found[0].id).params)
    assert 'notify' not in params
