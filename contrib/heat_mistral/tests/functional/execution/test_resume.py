"""Runs that go on where they failed, on real services."""

import collections
import contextlib
import http.server
import threading

import pytest

from heat_mistral.tests.functional.support.runs import runs, workflows
from heat_mistral.tests.functional.support.stacks import Failed

pytestmark = pytest.mark.usefixtures('task_reruns')
WORKFLOWS = """
version: '2.0'
go-on:
  input: [url, to: 1]
  output: {to: <% $.to %>}
  tasks:
    first:
      action: std.http
      input: {url: <% $.url %>/first}
      on-success: [second, hosts, mended]
    second: {action: std.http, input: {url: <% $.url %>/second}, on-success: third}
    third: {action: std.http, input: {url: <% $.url %>/third}}
    mended: {action: std.http, input: {url: <% $.url %>/mended}, on-error: after}
    after: {action: std.noop}
    hosts:
      with-items: host in <% [a, b, c] %>
      workflow: go-on-host
      input: {url: <% $.url %>, host: <% $.host %>}
go-on-host:
  input: [url, host]
  tasks:
    drain:
      action: std.http
      input: {url: <% $.url + '/drain-' + $.host %>}
      on-success: upgrade
    upgrade:
      action: std.http
      input: {url: <% $.url + '/upgrade-' + $.host %>}
go-on-waits:
  input: [url]
  tasks: {wait: {action: std.async_noop}}
go-on-items:
  input: [url]
  tasks:
    all:
      with-items: host in <% [a, b, c] %>
      action: std.http
      input: {url: <% $.url + '/item-' + $.host %>}
"""
TEMPLATE = """
heat_template_version: 2018-08-31
resources:
  run:
    type: OS::Mistral::Execution
    properties:
      workflow: %(name)s
      input: {url: '%(url)s'}
      on_failure: %(on_failure)s
"""


class System:
    """What tasks work at: it counts, and some of it is broken."""

    def __init__(self):
        self.hits = collections.Counter()
        self.broken = set()
        system = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                name = self.path[1:]
                system.hits[name] += 1
                self.send_response(503 if name in system.broken else 200)
                self.send_header('Content-Length', '0')
                self.end_headers()

            def log_message(self, *args):
                """Be quiet."""

        self._server = http.server.ThreadingHTTPServer(
            ('127.0.0.1', 0), Handler
        )
        self.url = f'http://127.0.0.1:{self._server.server_port}'

    @contextlib.contextmanager
    def running(self):
        threading.Thread(target=self._server.serve_forever).start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()


@pytest.fixture
def system():
    with System().running() as running:
        yield running


@pytest.fixture(scope='module', autouse=True)
def _workflows(mistral):
    with workflows(mistral, WORKFLOWS):
        yield


def template(system, on_failure='resume', name='go-on'):
    return TEMPLATE % {
        'url': system.url,
        'on_failure': on_failure,
        'name': name,
    }


def fails(stacks, text):
    stack = stacks.start(text)
    with pytest.raises(Failed):
        stack.wait('CREATE')
    return stack


def test_it_goes_on_where_it_failed(stacks, mistral, system):
    system.broken.update(('second', 'mended', 'upgrade-b', 'drain-c'))
    stack = fails(stacks, template(system))
    (run,) = runs(mistral, stack)
    before = dict(system.hits)
    assert before['upgrade-a'] == 1

    system.broken.clear()
    stack.update(template(system))
    assert [each.id for each in runs(mistral, stack)] == [run.id]
    again = system.hits - collections.Counter(before)
    assert again == {
        'second': 1,
        'third': 1,
        'upgrade-b': 1,
        'drain-c': 1,
        'upgrade-c': 1,
    }
    assert sorted(stack.attribute('run', 'resumed_tasks')) == [
        'hosts > drain',
        'hosts > upgrade',
        'second',
    ]
    told = stack.events('run')
    for name in ('second', 'hosts > upgrade', 'hosts > drain'):
        assert f'task {name} runs again' in told
    assert stack.attribute('run', 'output') == {'to': 1}
    stack.delete()
    assert runs(mistral, stack) == []


def refused(stack, text, why):
    with pytest.raises(Failed, match=why) as told:
        stack.update(text)
    assert 'cannot go on where it failed' in str(told.value)
    assert 'on_failure: rerun' in str(told.value)


def test_items_that_succeeded_are_not_repeated(stacks, mistral, system):
    system.broken.add('item-b')
    stack = fails(stacks, template(system, name='go-on-items'))
    system.broken.clear()
    before = dict(system.hits)
    refused(
        stack,
        template(system, name='go-on-items'),
        '2 of the 3 items of task all have succeeded',
    )
    assert dict(system.hits) == before
    # All of it anew, because it is asked for.
    stack.update(template(system, 'rerun', 'go-on-items'))
    assert len(runs(mistral, stack)) == 2
    assert stack.attribute('run', 'resumed_tasks') == []


def test_items_that_all_failed_run_again(stacks, system):
    system.broken.update(('item-a', 'item-b', 'item-c'))
    stack = fails(stacks, template(system, name='go-on-items'))
    system.broken.clear()
    stack.update(template(system, name='go-on-items'))
    assert set(system.hits.values()) == {2}


def test_it_may_fail_again_and_go_on_again(stacks, mistral, system):
    system.broken.update(('second', 'third'))
    stack = fails(stacks, template(system))
    system.broken.remove('second')
    with pytest.raises(Failed, match='in task third'):
        stack.update(template(system))
    system.broken.clear()
    stack.update(template(system))
    assert system.hits['first'] == system.hits['upgrade-a'] == 1
    assert system.hits['second'] == system.hits['third'] == 2
    assert stack.attribute('run', 'resumed_tasks') == ['second', 'third']
    assert len(runs(mistral, stack)) == 1


def test_other_input_is_another_run(stacks, mistral, system):
    system.broken.add('second')
    stack = fails(stacks, template(system))
    system.broken.clear()
    stack.update(template(system).replace("url: '", "to: 2, url: '"))
    assert system.hits['first'] == 2
    assert len(runs(mistral, stack)) == 2


def test_what_cannot_go_on_is_told(stacks, mistral, system):
    system.broken.add('upgrade-b')
    changed = fails(stacks, template(system))
    purged = fails(stacks, template(system))
    (run,) = runs(mistral, purged)
    mistral.executions.delete(run.id)
    refused(purged, template(system), 'has been deleted in Mistral')

    # Of a sub-workflow, too: Mistral would go on with the old one.
    (host,) = mistral.workflows.list(name='go-on-host')
    mistral.workflows.update(
        WORKFLOWS[: WORKFLOWS.index('go-on:')]
        + WORKFLOWS[
            WORKFLOWS.index('go-on-host:') : WORKFLOWS.index('go-on-waits:')
        ].replace('/upgrade-', '/better-upgrade-')
    )
    before = dict(system.hits)
    refused(changed, template(system), 'workflow go-on-host changed')
    assert dict(system.hits) == before
    changed.update(template(system, 'rerun'))
    assert system.hits['better-upgrade-b'] == 1


def test_a_run_that_was_cancelled_cannot_go_on(stacks, mistral, system):
    text = template(system, name='go-on-waits') + '      timeout: 1\n'
    stack = fails(stacks, text)
    (run,) = runs(mistral, stack)
    assert run.state == 'CANCELLED'
    refused(stack, text, 'it was cancelled')
