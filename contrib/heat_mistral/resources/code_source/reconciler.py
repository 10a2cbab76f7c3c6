"""Bringing Mistral in line with a code source resource.

Called by attempts until a step is true; each may be called again after any
failure, by another engine too. In between, every action that there is has its
class, in a source that whoever sees the action sees as well: Mistral's list of
actions fails for everybody as soon as one has not.
"""

import contextlib
import functools
from collections.abc import Iterator, Mapping
from typing import Any

from heat.common import exception
from heat.common.i18n import _

from heat_mistral import client
from heat_mistral.core import code_source
from heat_mistral.heat_support import events, protocols
from heat_mistral.mistral_api import errors
from heat_mistral.mistral_api.code_sources import PUBLIC
from heat_mistral.resources.code_source import (
    leaving,
    publishing,
    registry,
    running,
)
from heat_mistral.resources.code_source import records as records_
from heat_mistral.resources.code_source.desired import Desired


class CodeSourceReconciler:
    """The source and the actions of one resource."""

    def __init__(
        self, plugin: client.HeatMistralClientPlugin, rsrc: protocols.Acting
    ) -> None:
        self._plugin = plugin
        self._rsrc = rsrc
        self._records = records_.Records(rsrc)
        self._tell = functools.partial(events.tell, rsrc)
        self._runs = running.Running(plugin, rsrc)
        self._leaving = leaving.Leaving(plugin, self._records, self._runs)

    def reconcile(self, wanted: Desired) -> bool:
        """Make known what is desired, then remove what is not.

        :returns: True
        :raises heat.common.exception.Error: if a name is taken, or Mistral
            cannot use the source; nothing has changed then.
        :raises heat.engine.resource.PollDelay: while something runs that is
            to be deleted, or hidden from its project.
        """
        with _permitted():
            registry.sweep(self._plugin, self._records)
            publishing.Publishing(
                self._plugin, self._records, wanted, self._tell, self._leaving
            ).run()
            self._rsrc.resource_id_set(self._records.source.name)
            self._leaving.delete(
                self._records.actions.keys() - wanted.actions.keys()
            )
            self._delete_retired(wanted.scope == PUBLIC)
            self._records.finish()
        return True

    def adopt(self) -> bool:
        """Store what there is of the resource in Mistral.

        :raises heat.common.exception.Error: if there is no such source.
        """
        with _permitted():
            if self._records.source is None:
                row = self.require()
                for action in self._mistral.dynamic_actions.of_source(row.id):
                    self._records.put_action(
                        records_.Action(
                            action.name,
                            action.class_name,
                            registry.shown_input(self._plugin, row, action),
                        )
                    )
                self._records.put_source(
                    records_.Source(
                        row.id,
                        row.name,
                        row.name,
                        code_source.digest(row.content),
                    )
                )
                self._rsrc.resource_id_set(row.name)
        return True

    def check(self, scope: str | None) -> bool:
        """Whether Mistral has what was made.

        What this finds, the next update mends, also with the same template.

        :param scope: that was wanted.
        :raises heat.common.exception.Error: says what is wrong.
        """
        with _permitted():
            registry.sweep(self._plugin, self._records)
            wrong = registry.differences(self._plugin, self._records, scope)
        if self._records.unfinished:
            wrong.append(_('the last update did not finish'))
        if wrong:
            raise exception.Error('; '.join(wrong))
        return True

    def delete(self) -> bool:
        """Delete the actions and then their source, all by id.

        :raises heat.common.exception.Error: if somebody else has made an
            action of the source.
        :raises heat.engine.resource.PollDelay: while an action runs.
        """
        registry.sweep(self._plugin, self._records)
        if self._records.source is None and not self._records.retired:
            return True  # nothing was ever sent
        source = registry.find_recorded(self._plugin, self._records)
        if source is not None:
            self._settle(source)
        for identifier in self._records.source_ids:
            self._refuse_to_strand(identifier, self._records.actions)
        self._leaving.delete(self._records.actions)
        for identifier in self._records.source_ids:
            self._delete_source(identifier)
        return True

    # Without any change

    def observe(self) -> Any | None:
        """The source as Mistral has it, if it is there."""
        if self._records.source is not None:
            return registry.find_recorded(self._plugin, self._records)
        identifier = self._rsrc.resource_id
        if identifier is None or self._records.unfinished:
            return None
        row = registry.find_source(self._plugin, identifier)
        if row is not None and row.id == identifier:
            return row
        return self._mistral.code_sources.named(identifier, registry.NAMESPACE)

    def require(self) -> Any:
        """The source as Mistral has it.

        :raises heat.common.exception.Error: if it is not there.
        """
        row = self.observe()
        if row is None:
            raise exception.Error(
                _('code source %s not found') % self._rsrc.resource_id
            )
        return row

    # Steps

    @property
    def _mistral(self) -> Any:
        return self._plugin.mistral()

    def _settle(self, row: Any) -> None:
        recorded = self._records.source
        if recorded is not None and recorded.id is None:
            self._records.put_source(
                records_.Source(
                    row.id,
                    recorded.name,
                    recorded.wanted_name,
                    recorded.digest,
                )
            )

    def _refuse_to_strand(
        self, identifier: str, known: Mapping[str, Any]
    ) -> None:
        registry.refuse_to_strand(
            identifier,
            registry.others_actions(self._plugin, [identifier], known),
        )

    def _delete_source(self, identifier: str) -> None:
        # Mistral deletes all actions of it as well.
        self._refuse_to_strand(identifier, {})
        self._mistral.code_sources.delete(identifier)

    def _delete_retired(self, is_public: bool) -> None:
        """Delete sources that no action is made of any more."""
        for identifier, since in self._records.retired.items():
            # What has begun before that is executed from the old source.
            self._runs.wait(self._records.actions, is_public, since)
            self._delete_source(identifier)
            self._records.forget_retired(identifier)


@contextlib.contextmanager
def _permitted() -> Iterator[None]:
    """Say what Mistral's "forbidden" means here.

    :raises heat.common.exception.Error: with Mistral's words and ours.
    """
    try:
        yield
    except Exception as ex:
        if errors.code(ex) != 403:
            raise
        raise exception.Error(
            _(
                'Mistral (403): %s; Python sources are for administrators, '
                'by the policy of Mistral'
            )
            % errors.first_line(ex)
        ) from ex
