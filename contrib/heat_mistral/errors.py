"""Telling Mistral's errors apart and putting them in a reader's words.

Mistral answers with {"faultstring": ...} or, where it did not expect the
error, with plain text; below it, keystoneauth has errors of its own for a
server that cannot be reached. Everything above asks here what an error means.
"""

import re

from keystoneauth1 import exceptions as ka_exceptions
from mistralclient.api import base as mistral_base

#: 423 is a Mistral under maintenance; the rest are HTTP's own "try again".
TRANSIENT_CODES = frozenset((423, 429, 502, 503, 504))

# What oslo.messaging says when the engine did not answer in time. Mistral's
# API passes it on in a 500.
_RPC_TIMEOUT = re.compile(r'MessagingTimeout|[Tt]imed out', re.ASCII)
# An error of Mistral's engine may be one line with a list of lines in it.
_TRACEBACK = re.compile(r'[\s:\[\'"]*Traceback \(most recent')
_LONGEST = 1000


def code(ex: BaseException) -> int | None:
    """The HTTP status that ``ex`` stands for, if it stands for one."""
    if isinstance(ex, mistral_base.APIException):
        return ex.error_code
    if isinstance(ex, ka_exceptions.HttpError):
        return ex.http_status
    return None


def text(ex: BaseException) -> str:
    """All that the service said, as text; '' if it said nothing."""
    said = ex.error_message if isinstance(
        ex, mistral_base.APIException) else str(ex)
    if isinstance(said, bytes):
        said = said.decode('utf-8', 'replace')
    return str(said or '')


def first_line(ex: BaseException) -> str:
    """What to tell a person: one line, never a traceback.

    DSL errors of Mistral run over many lines, of which the first is the
    message; a connection error of keystoneauth carries the whole chain of
    exceptions behind its first sentence.
    """
    lines = [line.strip() for line in text(ex).splitlines() if line.strip()]
    line = _TRACEBACK.split(lines[0])[0] if lines else ''
    if isinstance(ex, ka_exceptions.ConnectionError):
        line = line.partition(': HTTP')[0].partition(': (')[0]
        # The query of a list holds names and ids that tell nobody anything.
        line = re.sub(r'\?\S*', '', line)
    if not line or line.startswith('<'):
        status = code(ex)
        line = (f'Mistral answered with status {status}' if status
                else type(ex).__name__)
    return line[:_LONGEST]


def is_not_found(ex: BaseException) -> bool:
    return code(ex) == 404


def is_conflict(ex: BaseException) -> bool:
    return code(ex) == 409


def is_over_limit(ex: BaseException) -> bool:
    return code(ex) in (413, 429)


def is_invalid(ex: BaseException) -> bool:
    return code(ex) == 400


def is_transient(ex: BaseException) -> bool:
    """Whether the same request may do better a little later."""
    status = code(ex)
    if status == 500:
        return bool(_RPC_TIMEOUT.search(text(ex)))
    if status is not None:
        return status in TRANSIENT_CODES
    # A certificate that does not match is not mended by asking again.
    return (isinstance(ex, ka_exceptions.ConnectionError)
            and not isinstance(ex, ka_exceptions.SSLError))


def is_refusal(ex: BaseException) -> bool:
    """Whether Mistral has said no: it did nothing and never will."""
    status = code(ex)
    return (status is not None and 400 <= status < 500
            and not is_transient(ex))
