"""Signals that are answered: the caller learns what became of a signal.

Heat runs ``handle_signal`` in a background thread, answers 200 before it has
begun, and stops serving a stack after a thousand of them (see
``ThreadGroupManager``, heat 25 to 27). A resource whose ``handle_signal`` is
not callable is signalled within the request; so this one's is not.
"""

import threading
from typing import Any

import cachetools
from heat.common import exception
from heat.common.i18n import _
from keystoneauth1 import exceptions as ka_exceptions
from oslo_log import log as logging

from heat_mistral.core import signal_body
from heat_mistral.heat_support import (
    bus_errors,
    events,
    hooks,
    signed_url,
    signing_user,
)
from heat_mistral.mistral_api import deadlines, errors

LOG = logging.getLogger(__name__)
# Heat keeps 1000 events of a stack; an alarm that is refused every few
# seconds must not push out all others.
REFUSALS_EVERY = 60.0  # seconds, for one resource and engine process

_told: cachetools.TTLCache = cachetools.TTLCache(1000, REFUSALS_EVERY)
_told_lock = threading.Lock()


class SynchronousSignals(signing_user.SigningUser):
    """Mix-in: signals served in the request, with an event for each."""

    handle_signal = None
    # By default Heat recomputes every resource of the stack at each signal.
    signal_needs_metadata_updates = False

    def serve_signal(self, details: Any) -> str:
        """Do what the signal asks for; return the event's text.

        Without a text there is no event.

        :raises heat_mistral.core.signal_body.Refused: nothing was done and the
            message says what to change.
        :raises Exception: it is not known whether something was done.
        """
        raise NotImplementedError

    def _signal_check_action(self):
        """Refuse a signal where it can do nothing; few events tell of it.

        Heat adds one for each, of a storm of alarms, too. What Mistral tells
        is no signal: whoever serves it looks at the action.

        :raises heat.common.exception.NotSupported: a 400.
        """
        if self.action not in self.no_signal_actions:
            return
        # The body is not known yet; the key that the URL is signed with is.
        if hooks.is_call(self, None):
            return
        what = _('Signal resource during %s') % self.action
        self.tell_seldom(_('Not supported: %s') % what, self.action)
        raise exception.NotSupported(feature=what)

    def _signal_check_hook(self, details):
        """Refuse to let Mistral's URL clear a breakpoint of an update's.

        :raises heat.common.exception.InvalidBreakPointHook: a 400.
        """
        if (
            details
            and 'unset_hook' in details
            and hooks.is_call(self, details)
        ):
            raise exception.InvalidBreakPointHook(
                message=_('this URL is for what Mistral tells of runs')
            )
        super()._signal_check_hook(details)

    def _handle_signal(self, details):
        """Answer 400 for a refusal, 500 for what nobody knows the end of.

        Heat makes a 400 of an AttributeError or a ValueError, too; hence no
        exception passes here as it is, and those that leave reach the caller
        (``bus_errors``).

        No cause travels along: Heat's CFN API shows the traceback, with the
        causes and all that Mistral has said, to whoever has the URL.

        :raises heat.common.exception.StackValidationFailed: a refusal.
        :raises heat.common.exception.Error: all else.
        """
        try:
            told = self.serve_signal(details)
        except signal_body.Refused as ex:
            LOG.info('signal %s refused: %s', self, ex)
            self.tell_seldom(_('Signal refused: %s') % ex)
            raise exception.StackValidationFailed(
                error=_('Signal refused'), path=[self.name], message=str(ex)
            ) from None
        except deadlines.Busy as ex:
            # As harmless as a refusal, and as frequent where it happens.
            LOG.warning('signal %s not served: %s', self, ex)
            self.tell_seldom(_('Signal not served: %s') % ex)
            raise bus_errors.error(str(ex)) from None
        except Exception as ex:
            if hasattr(self, '_db_res_is_deleted'):
                return  # as in Heat: nobody is left to be told
            LOG.warning(
                'signal %s failed: %s',
                self,
                errors.first_line(ex),
                exc_info=not isinstance(ex, exception.Error),
            )
            reason = _('Signal failed: %s') % errors.first_line(ex)
            # Each of these: it may be all that tells of a run. What Mistral
            # tells has started none, and comes by the hundred.
            if not hooks.is_call(self, details):
                self._tell_signal(reason)
            raise bus_errors.error(reason) from None
        if told:
            self._tell_signal(told)

    def signal_url(self) -> str | None:
        """The URL for signals, a secret; None if there is none yet.

        :raises heat.common.exception.Error: if Keystone cannot be asked for
            the key, where that was not made with the resource.
        """
        plugin = self.client_plugin()
        try:
            with plugin.bounded(plugin.option('attribute_timeout')):
                url = self._get_ec2_signed_url(never_expire=True)
        except ka_exceptions.ClientException as ex:
            raise bus_errors.error(
                _('Keystone could not be asked: %s') % errors.first_line(ex)
            ) from ex
        return url and signed_url.signed_again(url, self.data()['secret_key'])

    def forget_signer(self) -> None:
        """The user that signs went with the stack that was abandoned."""
        for key in ('user_id', 'access_key', 'secret_key', 'credential_id'):
            self.data_delete(key)

    def delete_signer(self) -> None:
        """Delete the user that signs, and so the URLs."""
        hooks.forget(self)
        self._delete_signals()
        self._delete_user()

    def tell_seldom(self, text: str, about: str = '') -> None:
        """Add the event, unless there was one about the same thing lately.

        :param about: what it is about; '' for all refusals.
        """
        with _told_lock:
            if (self.uuid, about) in _told:
                return
            _told[self.uuid, about] = True
        self._tell_signal(text)

    def _tell_signal(self, text: str) -> None:
        try:
            self._add_event('SIGNAL', self.status, text[: events.EVENT_LENGTH])
        except Exception:
            # What was started is started, whether or not it can be told.
            LOG.exception('no event for a signal to %s: %s', self, text)
