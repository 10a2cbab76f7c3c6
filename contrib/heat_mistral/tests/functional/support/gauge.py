"""A server that workflows tell when they come and go, by ``std.http``."""

import collections
import contextlib
import http.server
import threading

#: A workflow that comes, stays for a while and goes; its input is where.
WORKFLOW = """\
visit:
  input: [gauge, group: all, number: 0, seconds: 0.2]
  tasks:
    come:
      action: std.http
      input:
        method: POST
        url: <% $.gauge %>/come/<% $.group %>/<% $.number %>
      on-success: stay
    stay:
      action: std.sleep seconds=<% $.seconds %>
      on-success: go
    go:
      action: std.http
      input:
        method: POST
        url: <% $.gauge %>/go/<% $.group %>/<% $.number %>
"""


class Gauge:
    """Who is there, and how many there were at most.

    :ivar most: group -> most visitors at a time.
    :ivar came: (group, number) -> how often it has come.
    """

    def __init__(self):
        self._lock = threading.Lock()
        self._there = collections.Counter()
        self.most = collections.Counter()
        self.came = collections.Counter()
        self.url = ''

    def note(self, path):
        _slash, verb, group, number = path.split('/')
        with self._lock:
            if verb == 'come':
                self.came[group, number] += 1
                self._there[group] += 1
                self.most[group] = max(self.most[group], self._there[group])
            else:
                self._there[group] -= 1


@contextlib.contextmanager
def running():
    """A gauge on this machine's loopback, for a with block."""
    gauge = Gauge()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers.get('Content-Length') or 0))
            gauge.note(self.path)
            self.send_response(200)
            self.send_header('Content-Length', '0')
            self.end_headers()

        def log_message(self, *args):
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
    gauge.url = f'http://127.0.0.1:{server.server_address[1]}'
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    try:
        yield gauge
    finally:
        server.shutdown()
        server.server_close()
        serving.join()
