"""Just as much of Cinder, Glance, Nova and Trove as actions ask for.

No service of the sandbox: it answers from this process, and is in Keystone's
catalog, for the length of a with block. ::

    with sandbox.openstack() as cloud:
        volume = cloud.add('volumes', project_id, status='available')

Tokens are checked by Keystone; each project sees what is its own. What is
begun (a backup, a start) has ended when it was looked at ``cloud.looks`` times,
and well, or as is said before: ``cloud.ends['backups'] = 'error'``.
"""

import contextlib
import http.server
import json
import threading
import urllib.parse

from sandbox.openstack.cloud import Cloud

__all__ = ['CATALOG', 'Cloud', 'serving']

# Service type in the catalog -> path of its endpoint.
CATALOG = {
    'block-storage': '/volume/v3/%(tenant_id)s',
    'compute': '/compute/v2.1',
    'database': '/database/v1.0/%(tenant_id)s',
    'image': '/image',
}


class _Handler(http.server.BaseHTTPRequestHandler):
    cloud = None

    def _answer(self):
        path, _, query = self.path.partition('?')
        text = self.rfile.read(int(self.headers.get('Content-Length') or 0))
        status, answer = self.cloud.answer(
            self.command,
            path,
            dict(urllib.parse.parse_qsl(query)),
            json.loads(text or 'null'),
            self.headers.get('X-Auth-Token'),
        )
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = _answer

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def serving(cloud):
    """Answer requests for the length of a with block, at the URL given."""
    handler = type('Handler', (_Handler,), {'cloud': cloud})
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f'http://127.0.0.1:{server.server_port}'
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
