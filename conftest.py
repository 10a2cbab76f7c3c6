"""Which tests may run beside each other: pytest -n 3 --no-loadscope-reorder.

The files are handed out one by one, to whichever worker is free; a worker has
a sandbox of its own. What runs on MariaDB stays together, for one more, and
so does what runs on the production profile as well.
(xdist's own groups do not work with pytest 9: it changes ids too late.)
"""

import pytest


def pytest_addoption(parser):
    parser.addoption(
        '--profile',
        choices=['default', 'production'],
        default='default',
        help='production: functional tests on the daemons that clouds run',
    )
    parser.addoption(
        '--faults',
        action='store_true',
        help='every fault of every call to Mistral, in place of a sample',
    )
    parser.addoption(
        '--write-table',
        action='store_true',
        help='with --faults: write doc/source/admin/faults.rst',
    )
    parser.addoption(
        '--write-outputs',
        action='store_true',
        help='put what commands have written into the pages that show it',
    )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    from xdist.scheduler import loadscope

    # Everything then runs there, on a sandbox for each worker.
    production = config.getoption('profile') == 'production'

    class Files(loadscope.LoadScopeScheduling):
        def _split_scope(self, nodeid):
            path, _, rest = nodeid.partition('::')
            for shape in () if production else ('mariadb', 'production'):
                if f'[{shape}' in rest:
                    return shape
            return path

    return Files(config, log)
