"""A cloud to test against: what goes over the wire is recorded.

The client plugin, the Mistral client and keystoneauth are the real ones; only
the transport below them is requests-mock's.
"""

import json

import fixtures
import testtools
from heat.engine import clients
from heat.tests import utils
from keystoneauth1 import access
from keystoneauth1 import fixture as ka_fixture
from keystoneauth1.identity import access as access_plugin
from keystoneauth1.identity import v3
from oslo_config import cfg
from oslo_config import fixture as config_fixture
from requests_mock.contrib import fixture as rm_fixture

from heat_mistral import client
from heat_mistral.mistral_api import verdicts

PROJECT = 'test_tenant_id'
TOKEN = 'a-token'
KEYSTONE_URL = 'http://keystone.test/v3'
URL = 'http://mistral.test/v2'
INTERNAL_URL = 'http://internal.mistral.test/v2'
REGION, OTHER_REGION = 'RegionOne', 'RegionTwo'
OTHER_REGION_URL = 'http://two.mistral.test/v2'


def token(
    public: str | None = URL, internal: str | None = INTERNAL_URL
) -> ka_fixture.V3Token:
    """A token whose catalog has Mistral at these URLs."""
    body = ka_fixture.V3Token(project_id=PROJECT)
    body.set_project_scope(id=PROJECT)
    service = body.add_service('workflowv2', name='mistral')
    for interface, url in (('public', public), ('internal', internal)):
        if url is not None:
            service.add_endpoint(interface, url, region=REGION)
    service.add_endpoint('public', OTHER_REGION_URL, region=OTHER_REGION)
    return body


def auth(body: ka_fixture.V3Token) -> access_plugin.AccessInfoPlugin:
    """An auth plugin that has this token already."""
    return access_plugin.AccessInfoPlugin(
        access.create(body=body, auth_token=TOKEN)
    )


class Clock(fixtures.Fixture):
    """Time that passes only by sleeping, and by ``advance``."""

    def _setUp(self):
        self.now = 1000.0
        for name, fake in (
            ('monotonic', lambda: self.now),
            ('sleep', self.advance),
        ):
            self.useFixture(fixtures.MonkeyPatch(f'time.{name}', fake))

    def advance(self, seconds):
        self.now += seconds


class MistralTestCase(testtools.TestCase):
    """Has a client plugin, ``self.plugin``, and HTTP, ``self.http``."""

    def setUp(self):
        super().setUp()
        for name in ('REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE'):
            self.useFixture(fixtures.EnvironmentVariable(name))
        self.http = self.useFixture(rm_fixture.Fixture(case_sensitive=True))
        self._forgotten = 0
        self.config = self.useFixture(config_fixture.Config(cfg.CONF))
        # Heat reads its list of client plugins from here.
        clients.initialise()
        verdicts.forget()
        # A plugin does not keep its context alive.
        self._contexts = []
        self.use(token())

    def use(self, body=None, auth_plugin=None, **kwargs):
        """Be the user of another token, or of another region."""
        self.context = utils.dummy_context(
            tenant_id=PROJECT,
            region_name=kwargs.pop('region_name', REGION),
            **kwargs,
        )
        self.context._auth_plugin = auth_plugin or auth(body or token())
        self._contexts.append(self.context)
        self.plugin = client.HeatMistralClientPlugin(self.context)

    def use_password(self, body, *failures):
        """Be a user whose token comes from Keystone over HTTP."""
        keystone = self.http.post(
            KEYSTONE_URL + '/auth/tokens',
            [*failures, {'json': body, 'headers': {'X-Subject-Token': TOKEN}}],
        )
        self.use(
            auth_plugin=v3.Password(
                KEYSTONE_URL,
                username='u',
                password='p',
                user_domain_id='d',
                project_id=PROJECT,
            )
        )
        return keystone

    def set_options(self, group='clients_mistral', **options):
        self.config.config(group=group, **options)

    def answer(self, method, path, *args, base=URL, **kwargs):
        """Answer requests for this path."""
        return self.http.register_uri(method, base + path, *args, **kwargs)

    @property
    def requests(self):
        """All requests, in their order."""
        return self.http.request_history[self._forgotten :]

    def forget(self):
        """Leave the requests so far out of ``requests``."""
        self._forgotten = len(self.http.request_history)

    def sent(self):
        """(method, URL) of all requests."""
        return [(request.method, request.url) for request in self.requests]

    def bodies(self):
        """The JSON bodies of all requests."""
        return [json.loads(request.body) for request in self.requests]
