"""A real Keystone, Heat, Mistral and Aodh on this machine, from PyPI.

For people: ``python -m sandbox start``. For tests and benchmarks::

    from sandbox import Sandbox

    with Sandbox('/tmp/somewhere').running() as sb:
        sb.heat().stacks.create(...)
"""

from sandbox.errors import SandboxError
from sandbox.stack import Sandbox

__all__ = ['Sandbox', 'SandboxError']
