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
from oslo_log import log as logging

from heat_mistral import errors, signals, waiting
from heat_mistral.resources import signed_url, signing_user

LOG = logging.getLogger(__name__)
EVENT_LENGTH = 255
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

        :raises heat_mistral.signals.Refused: nothing was done and the
            message says what to change.
        :raises Exception: it is not known whether something was done.
        """
        raise NotImplementedError

    def _handle_signal(self, details):
        """Answer 400 for a refusal, 500 for what nobody knows the end of.

        Heat makes a 400 of an AttributeError or a ValueError, too; hence no
        exception passes here as it is.
        """
        try:
            told = self.serve_signal(details)
        except signals.Refused as ex:
            LOG.info('signal %s refused: %s', self, ex)
            self._tell_refusal(_('Signal refused: %s') % ex)
            raise exception.StackValidationFailed(
                error=_('Signal refused'), path=[self.name],
                message=str(ex)) from ex
        except waiting.Busy as ex:
            # As harmless as a refusal, and as frequent where it happens.
            self._tell_refusal(_('Signal not served: %s') % ex)
            raise exception.ResourceFailure(str(ex), self,
                                            action='SIGNAL') from ex
        except Exception as ex:
            if hasattr(self, '_db_res_is_deleted'):
                return  # as in Heat: nobody is left to be told
            LOG.warning('signal %s failed: %s', self, errors.first_line(ex),
                        exc_info=not isinstance(ex, exception.Error))
            reason = _('Signal failed: %s') % errors.first_line(ex)
            # Each of these: it may be all that tells of a run.
            self._tell_signal(reason)
            raise exception.ResourceFailure(reason, self,
                                            action='SIGNAL') from ex
        if told:
            self._tell_signal(told)

    def signal_url(self) -> str | None:
        """The URL for signals, a secret; None if there is none yet."""
        url = self._get_ec2_signed_url(never_expire=True)
        return url and signed_url.signed_again(url, self.data()['secret_key'])

    def forget_signer(self) -> None:
        """The user that signs went with the stack that was abandoned."""
        for key in ('user_id', 'access_key', 'secret_key', 'credential_id'):
            self.data_delete(key)

    def delete_signer(self) -> None:
        """Delete the user that signs, and so the URL."""
        self._delete_signals()
        self._delete_user()

    def _tell_refusal(self, text: str) -> None:
        with _told_lock:
            if self.uuid in _told:
                return
            _told[self.uuid] = True
        self._tell_signal(text)

    def _tell_signal(self, text: str) -> None:
        try:
            self._add_event('SIGNAL', self.status, text[:EVENT_LENGTH])
        except Exception:
            # What was started is started, whether or not it can be told.
            LOG.exception('no event for a signal to %s: %s', self, text)
