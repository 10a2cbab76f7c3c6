"""OS::Mistral::Execution: a run of a workflow as a step of the stack."""

import functools
from collections.abc import Callable
from typing import Any

from heat.common.i18n import _
from heat.engine import support
from oslo_log import log as logging

from heat_mistral.core.execution import view
from heat_mistral.heat_support import attempt, properties
from heat_mistral.resources.execution import (
    attributes,
    completion_hints,
    desired,
    external_id,
    history,
    schema,
)
from heat_mistral.resources.execution.reconciler import Reconciler
from heat_mistral.runs import (
    cancellation,
    physical_id,
    record,
    workflow_lookup,
)

LOG = logging.getLogger(__name__)
# Actions of a stack that never stop a run.
_NOT_STOPPING = ('SUSPEND', 'RESUME', 'CHECK', 'SNAPSHOT')


class Execution(external_id.ExternalRuns, completion_hints.Hinted):
    """Runs a workflow, and waits for its end.

    What depends on this resource is created after the run has succeeded,
    and can use its output. A run that fails is a failure of the stack. Each
    run is started once: where an engine or Mistral went away, the next
    update finds the same run again and waits for it.
    """

    support_status = support.SupportStatus(version='9.0.0')
    PROPERTIES = schema.PROPERTIES
    ATTRIBUTES = schema.ATTRIBUTES
    properties_schema = schema.properties_schema
    attributes_schema = schema.attributes_schema

    def validate(self):
        """Check what does not depend on other resources.

        :raises heat.common.exception.StackValidationFailed: if there is
            nothing to run, or it cannot be run so.
        """
        super().validate()
        if self.external_id is not None:
            return
        wanted = self._checked(self.properties)
        if not wanted.named_at_all and not properties.is_unresolved(
            self.properties, schema.RUN_ACTIONS
        ):
            raise properties.invalid(
                self,
                schema.WORKFLOW,
                _('is needed where no action names a workflow'),
            )

    # Life

    def handle_create(self):
        self.begin_create()
        return self._attempt(Reconciler.make, self._usable(self.properties))

    def wants_update(self, before_props, after_props):
        return after_props[schema.RUN_ON_UPDATE] == schema.ALWAYS

    def begin_update(self, before):
        history.History(self, record.RunRecords(self)).begin_update()

    def handle_update(self, json_snippet, tmpl_diff, prop_diff):
        after = json_snippet.properties(self.properties_schema, self.context)
        return self._attempt(Reconciler.make, self._usable(after))

    def handle_check(self):
        return self._attempt(Reconciler.check, desired.read(self.properties))

    def handle_suspend(self):
        return self._act(self.SUSPEND)

    def handle_resume(self):
        return self._act(self.RESUME)

    def handle_delete(self):
        return self._attempt(Reconciler.delete, desired.read(self.properties))

    def leaves_runs(self):
        return (
            self.external_id is not None
            or self.properties[schema.ON_CANCEL] == schema.LEAVE
        )

    def handle_preempt(self):
        """A newer action waits for this one; this object has not the lock.

        Where that is an update, the run is cancelled if the update does not
        want it any more. The action that waits for it then fails, and the
        newer one begins. Others need the end of this one: Heat suspends only
        what has been made, and resumes only what is suspended.

        What is raised here would fail the newer action.
        """
        try:
            if not self._is_wanted_by_newer_action():
                cancellation.stop(
                    self.client_plugin(), self, cancellation.OUTDATED
                )
        except Exception:
            LOG.exception('%s is not pre-empted', self)

    # What the verbs have in common

    def _checked(self, props: Any) -> desired.Desired:
        wanted = desired.read(props)
        try:
            wanted.check()
        except desired.InvalidDesired as ex:
            raise properties.invalid(self, ex.prop, str(ex)) from ex
        return wanted

    def _usable(self, props: Any) -> desired.Desired:
        """What is desired, now that all other resources are there."""
        wanted = self._checked(props)
        for where in wanted.unnamed:
            raise workflow_lookup.none_at(self, where, props)
        return wanted

    def _act(self, action: str) -> Callable[[], bool] | None:
        if self.external_id is not None:
            return None
        return self._attempt(
            lambda work: work.act(action), desired.read(self.properties)
        )

    def _attempt(
        self, step: Callable[[Reconciler], bool], wanted: desired.Desired
    ) -> Callable[[], bool]:
        """An attempt at an action, by this step of the reconciler's."""
        reconciler = Reconciler(self, self.client_plugin(), wanted)
        work = attempt.Attempt(self, functools.partial(step, reconciler))
        if wanted.notify:
            return completion_hints.HintedPauses(self, work, reconciler.hurry)
        return work

    def _is_wanted_by_newer_action(self) -> bool:
        records = record.RunRecords(self)
        if (
            self.leaves_runs()
            or records.last is None
            or self.stack.action in _NOT_STOPPING
        ):
            return True
        if self.name not in self.stack.defn.enabled_rsrc_names():
            return False
        newer = self.stack.defn.resource_definition(self.name).properties(
            self.properties_schema, self.context
        )
        return history.History(self, records).is_for(
            self.UPDATE, desired.read(newer).digest(self.UPDATE)
        )

    # Attributes

    def _resolve_attribute(self, name):
        return attributes.resolve(self, name)

    def _show_resource(self):
        if not physical_id.stands_for_something(self):
            return None
        shown = view.shown(
            self.live(
                lambda: (
                    self.client_plugin()
                    .mistral()
                    .executions.get(self.resource_id)
                )
            ).to_dict()
        )
        # Of its own, and without the params: a signed URL may be there.
        return {**shown, schema.OUTPUT: self._resolve_attribute(schema.OUTPUT)}


def resource_mapping():
    return {'OS::Mistral::Execution': Execution}
