"""keystone.conf"""

from sandbox import releases
from sandbox.configs import shared


def settings(state):
    return {
        'DEFAULT': shared.default(state),
        'database': shared.database(state, 'keystone'),
        'fernet_tokens': {'key_repository': state.data / 'fernet'},
        'fernet_receipts': {'key_repository': state.data / 'fernet'},
        'credential': {'key_repository': state.data / 'credential'}
        | releases.credential_options(),
        # One process, so its own memory will do; without a cache each
        # request costs forty queries.
        'cache': {'enabled': True, 'backend': 'oslo_cache.dict'},
        'identity': {
            # Our passwords are long and random: many rounds would protect
            # nothing and cost a quarter of a second for each token.
            'password_hash_rounds': 4,
            # As many as bcrypt takes; more is warned of at each token.
            'max_password_length': 72,
        },
    }
