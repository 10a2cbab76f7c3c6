"""OS::Mistral::ExternalResource: a thing that workflows make and delete."""

import functools
import json
import sys
import time
from collections.abc import Mapping
from typing import Any

from heat.engine import resource, scheduler, support
from oslo_utils import uuidutils

from heat_mistral import execution, signals
from heat_mistral.resources import (
    base,
    external_action,
    long_texts,
    owned_executions,
    records,
    running,
)
from heat_mistral.resources import external_resource_schema as schema

# What Heat's own plugin calls it, so that a stack can move both ways.
_OUTPUTS = 'outputs'
_RESOURCE_ID = 'resource_id'
_RESOURCE_ID_LENGTH = 255


class ExternalResource(base.MistralResource):
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
    entity = 'executions'
    longest_request = running.LONGEST_REQUEST
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
        if base.is_unresolved(self.properties, schema.EX_ACTIONS):
            return
        with base.blaming(self, schema.EX_ACTIONS, signals.Refused):
            for action in schema.ACTIONS:
                asked = self.properties[schema.EX_ACTIONS].get(action)
                if asked is not None:
                    external_action.check(action, asked)

    # Life

    @property
    def _running(self) -> running.Running:
        return running.Running(self.client_plugin(), self)

    @property
    def _records(self) -> records.Records:
        return records.Records(self)

    def needs_replace_failed(self):
        """False while the end of the last run can still be found out."""
        last = self._running.last
        if last is None or last.action == self.DELETE:
            return True
        return self._ended_badly()

    def _ended_badly(self) -> bool:
        """Whether an update cannot mend what the last run has left.

        With ``always_update`` the workflow for UPDATE is the one to mend it,
        if there is something to update.
        """
        life = self._running
        return life.failed and (
            life.last.action in (self.CREATE, self.DELETE)
            or not self.properties[schema.ALWAYS_UPDATE])

    def _needs_update(self, after, before, after_props, before_props,
                      prev_resource, check_init_complete=True):
        self._forget_if_stale(before_props)
        old = before_props[schema.INPUT] or {}
        new = after_props[schema.INPUT] or {}
        if any(old.get(key) != new.get(key)
               for key in after_props[schema.REPLACE_ON_CHANGE] or ()):
            raise resource.UpdateReplace(self)
        # A check in between makes a resource COMPLETE that has failed.
        if self._ended_badly():
            raise resource.UpdateReplace(self)
        needed = super()._needs_update(after, before, after_props,
                                       before_props, prev_resource,
                                       check_init_complete)
        return needed or after_props[schema.ALWAYS_UPDATE]

    def _forget_if_stale(self, props: Mapping[str, Any]) -> None:
        """Forget the last run if Heat's own type has run others since.

        That knows nothing of our record; the stack's input tells of it.
        """
        life = self._running
        if (life.succeeded and self.status == self.COMPLETE
                and not _same(life.last.input, props[schema.INPUT])):
            life.forget()

    def handle_create(self):
        self._running.nothing_yet()
        return self._attempt(self._perform, self.CREATE)

    def handle_update(self, json_snippet, tmpl_diff, prop_diff):
        props = json_snippet.properties(self.properties_schema, self.context)
        return self._attempt(self._update, self.properties, props)

    def handle_suspend(self):
        return self._attempt(self._perform, self.SUSPEND)

    def handle_resume(self):
        return self._attempt(self._perform, self.RESUME)

    def handle_delete(self):
        return self._attempt(self._delete)

    def handle_check(self):
        return base.Attempt(self, self._check)

    def _stop(self, attempt: base.Attempt | None) -> None:
        """The time is up, or nobody wants the result any more."""
        self._running.stop(running.ending())

    handle_create_cancel = _stop
    handle_update_cancel = _stop
    handle_suspend_cancel = _stop
    handle_resume_cancel = _stop

    def handle_delete_cancel(self, attempt):
        """Let a run for DELETE go on for the deletion that comes instead."""
        if isinstance(sys.exc_info()[1], scheduler.Timeout):
            self._running.stop(running.ending())

    def _attempt(self, step, *args) -> base.Attempt:
        # Made here, so that each step of this attempt, and no step of
        # another one, takes a run of this id for its own.
        return base.Attempt(self, functools.partial(
            step, uuidutils.generate_uuid(), *args))

    # Steps

    def _perform(self, run_id: str, action: str) -> bool:
        """Run what is named for an action; true when it has ended well.

        A run of an earlier attempt at the same action is waited for. (It is
        done if that one has ended well.) One for another action is stopped.
        """
        life = self._running
        last = life.last
        begun = last is not None and last.id == run_id
        if not begun and life.under_way:
            self._settle(last.action == action)
        if life.succeeded and last.action == action:
            return True
        return (not begun and not self._ask_for(
            run_id, action, self.properties, self.properties[schema.INPUT])
            or self._wait())

    def _update(self, run_id: str, before: Mapping[str, Any],
                after: Mapping[str, Any]) -> bool:
        life = self._running
        last = life.last
        if last is not None and last.id == run_id:
            return self._wait()
        taken_up = False
        if life.under_way:
            self._settle(True)
            if self._ended_badly():
                raise resource.UpdateReplace(self)
            taken_up = last.action == self.UPDATE
        known = before[schema.INPUT] if life.last is None else last.input
        if _same(known, after[schema.INPUT]) and (
                taken_up or not after[schema.ALWAYS_UPDATE]):
            return True
        return (not self._ask_for(run_id, self.UPDATE, after,
                                  after[schema.INPUT])
                or self._wait())

    def _delete(self, run_id: str) -> bool:
        """The workflow for DELETE first, then the executions."""
        life = self._running
        if life.under_way and life.last.action != self.DELETE:
            self._settle(False)
        # A create that never began has left nothing to delete.
        if not (life.has_never_run and self._is_asked_for(self.CREATE)):
            self._perform(run_id, self.DELETE)
        plugin = self.client_plugin()
        keep = self.properties[schema.KEEP_EXECUTIONS]
        if uuidutils.is_uuid_like(self.resource_id) and not keep:
            owned_executions.end_one(plugin, self.resource_id,
                                     self.properties[schema.DESCRIPTION])
        return owned_executions.end_all(
            plugin, self._records.owner,
            time.monotonic() + owned_executions.STEP, keep_finished=keep)

    def _check(self) -> bool:
        """Whether the last run has ended well; one that goes on is awaited.

        What it has made only its workflows know.
        """
        life = self._running
        if life.under_way:
            life.require_begun()
            return self._wait()
        life.blame()
        return True

    def _is_asked_for(self, action: str) -> bool:
        return self.properties[schema.EX_ACTIONS].get(action) is not None

    def _settle(self, goes_on: bool) -> None:
        """Bring the last run to an end, good or bad.

        :param goes_on: whether it is waited for, or stopped.
        :raises heat.engine.resource.PollDelay: until then.
        """
        try:
            output = (self._running.wait() if goes_on
                      else self._running.settle())
        except running.Failed:
            return  # as its record says
        if output is not None:
            self._keep(output)

    def _wait(self) -> bool:
        self._keep(self._running.wait())
        return True

    def _keep(self, output: Mapping[str, Any]) -> None:
        """Remember what a run gave; the run is done with after that."""
        long_texts.write(self, _OUTPUTS, json.dumps(
            {**self._outputs(), **output}))
        if output.get(_RESOURCE_ID):
            self.resource_id_set(
                str(output[_RESOURCE_ID])[:_RESOURCE_ID_LENGTH])
        self._running.finished()

    def _outputs(self) -> dict[str, Any]:
        return json.loads(long_texts.read(self, _OUTPUTS) or '{}')

    def _ask_for(self, run_id: str, action: str, props: Mapping[str, Any],
                 given: Mapping[str, Any] | None) -> bool:
        """Store what an action asks for; false if it asks for nothing."""
        asked = props[schema.EX_ACTIONS].get(action)
        if asked is None:
            self._running.forget()
            return False
        self._records.make_owner()
        workflow = external_action.workflow_of(
            self.client_plugin(), action, asked)
        self._running.ask_for(running.Run(
            id=run_id, action=action, workflow=workflow.id,
            name=workflow.name, namespace=workflow.namespace,
            input=given or {},
            params=external_action.params_of(action, asked, self._outputs()),
            description=execution.marker(
                self._records.owner, self.stack.id, self.name,
                props[schema.DESCRIPTION])))
        return True

    # Attributes

    def _resolve_attribute(self, name):
        return None if self.resource_id is None else self._outputs()

    def _show_resource(self):
        last = self._running.last
        identifier = self.resource_id if last is None else last.id
        return self.live(lambda: self.client_plugin().execution(
            identifier)).to_dict()

    def get_live_state(self, resource_properties):
        """Nothing: what there is, only its workflows know."""
        return {}


def _same(one: Any, other: Any) -> bool:
    return json.dumps(one or {}, sort_keys=True) == json.dumps(
        other or {}, sort_keys=True)


def resource_mapping():
    return {'OS::Mistral::ExternalResource': ExternalResource}
