"""The openstack command without its start-up.

It takes two seconds to import what it is made of, many times on a page. Here a
process has done so, and forks for each command; the code that runs is the same,
but for how often it looks at a stack that it waits for.
"""

import contextlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

# What the commands of the pages are found in.
_GROUPS = (
    'cliff.formatter.list',
    'cliff.formatter.show',
    'keystoneauth1.plugin',
    'openstack.cli',
    'openstack.cli.base',
    'openstack.cli.extension',
    'openstack.orchestration.v1',
    'openstack.workflow_engine.v2',
)
_PROGRAM = """\
#!{python} -IS
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as to:
    to.connect({path!r})
    socket.send_fds(to, [b'-'], [0, 1, 2])
    what = [sys.argv[1:], os.getcwd(), dict(os.environ)]
    to.sendall(json.dumps(what).encode())
    to.shutdown(socket.SHUT_WR)
    told = to.recv(1)
sys.exit(told[0] if told else 'openstack: the process has died')
"""


@contextlib.contextmanager
def openstack(folder: pathlib.Path) -> Iterator[pathlib.Path]:
    """A directory with the command in it, for the length of a with block.

    :param folder: an empty one, with a short path.
    """
    path = folder / 'socket'
    programs = folder / 'bin'
    programs.mkdir()
    program = programs / 'openstack'
    program.write_text(_PROGRAM.format(python=sys.executable, path=str(path)))
    program.chmod(0o755)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()
        process = subprocess.Popen(
            [sys.executable, '-m', __name__, str(listening.fileno())],
            pass_fds=[listening.fileno()],
        )
        try:
            yield programs
        finally:
            process.kill()
            process.wait()


def main(descriptor: int) -> None:
    """Serve until somebody ends it."""
    from heatclient.common import event_utils
    from openstackclient import shell
    from stevedore import extension

    # It looks at a stack every five seconds.
    poll = event_utils.poll_for_events
    event_utils.poll_for_events = lambda *given, **more: poll(
        *given, **more | {'poll_period': 0.5}
    )
    for group in _GROUPS:
        extension.ExtensionManager(group)
    # Nobody waits for a child.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    listening = socket.socket(fileno=descriptor)
    while True:
        asked, _address = listening.accept()
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            listening.close()
            os._exit(_child(asked, shell.main))
        asked.close()


def _child(asked: socket.socket, run) -> int:
    _dash, descriptors, _flags, _address = socket.recv_fds(asked, 1, 3)
    for there, here in zip(descriptors, (0, 1, 2), strict=True):
        os.dup2(there, here)
        os.close(there)
    with asked.makefile('rb') as stream:
        arguments, directory, environment = json.load(stream)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(directory)
    status = 1
    try:
        status = run(arguments) or 0
    except SystemExit as ends:
        status = (
            ends.code if isinstance(ends.code, int) else int(bool(ends.code))
        )
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        asked.sendall(bytes([status & 255]))
    return 0


if __name__ == '__main__':
    main(int(sys.argv[1]))
