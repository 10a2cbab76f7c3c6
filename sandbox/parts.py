"""The processes of a service, by profile.

In the default profile each service is one process of our own on SQLite and
an in-memory bus; in production it is the daemons that a cloud runs.
"""

import dataclasses

DEFAULT, PRODUCTION = PROFILES = ('default', 'production')


@dataclasses.dataclass(frozen=True)
class Part:
    """One process.

    :ivar name: of its configuration and its log.
    :ivar module: what Python runs; it takes --state, --owner and --socket.
    :ivar sockets: those that it gets open.
    :ivar binds: those that it opens itself, at their ports.
    :ivar command: what the module runs in its turn; {socket} stands for
        the number of the open socket.
    """

    name: str
    module: str
    sockets: tuple[str, ...] = ()
    binds: tuple[str, ...] = ()
    command: tuple[str, ...] = ()


def of(state, layout):
    """The parts of a service, in the order in which they are started."""
    if state.settings()['profile'] == PRODUCTION:
        from sandbox.production import daemons

        if layout.name in daemons.SERVICES:
            return daemons.SERVICES[layout.name](state)
    return (
        Part(layout.name, f'sandbox.services.{layout.name}', layout.sockets),
    )
