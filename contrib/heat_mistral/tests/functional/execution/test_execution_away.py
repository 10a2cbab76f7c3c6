"""Runs that Mistral leaves alone: it is away, or does not answer.

HEAT_MISTRAL_AWAY says for how many seconds more than it takes Heat to see it.
"""

import contextlib
import os
import signal
import time

import pytest

from heat_mistral.tests.functional.support.runs import (
    finish,
    going,
    runs,
    workflows,
)
from heat_mistral.tests.functional.support.stacks import eventually

AWAY = float(os.environ.get('HEAT_MISTRAL_AWAY', '0'))
TOLD = 'Mistral cannot serve this now'
WORKFLOWS = """
version: '2.0'
away:
  tasks: {wait: {action: std.async_noop}}
away_at:
  input: [at]
  tasks: {wait: {action: std.async_noop}}
away_quick:
  tasks: {t: {action: std.noop}}
"""
TEMPLATE = """
heat_template_version: 2018-08-31
resources:
  run:
    type: OS::Mistral::Execution
    properties:
      workflow: %s
      actions: {CREATE: {}, DELETE: {workflow: away}}
"""


@pytest.fixture(scope='module', autouse=True)
def _workflows(mistral):
    with workflows(mistral, WORKFLOWS):
        yield


@pytest.fixture(scope='module', autouse=True)
def _impatient(sandbox):
    """A Heat that notices soon that Mistral hangs."""
    with sandbox.heat_with(clients_mistral={'request_timeout': 3}):
        yield


@contextlib.contextmanager
def killed(service):
    service.kill()
    yield
    service.start()


@contextlib.contextmanager
def hanging(service):
    service.signal(signal.SIGSTOP)
    try:
        yield
    finally:
        service.signal(signal.SIGCONT)


def is_missed(stack):
    return reason(stack).startswith(TOLD) and any(
        text.startswith(TOLD) for text in stack.events('run')
    )


def reason(stack):
    return (
        stack.heat.resources.get(stack.id, 'run').resource_status_reason or ''
    )


@pytest.mark.parametrize('away', [killed, hanging])
def test_each_run_is_made_once(stacks, mistral, sandbox, away):
    waits = stacks.start(TEMPLATE % 'away')
    run = going(mistral, waits)
    deleted = stacks.create(TEMPLATE % 'away_quick')
    with away(sandbox.service('mistral')):
        begins = stacks.start(TEMPLATE % 'away')
        deleted.heat.stacks.delete(deleted.id)
        for stack in (waits, begins, deleted):
            eventually(lambda stack=stack: is_missed(stack), 'a word of it')
        time.sleep(AWAY)
    eventually(lambda: run.id in reason(waits), 'its own reason again')
    finish(mistral, run)
    waits.wait('CREATE')
    for stack, ended in (
        (begins, lambda: begins.wait('CREATE')),
        (deleted, deleted.wait_deleted),
    ):
        finish(mistral, going(mistral, stack, 'away'))
        ended()
    for stack in (waits, begins):
        assert len(runs(mistral, stack)) == 1
        stack.heat.stacks.delete(stack.id)
        finish(mistral, going(mistral, stack))
        stack.wait_deleted()
        assert runs(mistral, stack) == []


def test_a_newer_update_waits_for_a_run_that_cannot_be_cancelled(
    stacks, mistral, sandbox
):
    stack = stacks.start(TEMPLATE % '{name: away_at, input: {at: 1}}')
    run = going(mistral, stack)
    with killed(sandbox.service('mistral')):
        stack.heat.stacks.update(
            stack.id,
            template=TEMPLATE % '{name: away_at, input: {at: 2}}',
            files={},
        )
        eventually(
            lambda: any(
                f'execution {run.id} could not be cancelled' in (text or '')
                for text in stack.events('run')
            ),
            'a word of it',
        )
        assert stack.status == 'UPDATE_IN_PROGRESS'
    finish(mistral, run)
    newer = going(mistral, stack)
    assert '2' in newer.input
    finish(mistral, newer)
    stack.wait('UPDATE')
    stack.heat.stacks.delete(stack.id)
    finish(mistral, going(mistral, stack))
    stack.wait_deleted()
