"""Takes actions out of Mistral, and sources that have none left."""

import dataclasses
from collections.abc import Callable

from heat_mistral.actions import mark, observing, retrying, running
from heat_mistral.actions.model import Observed, Registered, Uploaded
from heat_mistral.actions.observing import NAMESPACE
from heat_mistral.mistral_api import errors
from heat_mistral.mistral_api.api import MistralApi


@dataclasses.dataclass(frozen=True)
class Options:
    """What the user allows.

    :ivar wait: for runs that have not ended.
    :ivar force: leave such runs without their action, for ever.
    :ivar override: take out what was modified elsewhere.
    """

    wait: bool = False
    force: bool = False
    override: bool = False


class Unregistrar:
    """Unregisters one action after the other."""

    def __init__(
        self, api: MistralApi, options: Options, on_wait: Callable[[str], None]
    ) -> None:
        """Prepare requests.

        :param on_wait: called with what is waited for, now and then.
        """
        self._api = api
        self._options = options
        self._on_wait = on_wait

    def unregister(self, name: str, observed: Observed) -> str | None:
        """Take an action out; one that is gone already is no error.

        :param observed: all that the project has.
        :returns: why it is refused, or None.
        """
        action = observed.action(name)
        if action is None:
            return 'the project has no such action'
        fault = fault_of(action, observed, self._options.override)
        if fault is not None:
            return fault
        refused = self.take_out(action)
        if refused is None:
            return None
        waiting = '' if self._options.wait else '--wait waits for the end, '
        return f'{refused}; {waiting}--force does it all the same'

    def take_out(self, action: Registered) -> str | None:
        """Delete an action, but not while a run of it goes on.

        :returns: why it is there still, or None.
        """
        sent: list[str] = []
        return retrying.tried(lambda: self._take_out(action, sent))

    def _take_out(self, action: Registered, sent: list[str]) -> str | None:
        """See take_out().

        :param sent: the ids that a DELETE has been sent for, which outlive
            an error: an answer that did not come tells nothing.
        """
        name = action.name
        while True:
            if sent and not self._options.force:
                # A run that began between the look and the request ends well
                # if the action is there by then.
                if running.of(self._api, [name]):
                    self._restore(action)
                    if not self._options.wait:
                        return (
                            'a run of it began meanwhile, so it is there again'
                        )
                action = observing.everything(self._api).action(name) or action
            stranded = running.of(self._api, [name])
            if stranded and self._options.wait:
                left_over = running.wait(self._api, [name], self._on_wait)
                if left_over is not None:
                    return left_over
            elif stranded and not self._options.force:
                return f'{running.told(stranded)} would be stranded for ever'
            sent.append(action.id)
            self._api.dynamic_actions.delete(action.id)
            if self._options.force or not running.of(self._api, [name]):
                return None

    def _restore(self, action: Registered) -> None:
        """Make an action again, if it is not there."""
        try:
            self._api.dynamic_actions.create(
                action.name,
                action.class_name,
                action.source_id,
                NAMESPACE,
                action.scope,
            )
        except Exception as ex:
            if not errors.is_conflict(ex):
                raise

    def remove_unused(self, sources: list[Uploaded]) -> list[Uploaded]:
        """Delete those of the sources that no action is made of any more.

        :returns: those that are deleted.
        """
        return retrying.tried(lambda: self._remove_unused(sources))

    def _remove_unused(self, sources: list[Uploaded]) -> list[Uploaded]:
        now = observing.everything(self._api)
        unused = [
            one
            for one in sources
            if now.source(one.id) is not None and not now.users_of(one)
        ]
        for one in unused:
            self._api.code_sources.delete(one.id)
        return unused


def fault_of(
    action: Registered, observed: Observed, override: bool
) -> str | None:
    """Why an action is not the command's to take out, or None."""
    used = observed.source(action.source_id)
    found = mark.read(used.content) if used else None
    if used is None or found is None:
        return (
            'it was not registered by this command: see "adopt", or '
            '"openstack dynamic action delete"'
        )
    if not found.is_intact and not override:
        return (
            f'its code source {used.name} was modified elsewhere; '
            f'--override takes it out all the same'
        )
    return None
