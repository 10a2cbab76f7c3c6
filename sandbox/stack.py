"""The whole sandbox: its services together, their users and clients."""

import contextlib
import importlib.util
import pathlib

from sandbox import (
    accounts,
    clients,
    errors,
    layout,
    metrics,
    ports,
    process,
    report,
    service,
)
from sandbox import state as state_module


class Sandbox:
    """The services of one state directory.

    What ``start()`` starts ends with this Python process, however that
    ends; with ``detached=True`` it remains until ``stop()``.

    ``database`` is the URL of a database server for all services, in
    place of SQLite; it and ``debug`` are remembered.
    """

    def __init__(self, state_dir=None, *, database=None, debug=None,
                 reporter=None):
        self.state = state_module.State(state_dir)
        self._wanted = {k: v for k, v in (
            ('database', database), ('debug', debug)) if v is not None}
        self._report = reporter or report.Silent()

    def start(self, *, plugin=True, plugin_dirs=None, detached=False):
        """Start what does not run yet, and wait until all of it works.

        ``plugin=False`` is Heat without heat-mistral, ``plugin_dirs`` a
        list of directories in place of ours.
        """
        with self.state.locked():
            self.state.update_settings(
                plugin_dirs=_plugin_dirs(plugin, plugin_dirs),
                **self._wanted)
            missing = [s for s in self.services if s.process is None]
            try:
                with self._report.whole('sandbox'):
                    self._start(missing)
                if detached:
                    run = self.state.read('run')
                    self.state.write('run', run | {'detached': True})
            except BaseException:
                # Interrupted or failed: leave nothing half-way.
                self._stop(missing)
                raise
        return self

    def stop(self):
        with self.state.locked():
            self._stop(self.services)

    @contextlib.contextmanager
    def running(self, **how):
        """Start for the length of a with block.

        A sandbox that is running already is used and left running.
        """
        ours = [s for s in self.services if s.process is None]
        self.start(**how)
        try:
            yield self
        finally:
            with self.state.locked():
                self._stop(ours)

    def use_plugin(self, plugin=True, plugin_dirs=None):
        """Choose what Heat loads when it is started the next time."""
        self.state.update_settings(
            plugin_dirs=_plugin_dirs(plugin, plugin_dirs))

    @property
    def services(self):
        return [self.service(name) for name in layout.LAYOUTS]

    def service(self, name):
        return service.Service(self.state, name)

    @property
    def urls(self):
        """URL by socket: keystone, heat, heat-cfn, mistral, ..."""
        return layout.urls(self.state.read('ports'))

    def session(self, user='demo', project=None):
        """A keystoneauth1 session of admin, demo, reader or other."""
        return clients.session(self.state, user, project)

    def heat(self, user='demo', project=None):
        return clients.heat(self.session(user, project))

    def mistral(self, user='demo', project=None):
        return clients.mistral(self.session(user, project))

    def aodh(self, user='demo', project=None):
        return clients.aodh(self.session(user, project))

    @property
    def metrics(self):
        """Set what the alarms of Aodh see."""
        return metrics.Metrics(self.urls['metrics'], clients.http())

    def environment(self, user='demo'):
        """The OS_* variables for the command-line clients."""
        return {
            'OS_AUTH_URL': self.urls['keystone'] + '/v3',
            'OS_IDENTITY_API_VERSION': '3',
            'OS_USERNAME': user,
            'OS_PASSWORD': self.state.secret(user),
            'OS_PROJECT_NAME': accounts.USERS[user].project,
            'OS_USER_DOMAIN_NAME': 'Default',
            'OS_PROJECT_DOMAIN_NAME': 'Default',
            'OS_REGION_NAME': 'RegionOne',
        }

    def _start(self, missing):
        names = [s for x in missing for s in x.layout.sockets]
        sockets = ports.open_sockets(self.state, names)
        if len(missing) == len(layout.LAYOUTS):
            self.state.write('run', {})
        try:
            for each in missing:
                each.launch(sockets)
        finally:
            for sock in sockets.values():
                sock.close()
        for each in missing:
            with self._report.step(each.name):
                each.wait_healthy()
            if each.name == 'keystone':
                with self._report.step('accounts'):
                    accounts.ensure(self.state, self.session('admin'))

    def _stop(self, services):
        with self._report.step('stop'):
            process.end_all([p for p in (s.process for s in services) if p])


def _plugin_dirs(plugin, plugin_dirs):
    if plugin_dirs is not None:
        return [str(pathlib.Path(d).resolve()) for d in plugin_dirs]
    return [str(_own_plugin_dir())] if plugin else []


def _own_plugin_dir():
    """Where the shim is that Heat loads: in the package, or in here."""
    found = importlib.util.find_spec('heat_mistral')
    package = (pathlib.Path(found.origin).parent if found
               else state_module.ROOT / 'contrib' / 'heat_mistral')
    if not (package / 'plugin').is_dir():
        raise errors.SandboxError(f'{package} has no directory "plugin"')
    return package / 'plugin'
