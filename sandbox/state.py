"""The state directory: where everything is, and what is remembered.

Settings, secrets, ports and running processes are small JSON files that
only their owner can read; each is replaced whole, never edited in place.
"""

import contextlib
import fcntl
import json
import os
import pathlib
import secrets

from sandbox import errors

ROOT = pathlib.Path(__file__).resolve().parent.parent

DEFAULTS = {
    'database': None,
    'debug': False,
    'plugin_dirs': None,
    'plugin_source': None,
    'heat_options': {},
    'broker': None,
    'profile': 'default',
}

PASSWORDS = (
    'admin',
    'heat',
    'mistral',
    'aodh',
    'heat_domain_admin',
    'demo',
    'reader',
    'other',
)


class State:
    def __init__(self, directory=None):
        self.dir = pathlib.Path(
            directory or os.environ.get('SANDBOX_STATE') or ROOT / '.sandbox'
        ).resolve()
        self.conf = self.dir / 'conf'
        self.data = self.dir / 'data'
        self.logs = self.dir / 'logs'

    def prepare(self):
        for path in (self.dir, self.conf, self.data, self.logs):
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (self.dir / 'secrets.json').exists():
            made = {name: secrets.token_urlsafe(18) for name in PASSWORDS}
            # Heat takes exactly 32 characters.
            made['heat_encryption_key'] = secrets.token_hex(16)
            self.write('secrets', made)
        if not (self.dir / 'settings.json').exists():
            self.write('settings', DEFAULTS)

    @contextlib.contextmanager
    def locked(self):
        """One start or stop at a time, whichever process asks for it."""
        self.prepare()
        path = self.dir / 'lock'
        with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600)) as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise errors.SandboxError(
                    f'another command is starting or stopping the sandbox '
                    f'in {self.dir}'
                ) from None
            yield

    def read(self, name, default=None):
        try:
            return json.loads((self.dir / f'{name}.json').read_text())
        except FileNotFoundError:
            return {} if default is None else default

    def write(self, name, value):
        text = json.dumps(value, indent=1)
        self.write_text(self.dir / f'{name}.json', text + '\n')

    def write_text(self, path, text):
        """Replace a file, readable by its owner only."""
        new = path.with_name(path.name + '.new')
        fd = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(fd, 'w', encoding='utf-8') as f:
            f.write(text)
        os.replace(new, path)

    def secret(self, name):
        return self.read('secrets')[name]

    def settings(self):
        return DEFAULTS | self.read('settings')

    def update_settings(self, **changes):
        self.write('settings', self.settings() | changes)

    def config_file(self, service):
        return self.conf / f'{service}.conf'

    def log_file(self, service):
        return self.logs / f'{service}.log'

    def done(self, service):
        """Whether the set-up of a service has come to its end."""
        return (self.data / f'{service}.done').exists()

    def mark_done(self, service):
        self.write_text(self.data / f'{service}.done', '')
