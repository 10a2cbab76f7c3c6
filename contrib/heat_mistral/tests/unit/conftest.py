"""Makes Heat importable in the tests of this directory."""

import pathlib
import sys

# First of all Heat's modules: it chooses oslo.service's threading backend,
# which must happen before any module of heat.engine is imported.
import heat.tests.common  # noqa: F401
import pytest
from hypothesis import settings
from oslo_config import cfg

# How long an example takes says more of the machine than of the code.
settings.register_profile('heat_mistral', deadline=None)
settings.load_profile('heat_mistral')


@pytest.fixture(autouse=True)
def _heat_environment_dir():
    """Point Heat at its own environment.d.

    HeatTestCase looks beside its own source for it, where an installed Heat
    has none. Anew for each test, since HeatTestCase resets all overrides.
    """
    cfg.CONF.set_override(
        'environment_dir',
        str(pathlib.Path(sys.prefix, 'etc', 'heat', 'environment.d')))
