"""Which tests may run beside each other: pytest -n 3 --dist loadgroup.

The files are handed out one by one, to whichever worker is free; a worker has
a sandbox of its own. What runs on MariaDB stays together, for one more.
"""

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        values = getattr(item, 'callspec', None)
        database = values and values.params.get('sandbox')
        group = item.path.stem if database in (None, 'sqlite') else database
        item.add_marker(pytest.mark.xdist_group(group))
