"""Signals that repeat, and many at once, on a real Mistral."""

import collections
import re
import time
import uuid
from concurrent import futures

import pytest

from heat_mistral.tests.functional.support import gauge as gauge_
from heat_mistral.tests.functional.support import runs, templates
from heat_mistral.tests.functional.support.stacks import eventually, post

WAITS = """\
a:
  input: [host: x]
  tasks:
    wait: {action: std.async_noop}
b:
  input: [host: x]
  tasks:
    t: {action: std.noop}
"""
AT_ONCE = 8


def limited(stacks, definition=WAITS, **limits):
    return stacks.create(
        templates.template(definition=definition, signal_limits=limits)
    )


def refusal(url, body=None):
    answer = post(url, body)
    assert answer.status_code == 400, answer.text
    return answer.text


def accepted(url, body=None):
    answer = post(url, body)
    assert answer.status_code == 200, answer.text


def ended(mistral, stack, count):
    def found():
        rows = runs.runs(mistral, stack)
        return len(rows) == count and all(
            row.state == 'SUCCESS' for row in rows
        )

    eventually(found, f'{count} runs that have ended')


def test_at_the_same_instant_one_starts(stacks, mistral):
    stack = limited(stacks, running=1, per=['host'])
    url = stack.attribute('w', 'alarm_url')
    with futures.ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(
            pool.map(
                lambda number: post(url, {'host': str(number % 2)}),
                range(AT_ONCE * 2),
            )
        )
    codes = collections.Counter(answer.status_code for answer in answers)
    assert codes == {200: 2, 400: AT_ONCE * 2 - 2}
    there = {run.id for run in runs.runs(mistral, stack)}
    assert len(there) == 2
    for answer in answers:
        if answer.status_code == 400:
            assert re.search('execution ([0-9a-f-]{36}) is', answer.text)[
                1
            ] in (there)


def test_the_next_starts_when_one_has_ended(stacks, mistral):
    stack = limited(stacks, running=1)
    url = stack.attribute('w', 'alarm_url')
    accepted(url)
    run = runs.going(mistral, stack)
    assert f'execution {run.id} is RUNNING since' in refusal(url)
    mistral.executions.update(run.id, 'PAUSED')
    assert f'execution {run.id} is PAUSED since' in refusal(url)
    mistral.executions.update(run.id, 'CANCELLED')
    accepted(url)
    assert len(runs.runs(mistral, stack)) == 2
    stack.update(
        templates.template(definition=WAITS, signal_limits={'running': 2})
    )
    accepted(url)
    assert '2 unfinished runs' in refusal(url)


def test_one_that_waits_is_seen_behind_newer_ones(stacks, mistral):
    stack = limited(stacks, running=2)
    url = stack.attribute('w', 'alarm_url')
    accepted(url)
    slow = runs.going(mistral, stack)
    for number in range(12):
        accepted(url, {'workflow': 'b'})
        eventually(
            lambda: (
                len(
                    [
                        row
                        for row in runs.runs(mistral, stack, '.b')
                        if row.state == 'SUCCESS'
                    ]
                )
                > number  # noqa: B023  # called at once
            ),
            'the end of a run',
        )
    accepted(url)
    assert '2 unfinished runs' in refusal(url)
    assert mistral.executions.get(slow.id).state == 'RUNNING'


def test_a_run_that_was_deleted_counts_no_more(stacks, mistral):
    stack = limited(stacks, running=1, cooldown=600)
    url = stack.attribute('w', 'alarm_url')
    accepted(url, {'workflow': 'b'})
    ended(mistral, stack, 1)
    assert 'for 600 s, until' in refusal(url)
    (run,) = runs.runs(mistral, stack)
    mistral.executions.delete(run.id)
    accepted(url)
    assert len(runs.runs(mistral, stack)) == 1


def test_a_cooldown_ends(stacks, mistral):
    stack = limited(stacks, cooldown=4)
    url = stack.attribute('w', 'alarm_url')
    accepted(url, {'workflow': 'b'})
    eventually(
        lambda: post(url, {'workflow': 'b'}).status_code == 200, 'the end'
    )
    first, second = sorted(run.created_at for run in runs.runs(mistral, stack))
    begun = [
        time.mktime(time.strptime(each, '%Y-%m-%d %H:%M:%S'))
        for each in (first, second)
    ]
    assert begun[1] - begun[0] >= 4


