"""Engines that die at random moments of the life of a stack with five runs.

For half of the stacks, Mistral fails now and then as well. Each run tells a
server outside that it runs; so it is counted even when its execution is gone.
HEAT_MISTRAL_KILLS says how many engines die, HEAT_MISTRAL_SEED repeats a
series.
"""

import collections
import contextlib
import os
import queue
import random
import time

from heatclient import exc as heat_exc

from heat_mistral.tests.functional.support import faulty
from heat_mistral.tests.functional.support.runs import workflows
from heat_mistral.tests.functional.support.stacks import Stacks, eventually
from sandbox.tests import helpers

KILLS = int(os.environ.get('HEAT_MISTRAL_KILLS', '4'))
SEED = int(os.environ.get('HEAT_MISTRAL_SEED', '20'))
LATEST = 8.0  # seconds after an action has begun
PASSING = [name for name, fault in faulty.FAULTS.items() if fault.passing]
PATIENCE = 240  # seconds; another engine's lock may have to run out
RUN = """
  %(name)s:
    type: OS::Mistral::Execution
    depends_on: [%(after)s]
    properties:
      workflow: killed
      input: {of: %(name)s, at: create, tell: {get_param: tell}}
      notify: {get_param: notify}
      actions:
        CREATE: {}
        DELETE:
          input: {of: %(name)s, at: delete, tell: {get_param: tell}}
"""
# Two at a time, then two, then one.
TEMPLATE = """
heat_template_version: 2018-08-31
parameters: {tell: {type: string}, notify: {type: boolean}}
resources:
""" + ''.join(
    RUN % {'name': name, 'after': after}
    for name, after in (
        ('a', ''),
        ('b', ''),
        ('c', 'a, b'),
        ('d', 'a'),
        ('e', 'c, d'),
    )
)
EACH_ONCE = {(name, at): 1 for name in 'abcde' for at in ('create', 'delete')}
WORKFLOW = """
version: '2.0'
killed:
  input: [of, at, tell]
  tasks:
    tell:
      action: std.http
      input:
        {method: POST, url: <% $.tell %>, body: {of: <% $.of %>,
         at: <% $.at %>, execution: <% execution().id %>}}
      on-success: work
    work: {action: std.sleep seconds=0.7, on-success: part}
    part: {workflow: killed_part}
killed_part:
  tasks: {t: {action: std.noop}}
"""


def test_no_run_is_doubled_or_lost(mistral, sandbox):
    chance = random.Random(SEED)
    died = 0
    proxy = faulty.Proxy(sandbox.urls['mistral'])
    with (
        proxy.running() as url,
        workflows(mistral, WORKFLOW),
        sandbox.region(f'kills-{os.getpid()}', mistral=url) as heat,
    ):
        stacks = Stacks(heat)
        try:
            while died < KILLS:
                life = Life(stacks, sandbox, chance, KILLS - died)
                with proxy.failing(bad_luck(chance)):
                    life.live(mistral)
                died += life.died
                print(
                    f'{died} of {KILLS} engines have died, '
                    f'{proxy.met} requests to Mistral have failed'
                )
        finally:
            stacks.clean_up()


def bad_luck(chance):
    """What becomes of the requests to Mistral: of none, or one of ten."""
    share = chance.choice((0, 0.1))
    return [
        chance.choice(PASSING) if chance.random() < share else None
        for _ in range(5000)
    ]


class Life:
    """A stack whose engines die while it is made, and while it is deleted."""

    def __init__(self, stacks, sandbox, chance, most):
        self.engine = sandbox.service('heat')
        self.stacks = stacks
        self.chance = chance
        self.most = most
        self.died = 0

    def live(self, mistral):
        """From its creation to its end."""
        # Every other one learns of the ends by polls only, and one of four
        # is given up before it is there.
        fields = {'template': TEMPLATE, 'files': {}}
        notify, is_given_up = self.chance.choice(
            ((True, False), (False, False), (True, True), (False, False))
        )
        with helpers.receiver() as (url, told):
            fields['parameters'] = {'tell': url, 'notify': notify}
            stack = self.stacks.start(**fields)
            action = 'CREATE'
            for _ in range(self.chance.randint(0, 2)):
                if self.died < self.most:
                    self.die()
                    answered(
                        lambda: stack.heat.stacks.update(stack.id, **fields)
                    )
                    action = 'UPDATE'
            if not is_given_up:
                stack.wait(action, PATIENCE)
            delete(stack)
            for _ in range(self.chance.randint(not self.died, 2)):
                if self.died < self.most:
                    self.die()
                    delete(stack)
            stack.wait_deleted(PATIENCE)
        self.judge(counted(told), is_given_up)
        assert mistral.executions.list(description=f'has:{stack.id}') == [], (
            SEED
        )

    def die(self):
        """The engine dies, and another one comes."""
        time.sleep(self.chance.uniform(0, LATEST))
        self.engine.kill()
        self.engine.start()
        self.died += 1

    def judge(self, runs, is_given_up):
        if not is_given_up:
            assert runs == EACH_ONCE, (SEED, self.died, runs)
            return
        assert set(runs.values()) <= {1}, (SEED, self.died, runs)
        # What has begun to be made is undone.
        assert {name for name, at in runs if at == 'create'} <= {
            name for name, at in runs if at == 'delete'
        }, (SEED, self.died, runs)


def answered(call):
    """What Heat answers, asked again while it does not."""

    def asked():
        try:
            return call() or True
        except (heat_exc.HTTPException, heat_exc.CommunicationError):
            return None

    return eventually(asked, 'an answer of Heat', PATIENCE)


def delete(stack):
    """Ask for the deletion, if it has not ended yet."""

    def asked():
        with contextlib.suppress(heat_exc.HTTPNotFound):
            stack.heat.stacks.delete(stack.id)

    answered(asked)


def counted(told):
    """How often each resource has run for each action."""
    runs = collections.Counter()
    while True:
        try:
            body = told.get_nowait()
        except queue.Empty:
            return runs
        runs[body['of'], body['at']] += 1
