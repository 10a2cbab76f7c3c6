"""A server on the loopback address that passes requests on and counts them."""

import collections
import contextlib
import http.server
import re
import threading
from collections.abc import Iterator

import requests

#: What tells one thing from another in a path.
_ID = re.compile(
    r'/(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})'
)
# Hop by hop (RFC 9110), or made anew by whoever sends.
_OWN = {
    'connection',
    'content-length',
    'content-encoding',
    'transfer-encoding',
}


class Proxy:
    """Counts by method and path; ids in a path are all the same.

    :ivar counts: since the last ``taken``.
    """

    def __init__(self, target: str) -> None:
        self.target = target
        self.counts: collections.Counter[str] = collections.Counter()
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

    def count(self, method: str, path: str) -> None:
        kind = f'{method} {_ID.sub("/<id>", path.partition("?")[0])}'
        with self._lock:
            self.counts[kind] += 1

    def taken(self) -> dict[str, int]:
        """What was counted since this was last asked."""
        with self._lock:
            counts, self.counts = self.counts, collections.Counter()
        return dict(counts)


class _Handler(http.server.BaseHTTPRequestHandler):
    proxy: Proxy
    protocol_version = 'HTTP/1.1'
    wbufsize = -1
    disable_nagle_algorithm = True

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError):
            super().handle()

    def _pass_on(self) -> None:
        self.proxy.count(self.command, self.path)
        body = self.rfile.read(int(self.headers.get('Content-Length', 0)))
        # "Host" goes along: Keystone tells of URLs with it.
        headers = {
            name: value
            for name, value in self.headers.items()
            if name.lower() not in _OWN
        }
        with requests.Session() as session:
            session.trust_env = False
            answer = session.request(
                self.command,
                self.proxy.target + self.path,
                data=body,
                headers=headers,
                allow_redirects=False,
                timeout=600,
            )
        self.send_response(answer.status_code)
        for name, value in answer.headers.items():
            if name.lower() not in _OWN | {'server', 'date'}:
                self.send_header(name, value)
        if answer.status_code != 204:
            self.send_header('Content-Length', str(len(answer.content)))
        self.end_headers()
        if self.command != 'HEAD':
            self.wfile.write(answer.content)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = _pass_on

    def log_message(self, *_) -> None:
        pass
