"""Wait for things, receive notifications, look for processes."""

import contextlib
import http.server
import json
import os
import pathlib
import queue
import socket
import threading
import time
import urllib.parse
import uuid

import psutil
import pytest
import sqlalchemy

from sandbox import databases, errors, process
from sandbox.production import broker

MARIADB_URL = databases.MARIADB_URL


def wait_for(condition, timeout=60):
    """The first true value of a condition."""
    deadline = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < deadline, 'it did not happen in time'
        time.sleep(0.1)


def mariadb():
    """An engine for the server of MARIADB_URL; without one, skip."""
    engine = sqlalchemy.create_engine(MARIADB_URL)
    try:
        engine.connect().close()
    except sqlalchemy.exc.OperationalError as ex:
        pytest.skip(f'no MariaDB at {engine.url!r}: {ex.orig}')
    return engine


@contextlib.contextmanager
def rabbitmq():
    """The URL of a virtual host of RabbitMQ's; without a server, skip."""
    rabbitmq_answers()
    name = f'heat-mistral-{uuid.uuid4().hex[:8]}'
    try:
        broker.create(name)
    except errors.SandboxError as ex:
        pytest.skip(f'no virtual host can be made in RabbitMQ: {ex}')
    try:
        yield broker.url(name)
    finally:
        broker.delete(name)


def rabbitmq_answers():
    """Without a server where the production profile looks, skip."""
    server = urllib.parse.urlsplit(broker.URL)
    where = (server.hostname, server.port or 5672)
    try:
        socket.create_connection(where, timeout=5).close()
    except OSError as ex:
        pytest.skip(f'no RabbitMQ at {where}: {ex}')


def ours(state_dir):
    """Pids of service processes of a state directory."""
    found = []
    for path in pathlib.Path('/proc').glob('[0-9]*/cmdline'):
        with contextlib.suppress(OSError):
            words = path.read_text().split('\0')
            if str(state_dir) in words and '--owner' in words:
                found.append(int(path.parent.name))
    return found


@contextlib.contextmanager
def receiver():
    """A URL, and a queue of the JSON bodies that were posted there."""
    received = queue.Queue()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers['Content-Length'])
            received.put(json.loads(self.rfile.read(length)))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f'http://127.0.0.1:{server.server_port}/', received
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def group(leader):
    """Pids of the process group that a process leads."""
    return [
        each.pid for each in psutil.process_iter() if _group(each) == leader
    ]


def _group(each):
    try:
        return os.getpgid(each.pid)
    except ProcessLookupError:
        return None


def lives(pid):
    return process.Process.of(pid) is not None


def template(**resources):
    return {'heat_template_version': '2018-08-31', 'resources': resources}


def create(sandbox, name, found_template):
    """Create a stack and wait for its end."""
    heat = sandbox.heat()
    made = heat.stacks.create(stack_name=name, template=found_template)
    stack_id = made['stack']['id']
    stack = wait_for(lambda: _ended(heat.stacks.get(stack_id)))
    assert stack.stack_status == 'CREATE_COMPLETE', stack.stack_status_reason
    return stack


def _ended(stack):
    return None if stack.stack_status.endswith('IN_PROGRESS') else stack
