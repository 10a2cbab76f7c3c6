"""A signal that fails is answered, over a bus that carries text alone."""

import signal
from concurrent import futures

import heatclient.exc
import pytest

from heat_mistral.tests.functional.support.stacks import post
from heat_mistral.tests.functional.support.templates import (
    NOOP,
    template,
    text,
)

pytestmark = [pytest.mark.production, pytest.mark.smoke]

TEMPLATE = template(definition=text(a=NOOP))
API = 'mistral-api'
# More than there are places in four engine processes.
SIGNALS = 12


@pytest.fixture(scope='module')
def impatient(sandbox):
    """Heat with less time for a signal, and one at a time per engine.

    What is not answered over the bus is not answered at all, so that no test
    has to look at a clock.
    """
    options = {
        'rpc_response_timeout': 3600,
        'clients_mistral': {'signal_timeout': 6, 'concurrent_requests': 1},
    }
    with sandbox.heat_with(**options):
        yield


@pytest.fixture
def stack(impatient, stacks):
    return stacks.create(TEMPLATE)


def test_a_refusal_is_told_in_full(stack):
    answer = post(stack.attribute('w', 'alarm_url'), {'nobody': 1})
    assert answer.status_code == 400
    assert 'nobody' in answer.text
    with pytest.raises(heatclient.exc.HTTPBadRequest, match='nobody'):
        stack.signal('w', {'nobody': 1})


def test_a_mistral_that_is_away(sandbox, stack):
    url = stack.attribute('w', 'alarm_url')
    mistral = sandbox.service('mistral')
    mistral.kill(API)
    try:
        answer = post(url)
        with pytest.raises(heatclient.exc.HTTPInternalServerError) as told:
            stack.signal('w')
    finally:
        mistral.start()
    assert answer.status_code == 500
    # The API with credentials says why, the public one must not.
    assert 'may or may not have been started' in str(told.value)
    assert any('may or may not' in text for text in stack.events('w'))


def test_a_mistral_that_hangs_under_many_signals(sandbox, stack):
    """Those for which there is no place are told so, the others in time."""
    url = stack.attribute('w', 'alarm_url')
    mistral = sandbox.service('mistral')
    mistral.signal(signal.SIGSTOP, API)
    try:
        with futures.ThreadPoolExecutor(SIGNALS) as pool:
            answers = list(pool.map(lambda _: post(url), range(SIGNALS)))
    finally:
        mistral.signal(signal.SIGCONT, API)
    assert {answer.status_code for answer in answers} == {500}
    told = stack.events('w')
    assert any('not served' in text for text in told)
    assert any('may or may not' in text for text in told)
