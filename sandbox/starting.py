"""Start services together, each as soon as it can be, and end them."""

from concurrent import futures

from sandbox import accounts, layout, parts, ports, process
from sandbox.production import set_up


def start(sandbox, missing, reporter):
    """Start what is missing, and wait until all of it works.

    :param missing: services.
    """
    state = sandbox.state
    everything = len(missing) == len(layout.LAYOUTS)
    names = [s for each in missing for s in each.missing_sockets()]
    # What runs already knows the others by their ports.
    sockets = ports.open_sockets(state, names, move=everything)
    if everything:
        state.write('run', {})
    try:
        with futures.ThreadPoolExecutor() as pool:
            try:
                _bring_up(sandbox, missing, reporter, sockets, pool)
            except BaseException:
                # The others are waited for as long as they live.
                end(missing, reporter)
                raise
    finally:
        for sock in sockets.values():
            sock.close()


def _bring_up(sandbox, missing, reporter, sockets, pool):
    in_turn = missing
    if is_production(sandbox.state):
        in_turn = set_up.in_turn(sandbox.state, missing, reporter)
    waits = []
    for each in in_turn:
        each.launch(sockets)
        waits.append(pool.submit(_complete, sandbox, each, reporter))
    for wait in futures.as_completed(waits):
        wait.result()
    # With the users that it takes to look.
    looks = [pool.submit(look_behind, sandbox, x, reporter) for x in missing]
    for look in looks:
        look.result()


def _complete(sandbox, each, reporter):
    with reporter.step(each.name):
        each.wait_healthy()
    if each.name == 'keystone':
        with reporter.step('users and catalog'):
            accounts.ensure(sandbox.state, sandbox.session('admin'))


def look_behind(sandbox, each, reporter):
    """Wait for what a service's API says nothing of: its engines."""
    if not is_production(sandbox.state):
        return
    # Late: its clients are slow to import, and noisy.
    from sandbox.production import ready

    if each.name in ready.SERVICES:
        with reporter.step(f'{each.name} behind its API'):
            ready.wait(sandbox, each.name)


def is_production(state):
    return state.settings()['profile'] == parts.PRODUCTION


def end(services, reporter):
    """End all parts of services; return when they are gone."""
    running = [p for s in services for p in s.processes.values()]
    if running:
        with reporter.step('stop'):
            process.end_all(running)
