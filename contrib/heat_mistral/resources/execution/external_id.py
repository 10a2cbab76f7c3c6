"""``external_id``: an execution that somebody else has started.

The stack waits for it as for one of its own, and leaves it alone otherwise.
"""

from heat_mistral.heat_support import attempt
from heat_mistral.mistral_api import api
from heat_mistral.runs import base, record


class ExternalRuns(base.RunningResource):
    """Base: what Heat does about an external resource, for executions."""

    def handle_adopt(self, resource_data=None):
        super().handle_adopt(resource_data)
        self.forget_signer()
        if self.external_id is None:
            return None

        def take_over() -> bool:
            wait_for(
                record.RunRecords(self),
                self.client_plugin().mistral(),
                self.external_id,
            )
            return True

        return attempt.Attempt(self, take_over)

    def update(self, after, *args, **kwargs):
        """Wait for what has not ended well.

        Heat leaves an external resource out of updates, and calls it a
        success if it was a failure.
        """
        if self.external_id is not None and self.status == self.FAILED:
            yield from self.check()
        yield from super().update(after, *args, **kwargs)


def wait_for(
    records: record.RunRecords, mistral: api.MistralApi, identifier: str
) -> None:
    """Record an execution that somebody has started as the one to wait for."""
    found = mistral.executions.get(identifier, 'workflow_id', 'workflow_name')
    records.intend(
        record.RunRecord(
            id=identifier,
            action='CREATE',
            workflow=found.workflow_id,
            name=found.workflow_name,
            namespace='',
            input={},
            params={},
            description='',
        )
    )
    records.note(identifier, record.STARTED)
