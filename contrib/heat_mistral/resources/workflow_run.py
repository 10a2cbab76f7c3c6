"""OS::Mistral::Execution: a run of a workflow as a step of the stack."""

import functools
import sys
import time
from collections.abc import Callable
from typing import Any

from heat.common.i18n import _
from heat.engine import resource, scheduler, support
from oslo_utils import uuidutils

from heat_mistral import execution
from heat_mistral.resources import (
    asked_run,
    base,
    external_run,
    following,
    hints,
    named_workflow,
    ordered_runs,
    owned_executions,
    recorded,
    records,
    run_attributes,
    running,
)
from heat_mistral.resources import workflow_run_schema as schema


class Execution(external_run.ExternalRuns, hints.Hinted):
    """Runs a workflow, and waits for its end.

    What depends on this resource is created after the run has succeeded,
    and can use its output. A run that fails is a failure of the stack. Each
    run is started once: where an engine or Mistral went away, the next
    update finds the same run again and waits for it.
    """

    support_status = support.SupportStatus(version='9.0.0')
    entity = 'executions'
    longest_request = running.LONGEST_REQUEST
    PROPERTIES = schema.PROPERTIES
    ATTRIBUTES = schema.ATTRIBUTES
    properties_schema = schema.properties_schema
    attributes_schema = schema.attributes_schema
    # Actions of a stack that never stop a run.
    _NOT_STOPPING = ('SUSPEND', 'RESUME', 'CHECK', 'SNAPSHOT')

    def validate(self):
        """Check what does not depend on other resources.

        :raises heat.common.exception.StackValidationFailed: if there is
            nothing to run, or it cannot be run so.
        """
        super().validate()
        if self.external_id is not None:
            return
        self._check_orders(self.properties)
        if not (asked_run.has_own(self.properties)
                or base.is_unresolved(self.properties, schema.RUN_ACTIONS)
                or any(action for action, _entry
                       in asked_run.given(self.properties))):
            raise base.invalid(self, schema.WORKFLOW, _(
                'is needed where no action names a workflow'))

    def _check_orders(self, props: Any) -> None:
        try:
            asked_run.check(props)
        except asked_run.Wrong as ex:
            raise base.invalid(self, ex.prop, str(ex)) from ex

    # Life

    def handle_create(self):
        self._life().nothing_yet()
        return self._attempt(self._bring, self.properties)

    def _needs_update(self, after, before, after_props, before_props,
                      prev_resource, check_init_complete=True):
        needed = super()._needs_update(after, before, after_props,
                                       before_props, prev_resource,
                                       check_init_complete)
        self._life().begin_update()
        return needed or after_props[schema.RUN_ON_UPDATE] == schema.ALWAYS

    def handle_update(self, json_snippet, tmpl_diff, prop_diff):
        return self._attempt(self._bring, json_snippet.properties(
            self.properties_schema, self.context))

    def handle_suspend(self):
        return self._other(self.SUSPEND)

    def handle_resume(self):
        return self._other(self.RESUME)

    def _other(self, action: str) -> Callable[[], bool] | None:
        if self.external_id is not None:
            return None
        return self._attempt(functools.partial(self._perform, action),
                             self.properties)

    def handle_delete(self):
        return self._attempt(self._delete, self.properties)

    def handle_check(self):
        return self._attempt(self._check, self.properties)

    def handle_preempt(self):
        """A newer action waits for this one.

        Where that is an update, the run is stopped if it does not want it any
        more. The update that waits for it then fails, and the newer one
        begins. Others need the end of this one: Heat suspends only what has
        been made, and resumes only what is suspended.
        """
        if (self._is_left() or self._life().last is None
                or self.stack.action in self._NOT_STOPPING):
            return
        if self.name in self.stack.defn.enabled_rsrc_names():
            props = self.stack.defn.resource_definition(
                self.name).properties(self.properties_schema, self.context)
            if self._life().is_for(
                    self.UPDATE, asked_run.digest(props, self.UPDATE)):
                return
        self._life().stop(running.OUTDATED)

    def _stop(self, attempt: base.Attempt | None) -> None:
        """The time is up, or nobody wants the result any more."""
        if not self._is_left():
            self._life().stop(running.ending())

    handle_create_cancel = _stop
    handle_update_cancel = _stop
    handle_suspend_cancel = _stop
    handle_resume_cancel = _stop

    def handle_delete_cancel(self, attempt):
        """Let a run for DELETE go on for the deletion that comes instead."""
        if isinstance(sys.exc_info()[1], scheduler.Timeout):
            self._stop(attempt)

    def _is_left(self) -> bool:
        """Whether a run goes on where the stack does not want it."""
        return (self.external_id is not None
                or self.properties[schema.ON_CANCEL] == schema.LEAVE)

    def _life(self, watch: following.Follower | None = None
              ) -> ordered_runs.OrderedRuns:
        return ordered_runs.OrderedRuns(self.client_plugin(), self, watch)

    def _attempt(self, step, props) -> Callable[[], bool]:
        """An attempt that begins at most one run, and follows it.

        :param step: takes the run's follower and id, and the properties.
        """
        watch = following.Follower(
            self.client_plugin(), self, props[schema.TIMEOUT] or None,
            stops=not self._is_left())
        attempt = base.Attempt(self, functools.partial(
            step, watch, uuidutils.generate_uuid(), props))
        return (hints.Attempt(self, attempt, watch.hurry)
                if props[schema.NOTIFY] else attempt)

    # Steps

    def _bring(self, watch, run_id: str, props: Any) -> bool:
        """Create or update: a create that has not ended well comes first."""
        self._check_orders(props)
        for where in asked_run.empty(props):
            raise named_workflow.none_at(where)
        action = (self.UPDATE if self._life(watch).is_applied()
                  else self.CREATE)
        return self._perform(action, watch, run_id, props)

    def _perform(self, action: str, watch, run_id: str, props: Any) -> bool:
        """Run what is asked for; true when it has ended well.

        A run of an earlier attempt at the same thing is taken up: it goes on
        or has ended well. One for something else gives way.
        """
        life = self._life(watch)
        last = life.last
        if last is not None and last.id in (run_id, watch.taken_up):
            return life.succeeded or self._wait(life)
        digest = asked_run.digest(props, action)
        known = life.is_for(action, digest)
        self.look_again(life)
        if life.under_way:
            if known:
                self._take_up(life, watch)
            else:
                self._give_way(life)
        if known and life.succeeded:
            return True
        if action in recorded.MAIN:
            self._look_ahead(props)
        asked = asked_run.asked(props, action)
        if asked is None or not self._is_due(action, props, known):
            life.pass_over()
            life.applied(action, digest)
            return True
        self._ask_for(life, run_id, action, props, asked)
        return self._wait(life)

    def _look_ahead(self, props: Any) -> None:
        """Refuse now what could not be run when its time comes.

        Heat refuses to update a stack that could not be deleted.

        :raises heat.common.exception.Error: if there is anything.
        """
        for asked in asked_run.later(props):
            self._find(asked)

    def _find(self, asked: asked_run.Asked) -> Any:
        """The workflow that is asked for; it takes the input."""
        found = named_workflow.find(
            self.client_plugin(), asked.where, asked.workflow)
        named_workflow.check_input(found, asked.where, asked.input)
        return found

    def _is_due(self, action: str, props: Any, known: bool) -> bool:
        when = props[schema.RUN_ON_UPDATE]
        if action not in recorded.MAIN or when == schema.ALWAYS:
            return True
        life = self._life()
        if known:
            life.blame_for_vanishing()
        return action == self.CREATE or (
            when == schema.ON_CHANGE
            and not life.is_applied_as(asked_run.digest(props, action)))

    def _take_up(self, life: running.Running, watch) -> None:
        """Find out how a run ended, or make it this attempt's own.

        :raises heat.engine.resource.PollDelay: if it goes on.
        """
        try:
            self._wait(life)
        except resource.PollDelay:
            watch.taken_up = life.last.id
            raise
        except running.Failed:
            pass  # it is run again, if it has not vanished

    def _give_way(self, life: running.Running) -> None:
        if not self._is_left() and life.settle() is not None:
            life.finished()

    def _wait(self, life: running.Running) -> bool:
        run_attributes.keep_output(self, life.last.action, life.wait())
        life.applied(life.last.action, life.last.asked)
        life.finished()
        return True

    def _ask_for(self, life: running.Running, run_id: str, action: str,
                 props: Any, asked: asked_run.Asked) -> None:
        plugin, mark = self.client_plugin(), records.Records(self)
        mark.make_owner()
        workflow = self._find(asked)
        params = (self.notified(asked.params) if props[schema.NOTIFY]
                  else asked.params)
        owned_executions.end_oldest(
            plugin, mark.owner, keep=props[schema.KEEP] - 1)
        life.applying(action)
        life.ask_for(running.Run(
            id=run_id, action=action, workflow=workflow.id,
            name=workflow.name, namespace=workflow.namespace,
            input=asked.input, params=params,
            description=execution.marker(
                mark.owner, self.stack.id, self.name,
                props[schema.DESCRIPTION]),
            asked=asked_run.digest(props, action)))

    def _delete(self, watch, run_id: str, props: Any) -> bool:
        """The workflow for DELETE first, then the executions."""
        life = self._life(watch)
        if life.under_way and life.last.action != self.DELETE:
            life.settle()
        # A create that never began has left nothing to undo.
        if not (life.has_never_run
                and asked_run.is_asked(props, self.CREATE)):
            self._perform(self.DELETE, watch, run_id, props)
        if not owned_executions.end_all(
                self.client_plugin(), records.Records(self).owner,
                time.monotonic() + owned_executions.STEP):
            return False
        self.delete_signer()
        return True

    def _check(self, watch, run_id: str, props: Any) -> bool:
        """Whether the last run has ended well; one that goes on is awaited."""
        life = self._life(watch)
        self.look_again(life)
        if life.under_way:
            life.require_begun()
            return self._wait(life)
        life.blame()
        return True

    # Attributes

    def _resolve_attribute(self, name):
        return run_attributes.resolve(self, self._life(), name)

    def _show_resource(self):
        shown = execution.shown(self.live(
            lambda: self.client_plugin().execution(
                self.resource_id)).to_dict())
        # Of its own, and without the params: a signed URL may be there.
        return {**shown, schema.OUTPUT: self._resolve_attribute(schema.OUTPUT)}

    def get_live_state(self, resource_properties):
        """Nothing: what has been run cannot be changed."""
        return {}


def resource_mapping():
    return {'OS::Mistral::Execution': Execution}
