"""Make the bus, tables and first rows, as an operator does.

A set-up that was cut short is taken up again: each step leaves alone what is
there. Each service does it in a process of its own, beside the others.
"""

import functools
import os
import subprocess
import sys
from concurrent import futures

from sandbox import configs, databases, errors
from sandbox import service as service_module
from sandbox import state as state_module
from sandbox.production import broker, daemons


def in_turn(state, services, reporter):
    """Set up what was not yet, and give each service once it can start.

    :raises errors.SandboxError: if a server is missing or a step failed.
    """

    def ensure(name, step):
        if not state.done(name):
            with reporter.step(f'set up {name}'):
                step()
            state.mark_done(name)

    with futures.ThreadPoolExecutor() as pool:
        steps = {
            name: pool.submit(ensure, name, step)
            for name, step in _steps(state).items()
        }
        begun = {
            pool.submit(_wait, steps, each.name): each for each in services
        }
        for each in futures.as_completed(begun):
            each.result()
            yield begun[each]


def _steps(state):
    return {
        'bus': lambda: broker.create(broker.of(state)),
        **{
            name: functools.partial(_in_a_process, state, name)
            for name in SERVICES
        },
    }


def _wait(steps, service):
    """Wait for what a service needs before it can be started."""
    # The others do not look at Keystone, or bear that it is late.
    own = [service, 'bus'] if service in SERVICES else ['keystone']
    for name in own:
        steps[name].result()


def _in_a_process(state, name):
    configs.write(state, name, name)
    log = state.log_file(f'{name}-set-up')
    with open(log, 'a', opener=_private) as out:
        done = subprocess.run(
            [sys.executable, '-m', __name__, str(state.dir), name],
            stdout=out,
            stderr=out,
            stdin=subprocess.DEVNULL,
            env=service_module.environment(),
            cwd=state_module.ROOT,
        )
    if done.returncode:
        raise errors.ServiceFailed(f'the set-up of {name}', 'failed', log)


def _private(path, flags):
    return os.open(path, flags, 0o600)


def keystone(state, config):
    from sandbox.services import keystone as service

    service.set_up(state, [config])


def heat(_state, config):
    _run('heat.cmd.manage', config, 'db_sync')


def mistral(_state, config):
    for words in (('upgrade', 'head'), ('populate',)):
        _run('mistral.db.sqlalchemy.migration.cli', config, *words)


SERVICES = {'keystone': keystone, 'heat': heat, 'mistral': mistral}


def _run(module, config, *words):
    subprocess.run(
        [
            sys.executable,
            *daemons.script(module),
            '--config-file',
            config,
            *words,
        ],
        check=True,
    )


def main(directory, name):
    state = state_module.State(directory)
    databases.create(state, name)
    SERVICES[name](state, str(state.config_file(name)))


if __name__ == '__main__':
    words = sys.argv[1:]
    # Keystone would take them for its own.
    del sys.argv[1:]
    main(*words)
