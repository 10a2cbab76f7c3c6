"""Servers: Nova, API version 2.1, and 2.45 for images of servers.

Uploaded to Mistral as it is. It imports what Mistral itself requires, and
nothing of this package.
"""

import re
from typing import Any

from keystoneauth1 import adapter, exceptions, session, token_endpoint
from keystoneauth1.access import service_catalog
from mistral_lib import actions
from oslo_config import cfg

# The same in every file of the collection: what is uploaded stands alone.


class _Failed(Exception):
    """Why an action fails, for a person to read."""


class _Action(actions.Action):
    """Asks one service of the run's cloud, with the run's token."""

    _service = ''  # its type in Keystone's catalog

    def __init__(self, region: str | None, interface: str) -> None:
        super().__init__()
        # Mistral keeps an action as JSON: nothing else may be in here.
        self.region = region
        self.interface = interface

    def run(self, context: Any) -> Any:
        try:
            return self._act(self._connect(context.security))
        except Exception as error:
            # Raised, each poll would leave a traceback in Mistral's log.
            told = ' '.join(f'{self._service}: {_reason(error)}'.split())
            # A Mistral without authentication has none.
            if token := context.security.auth_token:
                told = told.replace(token, '***')
            return actions.Result(error=told[:1000])

    def _act(self, api: adapter.Adapter) -> Any:
        raise NotImplementedError

    def _connect(self, security: Any) -> adapter.Adapter:
        """The service, as Keystone's catalog has it for this token.

        The context of a run that a cron trigger starts has no catalog.
        """
        options = cfg.CONF.keystone_authtoken
        keystone = security.auth_uri or options.www_authenticate_uri
        if not keystone:
            raise _Failed('www_authenticate_uri is not set for Mistral')
        keystone = keystone.rstrip('/').removesuffix('/v3') + '/v3'
        insecure = security.insecure or options.insecure
        http = session.Session(
            token_endpoint.Token(keystone, security.auth_token),
            verify=not insecure and (options.cafile or True),
            timeout=60,
        )
        catalog = http.get(f'{keystone}/auth/catalog').json()['catalog']
        url = service_catalog.ServiceCatalogV3(catalog).url_for(
            service_type=self._service,
            interface=self.interface,
            region_name=self.region
            or security.region_name
            or options.region_name,
        )
        return adapter.Adapter(
            http, service_type=self._service, endpoint_override=url
        )

    def _path(self, kind: str, id_: str) -> str:
        if not re.fullmatch('[0-9A-Za-z_-]+', id_ if type(id_) is str else ''):
            raise _Failed(f'{id_!r} is not the id of one of the {kind}')
        return f'/{kind}/{id_}'

    def _show(self, api: adapter.Adapter, kind: str, id_: str) -> Any:
        return api.get(self._path(kind, id_)).json()

    def _expect(self, what: str, wanted: Any, found: Any, why: Any) -> Any:
        """The state found, where it is the one wanted."""
        if str(found).lower() == str(wanted).lower():
            return found
        told = f': {why}' if why else ''
        raise _Failed(f'{what} is {found}, not {wanted}{told}')


def _reason(error: Exception) -> str:
    """What the service says: its words, which keystoneauth1 leaves out."""
    response = getattr(error, 'response', None)
    if isinstance(
        error, AttributeError | LookupError | TypeError | ValueError
    ):
        return f'an input or an answer is not as it should be: {error!r}'
    if response is None:
        return str(error)
    try:
        (fault,) = response.json().values()
        text = fault['message']
    except (AttributeError, KeyError, TypeError, ValueError):
        text = re.sub('<title>[^<]*|<[^>]*>', ' ', response.text[:1000])
    return f'{text} (HTTP {response.status_code})'


# Up to here.

# As Nova's API has them, by number.
_POWER = {
    0: 'NOSTATE',
    1: 'RUNNING',
    3: 'PAUSED',
    4: 'SHUTDOWN',
    6: 'CRASHED',
    7: 'SUSPENDED',
}


