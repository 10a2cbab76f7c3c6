"""A request for workflows that Mistral carries out after the stack is gone."""

import os
import time

import pytest

from heat_mistral.tests.functional.support import faulty
from heat_mistral.tests.functional.support.stacks import (
    Failed,
    Stacks,
    eventually,
)
from heat_mistral.tests.functional.support.templates import (
    NOOP,
    template,
    text,
)

TEMPLATE = template(definition=text(a=NOOP, b=NOOP))
BROKEN = faulty.FAULTS['broken']


@pytest.fixture
def late(sandbox):
    """Makes a stack whose creation fails, and whose workflows come late."""
    proxy = faulty.Proxy(sandbox.urls['mistral'])
    with (
        proxy.running() as url,
        sandbox.region(f'late-{os.getpid()}', mistral=url) as heat,
    ):
        stacks = Stacks(heat)

        def make():
            proxy.follow(
                ('POST /v2/workflows?', faulty.LATE),
                ('GET /v2/workflows', BROKEN),
            )
            stack = stacks.start(TEMPLATE)
            with pytest.raises(Failed, match='broken'):
                stack.wait('CREATE')
            return stack

        try:
            yield make
        finally:
            proxy.calm()
            stacks.clean_up()


def held(mistral, stack):
    return [
        found.name
        for found in mistral.workflows.list()
        if found.name.startswith(f'{stack.name}.')
    ]


def test_deletion_waits_for_them_and_says_why(late, mistral):
    stack = late()
    assert held(mistral, stack) == []
    stack.heat.stacks.delete(stack.id)
    eventually(
        lambda: any(
            'has not answered a request to register' in (reason or '')
            for reason in stack.events('w')
        ),
        'an event',
    )
    stack.wait_deleted()
    time.sleep(faulty.LATE.late)
    assert held(mistral, stack) == []


def test_an_update_goes_on_and_what_comes_goes_later(late, mistral):
    stack = late()
    stack.update(template(definition=text(c=NOOP)))
    eventually(lambda: len(held(mistral, stack)) == 3, 'what comes late')
    stack.act('check')
    assert held(mistral, stack) == [f'{stack.name}.w.c']
