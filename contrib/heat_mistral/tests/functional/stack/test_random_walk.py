"""Random walks through the lives of stacks, with a Mistral that fails.

HEAT_MISTRAL_WALK_SECONDS=3600 walks for so long, another way each time;
HEAT_MISTRAL_WALK_SEED walks a known way again.
"""

import contextlib
import os
import random
import unittest

import hypothesis
import pytest
from hypothesis import stateful

from heat_mistral.tests.functional.support import faulty, walk
from sandbox import clients

SECONDS = float(os.environ.get('HEAT_MISTRAL_WALK_SECONDS', '0'))
SEED = int(
    os.environ.get(
        'HEAT_MISTRAL_WALK_SEED', random.randrange(2**32) if SECONDS else 0
    )
)
IN_CI = 60.0  # seconds


@pytest.fixture
def bench(sandbox):
    proxy = faulty.Proxy(sandbox.urls['mistral'])
    region = f'walk-{os.getpid()}'
    with proxy.running() as url, sandbox.region(region, mistral=url):
        heats = {
            user: clients.heat(sandbox.session(user), region)
            for user in walk.NEIGHBOURS
        }
        made = walk.Bench(sandbox, heats, proxy, SECONDS or IN_CI)
        yield made
    print(made.counts, f'faults: {proxy.met}')


def test_what_is_complete_is_as_the_template_says(bench):
    print(f'HEAT_MISTRAL_WALK_SEED={SEED}')
    way = hypothesis.seed(SEED)(type('Walk', (walk.Walk,), {'bench': bench}))
    # Skipped when the time is over.
    with contextlib.suppress(unittest.SkipTest):
        stateful.run_state_machine_as_test(
            way,
            settings=hypothesis.settings(
                max_examples=10000,
                database=None,
                deadline=None,
                stateful_step_count=15,
                report_multiple_bugs=False,
                # Shrinking would take hours.
                phases=[hypothesis.Phase.generate],
                suppress_health_check=list(hypothesis.HealthCheck),
            ),
        )
