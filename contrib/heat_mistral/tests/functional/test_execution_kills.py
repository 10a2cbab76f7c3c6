"""Engines that die at random moments of a stack with five runs.

HEAT_MISTRAL_KILLS says how often, HEAT_MISTRAL_SEED repeats a series.
"""

import collections
import json
import os
import random
import time

from heatclient import exc as heat_exc

from heat_mistral.tests.functional.stacks import eventually

KILLS = int(os.environ.get('HEAT_MISTRAL_KILLS', '3'))
SEED = int(os.environ.get('HEAT_MISTRAL_SEED', '20'))
LATEST = 8.0  # seconds after the stack has begun
PATIENCE = 240  # seconds; another engine's lock may have to run out
RUN = """
  %(name)s:
    type: OS::Mistral::Execution
    depends_on: [%(after)s]
    properties: {workflow: killed, input: {of: %(name)s}}
"""
# Two at a time, then two, then one.
TEMPLATE = 'heat_template_version: 2018-08-31\nresources:' + ''.join(
    RUN % {'name': name, 'after': after} for name, after in (
        ('a', ''), ('b', ''), ('c', 'a, b'), ('d', 'a'), ('e', 'c, d')))
WORKFLOW = """
version: '2.0'
killed:
  input: [of]
  tasks:
    work: {action: std.sleep seconds=0.7, on-success: part}
    part: {workflow: killed_part}
killed_part:
  tasks: {t: {action: std.noop}}
"""


def answered(call):
    """What Heat answers, asked again while it does not."""
    def asked():
        try:
            return call() or True
        except (heat_exc.HTTPException, heat_exc.CommunicationError):
            return None

    return eventually(asked, 'an answer of Heat', PATIENCE)


def runs_of(mistral, stack):
    """How often each resource of a stack has run."""
    found = mistral.executions.list(
        description=f'has:{stack.id}', nulls='task_execution_id')
    return collections.Counter(
        json.loads(run.input)['of'] for run in found), found


def test_no_run_is_doubled_or_lost(stacks, mistral, sandbox):
    made = mistral.workflows.create(WORKFLOW)
    chance = random.Random(SEED)
    killed = 0
    try:
        while killed < KILLS:
            killed += one_stack(stacks, mistral, sandbox, chance,
                                KILLS - killed)
    finally:
        for workflow in made:
            mistral.workflows.delete(workflow.id)


def one_stack(stacks, mistral, sandbox, chance, most):
    """A stack whose engine dies, up to three times, before it is there."""
    stack = stacks.start(TEMPLATE)
    action, kills = 'CREATE', 0
    for _kill in range(min(most, chance.randint(1, 3))):
        moment = chance.uniform(0, LATEST)
        time.sleep(moment)
        sandbox.service('heat').kill()
        sandbox.service('heat').start()
        kills += 1
        action = 'UPDATE'
        answered(lambda: stack.heat.stacks.update(
            stack.id, template=TEMPLATE, files={}))
    eventually(lambda: stack.status == f'{action}_COMPLETE',
               f'{action} of {stack.name}', PATIENCE)
    counted, found = runs_of(mistral, stack)
    assert counted == dict.fromkeys('abcde', 1), (SEED, counted)
    assert {run.state for run in found} == {'SUCCESS'}
    stack.delete()
    assert runs_of(mistral, stack)[1] == []
    return kills
