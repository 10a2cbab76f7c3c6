"""Makes Heat importable in the tests of this directory."""

import os
import pathlib
import sys

# First of all Heat's modules: it chooses oslo.service's threading backend,
# which must happen before any module of heat.engine is imported.
import heat.tests.common  # noqa: F401
import pytest
from hypothesis import settings
from oslo_config import cfg

# How long an example takes says more of the machine than of the code. The same
# examples each time, so that a failure is of the change that is tested; with
# HEAT_MISTRAL_SEARCH=1 others, to find what nobody has thought of.
settings.register_profile(
    'heat_mistral',
    deadline=None,
    derandomize='HEAT_MISTRAL_SEARCH' not in os.environ,
)
settings.load_profile('heat_mistral')


@pytest.fixture(autouse=True)
def _configuration():
    """Point Heat at its own environment.d.

    HeatTestCase looks beside its own source for it, where an installed Heat
    has none. Anew for each test, since HeatTestCase resets all overrides.

    The policies of Heat 24 can be read only of a configuration that has been
    parsed.
    """
    cfg.CONF([], default_config_files=[], default_config_dirs=[])
    cfg.CONF.set_override(
        'environment_dir',
        str(pathlib.Path(sys.prefix, 'etc', 'heat', 'environment.d')),
    )
