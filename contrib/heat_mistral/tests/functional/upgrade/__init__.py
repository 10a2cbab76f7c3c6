"""Stacks that an earlier release has made, and today's code lives on with.

test_upgrade.py says what becomes of them. The modules *_stacks.py make them,
with what is stored of everything there is; a new property, attribute or kind
of record adds to those.
"""
