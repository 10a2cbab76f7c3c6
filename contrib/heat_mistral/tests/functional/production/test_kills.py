"""Engines and connections die while signals come: none is lost or doubled.

HEAT_MISTRAL_SIGNALS says how many signals there are at least. With it, one
thing dies each 20 seconds; without, sooner, so that each has died once.
"""

import collections
import itertools
import json
import os
import random
import threading
import time
from concurrent import futures

import psutil
import pytest
import requests

from heat_mistral.tests.functional.support.stacks import eventually
from heat_mistral.tests.functional.support.templates import template
from sandbox.production import broker, daemons

pytestmark = pytest.mark.production

DEFINITION = """\
a:
  input: [x]
  tasks:
    t: {action: std.noop}
"""
CLIENTS = 8
FEW = 40
SIGNALS = int(os.environ.get('HEAT_MISTRAL_SIGNALS', FEW))
EVERY = 20 if SIGNALS > FEW else 1  # seconds
#: So many signals succeed before the next thing dies: on a machine that is busy
#: with other work, what died takes longer to come back.
BETWEEN = 8
#: Longer than Heat's API waits for an engine that has died.
PATIENCE = 180
FINISHED = {'SUCCESS', 'ERROR', 'CANCELLED'}


class Killer:
    """Lets one thing after another die, and come back."""

    def __init__(self, sandbox):
        self.died = collections.Counter()
        self._sandbox = sandbox
        self._chance = random.Random()
        self._next = itertools.cycle(
            (
                self.heat_worker,
                self.mistral_engine,
                self.connections,
                self.heat_engine,
            )
        )
        self._over = threading.Event()

    @property
    def is_through(self):
        """Whether all have died."""
        return len(self.died) == 4

    def run(self, answers):
        """Let things die until stopped.

        :param answers: those that there were so far; grows meanwhile.
        """
        served = 0
        while not self._over.wait(EVERY):
            now = list(answers.values()).count(200)
            if now < served + BETWEEN:
                continue
            served = now
            kill = next(self._next)
            kill()
            self.died[kill.__name__] += 1

    def stop(self):
        self._over.set()

    def heat_worker(self):
        """One of an engine, which starts another one."""
        leader = self._sandbox.service('heat').processes[self._engine('heat')]
        # It may just have been started.
        workers = eventually(psutil.Process(leader.pid).children, 'workers')
        self._chance.choice(workers).kill()

    def heat_engine(self):
        self._restart('heat')

    def mistral_engine(self):
        self._restart('mistral')

    def connections(self):
        """All of all services to the broker."""
        broker.close_connections(broker.of(self._sandbox.state))

    def _restart(self, name):
        service = self._sandbox.service(name)
        service.kill(self._engine(name))
        service.start()

    def _engine(self, name):
        return f'{name}-engine-{self._chance.randint(1, daemons.ENGINES)}'


def send(url, answers, wanted):
    """Send signals by several clients, as long as more are wanted.

    :param answers: gets what was answered to each, a status or an error's
        name, by x.
    :param wanted: tells whether more are.
    """
    numbers = itertools.count()

    def client():
        session = requests.Session()
        while wanted():
            x = next(numbers)
            try:
                answer = session.post(url, json={'x': x}, timeout=PATIENCE)
                answers[x] = answer.status_code
            except requests.RequestException as ex:
                answers[x] = type(ex).__name__

    with futures.ThreadPoolExecutor(CLIENTS) as pool:
        for each in [pool.submit(client) for _ in range(CLIENTS)]:
            each.result()


def executions(mistral, workflow_id):
    """All of them, also past a page; their state and input."""
    found, marker = [], ''
    while True:
        page = mistral.executions.list(
            marker=marker,
            limit=500,
            sort_keys='id',
            sort_dirs='asc',
            fields=['id', 'state', 'input'],
            workflow_id=workflow_id,
        )
        found += page
        if len(page) < 500:
            return found
        marker = page[-1].id


def signals_while_all_die(sandbox, url):
    """Send signals until there were enough and each thing has died.

    :returns: what was answered to each, by x.
    """
    killer = Killer(sandbox)
    answers = {}
    begun = time.monotonic()
    with futures.ThreadPoolExecutor(1) as pool:
        killing = pool.submit(killer.run, answers)

        def wanted():
            enough = len(answers) >= SIGNALS and killer.is_through
            return not (enough or killing.done())

        try:
            send(url, answers, wanted)
        finally:
            killer.stop()
        killing.result()
    print(
        f'{len(answers)} signals in {time.monotonic() - begun:.0f} s; '
        f'died: {dict(killer.died)}'
    )
    return answers


def test_no_signal_is_lost_or_doubled(sandbox, stacks, mistral):
    stack = stacks.create(template(definition=DEFINITION))
    url = stack.attribute('w', 'alarm_url')
    (workflow,) = stack.attribute('w', 'workflow_ids').values()
    # Who asked an engine that dies hears of it soon.
    with sandbox.heat_with(rpc_response_timeout=20):
        answers = signals_while_all_die(sandbox, url)
    eventually(
        lambda: all(
            run.state in FINISHED for run in executions(mistral, workflow)
        ),
        'the end of all runs',
        PATIENCE,
    )
    runs = collections.Counter(
        json.loads(run.input)['x'] for run in executions(mistral, workflow)
    )
    assert runs.keys() <= answers.keys()
    table = collections.Counter((answers[x], runs[x]) for x in answers)
    for (code, count), signals in sorted(table.items(), key=str):
        print(f'answered {code}, with {count} runs: {signals} signals')
    assert (200, 1) in table
    assert table.keys() <= {(200, 1), (400, 0)} | {
        (code, count) for code in (500, 504) for count in (0, 1)
    }
    stack.delete(PATIENCE)
    assert executions(mistral, workflow) == []
