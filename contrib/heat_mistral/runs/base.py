"""The class below resource types whose actions run workflows.

Such a resource has an id before it has run anything, and its runs are
cancelled where Heat ends an action.
"""

import sys
from collections.abc import Iterator
from typing import Any

from heat.engine import scheduler

from heat_mistral.heat_support import base
from heat_mistral.runs import cancellation, physical_id, record


class RunningResource(base.MistralResource):
    """Base of resource types whose actions run workflows."""

    entity = 'executions'

    def begin_create(self) -> None:
        """Record that the creation has begun, and that nothing has run."""
        physical_id.give(self)
        record.RunRecords(self).begin()

    def begin_update(self, before: Any) -> None:
        """Record what must be known of the time before an update.

        Here and not in ``_needs_update``, which previews call, too; nor in
        ``handle_update``, before which Heat has overwritten the state that
        this depends on.

        :param before: the resource's definition before the update.
        """

    def update(
        self, after: Any, before: Any = None, *args: Any, **kwargs: Any
    ) -> Iterator[Any]:
        if self.external_id is None and self.state not in (
            (self.INIT, self.COMPLETE),
            (self.DELETE, self.COMPLETE),
        ):
            if before is None:
                before = self.frozen_definition()
            self.begin_update(before)
        yield from super().update(after, before, *args, **kwargs)

    def get_reference_id(self) -> str:
        """The physical id; the name while that stands for nothing yet."""
        if physical_id.stands_for_something(self):
            return str(self.resource_id)
        return str(self.name)

    # The end of an action that Heat does not wait for any more

    def leaves_runs(self) -> bool:
        """Whether a run goes on where the stack does not want it."""
        return False

    def _stop(self, attempt: Any) -> None:
        if not self.leaves_runs():
            cancellation.stop(
                self.client_plugin(), self, cancellation.ending()
            )

    handle_create_cancel = _stop
    handle_update_cancel = _stop
    handle_suspend_cancel = _stop
    handle_resume_cancel = _stop

    def handle_delete_cancel(self, attempt: Any) -> None:
        """Let a run for DELETE go on for the deletion that comes instead."""
        if isinstance(sys.exc_info()[1], scheduler.Timeout):
            self._stop(attempt)
