"""What signals to a resource may run; read of its properties and records."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from heat_mistral import client
from heat_mistral.core import canonical, signal_body, signal_limits
from heat_mistral.core.execution import signal_mark
from heat_mistral.heat_support import owner
from heat_mistral.resources.workflow import (
    desired,
    limits,
    outline,
    schema,
    takeover,
)
from heat_mistral.resources.workflow import records as records_
from heat_mistral.resources.workflow import source as source_
from heat_mistral.runs import outcomes


@dataclasses.dataclass(frozen=True)
class Accepted:
    """What a signal may run, and how its body is read.

    :ivar rules: of core.signal_body.
    :ivar recorded: the workflows by short name.
    :ivar owner: what the runs are known by.
    :ivar limits: the property ``signal_limits``, if it is given.
    :ivar receiver: what is told of the end of a run, for its params.
    """

    rules: signal_body.Rules
    recorded: Mapping[str, records_.Record]
    owner: str
    limits: signal_limits.Limits | None = None
    receiver: Mapping[str, Any] | None = None

    def settings(self) -> str:
        """Digest of what a run is of beside the signal that starts it.

        :raises heat_mistral.core.canonical.TooDeep: if a value cannot be
            looked at.
        """
        registered = [
            [short, record.digest]
            for short, record in sorted(self.recorded.items())
        ]
        return canonical.digest(
            [registered, dict(self.rules.input), dict(self.rules.params)],
            signal_mark.SETTINGS_LENGTH,
        )


def look_up(
    plugin: client.HeatMistralClientPlugin, rsrc: takeover.Adoptable
) -> Accepted:
    """What a resource accepts; asks Mistral where nothing is stored.

    :raises Exception: if Mistral cannot be asked, or refuses.
    """
    props = rsrc.properties
    recorded = takeover.find_workflows(plugin, rsrc)
    if rsrc.external_id is None:
        source = source_.Source(rsrc, props)
        text, is_tasks = source.text, source.is_tasks
    else:
        identifier = next(
            (record.id for record in recorded.values() if record.id),
            rsrc.external_id,
        )
        text = plugin.mistral().workflows.find(identifier).definition
        is_tasks = False
    inputs = outline.of(text)
    return Accepted(
        signal_body.Rules(
            workflows=inputs,
            registered={
                short: record.name for short, record in recorded.items()
            },
            default=desired.default(rsrc, props, inputs),
            params=props[schema.PARAMS] or {},
            # A workflow that Heat's own plugin registered has no defaults.
            input=(props[schema.INPUT] or {}) if is_tasks else {},
            body_is_input=props[schema.USE_REQUEST_BODY_AS_INPUT],
            lenient=is_tasks,
        ),
        recorded,
        owner.of(rsrc),
        limits.read(props),
        outcomes.receiver(rsrc, props[schema.NOTIFY]),
    )
