"""Telling Mistral's errors apart and putting them in a reader's words.

Mistral answers with {"faultstring": ...} or, where it did not expect the
error, with plain text; below it, keystoneauth has errors of its own for a
server that cannot be reached. Everything above asks here what an error means.
"""

import contextlib
import re
from collections.abc import Iterator

from keystoneauth1 import exceptions as ka_exceptions
from mistralclient.api import base as mistral_base

#: 423 is a Mistral under maintenance; the rest are HTTP's own "try again".
TRANSIENT_CODES = frozenset((423, 429, 502, 503, 504))

# What oslo.messaging says when the engine did not answer in time. Mistral's
# API passes it on in a 500.
_RPC_TIMEOUT = re.compile(r'MessagingTimeout|[Tt]imed out', re.ASCII)
# An error of Mistral's engine may be one line with a list of lines in it.
_TRACEBACK = 'Traceback (most recent'
_BEFORE_TRACEBACK = ' \t:[\'"'
#: Characters of what a service says that are looked at. Mistral repeats what a
#: tenant wrote, however long that is. A message stands at the start, but what
#: a traceback is about at the end.
LONGEST_SAID = 8192
_LONGEST_END = 1024
_LONGEST = 1000
# urllib3's errors.
_NO_CONNECTION = frozenset(('NewConnectionError', 'ConnectTimeoutError'))
# What servers write for a failure of what they serve.
_SAYS_NOTHING = ('', 'Internal Server Error')


def code(ex: BaseException) -> int | None:
    """The HTTP status that ``ex`` stands for, if it stands for one."""
    if isinstance(ex, mistral_base.APIException):
        return ex.error_code
    if isinstance(ex, ka_exceptions.HttpError):
        return ex.http_status
    return None


def text(ex: BaseException) -> str:
    """What the service said, cut to LONGEST_SAID; '' if it said nothing.

    Of what is longer the start is left, and in a last line the end.
    """
    said = (
        ex.error_message
        if isinstance(ex, mistral_base.APIException)
        else str(ex)
    )
    if not isinstance(said, bytes):
        said = str(said or '')
    if len(said) > LONGEST_SAID:
        start = said[: LONGEST_SAID - _LONGEST_END - 1]
        return f'{_decoded(start)}\n{_decoded(said[-_LONGEST_END:])}'
    return _decoded(said)


def _decoded(said: str | bytes) -> str:
    return said.decode('utf-8', 'replace') if isinstance(said, bytes) else said


def first_line(ex: BaseException) -> str:
    """What to tell a person: one line, never a traceback.

    DSL errors of Mistral run over many lines, of which the first is the
    message; a connection error of keystoneauth carries the whole chain of
    exceptions behind its first sentence.
    """
    line = _readable(ex)
    status = code(ex)
    if not line and status:
        line = f'Mistral answered with status {status}'
    return line or type(ex).__name__


def is_unexplained(ex: BaseException) -> bool:
    """Whether Mistral's API itself has failed, and says nothing of it."""
    return (
        code(ex) == 500
        and not is_transient(ex)
        and _readable(ex) in _SAYS_NOTHING
    )


def _readable(ex: BaseException) -> str:
    """The line that says what is wrong; '' if there is none."""
    lines = (line.strip() for line in text(ex).splitlines())
    line, traceback, _rest = next(filter(None, lines), '').partition(
        _TRACEBACK
    )
    if traceback:
        line = line.rstrip(_BEFORE_TRACEBACK)
    if isinstance(ex, ka_exceptions.ConnectionError):
        line = line.partition(': HTTP')[0].partition(': (')[0]
        # The query of a list holds names and ids that tell nobody anything.
        line = re.sub(r'\?\S*', '', line)
    return '' if line.startswith('<') else line[:_LONGEST]


def not_found(message: str) -> Exception:
    """The error for what a list has not, as if it had been asked for."""
    return mistral_base.APIException(404, message)


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
    if isinstance(
        ex,
        # A certificate that does not match is not mended by asking again,
        # nor is a version that a service does not have.
        ka_exceptions.SSLError | ka_exceptions.VersionNotAvailable,
    ):
        return False
    # The latter is what keystoneauth says of a Keystone that is away.
    return isinstance(
        ex, ka_exceptions.ConnectionError | ka_exceptions.DiscoveryFailure
    )


def is_refusal(ex: BaseException) -> bool:
    """Whether Mistral has said no: it did nothing and never will."""
    status = code(ex)
    return status is not None and 400 <= status < 500 and not is_transient(ex)


def is_of_another_project(ex: BaseException, execution_id: str) -> bool:
    """Whether an execution cannot be started since another project has its id.

    Mistral's engine finds the id taken, and then not the execution, which it
    looks for in the own project (``DefaultEngine.start_workflow``). It is a
    404; a 500 where the error loses its kind on the way to the API.
    """
    return code(ex) in (
        404,
        500,
    ) and f'WorkflowExecution not found [id={execution_id}]' in text(ex)


def may_be_carried_out(ex: BaseException) -> bool:
    """Whether a request that has failed in this way may come to effect.

    "Locked", "too many requests" and "unavailable" are answers. A bare 500 is
    one, too, but not of a process that has undone everything.
    """
    status = code(ex)
    if status is not None:
        return status >= 500 and status != 503
    # The latter is what keystoneauth says of a Keystone that is away.
    return not (
        _never_connected(ex) or isinstance(ex, ka_exceptions.DiscoveryFailure)
    )


def _never_connected(ex: BaseException) -> bool:
    """Whether not even a connection came about.

    keystoneauth has one error for that and for a connection that broke off;
    urllib3's, in the one below, tells them apart.
    """
    below = ex.__context__
    if not isinstance(ex, ka_exceptions.ConnectionError) or below is None:
        return False
    reason = getattr(next(iter(below.args), None), 'reason', None)
    # By name: urllib3 is keystoneauth's matter, and no requirement of ours.
    return not _NO_CONNECTION.isdisjoint(
        each.__name__ for each in type(reason).__mro__
    )


@contextlib.contextmanager
def ignoring_not_found() -> Iterator[None]:
    """What is not there need not be deleted, or has nothing to tell."""
    try:
        yield
    except Exception as ex:
        if not is_not_found(ex):
            raise