def test_an_alarms_rings_join(stacks, mistral):
    stack = limited(stacks, running=1, per=['alarm_id'], exceeded='join')
    url = stack.attribute('w', 'alarm_url')
    for number in range(3):
        accepted(
            url,
            {
                'alarm_id': 'x',
                'previous': 'ok',
                'current': 'alarm',
                'reason': f'number {number}',
            },
        )
    run = runs.going(mistral, stack)
    assert 'for alarm_id "x"' in ' '.join(stack.events('w'))
    assert any(
        f'execution {run.id}, which another signal has started' in told
        for told in stack.events('w')
    )
    told = refusal(
        url, {'alarm_id': 'x', 'previous': 1, 'current': 2, 'host': 'y'}
    )
    assert 'cannot join' in told


@pytest.mark.parametrize('limits', [{}, {'running': 1}])
def test_a_signal_with_an_id_runs_once(stacks, mistral, limits):
    stack = stacks.create(
        templates.template(
            definition=WAITS, **({'signal_limits': limits} if limits else {})
        )
    )
    url = stack.attribute('w', 'alarm_url')
    identifier = str(uuid.uuid4())
    body = {'id': identifier, 'workflow': 'b', 'input': {'host': 'y'}}
    with futures.ThreadPoolExecutor(AT_ONCE) as pool:
        codes = {
            answer.status_code
            for answer in pool.map(lambda _: post(url, body), range(AT_ONCE))
        }
    assert codes == {200}
    ended(mistral, stack, 1)
    accepted(url, dict(body, id=identifier.upper()))
    told = refusal(url, dict(body, input={'host': 'z'}))
    assert 'another workflow, input or params' in told
    (run,) = runs.runs(mistral, stack)
    assert (run.id == identifier) is not bool(limits)


def test_an_id_of_something_else_tells_nothing(sandbox, stacks, mistral):
    """Of another resource, of a person, of another project."""
    stack, other = (
        stacks.create(templates.template(definition=WAITS)) for _ in range(2)
    )
    url = stack.attribute('w', 'alarm_url')
    taken = [str(uuid.uuid4())]
    secret = {'host': 'a secret'}
    accepted(
        other.attribute('w', 'alarm_url'), {'id': taken[0], 'input': secret}
    )
    by_hand = mistral.executions.create(
        stack.attribute('w', 'workflow_ids')['b'], workflow_input=secret
    )
    taken.append(by_hand.id)
    others = sandbox.mistral('other')
    name = f'other-{uuid.uuid4().hex[:8]}'
    (workflow,) = others.workflows.create(
        f'version: "2.0"\n{name}: {templates.NOOP}'
    )
    foreign = others.executions.create(workflow.id)
    taken.append(foreign.id)
    try:
        for identifier in taken:
            told = refusal(url, {'id': identifier, 'input': {}})
            assert f'id {identifier} is taken' in told
            assert 'secret' not in told
    finally:
        others.executions.delete(foreign.id, force=True)
        others.workflows.delete(workflow.id)
        mistral.executions.delete(by_hand.id, force=True)
    assert runs.runs(mistral, stack) == []
    for wrong in ('7', 7, [taken[0]], f'{{{taken[0]}}}'):
        assert 'id must be a UUID' in refusal(url, {'id': wrong, 'input': {}})


def test_no_two_runs_of_a_group_at_a_time(stacks):
    with gauge_.running() as gauge:
        stack = limited(stacks, gauge_.WORKFLOW, running=1, per=['group'])
        url = stack.attribute('w', 'alarm_url')

        def signal(number):
            body = {'gauge': gauge.url, 'group': number % 3, 'number': number}
            return post(url, body).status_code

        with futures.ThreadPoolExecutor(AT_ONCE) as pool:
            codes = list(pool.map(signal, range(60)))
        eventually(
            lambda: len(gauge.came) == codes.count(200), 'all that started'
        )
        assert set(codes) == {200, 400}
        assert set(gauge.most.values()) == {1}
        assert set(gauge.came.values()) == {1}
