"""The whole sandbox: its services together, their users and clients."""

import contextlib
import importlib.util
import pathlib
import shutil
from concurrent import futures

from sandbox import (
    accounts,
    clients,
    databases,
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
            self._settle(_plugin_dirs(plugin, plugin_dirs))
            missing = self._missing()
            try:
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

    def remove(self):
        """Stop, and leave nothing: no databases, no state directory."""
        with self.state.locked():
            self._stop(self.services)
            databases.drop(self.state)
            shutil.rmtree(self.state.dir)

    @contextlib.contextmanager
    def running(self, **how):
        """Start for the length of a with block.

        A sandbox that is running already is used and left running.
        """
        ours = self._missing()
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

    @contextlib.contextmanager
    def heat_with(self, **options):
        """Other options in heat.conf for a with block.

        :param options: those of [DEFAULT]; of other sections, as maps.
        """
        self._restart_heat(options)
        try:
            yield self
        finally:
            self._restart_heat({})

    def _restart_heat(self, options):
        with self.state.locked():
            self.state.update_settings(heat_options=options)
            self.service('heat').restart()

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

    @contextlib.contextmanager
    def region(self, name, **urls):
        """Put something between Heat and another service, for some stacks.

        Gives Heat's client of a further region, for the length of a with
        block. ``urls`` are the URLs by socket that differ there.
        """
        with accounts.region(self.session('admin'), name, self.urls | urls):
            yield clients.heat(self.session(), name)

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

    def _missing(self):
        return [s for s in self.services if s.process is None]

    def _settle(self, plugin_dirs):
        """Take up what the caller wants, where that can be done."""
        before = self.state.settings()
        after = before | self._wanted | {
            'plugin_dirs': plugin_dirs, 'heat_options': {}}
        if (before['database'] != after['database']
                and self.state.done('keystone')):
            raise errors.SandboxError(
                f'{self.state.dir} was set up with the database '
                f'{before["database"] or "SQLite"}; for another one use '
                f'another state directory')
        self.state.update_settings(**after)
        if any(before[key] != after[key]
               for key in ('plugin_dirs', 'heat_options')):
            self.service('heat').stop()

    def _start(self, missing):
        everything = len(missing) == len(layout.LAYOUTS)
        names = [s for each in missing for s in each.layout.sockets]
        # What runs already knows the others by their ports.
        sockets = ports.open_sockets(self.state, names, move=everything)
        if everything:
            self.state.write('run', {})
        try:
            for each in missing:
                each.launch(sockets)
        finally:
            for sock in sockets.values():
                sock.close()
        with futures.ThreadPoolExecutor() as pool:
            waits = [pool.submit(self._complete, each) for each in missing]
            try:
                for wait in futures.as_completed(waits):
                    wait.result()
            except BaseException:
                # The others are waited for as long as they live.
                self._stop(missing)
                raise

    def _complete(self, each):
        with self._report.step(each.name):
            each.wait_healthy()
        if each.name == 'keystone':
            with self._report.step('users and catalog'):
                accounts.ensure(self.state, self.session('admin'))

    def _stop(self, services):
        running = [p for p in (s.process for s in services) if p]
        if running:
            with self._report.step('stop'):
                process.end_all(running)


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
