"""OS::Mistral::ExternalResource: a thing that workflows make and delete."""

import functools
from collections.abc import Callable

from heat.engine import resource, support

from heat_mistral.core.execution import params as execution_params
from heat_mistral.heat_support import attempt, properties
from heat_mistral.resources.external_resource import desired, schema
from heat_mistral.resources.external_resource.reconciler import (
    Reconciler,
    ended_badly,
    outputs,
)
from heat_mistral.runs import base, physical_id, record


class ExternalResource(base.RunningResource):
    """A resource that Heat does not know, in the hands of workflows.

    For each action of the resource a workflow may be named, which does it.
    What the workflows put out is kept: the attribute ``output`` has it, and
    later workflows find it as ``env().heat_extresource_data``. An output
    ``resource_id`` becomes the physical id of the resource.

    A resource whose workflow failed is replaced by the next update, as
    others are. Where it is not known how a workflow ended, since the engine
    or Mistral went away, the next update finds the same execution again and
    waits for it.
    """

    support_status = support.SupportStatus(version='9.0.0')
    # Only a replacement can bring back what was marked unhealthy.
    always_replace_on_check_failed = True
    PROPERTIES = schema.PROPERTIES
    ATTRIBUTES = schema.ATTRIBUTES
    properties_schema = schema.properties_schema
    attributes_schema = schema.attributes_schema

    def validate(self):
        """Check what does not depend on other resources.

        :raises heat.common.exception.StackValidationFailed: if params cannot
            be passed on to Mistral.
        """
        super().validate()
        if properties.is_unresolved(self.properties, schema.EX_ACTIONS):
            return
        with properties.blaming(
            self, schema.EX_ACTIONS, execution_params.InvalidParams
        ):
            desired.read(self.properties).check()

    # Life

    def handle_create(self):
        self.begin_create()
        return self._act(self.CREATE)

    def needs_replace_failed(self):
        """False while the end of the last run can still be found out."""
        last = record.RunRecords(self).last
        if last is None or last.action == self.DELETE:
            return True
        return self._ended_badly()

    def wants_update(self, before_props, after_props):
        old = before_props[schema.INPUT] or {}
        new = after_props[schema.INPUT] or {}
        if any(
            old.get(key) != new.get(key)
            for key in after_props[schema.REPLACE_ON_CHANGE] or ()
        ):
            raise resource.UpdateReplace(self)
        # A check in between makes a resource COMPLETE that has failed.
        if self._ended_badly():
            raise resource.UpdateReplace(self)
        return after_props[schema.ALWAYS_UPDATE]

    def _ended_badly(self) -> bool:
        return ended_badly(
            record.RunRecords(self), self.properties[schema.ALWAYS_UPDATE]
        )

    def begin_update(self, before):
        """Forget the last run if Heat's own type has run others since.

        That knows nothing of our record; the stack's input tells of it.
        """
        records = record.RunRecords(self)
        if records.succeeded and self.status == self.COMPLETE:
            props = before.properties(self.properties_schema, self.context)
            if not desired.is_same_input(
                records.last.input, props[schema.INPUT] or {}
            ):
                records.forget()

    def handle_update(self, json_snippet, tmpl_diff, prop_diff):
        before = desired.read(self.properties)
        after = desired.read(
            json_snippet.properties(self.properties_schema, self.context)
        )
        return self._attempt(after, lambda work: work.update(before))

    def handle_check(self):
        return self._attempt(desired.read(self.properties), Reconciler.check)

    def handle_suspend(self):
        return self._act(self.SUSPEND)

    def handle_resume(self):
        return self._act(self.RESUME)

    def handle_delete(self):
        return self._attempt(desired.read(self.properties), Reconciler.delete)

    def _act(self, action: str) -> attempt.Attempt:
        return self._attempt(
            desired.read(self.properties), lambda work: work.act(action)
        )

    def _attempt(
        self, wanted: desired.Desired, step: Callable[[Reconciler], bool]
    ) -> attempt.Attempt:
        """An attempt at an action, by this step of the reconciler's."""
        reconciler = Reconciler(self, self.client_plugin(), wanted)
        return attempt.Attempt(self, functools.partial(step, reconciler))

    # Attributes

    def _resolve_attribute(self, name):
        if not physical_id.stands_for_something(self):
            return None
        return outputs(self)

    def _show_resource(self):
        last = record.RunRecords(self).last
        if last is None and not physical_id.stands_for_something(self):
            return None
        identifier = self.resource_id if last is None else last.id
        return self.live(
            lambda: self.client_plugin().mistral().executions.get(identifier)
        ).to_dict()


def resource_mapping():
    return {'OS::Mistral::ExternalResource': ExternalResource}
