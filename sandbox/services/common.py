"""What every service process does: options, owner, sockets, ending."""

import argparse
import faulthandler
import logging
import os
import signal
import socket
import sys
import threading
import time

from cheroot import wsgi

from sandbox import process
from sandbox import state as state_module

LOG = logging.getLogger(__name__)

# A Mistral request made while Heat handles 16 signals at once, each of
# which asks Mistral and Keystone, must still find a free thread.
THREADS = 32

# After SIGTERM a service may finish what it is doing for so long.
GRACE = 2.0


class Context:
    """What the starter handed to this process."""

    def __init__(self, state, sockets):
        self.state = state
        self.sockets = sockets
        self._to_stop = []

    def config_file(self, name):
        return str(self.state.config_file(name))

    def serve(self, name, app):
        """Answer on one of our sockets from threads of its own."""
        server = _Server(self.sockets[name], app)
        server.prepare()
        threading.Thread(
            target=server.serve, daemon=True, name=f'wsgi-{name}'
        ).start()
        self.on_stop(server.stop)

    def on_stop(self, call):
        self._to_stop.append(call)

    def stop(self):
        for call in reversed(self._to_stop):
            try:
                call()
            except Exception:
                LOG.exception('while ending')


class _Server(wsgi.Server):
    """A cheroot server on a socket that is open already."""

    def __init__(self, sock, app):
        self._open_socket = sock
        super().__init__(
            sock.getsockname(),
            app,
            numthreads=THREADS,
            request_queue_size=256,
            timeout=120,
        )

    def bind(self, family, type, proto=0):  # noqa: A002
        self.socket = self._open_socket
        return self.socket


def run(build):
    """The main function of a service: ``build(context)``, then wait."""
    faulthandler.enable()
    os.umask(0o077)
    options = _options()
    state = state_module.State(options.state)
    threading.Thread(
        target=process.end_with,
        daemon=True,
        name='owner',
        args=(options.owner, lambda: state.read('run').get('detached')),
    ).start()

    sockets = dict(_socket(text) for text in options.socket)
    context = Context(state, sockets)
    build(context)
    # Not before: until now SIGTERM ends the process at once.
    # A list: of eventlet's threads no event may be set in a handler.
    ended = []
    signal.signal(signal.SIGTERM, lambda *_: ended.append(True))
    while not ended:
        time.sleep(0.1)
    # Threads of the services may wait for each other for minutes, and
    # nothing is lost by leaving them: the databases are transactional.
    stopping = threading.Thread(target=context.stop, daemon=True)
    stopping.start()
    stopping.join(GRACE)
    os._exit(0)


def _options():
    parser = argparse.ArgumentParser()
    parser.add_argument('--state', required=True)
    parser.add_argument('--owner', type=int, required=True)
    parser.add_argument('--socket', action='append', default=[])
    options = parser.parse_args()
    # The services would take our options for theirs.
    del sys.argv[1:]
    return options


def _socket(text):
    name, _, fd = text.partition('=')
    return name, socket.socket(fileno=int(fd))


def in_child(call):
    """Run a call in a forked copy of this process.

    For set-up code that changes its process for good, where a process of
    its own would have to import everything again.
    """
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            call()
            code = 0
        except BaseException:
            LOG.exception('set-up failed')
            raise
        finally:
            logging.shutdown()
            os._exit(code)
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]):
        raise SystemExit('set-up failed')
