"""Between a client and a URL: what is sent arrives, and answers get lost."""

import contextlib
import http.server
import threading
from urllib import parse

import requests


@contextlib.contextmanager
def between(url, lost):
    """Give the URL to use in place of this one, and the answers' codes.

    :param lost: of so many answers only a 502, or nothing at all, is left.
    """
    codes = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers['Content-Length']))
            server = parse.urlsplit(url)
            answer = requests.post(
                f'{server.scheme}://{server.netloc}{self.path}',
                data=body,
                headers={'Content-Type': self.headers['Content-Type']},
                timeout=60,
            )
            codes.append(answer.status_code)
            if len(codes) <= lost:
                if len(codes) % 2:
                    self.send_error(502)
                return  # the connection is closed
            self.send_response(answer.status_code)
            self.send_header('Content-Length', str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, *args):
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    try:
        host = f'127.0.0.1:{server.server_address[1]}'
        yield parse.urlsplit(url)._replace(netloc=host).geturl(), codes
    finally:
        server.shutdown()
        server.server_close()
        serving.join()
