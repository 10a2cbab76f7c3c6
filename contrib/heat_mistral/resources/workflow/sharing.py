"""Sharing the workflows of a resource with other projects.

Mistral shares one workflow with one project a request, and takes any text for
a project. The other project has to accept: the owner cannot. What people have
shared by hand is left alone, also where a template asks for it later: so what
this resource has shared is recorded, of each workflow, before the request.
"""

import time
from collections.abc import Callable, Mapping, Sequence

from heat.common.i18n import _

from heat_mistral import client
from heat_mistral.resources.workflow import records as records_

# Ids of workflows that an event names.
_TOLD = 2
# Seconds that are spent on it before Heat looks at its own timeout again.
STEP = 5.0


class Sharing:
    """With whom the workflows of one resource are shared."""

    def __init__(
        self,
        plugin: client.HeatMistralClientPlugin,
        records: records_.Records,
        tell: Callable[[str], None],
    ) -> None:
        """Prepare requests.

        :param tell: takes what the stack's owner should hear of.
        """
        self._plugin = plugin
        self._records = records
        self._tell = tell

    def reconcile(self, wanted: frozenset[str]) -> bool:
        """Share all workflows with these projects, and with no former ones.

        :param wanted: ids of projects.
        :returns: false if time ran out before the end.
        """
        before, shared = self._records.members(), self._records.shared()
        if not (wanted or before or shared):
            return True
        offered: dict[str, list[str]] = {}
        ends = time.monotonic() + STEP
        done = True
        # Those that have left the text go as soon as they can.
        retired, ids = self._records.retired(), self._records.ids()
        for identifier in sorted(ids):
            # An older release has recorded only with whom, for all of them.
            ours = shared.get(identifier, before)
            new = frozenset[str]()
            if identifier not in retired:
                new = (
                    wanted
                    - self._plugin.mistral()
                    .members.of_workflow(identifier)
                    .keys()
                )
            kept = (ours & wanted) | new
            if kept == shared.get(identifier) and not new:
                continue
            if not done:
                return self._told(offered, done)
            self._records.set_shared(identifier, ours | new)
            for member in sorted(new):
                self._plugin.mistral().members.add(identifier, member)
                offered.setdefault(member, []).append(identifier)
            for member in sorted(ours - wanted):
                self._plugin.mistral().members.remove(identifier, member)
            self._records.set_shared(identifier, kept)
            done = time.monotonic() < ends
        self._records.set_members(wanted)
        for identifier in self._records.shared():
            if identifier not in ids or not wanted:
                self._records.forget_shared(identifier)
        return self._told(offered, True)

    def _told(self, offered: Mapping[str, Sequence[str]], done: bool) -> bool:
        for member, identifiers in offered.items():
            self._tell(_how_to_accept(member, identifiers))
        return done


def observe(
    plugin: client.HeatMistralClientPlugin,
    recorded: Mapping[str, records_.Record],
) -> dict[str, dict[str, str]]:
    """Short name -> id of each project -> pending, accepted or rejected."""
    return {
        short: plugin.mistral().members.of_workflow(record.id)
        for short, record in recorded.items()
        if record.id is not None
    }


def differences(
    plugin: client.HeatMistralClientPlugin, records: records_.Records
) -> list[str]:
    """What is not shared any more that this resource has shared, in words."""
    members = records.members()
    if not members:
        return []
    return [
        _('workflow %(name)s is not shared with project %(id)s any more')
        % {'name': records.current()[short].name, 'id': member}
        for short, there in observe(plugin, records.current()).items()
        for member in sorted(members - there.keys())
    ]


def _how_to_accept(member: str, identifiers: Sequence[str]) -> str:
    return _(
        'offered to project %(project)s; there: openstack resource member '
        'update <id> workflow -m %(project)s (ids: %(ids)s%(more)s)'
    ) % {
        'project': member,
        'ids': ', '.join(identifiers[:_TOLD]),
        'more': _(', ... in workflow_ids') if len(identifiers) > _TOLD else '',
    }
