"""mistral.conf"""

from sandbox import layout
from sandbox.configs import shared


def settings(state):
    return {
        'DEFAULT': shared.default(
            state,
            # Not fake:/ : with that one, errors of the engine reach the
            # API as 500 where a real broker makes them 4xx.
            transport_url='kombu+memory:////',
            scheduler_type='default',
        ),
        'database': shared.database(state, 'mistral'),
        'keystone_authtoken': shared.authtoken(state, 'mistral'),
        'api': {'host': layout.HOST},
        'pecan': {'auth_enable': True},
        'scheduler': {'fixed_delay': 0.5, 'in_memory_workers': 16},
        'cron_trigger': {
            'enabled': True,
            'run_in_api': False,
            'execution_interval': 1,
        },
        # Workflows of tests call services on this machine.
        'action_std_http': {'denied_cidrs': ''},
    }
