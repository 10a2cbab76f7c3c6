"""Python sources under load: nobody's list fails, and no run is stranded."""

import collections
import contextlib
import dataclasses
import itertools
import statistics
import threading
import time

from benchmarks import results
from benchmarks.source_texts import BROKEN, GOOD, NAME, SOURCE, WORKFLOW
from benchmarks.world import World
from heat_mistral.mistral_api import api, staging

TITLE = 'Python sources'
TEXT = """\
"Registered" is from the first request about a source (it is tried, then made
known with its action) to the result of a workflow that is made and started
then. "Watched": GET /actions by three projects, ten times a second each, while
broken sources are tried, one after the other; the syntax tree is not looked at,
which would stop most of them before. "Updated": a source gets one text after
the other, by a stack and by requests, while a workflow that uses it is started
every 0.2 s.
"""


@dataclasses.dataclass(frozen=True)
class Sizes:
    runs: int
    broken: int
    updates: int


SIZES = {'small': Sizes(3, 5, 5), 'full': Sizes(20, 30, 100)}

TEMPLATE = {
    'heat_template_version': '2018-08-31',
    'resources': {
        's': {
            'type': 'OS::Mistral::CodeSource',
            'properties': {'actions': {NAME: 'Say'}},
        }
    },
}
ENDED = ('SUCCESS', 'ERROR', 'CANCELLED')


class Bench:
    """One administrator on a sandbox."""

    def __init__(self, sandbox):
        self.sandbox = sandbox
        self.client = sandbox.mistral('admin')
        project = sandbox.session('admin').get_project_id()
        self.api = api.MistralApi.over(self.client, project)
        self.heat = sandbox.heat('admin')

    # Registered

    def registered(self):
        """Seconds from the first request to a workflow's result."""
        name = f'benchmark.{time.monotonic_ns()}'
        begun = time.monotonic()
        self.stage(GOOD, name)
        source = self.api.code_sources.create(name, GOOD, '', 'private')
        self.api.dynamic_actions.create(name, 'Say', source.id, '', 'private')
        try:
            self.client.workflows.create(
                WORKFLOW.format(name=name, action=name)
            )
            run = self.client.executions.create(name)
            while run.state not in ENDED:
                time.sleep(0.02)
                run = self.client.executions.get(run.id)
            took = time.monotonic() - begun
            assert run.state == 'SUCCESS', run.state_info
            return took
        finally:
            self.api.code_sources.delete(source.id)
            self.client.workflows.delete(name)

    def stage(self, content, name=NAME):
        return staging.stage(
            self.api, content, {name: 'Say'}, record=lambda _name: None
        )

    # Watched

    def watched(self, number):
        """Statuses of the lists, and how many sources were refused."""
        statuses = collections.Counter()
        slowest = []
        ended = threading.Event()
        url = self.sandbox.urls['mistral'] + '/v2/actions'

        def watch(user):
            session = self.sandbox.session(user)
            due = time.monotonic()
            while not ended.wait(max(0, due - time.monotonic())):
                due += 0.1
                begun = time.monotonic()
                answer = session.get(url, raise_exc=False)
                slowest.append(time.monotonic() - begun)
                statuses[answer.status_code] += 1

        refused = 0
        with _threads(ended, watch, 'demo', 'other', 'admin'):
            for content in itertools.islice(itertools.cycle(BROKEN), number):
                try:
                    self.stage(content)
                except staging.Refused:
                    refused += 1
        left = len(self.api.code_sources.beginning(staging.PREFIX, '.stage'))
        return statuses, refused, left, statistics.median(slowest)

    # Updated

    def updated(self, number, by):
        """States of all runs, and what the updates took."""
        change, end = self._by_stack() if by == 'stack' else self._by_api()
        name = 'benchmark.updated'
        self.client.workflows.create(WORKFLOW.format(name=name, action=NAME))
        ended, ids, failed, took = threading.Event(), [], [], []

        def start(_number):
            client = self.sandbox.mistral('admin')
            due = time.monotonic()
            while not ended.wait(max(0, due - time.monotonic())):
                due += 0.2
                ids.append(client.executions.create(name).id)

        try:
            with _threads(ended, start, 0):
                for text in range(2, number + 2):
                    begun = time.monotonic()
                    try:
                        change(SOURCE.format(number=text))
                    except Exception as ex:
                        failed.append(str(ex))
                    took.append(time.monotonic() - begun)
            return self._states(ids), failed, took
        finally:
            end()
            self.client.workflows.delete(name)

    def _states(self, ids):
        """How runs have ended; those that have not in a minute are so."""
        ends = time.monotonic() + 60
        states = collections.Counter()
        for identifier in ids:
            run = self.client.executions.get(identifier)
            while run.state not in ENDED and time.monotonic() < ends:
                time.sleep(0.1)
                run = self.client.executions.get(identifier)
            states[run.state] += 1
        return states

    def _by_api(self):
        source = self.api.code_sources.create(NAME, GOOD, '', 'private')
        self.api.dynamic_actions.create(NAME, 'Say', source.id, '', 'private')

        def change(content):
            self.stage(content)
            self.api.code_sources.update(source.id, content, '', 'private')

        return change, lambda: self.api.code_sources.delete(source.id)

    def _by_stack(self):
        source = TEMPLATE['resources']['s']['properties']
        source['content'] = GOOD
        made = self.heat.stacks.create(
            stack_name='benchmark', template=TEMPLATE
        )['stack']['id']
        self._wait(made, 'CREATE_COMPLETE')

        def change(content):
            source['content'] = content
            self.heat.stacks.update(made, template=TEMPLATE)
            self._wait(made, 'UPDATE_COMPLETE')

        def end():
            self.heat.stacks.delete(made)
            self._wait(made, 'DELETE_COMPLETE')

        return change, end

    def _wait(self, stack, wanted):
        status = 'IN_PROGRESS'
        while status.endswith('IN_PROGRESS'):
            time.sleep(0.1)
            found = self.heat.stacks.get(stack, resolve_outputs=False)
            status = found.stack_status
        if status != wanted:
            raise RuntimeError(found.stack_status_reason)


