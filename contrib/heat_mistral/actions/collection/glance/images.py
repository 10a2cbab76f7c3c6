"""Images: Glance, API version 2.

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

_PAGE = 100


def _number(name: str, value: Any) -> int:
    """An input, which may be a number in a text as well."""
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        raise _Failed(f'{name} has to be a number, not {value!r}') from None


class _GlanceAction(_Action):
    _service = 'image'

    def _connect(self, security: Any) -> adapter.Adapter:
        """Glance, with the version that its entry in the catalog lacks."""
        api = _Action._connect(self, security)
        url = api.endpoint_override.rstrip('/').removesuffix('/v2')
        api.endpoint_override = f'{url}/v2'
        return api


class AssertStatus(_GlanceAction):
    """Fail unless an image has the status: with retry, wait for it."""

    __export__ = True

    def __init__(
        self,
        image_id: str,
        status: str = 'active',
        region: str | None = None,
        interface: str = 'public',
    ) -> None:
        super().__init__(region, interface)
        self.image_id = image_id
        self.status = status

    def _act(self, api: adapter.Adapter) -> Any:
        image = self._show(api, 'images', self.image_id)
        return self._expect(
            f'image {self.image_id}', self.status, image['status'], None
        )


class FilterBy(_GlanceAction):
    """Find images, the newest first; fail where there are fewer than minimum.

    What is no input is refused: Glance itself takes any text for a property
    that images may have, and finds nothing. Such properties go into
    properties. The result is a list of what Glance has of each image.
    """

    __export__ = True

    def __init__(
        self,
        name: str | None = None,
        status: str | None = None,
        visibility: str | None = None,
        owner: str | None = None,
        tag: str | None = None,
        disk_format: str | None = None,
        container_format: str | None = None,
        size_min: int | None = None,
        size_max: int | None = None,
        created_at: str | None = None,
        updated_at: str | None = None,
        properties: dict[str, str] | None = None,
        minimum: int = 1,
        limit: int = 100,
        region: str | None = None,
        interface: str = 'public',
    ) -> None:
        super().__init__(region, interface)
        self.filters = {
            'name': name,
            'status': status,
            'visibility': visibility,
            'owner': owner,
            'tag': tag,
            'disk_format': disk_format,
            'container_format': container_format,
            'size_min': size_min,
            'size_max': size_max,
            'created_at': created_at,
            'updated_at': updated_at,
        }
        self.properties = properties
        self.minimum = minimum
        self.limit = limit

    def _act(self, api: adapter.Adapter) -> Any:
        minimum = _number('minimum', self.minimum)
        limit = _number('limit', self.limit)
        if not 0 <= minimum <= limit:
            raise _Failed('minimum has to be between 0 and limit')
        if not isinstance(self.properties or {}, dict):
            raise _Failed('properties has to be a map')
        query = {k: v for k, v in self.filters.items() if v is not None}
        for key, value in (self.properties or {}).items():
            if key in self._not_properties():
                raise _Failed(f'{key!r} is none of the properties of images')
            query[key] = value
        found = self._found(api, query, limit)
        if len(found) < minimum:
            asked = ', '.join(f'{k}={v}' for k, v in sorted(query.items()))
            raise _Failed(
                f'{len(found)} images have {asked or "no filter"}, '
                f'{minimum} or more are wanted'
            )
        return found

    def _not_properties(self) -> set[str]:
        """What Glance reads as something else than a property's name."""
        return {'limit', 'marker', 'sort', 'sort_key', 'sort_dir'} | set(
            self.filters
        )

    def _found(
        self, api: adapter.Adapter, query: dict[str, Any], limit: int
    ) -> list[dict[str, Any]]:
        """Of what there is, so many, page by page."""
        found: list[dict[str, Any]] = []
        query = {**query, 'sort_key': 'created_at', 'sort_dir': 'desc'}
        while len(found) < limit:
            query['limit'] = min(_PAGE, limit - len(found))
            answer = api.get('/images', params=query).json()
            found += answer['images']
            if not answer['images'] or not answer.get('next'):
                break
            query['marker'] = found[-1]['id']
        return found[:limit]
