"""An event trigger as a template wants it. Pure but for the schema's names.

Read from the properties once and handed on; stored in this form, too, before
a request that makes a trigger (records.py).
"""

import dataclasses
import json
import re
from collections.abc import Mapping
from typing import Any

from heat.common.i18n import _

from heat_mistral.core.execution import params as execution_params
from heat_mistral.resources.event_trigger import schema

#: Mistral keeps input and params as JSON in a TEXT column each
#: (``event_triggers_v2``), which MySQL and MariaDB end here.
JSON_BYTES = 65_535
# Mistral makes one regular expression of the events of all triggers of a
# topic, and picks triggers by equality then. So a pattern finds nothing, and a
# broken one leaves everybody's triggers of that topic deaf.
_NO_EVENT = re.compile(r'[^A-Za-z0-9_.:/@-]')
# Arguments of Mistral's engine beside the usual ones; and where the event is
# put, whatever is there.
_RESERVED = ('description', 'event_params')


class Unusable(Exception):
    """The message says what Mistral could not do with it.

    :ivar prop: the property to blame.
    """

    def __init__(self, prop: str, message: str) -> None:
        super().__init__(message)
        self.prop = prop


@dataclasses.dataclass(frozen=True)
class Desired:
    """A trigger as a template wants it.

    :ivar workflow: registered name or id; None where it is not known.
    :ivar workflow_id: None until it has been looked up.
    """

    name: str
    exchange: str
    topic: str
    event: str
    workflow: str | None
    input: Mapping[str, Any]
    params: Mapping[str, Any]
    workflow_id: str | None = None

    @property
    def source(self) -> tuple[str, str, str]:
        """What it listens to; Mistral cannot change that of a trigger."""
        return self.exchange, self.topic, self.event

    @property
    def content(self) -> tuple[Any, ...]:
        """What Mistral can change of a trigger."""
        return self.name, self.workflow_id, self.input, self.params


def source_of(row: Any) -> tuple[str, str, str]:
    """What a trigger of Mistral's listens to."""
    return row.exchange, row.topic, row.event


def content_of(row: Any) -> tuple[Any, ...]:
    """What Mistral can change of a trigger, as it has it."""
    return (
        row.name,
        row.workflow_id,
        json.loads(row.workflow_input or '{}'),
        json.loads(row.workflow_params or '{}'),
    )


def read(props: Mapping[str, Any], default_name: str) -> Desired:
    """What the properties want.

    :param default_name: of a trigger to which the template gives none.
    """
    return Desired(
        name=props[schema.NAME] or default_name,
        exchange=props[schema.EXCHANGE],
        topic=props[schema.TOPIC],
        event=props[schema.EVENT],
        workflow=props[schema.WORKFLOW] or None,
        # As JSON gives them back, to be compared with what Mistral has.
        input=json.loads(json.dumps(props[schema.INPUT] or {})),
        params=json.loads(json.dumps(props[schema.PARAMS] or {})),
    )


def check(wanted: Desired) -> None:
    """Check what Mistral takes, and then never runs, or cannot keep.

    :raises Unusable: says what, and what is accepted.
    """
    found = _NO_EVENT.search(wanted.event or '')
    if found:
        raise Unusable(
            schema.EVENT,
            _(
                '%r cannot stand in the type of an event; it is no pattern, '
                'but all of the type, as the service sends it: '
                'compute.instance.create.end'
            )
            % found.group(),
        )
    reserved = [key for key in _RESERVED if key in wanted.params]
    if reserved:
        raise Unusable(
            schema.PARAMS,
            _('%s cannot be set: Mistral keeps it for itself')
            % ', '.join(reserved),
        )
    try:
        execution_params.check(wanted.params)
    except execution_params.InvalidParams as ex:
        raise Unusable(schema.PARAMS, str(ex)) from ex
    for prop, value in (
        (schema.INPUT, wanted.input),
        (schema.PARAMS, wanted.params),
    ):
        # ASCII, as Mistral writes it: a character is a byte.
        size = len(json.dumps(value))
        if size > JSON_BYTES:
            raise Unusable(
                prop,
                _(
                    '%(size)d bytes of JSON; Mistral keeps at most %(most)d '
                    'of an event trigger. Defaults of the workflow, or an '
                    'environment that params name, can hold more'
                )
                % {'size': size, 'most': JSON_BYTES},
            )
