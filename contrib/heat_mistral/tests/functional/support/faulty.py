"""Something between Heat and Mistral that fails when it is told to."""

import collections
import contextlib
import dataclasses
import http.client
import http.server
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from urllib import parse

CHANGES = frozenset(('POST', 'PUT', 'DELETE'))


@dataclasses.dataclass(frozen=True)
class Fault:
    """What becomes of one request.

    :ivar status: of the answer; None drops the connection instead.
    :ivar takes_effect: whether Mistral gets the request all the same.
    :ivar methods: others pass by unharmed.
    :ivar passing: whether asking again is known to help.
    :ivar late: seconds after the answer until Mistral gets the request.
    :ivar held: seconds that the answer is held back, before anything else.
    :ivar answer: makes another body of the one that Mistral gave; its status
        stays as it is.
    :ivar breaks_off: the connection ends in the middle of the answer.
    :ivar page: the body of an answer that is not Mistral's; by default name.
    """

    name: str
    status: int | None
    takes_effect: bool = False
    methods: frozenset[str] = CHANGES | {'GET'}
    passing: bool = True
    late: float = 0
    held: float = 0
    answer: Callable[[bytes], bytes] | None = None
    breaks_off: bool = False
    page: str = ''

    @property
    def text(self) -> str:
        """The body of an answer that is not Mistral's."""
        return self.page or self.name


FAULTS = {
    fault.name: fault
    for fault in (
        Fault('unreachable', None),
        Fault('reply lost', None, takes_effect=True),
        Fault('away', 503),
        Fault('away, but done', 503, takes_effect=True),
        Fault('maintenance', 423, methods=CHANGES),
        Fault('broken', 500, passing=False),
        Fault(
            'broken, but done',
            500,
            takes_effect=True,
            methods=CHANGES,
            passing=False,
        ),
        Fault(
            'refused', 400, methods=frozenset(('POST', 'PUT')), passing=False
        ),
        Fault('forbidden', 403, methods=frozenset(('DELETE',)), passing=False),
    )
}
# Not for random walks, which would take long.
LATE = Fault('late', None, takes_effect=True, late=10)


class Proxy:
    """A server on the loopback address that passes requests on.

    :ivar happened: the faults that were met since ``failing`` began.
    """

    def __init__(self, target: str) -> None:
        self.target = parse.urlsplit(target).netloc
        self.happened: list[Fault] = []
        self.met = 0
        self._next: collections.deque[Fault | None] = collections.deque()
        self._script: collections.deque[tuple[str, Fault]] = (
            collections.deque()
        )
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def running(self) -> Iterator[str]:
        """Listen for the length of a with block; gives the URL."""
        handler = type('Handler', (_Handler,), {'proxy': self})
        server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), handler)
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f'http://127.0.0.1:{server.server_port}'
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    @contextlib.contextmanager
    def failing(self, names: Iterable[str | None]) -> Iterator[None]:
        """Let requests fail in turn; None lets one pass, as does the end."""
        with self._lock:
            self._next = collections.deque(
                name and FAULTS[name] for name in names
            )
            self.happened = []
        try:
            yield
        finally:
            self.calm()

    def follow(self, *script: tuple[str, Fault]) -> None:
        """Let certain requests fail, one after the other.

        :param script: how a request's line ('METHOD /path') begins, and what
            becomes of the first such request after the one before.
        """
        with self._lock:
            self._script = collections.deque(script)

    def calm(self) -> None:
        """Let all further requests pass."""
        with self._lock:
            self._next.clear()
            self._script.clear()

    def fault(self, method: str, path: str) -> Fault | None:
        """What is to become of the next request."""
        with self._lock:
            if self._script and f'{method} {path}'.startswith(
                self._script[0][0]
            ):
                return self._script.popleft()[1]
            fault = self._next.popleft() if self._next else None
            if fault is None or method not in fault.methods:
                return None
            self.happened.append(fault)
            self.met += 1
            return fault


class _Handler(http.server.BaseHTTPRequestHandler):
    proxy: Proxy
    protocol_version = 'HTTP/1.1'
    wbufsize = -1
    disable_nagle_algorithm = True

    def handle(self) -> None:
        # An engine that is killed leaves its connections open.
        with contextlib.suppress(ConnectionError):
            super().handle()

    def _handle(self) -> None:
        body = self.rfile.read(int(self.headers.get('Content-Length', 0)))
        fault = self.proxy.fault(self.command, self.path)
        if fault is None or (fault.takes_effect and not fault.late):
            status, headers, answer = self._pass_on(body)
        if fault is not None:
            time.sleep(fault.held)
        if fault is None:
            self._answer(status, answer, headers)
        elif fault.breaks_off:
            self._answer(status, answer, headers, len(answer) // 2)
            self._hang_up()
        elif fault.answer is not None:
            # An empty answer has no body that could be another one.
            status = 200 if status == 204 else status
            self._answer(status, fault.answer(answer), headers)
        elif fault.status is None:
            self._hang_up()
        else:
            self._answer(fault.status, fault.text.encode(), {})
        if fault is not None and fault.late:
            time.sleep(fault.late)
            self._pass_on(body)

    def _hang_up(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    do_GET = do_POST = do_PUT = do_DELETE = _handle

    def _pass_on(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection(self.proxy.target)
        with contextlib.closing(connection):
            connection.request(
                self.command,
                self.path,
                body,
                {
                    name: value
                    for name, value in self.headers.items()
                    if name.lower()
                    not in ('host', 'connection', 'content-length')
                },
            )
            response = connection.getresponse()
            return (
                response.status,
                {'Content-Type': response.headers.get('Content-Type', '')},
                response.read(),
            )

    def _answer(
        self,
        status: int,
        body: bytes,
        headers: dict[str, str],
        sent: int | None = None,
    ) -> None:
        """Send an answer.

        :param sent: how much of the body really is sent.
        """
        self.send_response(status)
        for name, value in headers.items():
            if value:
                self.send_header(name, value)
        if status != 204:
            self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body[:sent])

    def log_message(self, *_) -> None:
        pass
