"""Functional tests on real services, in folders by what they are about.

stack/ is about whole stacks and Heat itself, in_tree/ about Heat's own plugin
beside this one, upgrade/ about stacks that earlier releases have made; the
others bear the names of resource types and tools.
support/ has what they share. They run in one sandbox a worker (conftest.py).
"""
