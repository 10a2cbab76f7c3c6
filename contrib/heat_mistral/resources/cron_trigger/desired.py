"""A cron trigger as a template wants it: a value, and no request.

Read from the properties once and handed on; stored in this form, too, before
each request (records.py).
"""

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

from heat.common import exception
from heat.common.i18n import _
from oslo_utils import timeutils

from heat_mistral.core import schedule
from heat_mistral.core import workflow_reference as reference
from heat_mistral.resources.cron_trigger import schema
from heat_mistral.runs import outcomes

#: Mistral keeps input and params as JSON in a TEXT column each
#: (``cron_triggers_v2``), which MySQL and MariaDB end here.
JSON_BYTES = 65_535


class TooLong(Exception):
    """The message says which part of the workflow, and what is accepted."""


@dataclasses.dataclass(frozen=True)
class Desired:
    """A trigger as a template wants it.

    :ivar workflow: registered name or id; None where it is not known, which
        is never so of a trigger that has been made.
    :ivar first_time: as the template gives it, whether or not it has passed.
    :ivar left: how often it may still run, if it has been there before.
    :ivar notify: which ends of its runs are told.
    """

    name: str
    workflow: str | None
    input: Mapping[str, Any]
    params: Mapping[str, Any]
    pattern: str | None
    first_time: str | None
    count: int | None
    left: int | None = None
    notify: str = outcomes.NONE

    def same_as(self, other: 'Desired') -> bool:
        """Whether the templates want the same, however much of it has run."""
        return dataclasses.replace(self, left=None) == dataclasses.replace(
            other, left=None
        )

    def dumped(self) -> dict[str, Any]:
        """As it is stored.

        Engines of earlier releases, which know no ``notify``, read it, too,
        where it says nothing.
        """
        fields = dataclasses.asdict(self)
        if self.notify == outcomes.NONE:
            del fields['notify']
        return fields

    @property
    def count_to_send(self) -> int | None:
        """How often the trigger is to run from now on; None is for ever."""
        return self.count if self.left is None else self.left

    @property
    def end(self) -> Any:
        """What ends the trigger by itself; None if nothing does."""
        if self.count is not None:
            return self.count
        return None if self.pattern else self.first_time

    def continuing(self, made: 'Desired') -> 'Desired':
        """This one in the place of ``made``.

        What has run does not run again, unless the end is another one.
        """
        if made.end != self.end:
            return self
        return dataclasses.replace(self, left=made.left)

    def check_usable(self) -> None:
        """Check what Mistral would refuse, or accept and never run.

        Validation cannot do it: the values may depend on other resources,
        and the answer changes with time.

        :raises heat.common.exception.Error: if it cannot be made now.
        """
        try:
            check_length(self.input, self.params)
            if self.pattern:
                schedule.next_tick(self.pattern, timeutils.utcnow())
        except (TooLong, schedule.ScheduleError) as ex:
            raise exception.Error(str(ex)) from ex
        if not self.pattern and self.first_time_to_send() is None:
            raise exception.Error(
                _(
                    'first_time %s is not more than a minute ahead, and there is '
                    'no pattern'
                )
                % self.first_time
            )

    def first_time_to_send(self) -> str | None:
        """The first time, while it is so far ahead that Mistral takes it."""
        return schedule.first_time_to_send(self.first_time, timeutils.utcnow())


def read(props: Mapping[str, Any], default_name: str) -> Desired:
    """What the properties want.

    The workflow may be None: in a stack that is adopted without convergence,
    Heat resolves get_attr before there is anything.

    :param default_name: of a trigger to which the template gives none.
    :raises heat_mistral.core.workflow_reference.InvalidReference: if the
        workflow is in neither of its two forms.
    """
    ref = reference.read(props[schema.WORKFLOW])
    return Desired(
        name=props[schema.NAME] or default_name,
        workflow=ref.name,
        input=ref.input,
        params=ref.params,
        pattern=props[schema.PATTERN],
        first_time=props[schema.FIRST_TIME],
        count=props[schema.COUNT],
        notify=props[schema.NOTIFY],
    )


def check_length(
    run_input: Mapping[str, Any], params: Mapping[str, Any]
) -> None:
    """Check that Mistral can keep input and params of a trigger.

    Its own answer is a 409 with the SQL statement.

    :raises TooLong: if it cannot.
    """
    for key, value in (
        (reference.INPUT, run_input),
        (reference.PARAMS, params),
    ):
        # ASCII, as Mistral writes it: a character is a byte.
        size = len(json.dumps(value))
        if size > JSON_BYTES:
            raise TooLong(
                _(
                    '"%(key)s" is %(size)d bytes of JSON; Mistral keeps at most '
                    '%(most)d of a cron trigger. Defaults of the workflow, or '
                    'an environment that params name, can hold more'
                )
                % {'key': key, 'size': size, 'most': JSON_BYTES}
            )
