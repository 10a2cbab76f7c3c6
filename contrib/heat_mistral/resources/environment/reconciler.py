"""Brings an environment in Mistral in line; safe to repeat after any error.

Mistral replaces the content of an environment and cannot rename one. So
another name is another environment, made before the former one goes: what
names the former one finds it until it is changed, too.
"""

import contextlib
import functools
from collections.abc import Iterator
from typing import Any, Protocol

from heat.common import exception
from heat.common.i18n import _
from heat.engine import resource

from heat_mistral import client
from heat_mistral.heat_support import (
    default_name,
    events,
    protocols,
    unanswered,
)
from heat_mistral.mistral_api import environments, errors
from heat_mistral.resources.environment import desired, records, users


class Reconcilable(protocols.Acting, Protocol):
    """An environment resource in one of its actions."""

    external_id: str | None


class EnvironmentReconciler:
    """The environment of one resource."""

    def __init__(
        self,
        plugin: client.HeatMistralClientPlugin,
        recorded: records.EnvironmentRecords,
        rsrc: Reconcilable,
    ) -> None:
        """Prepare requests.

        :param rsrc: whose events tell the stack's owner of it.
        """
        self._plugin = plugin
        self._records = recorded
        self._rsrc = rsrc
        self._tell = functools.partial(events.tell, rsrc)

    @property
    def _environments(self) -> environments.Environments:
        return self._plugin.mistral().environments

    # Without any change

    def observe(self) -> Any | None:
        """The environment as Mistral has it, if it is there."""
        name, identifier = self._records.name, self._records.current
        if name is None:
            return None
        if self._rsrc.external_id is not None:
            # It is not written to, so it may be another project's.
            return self._environments.readable(name)
        row = self._environments.named(name)
        # Another one of this name is somebody else's.
        return row if row and identifier in (None, row.id) else None

    def require(self) -> Any:
        """The environment as Mistral has it.

        :raises heat.common.exception.Error: if it is not there.
        """
        row = self.observe()
        if row is None:
            raise exception.Error(
                _('environment %s not found') % self._records.name
            )
        return row

    # Actions

    def adopt(self) -> bool:
        """Take over the environment, unless the records came along.

        :returns: True
        :raises heat.common.exception.Error: if there is none.
        """
        row = self.require()
        if self._records.current is None:
            self._records.set_current(row)
        default_name.keep(self._rsrc, row.name)
        return True

    def reconcile(self, wanted: desired.Desired) -> bool:
        """Make Mistral have what is wanted.

        :returns: True
        :raises heat.common.exception.Error: if the name is taken, or Mistral
            refuses.
        """
        observed = self._settle()
        requests = self._records.requests
        if requests.pending != _intent(wanted):
            requests.give_up()
        if observed is None or observed.name != wanted.name:
            observed = self._take_back(wanted.name)
        if observed is None:
            self._make(wanted)
        elif not wanted.is_content_of(observed):
            with _readable():
                self._environments.update(
                    wanted.name, wanted.variables, wanted.description
                )
        self._remove_retired()
        return True

    def check(self, wanted: desired.Desired) -> bool:
        """Check that the environment is there and as wanted.

        What this finds, the next update mends, also with the same template.

        :returns: True
        :raises heat.common.exception.Error: says what is wrong.
        """
        observed = self._settle()
        self._remove_retired()
        if observed is None:
            raise exception.Error(_('environment %s is gone') % wanted.name)
        if observed.name != wanted.name or not wanted.is_content_of(observed):
            raise exception.Error(
                _(
                    'environment %s was changed by somebody else, or by an '
                    'update that failed'
                )
                % observed.name
            )
        return True

    def delete(self) -> bool:
        """Delete the environment, and former ones that are still there.

        :returns: True
        :raises heat.common.exception.Error: if another project's public one
            has the same name.
        :raises heat.engine.resource.PollDelay: while Mistral may still make
            one.
        """
        observed = self._settle()
        if observed is not None:
            with _readable():
                self._environments.delete(observed.name)
        for identifier, name in self._records.retired().items():
            self._delete_retired(identifier, name)
        self._records.requests.await_end(self._rsrc, _('an environment'))
        return True

    # Steps

    def _settle(self) -> Any | None:
        """Find out what became of requests that were not answered.

        :returns: the environment that is there.
        """
        observed = self.observe()
        if observed is not None and self._records.current is None:
            self._records.set_current(observed)
        # The time before it is looked: what comes later is not missed.
        at = unanswered.now()
        requests = self._records.requests
        pending = requests.pending
        for intent in requests.given_up:
            late = self._made_for(intent)
            if (
                late is not None
                and intent != pending
                and late.id != self._records.current
            ):
                self._records.retire(late.id, late.name)
        found = None if pending is None else self._made_for(pending)
        if found is not None:
            self._records.set_current(found)
        requests.forget_until(at)
        return found or observed

    def _made_for(self, intent: records.Intent) -> Any | None:
        """The environment that an earlier request has made, if it is there."""
        row = self._environments.named(intent.name)
        if row is not None and desired.digest_of(row) == intent.digest:
            return row
        return None

    def _take_back(self, name: str) -> Any | None:
        """A former environment of ours, if it has this name and is there.

        A rollback goes back to the name that a trigger has kept.
        """
        row = self._environments.named(name)
        if row is None or row.id not in self._records.retired():
            return None
        self._records.set_current(row)
        self._records.forget(row.id)
        return row

    def _make(self, wanted: desired.Desired) -> None:
        requests, intent = self._records.requests, _intent(wanted)
        expected = requests.expects(intent)
        if not expected:
            # Before the first request: after one whose reply was lost,
            # somebody else's of the same content would be taken for our own.
            self._refuse_taken(wanted.name)
        try:
            with _readable(), requests.sending(intent):
                made = self._environments.create(
                    wanted.name, wanted.variables, wanted.description
                )
        except exception.Error:
            requests.drop_pending()  # nothing was sent
            raise
        except Exception as ex:
            if not errors.is_conflict(ex):
                raise
            # An earlier request of ours may have come through meanwhile.
            made = self._made_for(intent) if expected else None
            if made is None:
                if any(map(self._made_for, requests.given_up)):
                    raise resource.PollDelay(1) from ex
                self._refuse_taken(wanted.name)
                raise
        self._records.set_current(made)

    def _refuse_taken(self, name: str) -> None:
        row = self._environments.named(name)
        if row is not None and row.id == self._records.current:
            raise exception.Error(
                _(
                    "Mistral's database takes %(new)s for the same name as "
                    '%(name)s, which the environment has; Mistral cannot '
                    'rename one'
                )
                % {'new': name, 'name': row.name}
            )
        if row is not None:
            raise exception.Error(
                _('the name %(name)s is taken by environment %(id)s')
                % {'name': name, 'id': row.id}
            )

    def _remove_retired(self) -> None:
        """Delete former environments, but for those that triggers name.

        Heat updates an environment before the triggers that use it.
        """
        for identifier, name in self._records.retired().items():
            used_by = users.of(self._plugin, name)
            if used_by:
                self._tell(
                    _(
                        'environment %(name)s is kept while %(users)s names '
                        'it; the next check or update looks again'
                    )
                    % {'name': name[:60], 'users': used_by[0]}
                )
            else:
                self._delete_retired(identifier, name)

    def _delete_retired(self, identifier: str, name: str) -> None:
        row = self._environments.named(name)
        if row is not None and row.id == identifier:
            with _readable():
                self._environments.delete(name)
        self._records.forget(identifier)


def _intent(wanted: desired.Desired) -> records.Intent:
    return records.Intent(wanted.name, wanted.digest)


@contextlib.contextmanager
def _readable() -> Iterator[None]:
    """Say what keeps our hands off a name in an error that is read."""
    try:
        yield
    except environments.Shadowed as ex:
        raise exception.Error(
            _('the name %(name)s is taken: %(why)s')
            % {'name': ex.other.name, 'why': ex}
        ) from ex
