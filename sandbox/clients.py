"""Real clients over sessions of the sandbox's users."""

import aodhclient.client
import heatclient.client
import keystoneauth1.identity
import keystoneauth1.session
import mistralclient.api.client
import requests

from sandbox import accounts, layout
from sandbox.configs import shared


def http():
    """Plain HTTP that no proxy of the environment comes between."""
    session = requests.Session()
    session.trust_env = False
    return session


def session(state, user, project=None):
    """A session of a user in its project or in another one."""
    auth = keystoneauth1.identity.V3Password(
        auth_url=layout.urls(state.read('ports'))['keystone'] + '/v3',
        username=user,
        password=state.secret(user),
        project_name=project or accounts.USERS[user].project,
        user_domain_name='Default',
        project_domain_name='Default',
    )
    return keystoneauth1.session.Session(auth=auth, session=http())


def heat(auth_session, region=shared.REGION):
    return heatclient.client.Client(
        '1', session=auth_session, region_name=region, interface='public'
    )


def mistral(auth_session):
    # Given a session it does not ask the catalog for itself.
    return mistralclient.api.client.client(
        session=auth_session,
        mistral_url=auth_session.get_endpoint(
            service_type='workflowv2',
            interface='public',
            region_name=shared.REGION,
        ),
    )


def aodh(auth_session):
    return aodhclient.client.Client(
        '2', auth_session, region_name=shared.REGION, interface='public'
    )
