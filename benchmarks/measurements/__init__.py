"""A file for each thing that is measured; its name is that of the command.

Each has a ``TITLE``, a ``TEXT`` that says what is compared, ``SIZES`` by scale,
and ``measure(world, sizes)``, which gives a ``results.Result``.
"""

#: In the order in which they are made.
NAMES = (
    'clients',
    'history',
    'workflows',
    'triggers',
    'stacks',
    'overload',
    'requests',
    'definition',
    'actions',
    'sources',
)