class _NovaAction(_Action):
    """Something with one server."""

    _service = 'compute'

    def __init__(
        self, server_id: str, region: str | None, interface: str
    ) -> None:
        super().__init__(region, interface)
        self.server_id = server_id

    def _server(self, api: adapter.Adapter) -> dict[str, Any]:
        server: dict[str, Any] = self._show(api, 'servers', self.server_id)
        return server['server']

    def _do(
        self, api: adapter.Adapter, body: dict[str, Any], **more: Any
    ) -> Any:
        """POST one of the actions that a server has in Nova."""
        path = self._path('servers', self.server_id)
        return api.post(f'{path}/action', json=body, **more)


class GetStatus(_NovaAction):
    """The status of a server, such as ACTIVE."""

    __export__ = True

    def __init__(
        self,
        server_id: str,
        region: str | None = None,
        interface: str = 'public',
    ) -> None:
        super().__init__(server_id, region, interface)

    def _act(self, api: adapter.Adapter) -> Any:
        return self._server(api)['status']


class AssertStatus(_NovaAction):
    """Fail unless a server has the status: with retry, wait for it."""

    __export__ = True

    def __init__(
        self,
        server_id: str,
        status: str = 'ACTIVE',
        region: str | None = None,
        interface: str = 'public',
    ) -> None:
        super().__init__(server_id, region, interface)
        self.status = status

    def _act(self, api: adapter.Adapter) -> Any:
        server = self._server(api)
        return self._expect(
            f'server {self.server_id}',
            self.status,
            server['status'],
            (server.get('fault') or {}).get('message'),
        )


class AssertPowerStatus(_NovaAction):
    """Fail unless the hypervisor has a server in this state.

    One of RUNNING, SHUTDOWN, PAUSED, SUSPENDED, CRASHED and NOSTATE.
    """

    __export__ = True

    def __init__(
        self,
        server_id: str,
        status: str = 'RUNNING',
        region: str | None = None,
        interface: str = 'public',
    ) -> None:
        super().__init__(server_id, region, interface)
        self.status = status

    def _act(self, api: adapter.Adapter) -> Any:
        if str(self.status).upper() not in _POWER.values():
            raise _Failed(
                f'{self.status} is no power state: they are '
                f'{" ".join(sorted(_POWER.values()))}'
            )
        number = self._server(api)['OS-EXT-STS:power_state']
        return self._expect(
            f'the power of server {self.server_id}',
            self.status,
            _POWER.get(number, number),
            None,
        )


class _Switch(_NovaAction):
    """Starts or stops; what is so already is left so."""

    _action, _status, _task = '', '', ''

    def _act(self, api: adapter.Adapter) -> Any:
        try:
            self._do(api, {self._action: None})
        except exceptions.Conflict:
            # So it is where a reply got lost and the action is tried again.
            server = self._server(api)
            if (
                server['status'] != self._status
                and server.get('OS-EXT-STS:task_state') != self._task
            ):
                raise
        return self.server_id


class Start(_Switch):
    """Start a server that is stopped; assert_status tells when it runs."""

    __export__ = True
    _action, _status, _task = 'os-start', 'ACTIVE', 'powering-on'

    def __init__(
        self,
        server_id: str,
        region: str | None = None,
        interface: str = 'public',
    ) -> None:
        super().__init__(server_id, region, interface)


class Stop(_Switch):
    """Stop a running server; assert_status tells when it is SHUTOFF."""

    __export__ = True
    _action, _status, _task = 'os-stop', 'SHUTOFF', 'powering-off'

    def __init__(
        self,
        server_id: str,
        region: str | None = None,
        interface: str = 'public',
    ) -> None:
        super().__init__(server_id, region, interface)


class CreateImage(_NovaAction):
    """Make an image of a server; the result is the image's id.

    The image is still being made: glance.images.assert_status tells when it
    is there.
    """

    __export__ = True

    def __init__(
        self,
        server_id: str,
        image_name: str,
        metadata: dict[str, str] | None = None,
        region: str | None = None,
        interface: str = 'public',
    ) -> None:
        super().__init__(server_id, region, interface)
        self.image_name = image_name
        self.metadata = metadata

    def _act(self, api: adapter.Adapter) -> Any:
        body = {'name': self.image_name, 'metadata': self.metadata or {}}
        # Before 2.45 the id is part of a URL in a header.
        answer = self._do(api, {'createImage': body}, microversion='2.45')
        return answer.json()['image_id']
