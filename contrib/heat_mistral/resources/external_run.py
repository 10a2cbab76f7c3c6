"""``external_id``: an execution that somebody else has started.

The stack waits for it as for one of its own, and leaves it alone otherwise.
"""

from heat_mistral.resources import base, ordered_runs


class ExternalRuns(base.MistralResource):
    """Base: what Heat does about an external resource, for executions."""

    def handle_adopt(self, resource_data=None):
        super().handle_adopt(resource_data)
        self.forget_signer()
        if self.external_id is None:
            return None
        return base.Attempt(self, self._take_external)

    def update(self, after, *args, **kwargs):
        """Wait for what has not ended well.

        Heat leaves an external resource out of updates, and calls it a
        success if it was a failure.
        """
        if self.external_id is not None and self.status == self.FAILED:
            yield from self.check()
        yield from super().update(after, *args, **kwargs)

    def look_again(self, life: ordered_runs.OrderedRuns) -> None:
        """Find out what has become of a run since it was seen last."""
        if self.external_id is not None and life.last is None:
            self._take_external()
        elif not life.is_past:
            life.look_again()

    def _take_external(self) -> bool:
        plugin = self.client_plugin()
        ordered_runs.OrderedRuns(plugin, self).take_external(
            plugin.execution(
                self.external_id, 'workflow_id', 'workflow_name'))
        return True
