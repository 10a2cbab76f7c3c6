"""Many runs that fail at once, told by several engines: none is forgotten."""

import re
from concurrent import futures

import pytest

from heat_mistral.tests.functional.support.stacks import eventually, post
from heat_mistral.tests.functional.support.templates import template

pytestmark = pytest.mark.production

DEFINITION = """\
a:
  tasks:
    boom: {action: std.fail}
"""
RUNS = 120
CLIENTS = 8
LATER = 600  # seconds; there is room for one more event after two minutes


def outcomes(stack):
    return [
        text
        for text in stack.events('w')
        if 'failed in task boom' in text or 'are left out' in text
    ]


def counted(texts):
    """How many runs they tell of, one by one and as a number."""
    left_out = re.findall(r'(\d+) more since', '\n'.join(texts))
    one_by_one = sum('failed in task boom' in text for text in texts)
    return one_by_one + sum(map(int, left_out))


def test_each_is_told_or_counted(stacks, mistral):
    stack = stacks.create(template(definition=DEFINITION, notify='failures'))
    url = stack.attribute('w', 'alarm_url')
    with futures.ThreadPoolExecutor(CLIENTS) as pool:
        codes = [
            answer.status_code
            for answer in pool.map(lambda _number: post(url), range(RUNS))
        ]
    started = codes.count(200)
    assert started > RUNS // 2

    def all_told():
        return counted(outcomes(stack)) >= started

    eventually(all_told, 'all of them', LATER)
    told = outcomes(stack)
    assert counted(told) == started
    assert len(told) <= 60
    names = [text for text in told if 'failed in task boom' in text]
    assert len(set(names)) == len(names)
    assert len(stack.attribute('w', 'failures')) == 10
