"""Start, recognise and end one process, and never somebody else's.

A pid alone may have been given to another process since; a pid with the
time of its start and the boot it belongs to is one process for ever.
"""

import dataclasses
import os
import pathlib
import selectors
import signal
import subprocess
import sys
import time

BOOT = pathlib.Path('/proc/sys/kernel/random/boot_id')

# Our own children, so that they are reaped when they end.
_children = {}


@dataclasses.dataclass(frozen=True)
class Process:
    pid: int
    born: str

    @classmethod
    def of(cls, pid):
        """The process that has this pid now, or None."""
        fields = _stat(pid)
        # A zombie has ended; only its parent has not looked yet.
        if fields is None or fields[0] == 'Z':
            return None
        return cls._from(pid, fields)

    @classmethod
    def _from(cls, pid, fields):
        return cls(pid, f'{BOOT.read_text().strip()}:{fields[19]}')

    def alive(self):
        child = _children.get(self.pid)
        if child is not None:
            child.poll()
        return Process.of(self.pid) == self

    def signal(self, number):
        """Send a signal to this process or to none; tell which."""
        try:
            fd = os.pidfd_open(self.pid)
        except ProcessLookupError:
            return False
        try:
            # The descriptor holds whatever has the pid now, so between
            # this look and the signal nobody can take the place.
            if not self.alive():
                return False
            signal.pidfd_send_signal(fd, number)
        except ProcessLookupError:
            return False
        finally:
            os.close(fd)
        return True

    def signal_all(self, number):
        """Send a signal to this process and to all that it has started."""
        if self.alive():
            # It leads a group; see spawn().
            os.killpg(self.pid, number)

    def wait(self, timeout=None):
        """Wait for the end; False if it did not come in time."""
        try:
            fd = os.pidfd_open(self.pid)
        except ProcessLookupError:
            return True
        try:
            fields = _stat(self.pid)
            # A zombie, too: while its other threads still run, its
            # sockets are open. The descriptor tells when the last ended.
            if fields and Process._from(self.pid, fields) == self:
                _readable(fd, timeout)
        finally:
            os.close(fd)
        return not self.alive()

    def memory(self):
        """Resident memory in bytes."""
        try:
            pages = pathlib.Path(f'/proc/{self.pid}/statm').read_text()
        except OSError:
            return 0
        return int(pages.split()[1]) * os.sysconf('SC_PAGE_SIZE')


def _stat(pid):
    """The fields of /proc/PID/stat after the name, or None."""
    try:
        text = pathlib.Path(f'/proc/{pid}/stat').read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return text.rpartition(')')[2].split()


def _readable(fd, timeout):
    # Not poll(), which eventlet takes away.
    with selectors.DefaultSelector() as selector:
        selector.register(fd, selectors.EVENT_READ)
        return selector.select(timeout)


def end_all(processes, patience=10):
    """Ask all to end, insist after a while; return when they are gone."""
    for each in processes:
        each.signal(signal.SIGTERM)
    deadline = time.monotonic() + patience
    for each in processes:
        if not each.wait(max(0, deadline - time.monotonic())):
            each.signal(signal.SIGKILL)
            each.wait()


def spawn(module, args, log, fds, env, cwd):
    """Run ``python -m module`` with a log file and inherited sockets."""
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        child = subprocess.Popen(
            [sys.executable, '-m', module, *args],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            pass_fds=fds,
            env=env,
            cwd=cwd,
            # Ctrl-C is for the one who started us; he ends us in order.
            start_new_session=True,
        )
    finally:
        os.close(out)
    _children[child.pid] = child
    return Process._from(child.pid, _stat(child.pid))


def end_with(owner, unless):
    """End this process when its owner ends, except where ``unless()``.

    A descriptor of the owner is used, not a pipe or a parent-death
    signal: a pipe stays open in whatever the owner forks, and the signal
    comes already when the thread ends that started us.
    """
    fd = os.pidfd_open(owner)
    if os.getppid() != owner:
        os._exit(1)
    _readable(fd, None)
    if not unless():
        os._exit(1)
