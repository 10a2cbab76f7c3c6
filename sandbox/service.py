"""One service of the sandbox: start, watch, restart, kill, stop.

It has one process, or several: see parts.py.
"""

import dataclasses
import importlib.util
import os
import signal
import time

import requests

from sandbox import clients, configs, errors, layout, parts, ports, process
from sandbox import state as state_module


class Service:
    """Its processes may have been started by this Python or by another."""

    # One that ends is seen at once: this is for one that hangs, and a machine
    # may be busy.
    PATIENCE = 300  # seconds

    def __init__(self, state, name):
        self.state = state
        self.name = name
        self.layout = layout.LAYOUTS[name]

    @property
    def parts(self):
        return parts.of(self.state, self.layout)

    @property
    def logs(self):
        """The log of each part, by name."""
        return {p.name: self.state.log_file(p.name) for p in self.parts}

    @property
    def urls(self):
        found = layout.urls(self.state.read('ports'))
        return [found[s] for s in self.layout.sockets if s in found]

    @property
    def processes(self):
        """The processes we started last and that have not ended, by part."""
        known = self.state.read('run').get('services', {})
        found = {
            part.name: process.Process(**known[part.name])
            for part in self.parts
            if part.name in known
        }
        return {name: each for name, each in found.items() if each.alive()}

    @property
    def running(self):
        """Whether all parts are there."""
        return len(self.processes) == len(self.parts)

    def launch(self, sockets):
        """Start what is missing on open sockets, without waiting for it."""
        there = self.processes
        for part in self.parts:
            if part.name not in there:
                self._launch(part, sockets)

    def _launch(self, part, sockets):
        configs.write(self.state, self.name, part.name)
        numbers = {name: sockets[name].fileno() for name in part.sockets}
        args = ['--state', str(self.state.dir), '--owner', str(os.getpid())]
        for name, number in numbers.items():
            args += ['--socket', f'{name}={number}']
        if part.command:
            args += ['--', *(word.format(**numbers) for word in part.command)]
        for name in part.binds:
            sockets[name].close()
        started = process.spawn(
            part.module,
            args,
            self.state.log_file(part.name),
            list(numbers.values()),
            environment(self._source()),
            state_module.ROOT,
        )
        run = self.state.read('run')
        run.setdefault('services', {})[part.name] = dataclasses.asdict(started)
        self.state.write('run', run)
        # From here on nobody but the service has the port.
        for name in part.sockets:
            sockets[name].close()

    def _source(self):
        """Where it imports the plugin from, if that is not ours."""
        settings = self.state.settings()
        return settings['plugin_source'] if self.name == 'heat' else None

    def start(self):
        """Start, and wait until it works."""
        names = self.missing_sockets()
        self.launch(ports.open_sockets(self.state, names, move=False))
        self.wait_healthy()

    def missing_sockets(self):
        """The names of those that no part listens on."""
        there = self.processes
        return [
            name
            for part in self.parts
            if part.name not in there
            for name in part.sockets + part.binds
        ]

    def stop(self):
        process.end_all(self.processes.values())

    def kill(self, *parts):
        """End parts by SIGKILL, as a crash would; return when they are gone.

        :param parts: names; without any, all.
        """
        for each in self.signal(signal.SIGKILL, *parts):
            each.wait()

    def signal(self, number, *parts):
        """Send a signal to parts, their workers included; return them."""
        found = self.processes
        chosen = [found[name] for name in parts or found]
        for each in chosen:
            each.signal_all(number)
        return chosen

    def restart(self):
        self.stop()
        self.start()

    def healthy(self):
        return self.running and all(
            _answers(url, timeout=5) for url in self.urls
        )

    def wait_healthy(self, patience=None):
        """Wait until it answers; fail at once if it ends instead."""
        deadline = time.monotonic() + (patience or self.PATIENCE)
        while not self.healthy():
            for name in self.logs.keys() - self.processes.keys():
                raise errors.ServiceFailed(name, 'has ended', self.logs[name])
            if time.monotonic() > deadline:
                name, log = next(iter(self.logs.items()))
                raise errors.ServiceFailed(name, 'does not answer', log)
            # Its socket has been open from the beginning: an answer that
            # does not come yet is waited for above, inside the request.
            time.sleep(0.1)


def _answers(url, timeout):
    """Whether a service, and not only its socket, is there."""
    try:
        answer = clients.http().get(
            url, timeout=timeout, allow_redirects=False
        )
    except requests.RequestException:
        return False
    return answer.status_code < 500


def environment(source=None):
    """What a service sees of our environment.

    :param source: a directory that it imports from before all others.
    """
    found = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith('OS_')
    }
    found['NO_PROXY'] = found['no_proxy'] = f'{layout.HOST},localhost'
    path = [source] if source else []
    path.append(str(state_module.ROOT))
    if importlib.util.find_spec('heat_mistral') is None:
        path.append(str(state_module.ROOT / 'contrib'))
    path += filter(None, [found.get('PYTHONPATH')])
    found['PYTHONPATH'] = os.pathsep.join(path)
    return found
