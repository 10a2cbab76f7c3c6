"""Engines die while signals come: nothing runs twice, however often it is sent.

HEAT_MISTRAL_REPEATS is how many signals each of these tests sends.
"""

import collections
import itertools
import os
import re
import threading
import uuid
from concurrent import futures

import pytest
import requests

from heat_mistral.tests.functional.support import gauge as gauge_
from heat_mistral.tests.functional.support import runs
from heat_mistral.tests.functional.support.stacks import eventually, post
from heat_mistral.tests.functional.support.templates import template

pytestmark = pytest.mark.production

SIGNALS = int(os.environ.get('HEAT_MISTRAL_REPEATS', '120'))
CLIENTS = 16
# Times that a signal without an answer is sent again.
AGAIN = 30
LONG = 300  # seconds for what has been started to end


@pytest.fixture(scope='module', autouse=True)
def _impatient(sandbox):
    """Who asked an engine that dies hears of it soon."""
    with sandbox.heat_with(rpc_response_timeout=20):
        yield


@pytest.fixture
def gauge():
    with gauge_.running() as running:
        yield running


def status(url, body):
    """The answer's code and text; 504 where there was none."""
    try:
        answer = post(url, body)
    except requests.RequestException as ex:
        return 504, str(ex)
    return answer.status_code, answer.text


def storm(sandbox, signal, deaths):
    """What ``signal`` answers to each number, while engine workers die.

    :param deaths: engines, of two workers each, that are killed in turn as
        the signals come.
    """
    heat = sandbox.service('heat')
    done = itertools.count(1)
    dying = threading.Lock()
    left = list(deaths)
    each = SIGNALS // (len(left) + 1)

    def one(number):
        answer = signal(number)
        if next(done) % max(each, 1) == 0:
            with dying:
                if left:
                    heat.kill(left.pop(0))
        return answer

    try:
        with futures.ThreadPoolExecutor(CLIENTS) as pool:
            return list(pool.map(one, range(SIGNALS)))
    finally:
        heat.start()


def at_rest(mistral, stack):
    """Wait for the end of all runs."""
    eventually(
        lambda: (
            not mistral.executions.list(
                description=f'has:{stack.id}', state='RUNNING', limit=1
            )
        ),
        'the end of all runs',
        LONG,
    )


@pytest.mark.parametrize(
    'deaths', [(), ('heat-engine-1',)], ids=['all-live', 'two-workers-die']
)
def test_never_two_at_a_time(sandbox, stacks, mistral, gauge, deaths):
    stack = stacks.create(
        template(
            definition=gauge_.WORKFLOW,
            signal_limits={'running': 1, 'per': ['group']},
        )
    )
    url = stack.attribute('w', 'alarm_url')

    def signal(number):
        return status(
            url,
            {'gauge': gauge.url, 'group': number % 4 // 3, 'number': number},
        )

    answers = storm(sandbox, signal, deaths)
    codes = collections.Counter(code for code, _text in answers)
    print('answers:', dict(codes))
    at_rest(mistral, stack)
    assert set(gauge.most.values()) == {1}
    assert set(gauge.came.values()) == {1}
    # A 5xx: an engine died, or a machine that is busy otherwise took too long.
    assert set(codes) <= {200, 400, 500, 504}
    assert codes[200]
    there = {run.id for run in runs.runs(mistral, stack)}
    for number, (code, text) in enumerate(answers):
        came = gauge.came[str(number % 4 // 3), str(number)]
        if code == 200:
            assert came == 1
        elif code == 400:
            assert came == 0
            named = re.search('execution ([0-9a-f-]{36})', text)
            assert named is not None, text
            assert named[1] in there


def test_sent_again_each_runs_once(sandbox, stacks, mistral, gauge):
    stack = stacks.create(template(definition=gauge_.WORKFLOW))
    url = stack.attribute('w', 'alarm_url')
    ids = [str(uuid.uuid4()) for _ in range(SIGNALS)]
    repeated = itertools.count()

    def signal(number):
        body = {
            'id': ids[number],
            'input': {'gauge': gauge.url, 'number': number, 'seconds': 0},
        }
        for _time in range(AGAIN):
            code, text = status(url, body)
            if code < 500:
                break
            next(repeated)
        return code, text

    answers = storm(sandbox, signal, ('heat-engine-1',))
    print('sent again:', next(repeated))
    assert {code for code, _text in answers} == {200}
    at_rest(mistral, stack)
    assert gauge.came == {('all', str(each)): 1 for each in range(SIGNALS)}
