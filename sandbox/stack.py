"""The whole sandbox: its services together, their users and clients."""

import contextlib
import shutil

from sandbox import (
    accounts,
    clients,
    databases,
    errors,
    heat_plugin,
    layout,
    metrics,
    openstack,
    parts,
    report,
    service,
    starting,
)
from sandbox import state as state_module
from sandbox.production import broker as broker_


class Sandbox:
    """The services of one state directory.

    What ``start()`` starts ends with this Python process, however that
    ends; with ``detached=True`` it remains until ``stop()``.

    ``database`` is the URL of a database server for all services, in
    place of SQLite; ``profile`` one of parts.PROFILES. Both and ``debug``
    are remembered.
    """

    def __init__(
        self,
        state_dir=None,
        *,
        database=None,
        profile=None,
        debug=None,
        reporter=None,
    ):
        self.state = state_module.State(state_dir)
        if profile == parts.PRODUCTION:
            database = database or databases.MARIADB_URL
        wanted = {'database': database, 'profile': profile, 'debug': debug}
        self._wanted = {k: v for k, v in wanted.items() if v is not None}
        self._report = reporter or report.Silent()

    def start(
        self, *, plugin=True, plugin_dirs=None, source=None, detached=False
    ):
        """Start what does not run yet, and wait until all of it works.

        ``plugin=False`` is Heat without heat-mistral, ``plugin_dirs`` a
        list of directories in place of ours, ``source`` a directory with
        another heat_mistral in it, which Heat imports in place of ours.
        """
        loaded = heat_plugin.settings(plugin, plugin_dirs, source)
        with self.state.locked():
            self._settle(loaded)
            missing = self._missing()
            try:
                starting.start(self, missing, self._report)
                if detached:
                    run = self.state.read('run')
                    self.state.write('run', run | {'detached': True})
            except BaseException:
                # Interrupted or failed: leave nothing half-way.
                starting.end(missing, self._report)
                raise
        return self

    def stop(self):
        with self.state.locked():
            starting.end(self.services, self._report)

    def remove(self):
        """Stop, and leave nothing: no databases, no state directory."""
        with self.state.locked():
            starting.end(self.services, self._report)
            databases.drop(self.state)
            if self.state.done('bus'):
                broker_.delete(broker_.of(self.state))
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
                starting.end(ours, self._report)

    def use_plugin(self, plugin=True, plugin_dirs=None, source=None):
        """Choose what Heat loads when it is started the next time."""
        self.state.update_settings(
            **heat_plugin.settings(plugin, plugin_dirs, source)
        )

    @contextlib.contextmanager
    def heat_with(self, **options):
        """Other options in heat.conf for a with block.

        :param options: those of [DEFAULT]; of other sections, as maps.
        """
        self._restart('heat', heat_options=options)
        try:
            yield self
        finally:
            self._restart('heat', heat_options={})

    @contextlib.contextmanager
    def mistral_on(self, broker):
        """Mistral on a message broker, with its event engine, for a with block.

        :param broker: URL, as ``transport_url`` takes it. In production
            Mistral is on its own all the time: give ``bus``.
        """
        self._restart('mistral', broker=broker)
        try:
            yield self
        finally:
            self._restart('mistral', broker=None)

    @property
    def bus(self):
        """URL of the message broker of the production profile."""
        return broker_.url(broker_.of(self.state))

    def _restart(self, name, **settings):
        with self.state.locked():
            # With the parts that it has under the settings so far.
            self.service(name).stop()
            self.state.update_settings(**settings)
            self.service(name).start()
            starting.look_behind(self, self.service(name), self._report)

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

    @contextlib.contextmanager
    def openstack(self):
        """Cinder, Glance, Nova and Trove, as far as actions ask for them.

        They answer from this process, for the length of a with block.
        """
        admin = self.session('admin')
        cloud = openstack.Cloud(
            lambda token: accounts.project_of(admin, token)
        )
        with openstack.serving(cloud) as url:
            entries = {
                kind: url + path for kind, path in openstack.CATALOG.items()
            }
            with accounts.services(admin, entries):
                yield cloud

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
        return [s for s in self.services if not s.running]

    def _settle(self, loaded):
        """Take up what the caller wants, where that can be done."""
        before = self.state.settings()
        of_heat = loaded | {'heat_options': {}}
        after = before | self._wanted | of_heat | {'broker': None}
        for name in ('database', 'profile'):
            if before[name] != after[name] and self.state.done('keystone'):
                raise errors.SandboxError(
                    f'{self.state.dir} was set up with the {name} '
                    f'{before[name] or "SQLite"}; for another one use '
                    f'another state directory'
                )
        if any(before[key] != after[key] for key in of_heat):
            self.service('heat').stop()
        if before['broker'] != after['broker']:
            self.service('mistral').stop()
        self.state.update_settings(**after)
