"""Reading answers that may not be Mistral's.

Between Heat and Mistral stand load balancers and proxies. What they say in
Mistral's place is a page, a number, nothing, or half of what it should be.
mistralclient (6.3.0) takes each body for a JSON object, and raises a
ValueError, KeyError or AttributeError that tells nobody what is the matter
and is no error of a service to whoever handles it.
"""

import functools
from typing import Any

from keystoneauth1 import exceptions as ka_exceptions


class Unreadable(ka_exceptions.ConnectionError):
    """The answer to a request is no answer of Mistral's.

    As good as none: the request may have been carried out or not, and may
    do better a little later.
    """


class ReadSession:
    """What mistralclient needs of a session, with answers that can be read."""

    def __init__(self, session: Any) -> None:
        """Prepare requests.

        :param session: keystoneauth's.
        """
        self._session = session

    def get(self, url: str, **options: Any) -> Any:
        return self._sent('GET', url, options)

    def post(self, url: str, **options: Any) -> Any:
        return self._sent('POST', url, options)

    def put(self, url: str, **options: Any) -> Any:
        return self._sent('PUT', url, options)

    def delete(self, url: str, **options: Any) -> Any:
        return self._sent('DELETE', url, options)

    def _sent(self, method: str, url: str, options: dict[str, Any]) -> Any:
        try:
            response = self._session.request(url, method, **options)
        except ka_exceptions.HttpError as ex:
            if ex.response is not None:
                read = functools.partial(_refusal, ex.response.json)
                ex.response.json = read
            raise
        response.json = functools.partial(
            _answer, response.json, response, method
        )
        return response


def _answer(parse: Any, response: Any, method: str) -> dict[str, Any]:
    """The object that an answer is.

    :raises Unreadable: if it is none.
    """
    try:
        return _object(parse())
    except ValueError as ex:
        kind = response.headers.get('Content-Type') or 'no type'
        raise Unreadable(
            f'the answer to {method} {response.url} is not of Mistral: '
            f'{len(response.content)} bytes of {kind[:100]}, status '
            f'{response.status_code}'
        ) from ex


def _refusal(parse: Any) -> dict[str, Any]:
    """The object that an error's body is.

    :raises ValueError: if it is none; mistralclient shows it as it is then.
    """
    return _object(parse())


def _object(found: Any) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise ValueError('no object')  # noqa: TRY004  # as for no JSON
    return found
