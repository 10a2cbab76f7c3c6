"""The command line: python -m sandbox start|stop|restart|status|env|..."""

import argparse
import shlex
import signal
import sys

from rich import console, table

from sandbox import accounts, errors, layout, logs, parts, report, stack


def main(argv=None):
    options = _parser().parse_args(argv)
    # Ending in order ends what was started, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        options.call(options)
    except errors.SandboxError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    return 0


def start(options):
    how = {'plugin': not options.no_plugin, 'plugin_dirs': options.plugin_dir}
    with report.to_person() as reporter:
        sandbox = stack.Sandbox(
            options.state,
            database=options.database,
            profile=options.profile,
            debug=options.debug or None,
            reporter=reporter,
        )
        if not options.foreground:
            sandbox.start(detached=True, **how)
    if options.foreground:
        with sandbox.running(**how):
            _table(sandbox)
            signal.pause()
    _table(sandbox)


def stop(options):
    with report.to_person() as reporter:
        stack.Sandbox(options.state, reporter=reporter).stop()


def remove(options):
    with report.to_person() as reporter:
        stack.Sandbox(options.state, reporter=reporter).remove()


def restart(options):
    with report.to_person() as reporter:
        sandbox = stack.Sandbox(options.state, reporter=reporter)
        if options.service:
            with reporter.step(options.service):
                sandbox.service(options.service).restart()
            return
        loaded = sandbox.state.settings()
        sandbox.stop()
        sandbox.start(
            detached=True,
            plugin_dirs=loaded['plugin_dirs'],
            source=loaded['plugin_source'],
        )
    _table(sandbox)


def status(options):
    if not _table(stack.Sandbox(options.state)):
        sys.exit(3)


def env(options):
    sandbox = stack.Sandbox(options.state)
    if not sandbox.urls:
        raise errors.SandboxError('this sandbox was never started')
    for name, value in sandbox.environment(options.user).items():
        print(f'export {name}={shlex.quote(value)}')


def metric(options):
    sandbox = stack.Sandbox(options.state)
    if not sandbox.service('metrics').running:
        raise errors.SandboxError('this sandbox does not run')
    sandbox.metrics.set(options.name, options.value)


def openstack(options):
    sandbox = stack.Sandbox(options.state)
    if not sandbox.service('keystone').running:
        raise errors.SandboxError('this sandbox does not run')
    project = sandbox.session(options.user).get_project_id()
    with sandbox.openstack() as cloud:
        cloud.looks = 0
        volume = cloud.add('volumes', project, status='available')
        server = cloud.add(
            'servers',
            project,
            status='ACTIVE',
            **{'OS-EXT-STS:power_state': 1},
        )
        print(f'volume {volume["id"]}')
        print(f'server {server["id"]}')
        print('until Ctrl-C', flush=True)
        signal.pause()


def show_logs(options):
    sandbox = stack.Sandbox(options.state)
    names = [options.service] if options.service else list(layout.LAYOUTS)
    shown = {}
    for name in names:
        shown |= sandbox.service(name).logs
    logs.show(shown, options.lines, options.follow)


def _table(sandbox):
    """Print how each service does; True if all are well."""
    shown = table.Table('service', 'pid', 'URL', 'healthy', 'memory')
    well = True
    for each in sandbox.services:
        there = each.processes
        healthy = each.healthy()
        well = well and healthy
        urls = dict(zip(each.layout.sockets, each.urls, strict=False))
        for part in each.parts:
            process = there.get(part.name)
            shown.add_row(
                part.name,
                str(process.pid) if process else '-',
                '\n'.join(
                    urls[name]
                    for name in part.sockets + part.binds
                    if name in urls
                ),
                '[green]yes' if healthy else '[red]no',
                f'{process.memory() >> 20} MB' if process else '-',
            )
    console.Console().print(shown)
    return well


def _parser():
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        '--state',
        metavar='DIR',
        help='where databases, logs and keys are (default: '
        '$SANDBOX_STATE, or .sandbox in the project)',
    )
    parser = argparse.ArgumentParser('python -m sandbox')
    commands = parser.add_subparsers(required=True, metavar='command')

    def command(name, call, text):
        added = commands.add_parser(name, parents=[common], help=text)
        added.set_defaults(call=call)
        return added

    _start_options(command('start', start, 'start what does not run'))
    command('stop', stop, 'stop all services')
    command('remove', remove, 'stop, and delete databases, logs and keys')
    command('status', status, 'how each service does')
    command('restart', restart, 'restart one service or all').add_argument(
        'service', nargs='?', choices=layout.LAYOUTS
    )
    command('env', env, 'variables for the openstack command').add_argument(
        '--user', default='demo', choices=accounts.USERS
    )
    added = command('metric', metric, 'set a value that alarms watch')
    added.add_argument('name')
    added.add_argument('value', type=float)
    added = command(
        'openstack',
        openstack,
        'stand in for Cinder, Glance, Nova and Trove, until Ctrl-C',
    )
    added.add_argument('--user', default='demo', choices=accounts.USERS)
    added = command('logs', show_logs, 'the ends of the logs')
    added.add_argument('service', nargs='?', choices=layout.LAYOUTS)
    added.add_argument('-f', '--follow', action='store_true')
    added.add_argument('-n', '--lines', type=int, default=20)
    return parser


def _start_options(parser):
    parser.add_argument(
        '--foreground',
        action='store_true',
        help='stay, and stop everything at Ctrl-C',
    )
    parser.add_argument(
        '--no-plugin', action='store_true', help='Heat without heat-mistral'
    )
    parser.add_argument(
        '--plugin-dir',
        action='append',
        metavar='DIR',
        help='let Heat load DIR in place of heat-mistral',
    )
    parser.add_argument(
        '--database',
        metavar='URL',
        help='a database server in place of SQLite, such '
        'as mysql+pymysql://user@127.0.0.1/',
    )
    parser.add_argument(
        '--profile',
        choices=parts.PROFILES,
        help="production: the daemons that a cloud runs, on this machine's "
        'MariaDB and RabbitMQ',
    )
    parser.add_argument(
        '--debug',
        action='store_true',
        help='let the services log at debug level',
    )


if __name__ == '__main__':
    sys.exit(main())
