"""The proxy passes on what it counts."""

import http.server
import threading

import pytest
import requests

from benchmarks import counting


class _Service(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def do_POST(self):
        body = self.rfile.read(int(self.headers['Content-Length']))
        self.send_response(201)
        self.send_header('X-Subject-Token', self.headers['X-Auth-Token'])
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_DELETE(self):
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def service():
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), _Service)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f'http://127.0.0.1:{server.server_port}'
    server.shutdown()
    thread.join()
    server.server_close()


def test_kinds_are_counted_and_all_is_passed_on(service):
    proxy = counting.Proxy(service)
    with proxy.running() as url, requests.Session() as session:
        session.trust_env = False
        for number in range(2):
            answer = session.post(
                f'{url}/v3/auth/tokens?nocatalog={number}',
                data=b'{}',
                headers={'X-Auth-Token': 'secret'},
            )
            assert answer.status_code == 201
            assert answer.headers['X-Subject-Token'] == 'secret'
            assert answer.content == b'{}'
        for identifier in (
            'f6f9a1f6-0c0e-4e0b-9d5e-3c0b8a1d2e4f',
            'f6f9a1f60c0e4e0b9d5e3c0b8a1d2e4f',
        ):
            answer = session.delete(f'{url}/v2/workflows/{identifier}')
            assert answer.status_code == 204
    assert proxy.taken() == {
        'POST /v3/auth/tokens': 2,
        'DELETE /v2/workflows/<id>': 2,
    }
    assert proxy.taken() == {}
