import testtools
from keystoneauth1 import fixture as ka_fixture
from keystoneauth1 import session
from keystoneauth1.identity import v3
from requests_mock.contrib import fixture as rm_fixture

from heat_mistral.mistral_api import trust_tokens

AUTH_URL = 'http://keystone.test/v3'


class Context:
    def __init__(self, trust_id):
        self.trust_id = trust_id
        self.auth_plugin = v3.Password(
            AUTH_URL,
            username='heat',
            password='x',
            trust_id=trust_id,
            user_domain_name='Default',
        )


class TokensTest(testtools.TestCase):
    def setUp(self):
        super().setUp()
        self.http = self.useFixture(rm_fixture.Fixture())
        self.http.get(
            AUTH_URL, json={'version': ka_fixture.V3Discovery(AUTH_URL)}
        )
        self.asked = self.http.post(
            f'{AUTH_URL}/auth/tokens',
            json=ka_fixture.V3Token(),
            headers={'X-Subject-Token': 'a-token'},
        )
        trust_tokens._states.clear()
        self.addCleanup(trust_tokens._states.clear)

    def token(self, trust_id):
        """What a signal of a stack with this trust does."""
        context = Context(trust_id)
        trust_tokens.lend(context)
        token = session.Session(auth=context.auth_plugin).get_token()
        trust_tokens.keep(context)
        return token

    def test_signals_of_a_stack_share_a_token(self):
        self.assertEqual('a-token', self.token('one'))
        self.assertEqual('a-token', self.token('one'))
        self.assertEqual(1, self.asked.call_count)

    def test_stacks_do_not_share(self):
        self.token('one')
        self.token('two')
        self.assertEqual(2, self.asked.call_count)

    def test_without_a_trust_nothing_is_kept(self):
        self.token(None)
        self.token(None)
        self.assertEqual(2, self.asked.call_count)

    def test_a_token_is_not_shared_for_long(self):
        """A run keeps its token: it must not begin with an old one."""
        now = [0.0]
        self.patch(
            trust_tokens,
            '_states',
            trust_tokens.cachetools.TTLCache(
                10, trust_tokens.SHARED_FOR, timer=lambda: now[0]
            ),
        )
        self.token('one')
        now[0] = trust_tokens.SHARED_FOR - 1
        self.token('one')
        self.assertEqual(1, self.asked.call_count)
        now[0] = trust_tokens.SHARED_FOR + 1
        self.token('one')
        self.assertEqual(2, self.asked.call_count)
