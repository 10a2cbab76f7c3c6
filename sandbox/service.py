"""One service of the sandbox: start, watch, restart, kill, stop."""

import dataclasses
import importlib.util
import os
import signal
import time

import requests

from sandbox import clients, configs, errors, layout, ports, process
from sandbox import state as state_module


class Service:
    """Its process may have been started by this Python or by another."""

    PATIENCE = 120

    def __init__(self, state, name):
        self.state = state
        self.name = name
        self.layout = layout.LAYOUTS[name]

    @property
    def log(self):
        return self.state.log_file(self.name)

    @property
    def urls(self):
        found = layout.urls(self.state.read('ports'))
        return [found[s] for s in self.layout.sockets if s in found]

    @property
    def process(self):
        """The process we started last, or None if it has ended."""
        known = self.state.read('run').get('services', {}).get(self.name)
        found = known and process.Process(**known)
        return found if found and found.alive() else None

    def launch(self, sockets):
        """Start the process on open sockets, without waiting for it."""
        configs.write(self.state, self.name)
        args = ['--state', str(self.state.dir), '--owner', str(os.getpid())]
        for name in self.layout.sockets:
            args += ['--socket', f'{name}={sockets[name].fileno()}']
        started = process.spawn(
            f'sandbox.services.{self.name}', args, self.log,
            [sockets[name].fileno() for name in self.layout.sockets],
            environment(), state_module.ROOT)
        run = self.state.read('run')
        run.setdefault('services', {})[self.name] = dataclasses.asdict(
            started)
        self.state.write('run', run)
        # From here on nobody but the service has the port.
        for name in self.layout.sockets:
            sockets[name].close()

    def start(self):
        """Start, and wait until it works."""
        if self.process is None:
            self.launch(ports.open_sockets(
                self.state, self.layout.sockets, move=False))
        self.wait_healthy()

    def stop(self):
        running = self.process
        if running:
            process.end_all([running])

    def kill(self):
        """End it by SIGKILL, as a crash would; return when it is gone."""
        running = self.process
        if running:
            running.signal(signal.SIGKILL)
            running.wait()

    def restart(self):
        self.stop()
        self.start()

    def healthy(self):
        return self.process is not None and all(
            _answers(url, timeout=5) for url in self.urls)

    def wait_healthy(self, patience=None):
        """Wait until it answers; fail at once if it ends instead."""
        deadline = time.monotonic() + (patience or self.PATIENCE)
        while not self.healthy():
            if self.process is None:
                raise errors.ServiceFailed(self.name, 'has ended', self.log)
            if time.monotonic() > deadline:
                raise errors.ServiceFailed(
                    self.name, 'does not answer', self.log)
            # Its socket has been open from the beginning: an answer that
            # does not come yet is waited for above, inside the request.
            time.sleep(0.1)


def _answers(url, timeout):
    """Whether a service, and not only its socket, is there."""
    try:
        answer = clients.http().get(url, timeout=timeout,
                                    allow_redirects=False)
    except requests.RequestException:
        return False
    return answer.status_code < 500


def environment():
    """What a service sees of our environment."""
    found = {name: value for name, value in os.environ.items()
             if not name.startswith('OS_')}
    found['NO_PROXY'] = found['no_proxy'] = f'{layout.HOST},localhost'
    path = [str(state_module.ROOT)]
    if importlib.util.find_spec('heat_mistral') is None:
        path.append(str(state_module.ROOT / 'contrib'))
    path += filter(None, [found.get('PYTHONPATH')])
    found['PYTHONPATH'] = os.pathsep.join(path)
    return found
