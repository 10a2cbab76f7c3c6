"""Heat's client plugin for Mistral: every request to it goes through here.

Registered as ``heat_mistral``: Heat registers its own ``mistral``, and which
one of two plugins of a name Heat takes depends on the order of directories.
The options and the region are those of ``mistral`` all the same.
"""

import contextlib
import math
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import tenacity
from heat.common import config as heat_config
from heat.common import exception
from heat.engine.clients import client_plugin
from mistralclient.api import client as mistral_client
from oslo_config import cfg
from oslo_log import log as logging

from heat_mistral import config
from heat_mistral.mistral_api import (
    answers,
    api,
    deadlines,
    errors,
    trust_tokens,
    turns,
)

LOG = logging.getLogger(__name__)
CLIENT_NAME = 'heat_mistral'
# The name of the service in heat.conf: [clients_mistral].
OPTION_NAME = 'mistral'
# Seconds. Heat validates all resources of a stack while its API waits, for
# rpc_response_timeout at most (60 s by default).
VALIDATION_TIME = 10.0

T = TypeVar('T')

config.register(cfg.CONF)


class HeatMistralClientPlugin(client_plugin.ClientPlugin):
    """Makes the Mistral client and speaks to Mistral for the resources."""

    service_types = [WORKFLOW_V2] = ['workflowv2']

    def __init__(self, context):
        """Prepare what one request to Heat, or one stack action, may wait.

        Heat makes a plugin for each request it serves; without convergence,
        a whole stack action is one.
        """
        super().__init__(context)
        self._deadline = deadlines.Deadline()
        self._outage = deadlines.Outage()
        #: For all the definitions that Mistral is shown to validate them.
        self.validation_budget = deadlines.Budget(VALIDATION_TIME)

    def _create(self):
        """Return a mistralclient of the stack's user.

        The session has Keystone's TLS options, since the token is fetched
        through it; Mistral's own go along with each of the client's requests.
        (mistralclient forces ``verify=True`` where it is told nothing.)
        """
        session = deadlines.BoundedSession(
            self._deadline,
            self.option('request_timeout'),
            auth=self.context.auth_plugin,
            **heat_config.get_ssl_options('keystone'),
        )
        trust_tokens.lend(self.context)
        url = self.url_for(
            service_type=self.WORKFLOW_V2,
            endpoint_type=self._get_client_option(
                OPTION_NAME, 'endpoint_type'
            ),
        )
        trust_tokens.keep(self.context)
        return mistral_client.client(
            mistral_url=url,
            session=answers.ReadSession(session),
            region_name=self._get_region_name(),
            cacert=self._get_client_option(OPTION_NAME, 'ca_file'),
            insecure=self._get_client_option(OPTION_NAME, 'insecure'),
            cert=self._get_client_option(OPTION_NAME, 'cert_file'),
            key=self._get_client_option(OPTION_NAME, 'key_file'),
            # A definition comes from any tenant; without this the client
            # reads one that looks like a path or a URL from this machine.
            enforce_raw_definitions=True,
        )

    @staticmethod
    def option(name: str) -> Any:
        """An option of this plugin (config.py)."""
        return cfg.CONF[config.GROUP][name]

    def does_endpoint_exist(self, service_type, service_name):
        return super().does_endpoint_exist(service_type, OPTION_NAME)

    def mistral(self) -> api.MistralApi:
        """Mistral's API for the user; makes the client if there is none."""
        return api.MistralApi.over(self.client(), self.context.project_id)

    # What an error means

    def is_client_exception(self, ex):
        return errors.code(ex) is not None

    def is_not_found(self, ex):
        # The latter is what our own look-ups say.
        return errors.is_not_found(ex) or isinstance(
            ex, exception.EntityNotFound
        )

    def is_conflict(self, ex):
        return errors.is_conflict(ex)

    def is_over_limit(self, ex):
        return errors.is_over_limit(ex)

    # Waiting for Mistral while somebody waits for Heat

    def within(self, seconds: float, call: Callable[[], T]) -> T:
        """The result of ``call``, tried again while Mistral is indisposed.

        :param seconds: what all tries together may take.
        :param call: must be safe to repeat.
        :raises heat_mistral.mistral_api.deadlines.Busy: when this engine has
            too many such calls under way. Not within another call, or within
            the action of a resource.
        :raises Exception: the last error of the call. One of the last few
            seconds is raised again without asking.
        """
        self._outage.fail_if_recent()
        place = (
            contextlib.nullcontext()
            if self._deadline.is_set
            else deadlines.places.one_of(self.option('concurrent_requests'))
        )
        with place, self.bounded(seconds):
            try:
                return self._tried_again(call)
            except Exception as ex:
                if errors.is_transient(ex):
                    self._outage.note(ex)
                raise

    def time_left(self) -> float:
        """Seconds that what is under way may still take, or infinity."""
        return self._deadline.left(math.inf)

    def signal_turn(self) -> contextlib.AbstractContextManager[None]:
        """Serve a signal when its turn comes, in what is left of its time.

        Signals that are served or wait take three of four places for
        requests, so that a storm of them leaves some for live attributes and
        validations; those of one project three quarters of these.

        :raises heat_mistral.mistral_api.deadlines.Busy: at once where there
            is no place left to wait in; later, if no turn came in half the
            time of a signal, since the other half is for the work.
        """
        return self._turn(
            'signal_timeout',
            deadlines.places,
            max(1, self.option('concurrent_requests') * 3 // 4),
            turns.signals,
        )

    def hook_turn(self) -> contextlib.AbstractContextManager[None]:
        """The same for what Mistral tells of a run.

        It has turns and places of its own, and takes none of the signals':
        runs that fail by the thousand must not keep those back that heal.

        :raises heat_mistral.mistral_api.deadlines.Busy: as for a signal.
        """
        return self._turn(
            'attribute_timeout',
            deadlines.hook_places,
            max(1, self.option('concurrent_requests') // 4),
            turns.hooks,
        )

    @contextlib.contextmanager
    def _turn(
        self,
        timeout: str,
        places: deadlines.Places,
        most: int,
        queue: turns.Turns,
    ) -> Iterator[None]:
        seconds = self.option(timeout)
        project = self.context.project_id
        with (
            places.one_of(most, project, max(1, most * 3 // 4)),
            self.bounded(seconds),
            queue.one_of(
                project, self.option('concurrent_signals'), seconds / 2
            ),
        ):
            yield

    def _tried_again(self, call: Callable[[], T]) -> T:
        def once() -> T:
            self._bound_keystone()
            self.client()  # may ask Keystone for a token
            return call()

        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception(errors.is_transient),
            wait=tenacity.wait_random_exponential(multiplier=0.2, max=5),
            # "before": a wait that leaves no time to try is not begun.
            stop=tenacity.stop_before_delay(self._deadline.left(math.inf)),
            reraise=True,
        )
        return retrying(once)

    @contextlib.contextmanager
    def bounded(self, seconds: float) -> Iterator[None]:
        """Let all that is asked within, of Keystone too, end in time.

        Within another bound the shorter one holds. No request of a stack
        action hangs for longer than a minute, or ``request_timeout`` where
        it brings a definition, however much time there is.
        """
        try:
            with self._deadline.within(seconds):
                self._bound_keystone()
                yield
        finally:
            self._bound_keystone()

    def _bound_keystone(self) -> None:
        """Let Heat's session for Keystone keep to the deadline there is."""
        session = self.context.keystone_session
        if self._deadline.is_set:
            # It tries so often by itself.
            tries = cfg.CONF.client_retry_limit + 1
            session.timeout = (
                self._deadline.left(deadlines.ORDINARY_REQUEST) / tries
            )
        else:
            session.timeout = None  # as Heat has made it
