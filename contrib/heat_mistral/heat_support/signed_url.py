"""A signed URL that Heat's own API accepts, whatever the resource's name.

Heat signs the path with its quotes undone once, and its API checks the path
as it stands in the request (``EC2Token._authorize``, heat 25 to 27). A name
with a space or a letter beyond ASCII is quoted: its URL is answered by 403.
"""

from urllib import parse

from heat.engine.resources import signal_responder

# What webob leaves as it is in the path of a request.
_SAFE = "/~!$&'()*+,;=:@"


def signed_again(url: str, secret_key: str) -> str:
    """The URL with a signature of the path that the API will see.

    :param url: as ``SignalResponder._get_ec2_signed_url`` makes it, for POST.
    :param secret_key: of the user that signs.
    """
    parts = parse.urlsplit(url)
    path = parse.quote(parse.unquote(parts.path), _SAFE)
    if '%' not in path:
        return url
    params = dict(parse.parse_qsl(parts.query))
    return _signed(parts, path, params, secret_key)


def signed_by(url: str, access_key: str, secret_key: str) -> str:
    """The same URL, signed with another key.

    :param url: as ``signed_again`` gives it.
    """
    parts = parse.urlsplit(url)
    params = dict(parse.parse_qsl(parts.query))
    params['AWSAccessKeyId'] = access_key
    path = parse.quote(parse.unquote(parts.path), _SAFE)
    return _signed(parts, path, params, secret_key)


def _signed(
    parts: parse.SplitResult,
    path: str,
    params: dict[str, str],
    secret_key: str,
) -> str:
    params.pop('Signature', None)
    params['Signature'] = signal_responder.ec2_utils.Ec2Signer(
        secret_key
    ).generate(
        {
            'host': parts.netloc.lower(),
            'verb': 'POST',
            'path': path,
            'params': params,
        }
    )
    return parse.urlunsplit(parts._replace(query=parse.urlencode(params)))
