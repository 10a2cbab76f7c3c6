"""Snapshots of volumes: Cinder, API version 3.0.

Uploaded to Mistral as it is. It imports what Mistral itself requires, and
nothing of this package.
"""

import re
from typing import Any

from keystoneauth1 import adapter, session, token_endpoint
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


class _CinderAction(_Action):
    _service = 'block-storage'


class Create(_CinderAction):
    """Make a snapshot of a volume, with force also of one in use.

    The result has id, name, volume_id, size and status. The snapshot is still
    being made: assert_status tells when it is there.
    """

    __export__ = True

    def __init__(
        self,
        volume_id: str,
        snapshot_name: str | None = None,
        description: str | None = None,
        force: bool = True,
        region: str | None = None,
        interface: str = 'public',
    ) -> None:
        super().__init__(region, interface)
        self.volume_id = volume_id
        self.snapshot_name = snapshot_name
        self.description = description
        self.force = force

    def _act(self, api: adapter.Adapter) -> Any:
        wanted = {
            'volume_id': self.volume_id,
            'name': self.snapshot_name,
            'description': self.description,
            'force': self.force,
        }
        body = {k: v for k, v in wanted.items() if v is not None}
        answer = api.post('/snapshots', json={'snapshot': body})
        made = answer.json()['snapshot']
        return {
            key: made[key]
            for key in ('id', 'name', 'volume_id', 'size', 'status')
        }


class AssertStatus(_CinderAction):
    """Fail unless a snapshot has the status: with retry, wait for it."""

    __export__ = True

    def __init__(
        self,
        snapshot_id: str,
        status: str = 'available',
        region: str | None = None,
        interface: str = 'public',
    ) -> None:
        super().__init__(region, interface)
        self.snapshot_id = snapshot_id
        self.status = status

    def _act(self, api: adapter.Adapter) -> Any:
        snapshot = self._show(api, 'snapshots', self.snapshot_id)['snapshot']
        return self._expect(
            f'snapshot {self.snapshot_id}',
            self.status,
            snapshot['status'],
            None,
        )
