"""Become a stock daemon, watched by a process that ends what it leaves.

Daemons know nothing of an owner, and their workers outlive them. All of them
are in the process group of this process: the watcher ends the whole group
when the daemon ends, or its owner.
"""

import argparse
import os
import select
import signal

from sandbox import state as state_module


def main():
    options = _options()
    os.umask(0o077)
    watched = os.pidfd_open(os.getpid())
    owner = os.pidfd_open(options.owner)
    if os.getppid() != options.owner:
        raise SystemExit('the owner has ended')
    if os.fork() == 0:
        # No child of the daemon, which may wait for all of its children.
        if os.fork() == 0:
            for each in options.socket:
                os.close(int(each.partition('=')[2]))
            _watch(watched, owner, state_module.State(options.state))
        os._exit(0)
    os.wait()
    os.execv(options.command[0], options.command)


def _watch(daemon, owner, state):
    poll = select.poll()
    poll.register(daemon, select.POLLIN)
    poll.register(owner, select.POLLIN)
    while daemon not in dict(poll.poll()):
        poll.unregister(owner)
        if not state.read('run').get('detached'):
            break
    os.killpg(os.getpgrp(), signal.SIGKILL)


def _options():
    parser = argparse.ArgumentParser()
    parser.add_argument('--state', required=True)
    parser.add_argument('--owner', type=int, required=True)
    parser.add_argument('--socket', action='append', default=[])
    parser.add_argument('command', nargs='+')
    return parser.parse_args()


if __name__ == '__main__':
    main()
