"""Set the values that Aodh's alarms look at."""

import urllib.parse


class Metrics:
    """``sb.metrics.set('load', 95)`` makes the query ``load`` give 95."""

    def __init__(self, url, http):
        self._url = url
        self._http = http

    def set(self, name, value):
        self._call('PUT', name, data=str(float(value)))

    def clear(self, name):
        """Let queries of the name find nothing: insufficient data."""
        self._call('DELETE', name)

    def _call(self, method, name, **more):
        self._http.request(
            method,
            f'{self._url}/metrics/{urllib.parse.quote(name, "")}',
            timeout=10,
            **more,
        ).raise_for_status()
