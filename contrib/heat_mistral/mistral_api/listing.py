"""Lists of Mistral's API: filters and pages.

A filter is ``<operator>:<value>`` (eq, neq, in, has, gte ...); Mistral reads
a value without an operator as eq, so that one which holds a colon needs its
own (``mistral/utils/filter_utils.py``).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib import parse

from heat_mistral.mistral_api import errors

#: Rows of a page that is asked for. Mistral may give fewer: it has an option
#: of its own for the most of a page ([api] max_limit, 1000 by default).
PAGE = 1000
#: Servers and proxies commonly refuse a request line over 8 KB.
QUERY_BYTES = 4096
_ID = re.compile(r'[A-Za-z0-9_-]{1,255}')
# Of a path, on its way to the server.
_TAKEN_OUT = ('', '.', '..')
_TOLD = 100  # characters of what is no id
# How often a list is begun at most.
_BEGUN = 5


def all_rows(list_method: Callable[..., list[Any]], **query: Any) -> list[Any]:
    """All rows of a list, page by page.

    :param list_method: ``list`` of one of mistralclient's managers.
    """
    return list(pages(list_method, **query))


def pages(
    list_method: Callable[..., list[Any]], **query: Any
) -> Iterator[Any]:
    """Each row of a list; asks for the next page when it comes to its end.

    An empty page is the end. A short one may be all that Mistral's max_limit
    allows, and mistralclient drops the link that would tell. Where the last
    row of a page is deleted before the next one is asked for, Mistral has no
    such marker (404): it is begun anew then, and each row given once.

    :param list_method: ``list`` of one of mistralclient's managers.
    """
    marker = ''
    given: set[str] = set()
    begun = 1
    while True:
        try:
            page = list_method(marker=marker, limit=PAGE, **query)
        except Exception as ex:
            if not marker or not errors.is_not_found(ex) or begun == _BEGUN:
                raise
            begun += 1
            marker = ''
            continue
        if not page or page[-1].id == marker:
            return  # one that does not heed the marker would never end
        yield from (row for row in page if row.id not in given)
        given.update(row.id for row in page)
        marker = page[-1].id


def equal(value: str) -> str:
    """The filter for rows that have this value, whatever is in it."""
    return f'eq:{encodable(value)}'


def holding(part: str) -> str:
    """The filter for rows whose value holds this; "%" and "_" are wildcards."""
    return f'has:{encodable(part)}'


def one_of(names: Iterable[str]) -> Iterator[str]:
    """Filters that together find rows of all names.

    Several, where one would be too long for a URL; and one for each name
    with a comma, which Mistral takes for the end of a name.
    """
    chunk: list[str] = []
    size = 0
    for name in dict.fromkeys(map(encodable, names)):
        if ',' in name:
            yield equal(name)
            continue
        cost = len(parse.quote_plus(name)) + 3
        if chunk and size + cost > QUERY_BYTES:
            yield 'in:' + ','.join(chunk)
            chunk, size = [], 0
        chunk.append(name)
        size += cost
    if chunk:
        yield 'in:' + ','.join(chunk)


def quoted(value: str) -> str:
    """A value in the query of a URL, which mistralclient puts there as it is.

    (What it is given for a list it quotes itself.)
    """
    return parse.quote(encodable(value), safe='')


def identifier(value: str) -> str:
    """An id as a part of a URL's path, where mistralclient puts it as it is.

    Mistral's ids are UUIDs. What is taken for one may come from others, as an
    external_id and the data of an adopted stack do: nobody has given such an
    id to anything.

    :raises mistralclient.api.base.APIException: 404, as for any other id that
        there is not.
    """
    if not _ID.fullmatch(value or ''):
        raise not_there(value)
    return value


def segment(name: str) -> str:
    """A name as one part of a URL's path, where mistralclient puts it as is.

    Servers undo the quotes before they read a path: a slash divides it however
    it is written.

    :raises mistralclient.api.base.APIException: 404 for a name that no path
        can hold. Mistral says so, too.
    """
    if name in _TAKEN_OUT or '/' in name:
        raise not_there(name)
    return quoted(name)


def not_there(value: str) -> Exception:
    """The error for what cannot be there, as if it had been asked for."""
    return errors.not_found(f'there is nothing called {value[:_TOLD]!a}')


def encodable(value: str) -> str:
    """The value without halves of characters, which no row of Mistral's has.

    JSON can carry them, and a URL cannot.
    """
    return value.encode(errors='backslashreplace').decode()
