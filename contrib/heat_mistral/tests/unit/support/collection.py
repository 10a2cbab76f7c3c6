"""The collection's actions as Mistral has them: executed from their text.

Keystone and the services answer by requests-mock.
"""

import ast
import json
import pathlib
import types

import requests_mock
import testtools
from keystonemiddleware import auth_token  # noqa: F401 (options, as in Mistral)
from mistral_lib import actions
from mistral_lib.actions import context as contexts
from oslo_config import cfg
from oslo_config import fixture as config_fixture

from heat_mistral.actions import collection

DIRECTORY = pathlib.Path(collection.__file__).parent
FILES = sorted(DIRECTORY.glob('*/[a-z]*.py'))
TOKEN = 'gAAAA-token-of-the-run'
KEYSTONE = 'http://keystone:5000'
URLS = {
    'block-storage': 'http://cinder/v3/p1',
    'compute': 'http://nova/v2.1',
    'database': 'http://trove/v1.0/p1',
    'image': 'http://glance',
}


def module(name):
    """A file's module, made as Mistral makes one of what was uploaded.

    :param name: such as cinder/backups.
    """
    made = types.ModuleType(name)
    text = (DIRECTORY / f'{name}.py').read_text()
    exec(compile(text, name, 'exec'), made.__dict__)
    return made


def exported(path):
    """The names of the classes that are actions."""
    return [
        node.name
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.ClassDef)
        and '__export__ = True' in map(ast.unparse, node.body)
    ]


def classes():
    """Each file, such as cinder/backups, with its actions' classes by name."""
    for path in FILES:
        group = f'{path.parent.name}/{path.stem}'
        made = module(group)
        yield group, {name: getattr(made, name) for name in exported(path)}


def context(**security):
    """What Mistral gives to an action in a run of a cron trigger."""
    return contexts.ActionContext(
        contexts.SecurityContext(
            **{'auth_token': TOKEN, 'project_id': 'p1', **security}
        )
    )


def catalog(**more):
    """Keystone's catalog with the services at URLS, and more by type."""
    return {
        'catalog': [
            {
                'type': kind,
                'name': kind,
                'id': kind,
                'endpoints': [
                    {
                        'interface': 'public',
                        'region': 'RegionOne',
                        'region_id': 'RegionOne',
                        'url': url,
                        'id': kind,
                    }
                ],
            }
            for kind, url in (URLS | more).items()
        ]
    }


class CollectionCase(testtools.TestCase):
    """Runs actions of one file."""

    file = ''
    service = ''

    def setUp(self):
        super().setUp()
        self.conf = self.useFixture(config_fixture.Config(cfg.CONF))
        self.conf.config(
            group='keystone_authtoken', www_authenticate_uri=KEYSTONE
        )
        self.http = requests_mock.Mocker()
        self.http.start()
        self.addCleanup(self.http.stop)
        self.http.get(f'{KEYSTONE}/v3/auth/catalog', json=catalog())

    def run_action(self, name, /, *, security=None, **inputs):
        """The result of an action, which was kept as JSON meanwhile."""
        cls = getattr(module(self.file), name)
        action = cls.__new__(cls)
        vars(action).update(json.loads(json.dumps(vars(cls(**inputs)))))
        return action.run(context(**security or {}))

    def fails(self, name, /, **inputs):
        """What is wrong, of an action that fails."""
        result = self.run_action(name, **inputs)
        self.assertIsInstance(result, actions.Result)
        self.assertTrue(result.is_error(), result)
        return result.error

    def answer(self, method, path, *answers, **answer):
        return self.http.register_uri(
            method,
            f'{URLS[self.service]}{path}',
            list(answers) or None,
            **answer,
        )

    def sent(self, method='POST'):
        """The bodies of the requests to the service."""
        return [
            request.json()
            for request in self.http.request_history
            if request.method == method
        ]
