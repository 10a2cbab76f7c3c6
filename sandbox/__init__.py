"""A real Keystone, Heat, Mistral and Aodh on this machine, from PyPI.

For people: ``python -m sandbox start``. For tests and benchmarks::

    from sandbox import Sandbox

    with Sandbox('/tmp/somewhere').running() as sb:
        sb.heat().stacks.create(...)
"""

__all__ = ['Sandbox', 'SandboxError']


def __getattr__(name):
    # Late, for the processes of the services import this package too and
    # should not pay for the clients.
    if name == 'Sandbox':
        from sandbox.stack import Sandbox

        return Sandbox
    if name == 'SandboxError':
        from sandbox.errors import SandboxError

        return SandboxError
    raise AttributeError(name)
