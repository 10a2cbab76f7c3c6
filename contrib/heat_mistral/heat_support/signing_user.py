"""The Keystone user that signs a resource's URL.

Heat makes it and then notes its id, and the same for its key (``StackUser``,
heat 25 to 27). What an engine that died in between has left is taken up here;
Heat itself would be refused a second user of the name for ever.
"""

import json

from heat.engine.resources import signal_responder
from keystoneauth1 import exceptions as ka_exceptions
from oslo_config import cfg


class SigningUser(signal_responder.SignalResponder):
    """Mix-in: a user and a key that were noted in part are no obstacle."""

    def make_signer(self) -> None:
        """Make the user and its key, unless both are noted already.

        Asks Keystone, so it belongs into an attempt, which goes on when
        Keystone is back. Safe to call again. Once it is done, the URL is
        read without a request.
        """
        self._create_user()
        self._create_keypair()

    def _create_user(self):
        try:
            super()._create_user()
        except ka_exceptions.Conflict:
            # Not what data() remembers: another request may have noted it.
            self._data = None
            if self._get_user_id() is None:
                self._take_up_user()

    def _take_up_user(self) -> None:
        """Note the id of the user of this name.

        It is not made anew, since another request may be about to use it.

        :raises keystoneauth1.exceptions.Conflict: if it is not the stack's.
        """
        keystone = self.keystone()
        admin, project = (
            keystone.domain_admin_client,
            self.stack.stack_user_project_id,
        )
        # Heat cuts the name in the same way.
        for user in admin.users.list(
            domain=keystone.stack_domain_id,
            name=self.physical_resource_name()[-255:],
        ):
            if user.default_project_id == project:
                (role,) = admin.roles.list(name=cfg.CONF.heat_stack_user_role)
                admin.roles.grant(role=role.id, user=user.id, project=project)
                self.data_set('user_id', user.id)
                return
        raise ka_exceptions.Conflict(
            f'a user {self.physical_resource_name()} is there already'
        )

    def _create_keypair(self):
        credential_id = self.data().get('credential_id')
        # Noted in this order: the credential's id, the key, the secret.
        if credential_id is None or self.data().get('secret_key'):
            return super()._create_keypair()
        # Keystone's own, so that another request that is about to note them
        # notes the same.
        key = json.loads(
            self.keystone()
            .domain_admin_client.credentials.get(credential_id)
            .blob
        )
        self.data_set('access_key', key['access'], redact=True)
        self.data_set('secret_key', key['secret'], redact=True)
        return None
