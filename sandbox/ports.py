"""Ports on the loopback address: chosen once, remembered, re-chosen if taken.

The one who starts a service binds its ports and hands the open sockets
down. So whoever listens there is the process that was started, and a
request that comes too early waits for the service instead of failing.
"""

import itertools
import pathlib
import random
import socket

from sandbox import errors, layout

BACKLOG = 256
_LOWEST = 10000
_EPHEMERAL = pathlib.Path('/proc/sys/net/ipv4/ip_local_port_range')


def bind(port):
    """A listening socket on the port, or None if somebody has it."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    # A port in TIME_WAIT after our own last run is still ours.
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Connections inherit it; without, each answer may wait for 40 ms.
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        sock.bind((layout.HOST, port))
        sock.listen(BACKLOG)
    except OSError:
        sock.close()
        return None
    return sock


def free():
    """A listening socket on a port that nobody has.

    Not one that the kernel gives to outgoing connections: while a service
    restarts, one of those could take its port.
    """
    end = int(_EPHEMERAL.read_text().split()[0])
    candidates = random.sample(range(_LOWEST, end), 100)
    return next(
        filter(
            None,
            itertools.chain(
                map(bind, candidates), map(bind, itertools.repeat(0, 1))
            ),
        )
    )


def open_sockets(state, names, *, move):
    """Listening sockets by name, on the remembered ports.

    A port that somebody else has now is given up for another one, if we
    may move; the others must then be told the new address.
    """
    ports = state.read('ports')
    sockets = {}
    for name in names:
        sock = bind(ports[name]) if name in ports else None
        if sock is None and name in ports and not move:
            raise errors.SandboxError(
                f'the port {ports[name]} of {name} is taken by another '
                f'process; restart the whole sandbox to move it'
            )
        sockets[name] = sock or free()
        ports[name] = sockets[name].getsockname()[1]
    state.write('ports', ports)
    return sockets
