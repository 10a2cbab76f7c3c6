"""Actions in Mistral, as their records know them: find, compare, delete.

Mistral finds an action by its id to change or delete it, and not to show it:
so what is looked at is found by name, and told apart by id.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from heat.common.i18n import _

from heat_mistral import client
from heat_mistral.core.definition import action_texts
from heat_mistral.heat_support import protocols
from heat_mistral.mistral_api import actions, errors
from heat_mistral.resources.action import records as records_
from heat_mistral.resources.action import schema

#: Seconds between looks for what is awaited.
POLL = 2

#: What the action of one request has, and that of another has not: name,
#: namespace and digest.
Identity = tuple[str, str, str]


class Adoptable(protocols.Identified, Protocol):
    """A resource that may have been there before this plugin.

    :ivar external_id: of an action that Heat only refers to.
    :ivar properties: Heat's Properties, as they are stored.
    """

    external_id: str | None
    properties: Any


def now() -> float:
    """Seconds since the epoch; another engine may go on with a record."""
    return time.time()


class Identities:
    """Identities of actions in Mistral, of one look at them.

    Each action shows the whole text that it came in with others: a text is
    read once.
    """

    def __init__(self) -> None:
        self._texts: dict[str, action_texts.Digests] = {}

    def of(self, row: Any) -> Identity:
        """See ``Record.identity``."""
        text = row.definition
        if text not in self._texts:
            self._texts[text] = action_texts.Digests(text)
        return row.name, row.namespace, self._texts[text].of(row.name)


def observe(
    plugin: client.HeatMistralClientPlugin, wanted: Iterable[tuple[str, str]]
) -> dict[str, Any]:
    """The project's own actions of these names, by id.

    :param wanted: pairs of name and namespace.
    """
    by_namespace: dict[str, list[str]] = {}
    for name, namespace in wanted:
        by_namespace.setdefault(namespace, []).append(name)
    return {
        row.id: row
        for namespace, names in by_namespace.items()
        for row in plugin.mistral().actions.named(names, namespace)
    }


def observe_recorded(
    plugin: client.HeatMistralClientPlugin, recorded: Iterable[records_.Record]
) -> dict[str, Any]:
    """The actions under the names of these records, by id."""
    return observe(
        plugin, [place for record in recorded for place in record.places]
    )


def differences(
    plugin: client.HeatMistralClientPlugin, recorded: Sequence[records_.Record]
) -> list[str]:
    """What Mistral has otherwise than it was registered, in words."""
    observed = observe_recorded(plugin, recorded)
    identities = Identities()
    wrong = []
    for record in recorded:
        row = observed.get(record.id or '') or _not_own(plugin, record)
        if row is None:
            wrong.append(_('action %s is gone') % record.name)
        elif identities.of(row) != record.identity:
            wrong.append(
                _('action %s was changed by somebody else') % record.name
            )
        elif record.id in observed and row.scope != actions.SCOPE:
            wrong.append(_('action %s is not private') % record.name)
    return wrong


def _not_own(
    plugin: client.HeatMistralClientPlugin, record: records_.Record
) -> Any | None:
    """What the stack only refers to may be another project's, or built in."""
    with plugin.ignore_not_found:
        row = plugin.mistral().actions.get(record.name, record.namespace)
        if row.id == record.id:
            return row
    return None


def stored(rsrc: Adoptable) -> dict[str, records_.Record] | None:
    """Records of the resource's actions, by short name.

    :returns: None where Mistral has to be asked; see ``find``.
    """
    records = records_.Records(rsrc)
    recorded = records.current()
    if rsrc.external_id is None and (
        recorded or records.unfinished or rsrc.resource_id is None
    ):
        return recorded
    return None


def find(
    plugin: client.HeatMistralClientPlugin, rsrc: Adoptable
) -> dict[str, records_.Record]:
    """Records of the resource's actions, by short name.

    Mistral is asked only where none are stored and none were begun: before
    the first action on what something else has made.

    What the stack only refers to changes as its keeper likes, and is looked
    at each time.

    :raises Exception: if Mistral cannot be asked, or refuses.
    """
    recorded = stored(rsrc)
    if recorded is not None:
        return recorded
    row = look_up(plugin, rsrc)
    name, namespace, digest = Identities().of(row)
    return {
        row.name: records_.Record(row.name, name, namespace, row.id, digest)
    }


def look_up(plugin: client.HeatMistralClientPlugin, rsrc: Adoptable) -> Any:
    """The action that the resource's id, or its external id, stands for.

    :raises mistralclient.api.base.APIException: 404, if there is none.
    """
    api = plugin.mistral().actions
    identifier = rsrc.external_id or rsrc.resource_id or ''
    row = api.find(identifier, rsrc.properties[schema.NAMESPACE])
    if rsrc.external_id is None and not api.is_own(row):
        # What is taken over is changed and deleted: not what is built in,
        # nor another project's.
        raise errors.not_found(
            f'there is no ad-hoc action {identifier} of the project'
        )
    return row


def take_over(plugin: client.HeatMistralClientPlugin, rsrc: Adoptable) -> None:
    """Store the records that are missing; the first thing in every action."""
    records = records_.Records(rsrc)
    if not records.current():
        for record in find(plugin, rsrc).values():
            records.put([record])
            rsrc.resource_id_set(record.name)  # it may be an id so far


def inputs(
    plugin: client.HeatMistralClientPlugin,
    recorded: dict[str, records_.Record],
) -> dict[str, str]:
    """Short name -> the inputs as Mistral lists them."""
    observed = observe_recorded(plugin, recorded.values())
    found = {}
    for short, record in recorded.items():
        row = observed.get(record.id or '') or _not_own(plugin, record)
        if row is not None:
            found[short] = row.input or ''
    return found


def clean_up(
    plugin: client.HeatMistralClientPlugin,
    records: records_.Records,
    intents: Iterable[records_.Record],
    quiet: Callable[[Iterable[tuple[str, str]]], None],
) -> list[records_.Record]:
    """Delete what these requests have made; forget those that are over.

    :param quiet: waits until no run of actions of these names and namespaces
        is under way.
    :returns: the intents whose actions may still come.
    """
    intents = list(intents)
    if not intents:
        return []
    # The time before it is looked: what comes later is not missed.
    before = now()
    ours = {record.id for record in records.registered()}
    identities = Identities()
    made: dict[Identity, Any] = {}
    for row in observe_recorded(plugin, intents).values():
        if row.id not in ours:
            made[identities.of(row)] = row
    pending, over = [], []
    try:
        for intent in intents:
            found = made.get(intent.identity)
            if found is not None:
                quiet([(found.name, found.namespace)])
                plugin.mistral().actions.delete(found.id)
            elif before < intent.until:
                pending.append(intent)
                continue
            over.append(intent)
    finally:
        # Of all in one go: it writes them all.
        records.forget(over)
    return pending