@contextlib.contextmanager
def _threads(ended, target, *arguments):
    threads = [
        threading.Thread(target=target, args=(each,), daemon=True)
        for each in arguments
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def _counts(counter):
    return ', '.join(f'{n} × {what}' for what, n in counter.most_common())


def _seconds(took):
    return f'median {statistics.median(took):.2f} s, longest {max(took):.2f} s'


def measure(world: World, sizes: Sizes) -> results.Result:
    bench = Bench(world.sandbox)
    processes = world.sandbox.service('mistral').processes
    listing = results.Listing('Sources', ['what', 'how often', 'seen', 'took'])
    with world.step(f'{sizes.runs} sources registered'):
        took = [bench.registered() for _run in range(sizes.runs)]
    listing.rows.append(['registered', str(sizes.runs), '', _seconds(took)])
    with world.step(f'{sizes.broken} broken sources'):
        statuses, refused, left, middle = bench.watched(sizes.broken)
    listing.rows.append(
        [
            'watched',
            f'{sizes.broken} broken sources',
            f'{refused} refused, {left} left; lists: {_counts(statuses)}',
            f'a list: median {middle:.2f} s',
        ]
    )
    notes = []
    for by in ('stack', 'api'):
        with world.step(f'{sizes.updates} updates by {by}'):
            states, failed, took = bench.updated(sizes.updates, by)
        listing.rows.append(
            [
                f'updated by {by}',
                str(sizes.updates),
                f'{len(failed)} failed; runs: {_counts(states)}',
                _seconds(took),
            ]
        )
        notes += failed[:5]
    if processes != world.sandbox.service('mistral').processes:
        notes.append('Mistral is not the process that it was before.')
    return results.Result(
        'sources', TITLE, TEXT, listings=[listing], notes=notes
    )
