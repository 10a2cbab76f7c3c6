"""Which run served which action of the stack's, and what came of it.

Beside the last run itself three things are recorded: what create and update
were last asked for and have brought about; what they put out; and which run
is a matter of the past, since something came after it. So a run of an attempt
whose engine died is told from one of an earlier action of the same kind.
"""

import json
from collections.abc import Mapping
from typing import Any

from heat_mistral.heat_support import protocols, resource_data
from heat_mistral.runs import record

# What create and update were asked for when they ended well; '' from when an
# update asks for something until that has ended well.
_APPLIED = 'applied'
_PASSED = 'passed'
_OUTPUT = 'output'


class History:
    """The last run of one resource, in the order of the stack's actions."""

    def __init__(
        self, rsrc: protocols.Acting, records: record.RunRecords
    ) -> None:
        self._rsrc = rsrc
        self._records = records

    def is_for(self, action: str, asked: str) -> bool:
        """Whether the last run is of an attempt at the very same thing.

        :param asked: digest of what is desired now.
        """
        last = self._records.last
        if last is None or self.is_past:
            return False
        return last.asked == asked and (
            last.action == action or {last.action, action} <= set(record.MAIN)
        )

    @property
    def is_past(self) -> bool:
        """Whether something has come after the last run."""
        last = self._records.last
        return last is not None and last.id == self._rsrc.data().get(_PASSED)

    @property
    def is_made(self) -> bool:
        """Whether the resource was once created, and is still there.

        A run for DELETE that Mistral began may have undone it.
        """
        last = self._records.last
        return _APPLIED in self._rsrc.data() and (
            last is None
            or last.action != 'DELETE'
            or self._records.state in (record.ASKED, record.REFUSED)
        )

    def is_made_as(self, asked: str) -> bool:
        """Whether this is what create or update brought about last."""
        return self._rsrc.data().get(_APPLIED) == asked

    @property
    def output(self) -> dict[str, Any] | None:
        """What the last run for create or update put out."""
        kept = resource_data.read(self._rsrc, _OUTPUT)
        return None if kept is None else json.loads(kept)

    def raise_if_failed(self) -> None:
        """Tell how the last run ended, if it ended badly and is not past.

        :raises heat.common.exception.Error: if it did.
        """
        if not self.is_past:
            self._records.raise_if_failed()

    def begin_update(self) -> None:
        """Tell what comes now from an attempt that has to be finished.

        One at creating or updating has, where that did not end well; and so
        has a run that goes on, as in a stack that was adopted meanwhile.
        """
        rsrc = self._rsrc
        if not self._records.under_way and (
            rsrc.status == 'COMPLETE'
            or self._records.succeeded
            and rsrc.action not in record.MAIN
        ):
            self.pass_over()

    def pass_over(self) -> None:
        """The last run is no attempt at what comes from now on."""
        last = self._records.last
        if last is not None and not self.is_past:
            self._rsrc.data_set(_PASSED, last.id)

    def begin_change(self, action: str) -> None:
        """What was brought about before is about to change."""
        if action == 'UPDATE':
            self._rsrc.data_set(_APPLIED, '')
        elif action == 'CREATE':
            self._rsrc.data_delete(_APPLIED)

    def end_change(self, action: str, asked: str) -> None:
        """What was desired has been brought about."""
        if action in record.MAIN:
            self._rsrc.data_set(_APPLIED, asked)

    def keep_output(self, action: str, output: Mapping[str, Any]) -> None:
        """Store what a run has put out, if it was to create or update."""
        if action in record.MAIN:
            resource_data.write(
                self._rsrc, _OUTPUT, json.dumps(output), redact=True
            )
