"""Backups of volumes: Cinder, API version 3.0.

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

# The API gives no more at once, whatever is asked for.
_PAGE, _PAGES = 1000, 20


def _number(name: str, value: Any) -> int:
    """An input, which may be a number in a text as well."""
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        raise _Failed(f'{name} has to be a number, not {value!r}') from None


class _CinderAction(_Action):
    _service = 'block-storage'


class Create(_CinderAction):
    """Make a backup of a volume: incremental, or full to begin a chain.

    The result has id, name, volume_id, incremental, and chain_length with
    this backup counted. The backup is still being made: assert_status tells
    when it is there.
    """

    __export__ = True

    def __init__(
        self,
        volume_id: str,
        backup_name: str | None = None,
        snapshot_id: str | None = None,
        description: str | None = None,
        container: str | None = None,
        incremental: bool = True,
        force: bool = True,
        max_chain_length: int = 7,
        region: str | None = None,
        interface: str = 'public',
    ) -> None:
        super().__init__(region, interface)
        self.volume_id = volume_id
        self.backup_name = backup_name
        self.snapshot_id = snapshot_id
        self.description = description
        self.container = container
        self.incremental = incremental
        self.force = force
        self.max_chain_length = max_chain_length

    def _act(self, api: adapter.Adapter) -> Any:
        if self.incremental not in (True, False):
            raise _Failed('incremental has to be true or false')
        length = self._chain_length(api) if self.incremental else 0
        wanted = {
            'volume_id': self.volume_id,
            'name': self.backup_name,
            'snapshot_id': self.snapshot_id,
            'description': self.description,
            'container': self.container,
            'force': self.force,
            'incremental': length > 0,
        }
        body = {k: v for k, v in wanted.items() if v is not None}
        made = api.post('/backups', json={'backup': body}).json()['backup']
        return {
            'id': made['id'],
            'name': made['name'],
            'volume_id': self.volume_id,
            'incremental': length > 0,
            'chain_length': length + 1,
        }

    def _chain_length(self, api: adapter.Adapter) -> int:
        """How many backups an incremental one would stand on; 0: none can."""
        longest = _number('max_chain_length', self.max_chain_length)
        if longest < 1:
            raise _Failed('max_chain_length has to be 1 or more')
        before = None
        if self.snapshot_id:
            snapshot = self._show(api, 'snapshots', self.snapshot_id)
            before = snapshot['snapshot']['created_at']
        backups = _of_volume(api, self.volume_id)
        for backup in backups:
            if backup['status'] == 'creating':
                raise _Failed(
                    f'backup {backup["id"]} of volume {self.volume_id} is '
                    f'being made: the next one has to wait for it'
                )
        chain = _chain(backups, before, longest)
        if not chain or chain[0]['status'].startswith('error'):
            return 0
        if chain[0]['status'] != 'available':
            raise _Failed(
                f'backup {chain[0]["id"]} of volume {self.volume_id} is '
                f'{chain[0]["status"]}: an incremental backup needs it '
                f'available'
            )
        return len(chain) if len(chain) < longest else 0


def _of_volume(api: adapter.Adapter, volume_id: str) -> list[dict[str, Any]]:
    """All backups that the project has of a volume, page by page."""
    found: list[dict[str, Any]] = []
    query = {'volume_id': volume_id, 'limit': str(_PAGE)}
    for _page in range(_PAGES):
        answer = api.get('/backups/detail', params=query).json()
        found += answer['backups']
        more = answer.get('backups_links') or len(answer['backups']) >= _PAGE
        if not answer['backups'] or not more:
            return [row for row in found if row['volume_id'] == volume_id]
        query['marker'] = answer['backups'][-1]['id']
    raise _Failed(
        f'volume {volume_id} has more than {len(found)} backups: delete some'
    )


def _chain(
    backups: list[dict[str, Any]], before: str | None, most: int
) -> list[dict[str, Any]]:
    """The next backup's parent, the parent's parent, ... to the full one.

    The API shows no parents. Cinder takes the volume's backup with the latest
    data_timestamp, and of a snapshot one from before the snapshot; so did it
    for those that are there, each of which is younger than its parent.

    :param before: when the snapshot to back up was made.
    :param most: more are not looked for.
    """
    chain: list[dict[str, Any]] = []
    for row in sorted(backups, key=_saved_at, reverse=True):
        if len(chain) == most or (chain and not chain[-1]['is_incremental']):
            break
        if before and _saved_at(row) >= before:
            continue
        if not chain or _may_be_parent(row, chain[-1]):
            chain.append(row)
    return chain


def _may_be_parent(backup: dict[str, Any], child: dict[str, Any]) -> bool:
    return (
        _saved_at(backup) < _saved_at(child)
        and backup['created_at'] < child['created_at']
        and not backup['status'].startswith('error')
    )


def _saved_at(backup: dict[str, Any]) -> str:
    """When the data that is backed up was on the volume."""
    return str(backup.get('data_timestamp') or backup['created_at'])


class AssertStatus(_CinderAction):
    """Fail unless a backup has the status: with retry, wait for it."""

    __export__ = True

    def __init__(
        self,
        backup_id: str,
        status: str = 'available',
        region: str | None = None,
        interface: str = 'public',
    ) -> None:
        super().__init__(region, interface)
        self.backup_id = backup_id
        self.status = status

    def _act(self, api: adapter.Adapter) -> Any:
        backup = self._show(api, 'backups', self.backup_id)['backup']
        return self._expect(
            f'backup {self.backup_id}',
            self.status,
            backup['status'],
            backup.get('fail_reason'),
        )
