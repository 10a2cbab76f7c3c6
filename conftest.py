"""Which tests may run beside each other: pytest -n 3 --no-loadscope-reorder.

The files are handed out one by one, to whichever worker is free; a worker has
a sandbox of its own. What runs on MariaDB stays together, for one more.
(xdist's own groups do not work with pytest 9: it changes ids too late.)
"""

import pytest


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    from xdist.scheduler import loadscope

    class Files(loadscope.LoadScopeScheduling):
        def _split_scope(self, nodeid):
            path, _, rest = nodeid.partition('::')
            return 'mariadb' if '[mariadb' in rest else path

    return Files(config, log)
