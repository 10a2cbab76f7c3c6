"""The Heat process: both APIs and the engine."""

import sys

from heat.api.cfn import wsgi as cfn_wsgi
from heat.api.openstack import wsgi as api_wsgi
from heat.common import config, messaging
from heat.db import migration
from heat.engine import service, template
from heat.rpc import api as rpc_api
from oslo_config import cfg
from oslo_log import log

from sandbox import databases, sqlite
from sandbox.services import common

CONF = cfg.CONF


def build(context):
    # The applications read the command line for their configuration.
    sys.argv = ['heat', '--config-file', context.config_file('heat')]
    databases.create(context.state, 'heat')
    api = api_wsgi.init_application()
    cfn = cfn_wsgi.init_application()
    if not context.state.done('heat'):
        sqlite.number_once()
        migration.db_sync()
        context.state.mark_done('heat')
    sqlite.begin_immediate()
    sqlite.enforce_foreign_keys()
    engine = _start_engine()
    context.on_stop(engine.stop)
    context.serve('heat', api)
    context.serve('heat-cfn', cfn)


def _start_engine():
    CONF(project='heat', prog='heat-engine')
    log.setup(CONF, CONF.prog)
    log.set_defaults()
    messaging.setup()
    config.startup_sanity_check()
    template._get_template_extension_manager()
    engine = service.EngineService(CONF.host, rpc_api.ENGINE_TOPIC)
    engine.start()
    return engine


if __name__ == '__main__':
    common.run(build)
