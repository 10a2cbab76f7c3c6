"""Says what to change where Mistral up to 22 cannot make a trust.

A trigger runs under a trust. Mistral 22 (2026.1) and older exchange the token
that they are called with for another one before they make it, at the URL
www_authenticate_uri and as if that had a version; Mistral 23 does not (bug
2048851). What Keystone says of it, Mistral passes on, and nobody can tell
from that what to change.
"""

import contextlib
from collections.abc import Iterator

from mistralclient.api import base as mistral_base

from heat_mistral.mistral_api import errors

_FAILED = 'Authorization failed'
_OF_A_TRUST = 'Using trust-scoped token'
_NO_VERSION = 'Not Found (HTTP 404)'


@contextlib.contextmanager
def explained() -> Iterator[None]:
    """Say what to change where this Mistral cannot make a trust.

    :raises mistralclient.api.base.APIException: with the status of Mistral's
        answer.
    """
    try:
        yield
    except mistral_base.APIException as ex:
        advice = _advice(errors.text(ex))
        if advice is None:
            raise
        raise mistral_base.APIException(
            ex.error_code, f'{advice} (Mistral: {errors.first_line(ex)})'
        ) from ex


def _advice(said: str) -> str | None:
    if _FAILED not in said:
        return None
    if _OF_A_TRUST in said:
        return (
            'Mistral 22 and older cannot make a trigger for a token of a '
            'trust, Mistral 23 can. Leave reauthentication_auth_method in '
            'heat.conf at its default, and create or update the trigger by a '
            'request of your own'
        )
    if _NO_VERSION in said:
        return (
            'Mistral 22 and older make a trigger only where '
            'www_authenticate_uri in mistral.conf, [keystone_authtoken], ends '
            'in /v3'
        )
    return None
