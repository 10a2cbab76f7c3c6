"""The applications that gunicorn serves: ``sandbox.production.wsgi:NAME(FILE)``.

Each reads sys.argv for its configuration and would take gunicorn's arguments
for its own.
"""

import importlib
import sys


def keystone(config):
    from keystone.server.flask import core

    _arguments('keystone', config)
    return core.initialize_application('public', config_files=[config])


def heat_api(config):
    return _heat('heat.api.openstack.wsgi', config)


def heat_api_cfn(config):
    return _heat('heat.api.cfn.wsgi', config)


def _heat(module, config):
    from oslo_service import backend

    # Before anything of Heat is imported.
    backend.init_backend(backend.BackendType.THREADING)
    _arguments('heat', config)
    return importlib.import_module(module).init_application()


def _arguments(program, config):
    sys.argv = [program, '--config-file', config]
