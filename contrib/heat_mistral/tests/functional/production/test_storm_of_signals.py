"""More signals at once than the engines take, while Mistral hangs."""

import collections
import json
import signal
from concurrent import futures

import pytest
import requests

from heat_mistral.tests.functional.support.stacks import eventually
from heat_mistral.tests.functional.support.templates import (
    NOOP,
    template,
    text,
)

pytestmark = pytest.mark.production

DEFINITION = """\
a:
  input: [x]
  tasks:
    t: {action: std.noop}
"""
OTHER = {
    'heat_template_version': '2018-08-31',
    'resources': {'r': {'type': 'OS::Heat::RandomString'}},
}
SIGNALS = 20
# Four engine processes have three places each, two of them for signals, and
# one of these for one project.
PLACES = 4
PATIENCE = 400  # seconds; on a machine that does other things, too


@pytest.fixture(autouse=True)
def _few_places(sandbox):
    """Heat with few places, and with time for those that have one."""
    options = {
        'concurrent_requests': 3,
        'concurrent_signals': 1,
        'signal_timeout': PATIENCE - 40,
    }
    with sandbox.heat_with(
        rpc_response_timeout=PATIENCE, clients_mistral=options
    ):
        yield


def test_what_fits_is_served_and_the_rest_refused(sandbox, stacks, mistral):
    """Each runs once or is told, and other stacks are made meanwhile."""
    stack = stacks.create(template(definition=DEFINITION))
    url = stack.attribute('w', 'alarm_url')
    daemon = sandbox.service('mistral')

    def post(x):
        return requests.post(url, json={'x': x}, timeout=PATIENCE + 60)

    daemon.signal(signal.SIGSTOP, 'mistral-api')
    try:
        with futures.ThreadPoolExecutor(SIGNALS) as pool:
            asked = [pool.submit(post, x) for x in range(SIGNALS)]
            try:
                # At once: while Mistral hangs nothing else ends.
                eventually(
                    lambda: (
                        sum(each.done() for each in asked) >= SIGNALS - PLACES
                    ),
                    'the refusals',
                    PATIENCE / 2,
                )
                stacks.start(OTHER).wait('CREATE', PATIENCE)
                another = stacks.start(template(definition=text(a=NOOP)))
            finally:
                daemon.signal(signal.SIGCONT, 'mistral-api')
            another.wait('CREATE', PATIENCE)
            answers = [each.result() for each in asked]
    finally:
        daemon.signal(signal.SIGCONT, 'mistral-api')

    assert {answer.status_code for answer in answers} == {200, 500}
    refused = {x for x in range(SIGNALS) if answers[x].status_code == 500}
    assert len(refused) >= SIGNALS - PLACES
    for x in refused:
        assert 'try again' in answers[x].text
    runs = collections.Counter(
        json.loads(mistral.executions.get(run['id']).input)['x']
        for run in stack.attribute('w', 'executions')
    )
    assert runs == dict.fromkeys(set(range(SIGNALS)) - refused, 1)
    assert any('not served' in reason for reason in stack.events('w'))
