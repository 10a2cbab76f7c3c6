"""Looking at requests that were sent, and the lists that answer them."""

from urllib import parse

NOT_FOUND = {'status_code': 404, 'json': {'faultstring': 'not found'}}
AWKWARD = 'a b/c?d#e&f,ü'
AWKWARD_QUOTED = 'a%20b%2Fc%3Fd%23e%26f%2C%C3%BC'


def rows(first, last):
    """Rows of a list, by their numbers."""
    return [{'id': f'id-{number}'} for number in range(first, last)]


def query_of(request):
    """The query of a request, by name."""
    return dict(parse.parse_qsl(parse.urlsplit(request.url).query))
