"""The metrics process: just as much of Prometheus as Aodh asks for.

``PUT /metrics/NAME`` with a number sets a value, ``DELETE`` takes it
away. A query is answered by the value of that very text, or else by
that of the text before its labels: Aodh adds the project as a label.
"""

import json
import re
import threading
import time
import urllib.parse

from sandbox.services import common


class Prometheus:
    def __init__(self):
        self._values = {}
        self._lock = threading.Lock()

    def __call__(self, environ, start_response):
        # WSGI hands paths over as latin-1 whatever they are.
        path = environ['PATH_INFO'].encode('latin-1').decode()
        if path.startswith('/metrics/'):
            body = self._change(environ, path.removeprefix('/metrics/'))
        else:
            body = self._answer(path, environ)
        start_response(
            '200 OK' if body['status'] == 'success' else '400 Bad Request',
            [('Content-Type', 'application/json')],
        )
        return [json.dumps(body).encode()]

    def _change(self, environ, name):
        if environ['REQUEST_METHOD'] == 'DELETE':
            with self._lock:
                self._values.pop(name, None)
            return _success(None)
        length = int(environ.get('CONTENT_LENGTH') or 0)
        try:
            value = float(environ['wsgi.input'].read(length))
        except ValueError:
            return {'status': 'error', 'error': 'the body is no number'}
        with self._lock:
            self._values[name] = value
        return _success(value)

    def _answer(self, path, environ):
        with self._lock:
            values = dict(self._values)
        if path == '/api/v1/query':
            query = urllib.parse.parse_qs(environ['QUERY_STRING'])
            return _success(
                {
                    'resultType': 'vector',
                    'result': list(
                        _samples(values, query.get('query', [''])[0])
                    ),
                }
            )
        if re.fullmatch('/api/v1/label/__name__/values', path):
            return _success(sorted(values))
        return _success([])


def _samples(values, query):
    name = query if query in values else query.partition('{')[0].strip()
    if name in values:
        yield {
            'metric': {'__name__': name},
            'value': [time.time(), str(values[name])],
        }


def _success(data):
    return {'status': 'success', 'data': data}


if __name__ == '__main__':
    common.run(lambda context: context.serve('metrics', Prometheus()))
