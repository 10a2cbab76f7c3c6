"""Where a measurement was made: what its figures must be read with."""

import datetime
import importlib.metadata
import os
import pathlib
import platform
from typing import Any

import psutil

_SHOWN = (
    'openstack-heat',
    'mistral',
    'keystone',
    'python-mistralclient',
    'heat-mistral',
)


def circumstances() -> dict[str, Any]:
    """The machine, the releases and the time, but not the load."""
    return {
        'date': datetime.datetime.now(datetime.UTC).strftime(
            '%Y-%m-%d %H:%M UTC'
        ),
        'processor': _processor(),
        'cores': os.cpu_count(),
        'memory_gib': round(psutil.virtual_memory().total / 2**30),
        'python': platform.python_version(),
        'releases': {
            name: importlib.metadata.version(name) for name in _SHOWN
        },
    }


def load() -> float:
    """How many processes wanted a core in the last minute, on average."""
    return os.getloadavg()[0]


def _processor() -> str:
    for line in pathlib.Path('/proc/cpuinfo').read_text().splitlines():
        name, _, value = line.partition(':')
        if name.strip() == 'model name':
            return value.strip()
    return platform.machine()
