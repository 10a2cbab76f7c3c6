"""mistral.conf"""

from sandbox import layout, releases
from sandbox.configs import shared


def settings(state):
    return {
        'DEFAULT': shared.default(
            state,
            # Not fake:/ : with that one, errors of the engine reach the
            # API as 500 where a real broker makes them 4xx.
            transport_url=state.settings()['broker'] or 'kombu+memory:////',
            scheduler_type='default',
        ),
        'database': shared.database(state, 'mistral'),
        'keystone_authtoken': shared.authtoken(state, 'mistral')
        | {
            'www_authenticate_uri': releases.where_mistral_exchanges_tokens(
                shared.url(state, 'keystone')
            )
        },
        'api': {'host': layout.HOST},
        'pecan': {'auth_enable': True},
        'scheduler': {'fixed_delay': 0.5, 'in_memory_workers': 16},
        'cron_trigger': {
            'enabled': True,
            'run_in_api': releases.mistral_runs_triggers_in_api(),
            'execution_interval': 1,
        },
        # Workflows of tests call services on this machine.
        'action_std_http': {'denied_cidrs': ''},
    }
