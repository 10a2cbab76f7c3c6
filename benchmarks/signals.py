"""Many alarms at once: what a stack does with POSTs to its alarm_url.

    python -m benchmarks.signals [--plugin ours|in-tree] [--waves 300x16 ...]

Each wave is so many POSTs by so many clients. Counted are the answers, the
executions that Mistral then has, and what is left when the stack has been
deleted. The in-tree plugin is measured in the same way, on its own sandbox.
"""

import argparse
import collections
import statistics
import tempfile
import time
from concurrent import futures

import requests
from rich.console import Console
from rich.table import Table

from sandbox import Sandbox

OURS = """
heat_template_version: 2018-08-31
resources:
  w:
    type: OS::Mistral::Workflow
    properties:
      definition: |
        run: {tasks: {t: {action: std.noop}}}
outputs:
  url: {value: {get_attr: [w, alarm_url]}}
"""
IN_TREE = """
heat_template_version: 2018-08-31
resources:
  w:
    type: OS::Mistral::Workflow
    properties:
      type: direct
      tasks: [{name: t, action: std.noop}]
outputs:
  url: {value: {get_attr: [w, alarm_url]}}
"""


def ended(heat, stack_id, timeout=600):
    """The stack's status once it is no longer in progress."""
    ends = time.monotonic() + timeout
    while time.monotonic() < ends:
        status = heat.stacks.get(
            stack_id, resolve_outputs=False).stack_status
        if not status.endswith('IN_PROGRESS'):
            return status
        time.sleep(0.2)
    return 'still ' + status


def wave(url, posts, clients):
    """Answers and times of so many POSTs."""
    sessions = [requests.Session() for _ in range(clients)]

    def one(number):
        begun = time.monotonic()
        try:
            code = sessions[number % clients].post(
                url, json={}, timeout=120).status_code
        except requests.RequestException as ex:
            code = type(ex).__name__
        return code, time.monotonic() - begun

    with futures.ThreadPoolExecutor(clients) as pool:
        return list(pool.map(one, range(posts)))


def executions(mistral):
    """Ids of all executions, past the 1000 of a page."""
    found, marker = set(), ''
    while True:
        page = mistral.executions.list(marker=marker, limit=1000,
                                       fields=['id'])
        found |= {row.id for row in page}
        if len(page) < 1000:
            return found
        marker = page[-1].id


def settled(mistral, before):
    """The executions since then, once their number stays the same."""
    count = -1
    while True:
        found = executions(mistral) - before
        if len(found) == count:
            return found
        count = len(found)
        time.sleep(2)


def measure(console, plugin, waves):
    table = Table('POSTs', 'clients', 'answers', 'executions', 'median s',
                  'slowest s', 'POSTs/s', title=plugin)
    with (tempfile.TemporaryDirectory() as state,
          Sandbox(state).running(plugin=plugin == 'ours') as sandbox):
        heat, mistral = sandbox.heat(), sandbox.mistral()
        stack_id = heat.stacks.create(
            stack_name='bench', template=OURS if plugin == 'ours'
            else IN_TREE)['stack']['id']
        console.print('create:', ended(heat, stack_id))
        url = heat.stacks.output_show(
            stack_id, 'url')['output']['output_value']
        for posts, clients in waves:
            before = executions(mistral)
            begun = time.monotonic()
            answers = wave(url, posts, clients)
            took = time.monotonic() - begun
            times = [seconds for _, seconds in answers]
            table.add_row(
                str(posts), str(clients),
                str(dict(collections.Counter(code for code, _ in answers))),
                str(len(settled(mistral, before))),
                f'{statistics.median(times):.3f}', f'{max(times):.3f}',
                f'{posts / took:.1f}')
        console.print(table)
        begun = time.monotonic()
        try:
            heat.stacks.delete(stack_id)
            console.print('delete:', ended(heat, stack_id),
                          f'{time.monotonic() - begun:.1f} s;',
                          len(executions(mistral)), 'executions left')
        except Exception as ex:
            console.print('delete:', str(ex).splitlines()[0])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--plugin', choices=('ours', 'in-tree'),
                        default='ours')
    parser.add_argument('--waves', nargs='+', default=['300x16', '1200x4'])
    given = parser.parse_args()
    measure(Console(), given.plugin, [
        tuple(int(number) for number in text.split('x'))
        for text in given.waves])


if __name__ == '__main__':
    main()
