"""The way to Mistral, for the program and for openstackclient alike."""

from typing import Any

from keystoneauth1 import exceptions as keystone
from mistralclient.api import base
from mistralclient.api import client as mistral_client

from heat_mistral.actions.model import ActionsError
from heat_mistral.mistral_api import api, errors

_SERVICE = 'workflowv2'
#: Seconds for one answer, where nothing else is said.
_TIMEOUT = 60.0


def mistral(way: Any) -> api.MistralApi:
    """Mistral's API for the user.

    :param way: a ``cloud.Cloud``, or openstackclient's ``client_manager``.
    :raises heat_mistral.actions.model.ActionsError: if Keystone refuses, or
        knows no Mistral.
    """
    session = way.session
    if getattr(session, 'timeout', None) is None:
        session.timeout = _TIMEOUT
    try:
        url = session.get_endpoint(
            service_type=_SERVICE,
            region_name=way.region_name or None,
            interface=way.interface or 'public',
        )
        project = session.get_project_id()
    except keystone.ClientException as ex:
        raise ActionsError(
            f'there is no way to Mistral: {errors.first_line(ex)}'
        ) from ex
    if url is None:
        raise ActionsError(
            f'there is no way to Mistral: the catalog has no {_SERVICE}'
        )
    return api.MistralApi.over(_client(session, url), project)


def _client(session: Any, url: str) -> Any:
    """A client that takes no text for the name of a file."""
    cert = session.cert if isinstance(session.cert, tuple) else (None, None)
    return mistral_client.client(
        mistral_url=url,
        session=session,
        enforce_raw_definitions=True,
        # It takes no notice of the session's.
        insecure=session.verify is False,
        cacert=session.verify if isinstance(session.verify, str) else None,
        cert=cert[0],
        key=cert[1],
    )


def refusal(ex: Exception) -> str | None:
    """What Mistral or Keystone says with an error; None for any other."""
    if not isinstance(ex, base.APIException | keystone.ClientException):
        return None
    line = errors.first_line(ex)
    if errors.code(ex) == 403:
        return (
            f'Mistral refuses: {line}. By its default policy only '
            f'administrators may upload Python'
        )
    if errors.is_transient(ex):
        return f'{line}. Run the command again: it goes on where it was'
    if isinstance(ex, base.APIException):
        return f'Mistral refuses: {line}'
    return f'there is no way to Mistral: {line}'
