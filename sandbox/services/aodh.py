"""The Aodh process: API, evaluator, listener and notifier."""

import os
import time

from aodh import evaluator, event, notifier, service, storage
from aodh.api import app

from sandbox import databases, layout, releases, sqlite
from sandbox.services import common


def build(context):
    os.environ.update(
        releases.where_aodh_looks_for_metrics(
            layout.HOST, context.state.read('ports')['metrics']
        )
    )
    conf = service.prepare_service(
        argv=[],
        config_files=[context.config_file('aodh')],
        **releases.known_to(
            service.prepare_service, with_gmr=False, prog='aodh'
        ),
    )
    databases.create(context.state, 'aodh')
    if not context.state.done('aodh'):
        storage.get_connection_from_config(conf).upgrade()
        context.state.mark_done('aodh')
    sqlite.begin_immediate()
    sqlite.enforce_foreign_keys()
    api = app.load_app(conf)
    _wait_for_catalog(context.state)
    for part in (
        notifier.AlarmNotifierService,
        evaluator.AlarmEvaluationService,
        event.EventAlarmEvaluationService,
    ):
        server = part(0, conf)
        context.on_stop(server.terminate)
    context.serve('aodh', api)


def _wait_for_catalog(state):
    """Until Keystone knows us and the source of metrics.

    The evaluator looks the source up once, when it is made, and without
    it drops the alarms that need it. Whoever starts us writes this file
    when Keystone is complete, and ends us if that does not come.
    """
    while state.read('catalog') != layout.urls(state.read('ports')):
        time.sleep(0.1)


if __name__ == '__main__':
    common.run(build)
