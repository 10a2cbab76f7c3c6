"""What a cloud runs for each service, as commands."""

import sys

from sandbox import parts

ENGINES = 2
ENGINE_WORKERS = 2
EVENT_ENGINE = 'event-engine'

# Keystone keeps the token of a request on its middleware, so a process must
# have one thread: several processes in place of several threads.
_KEYSTONE = ('--workers', '5', '--worker-class', 'sync')
_HEAT = ('--workers', '2', '--worker-class', 'gthread', '--threads', '16')
# All alarm_urls: its threads bound the signals in flight.
_HEAT_CFN = ('--workers', '1', '--worker-class', 'gthread', '--threads', '160')


def script(module):
    """Arguments of Python: what the console script of a module does.

    Not all of them can be run by their name.
    """
    return '-c', f'import sys; from {module} import main; sys.exit(main())'


def _keystone(state):
    return (_gunicorn(state, 'keystone', 'keystone', _KEYSTONE),)


def _heat(state):
    return (
        _gunicorn(state, 'heat', 'heat-api', _HEAT),
        _gunicorn(state, 'heat-cfn', 'heat-api-cfn', _HEAT_CFN),
        *(
            _main(state, f'heat-engine-{n}', 'heat.cmd.engine')
            for n in range(1, ENGINES + 1)
        ),
    )


def _mistral(state):
    names = {
        'mistral-api': 'api',
        **{f'mistral-engine-{n}': 'engine' for n in range(1, ENGINES + 1)},
        **{f'mistral-executor-{n}': 'executor' for n in range(1, ENGINES + 1)},
        'mistral-notifier': 'notifier',
        'mistral-periodic': 'periodic',
    }
    if state.settings()['broker']:
        names['mistral-event-engine'] = EVENT_ENGINE
    return tuple(
        _main(
            state,
            name,
            'sandbox.production.event_engine'
            if server == EVENT_ENGINE
            else 'mistral.cmd.launch',
            '--server',
            server,
            binds=('mistral',) if server == 'api' else (),
        )
        for name, server in names.items()
    )


SERVICES = {'keystone': _keystone, 'heat': _heat, 'mistral': _mistral}


def _gunicorn(state, socket, name, workers):
    return _supervised(
        name,
        (
            *('-m', 'gunicorn'),
            '--bind',
            f'fd://{{{socket}}}',
            *workers,
            # Read once, not by each worker.
            '--preload',
            '--timeout',
            '180',
            '--graceful-timeout',
            '2',
            f'sandbox.production.wsgi:{name.replace("-", "_")}'
            f'({str(state.config_file(name))!r})',
        ),
        sockets=(socket,),
    )


def _main(state, name, module, *options, binds=()):
    config = ('--config-file', str(state.config_file(name)))
    words = (*script(module), *config, *options)
    return _supervised(name, words, binds=binds)


def _supervised(name, words, **sockets):
    return parts.Part(
        name,
        'sandbox.production.supervise',
        command=(sys.executable, *words),
        **sockets,
    )
